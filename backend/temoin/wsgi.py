"""For gunicorn and shared hosting: `temoin.wsgi:app`."""

from temoin.app import create_app
from temoin.store.in_use import mark_in_use
from temoin.web.services import services_of

app = create_app()
in_use = mark_in_use(services_of(app).settings.data_dir)
