"""For gunicorn and shared hosting: `temoin.wsgi:app`."""

from temoin.app import create_app

app = create_app()
