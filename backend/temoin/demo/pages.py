"""`/demo/`: somebody's web page with tags of others, served from the machine's second name.

The page is on 127.0.0.1 and its tags come from localhost (or the other way round), which browsers
hold for two different sites.
"""

from __future__ import annotations

import base64
from pathlib import Path
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from temoin.accounts.access import public
from temoin.core.errors import NotFound
from temoin.demo.scene import demo_site
from temoin.sites.service import snippet_tag
from temoin.web import wording
from temoin.web.services import services_of

HERE = Path(__file__).parent
OWN_FILES = {"watch.js": "text/javascript", "demo.css": "text/css"}
PIXEL = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
NAMES = {"127.0.0.1": "localhost", "localhost": "127.0.0.1"}

routes = Blueprint("demo", __name__, url_prefix="/demo", template_folder="templates")


def add_demo(app: Flask) -> None:
    """Add the pages and their texts, and mark the dashboard as a demo."""
    app.config["TEMOIN_DEMO"] = True
    catalogue = app.extensions["temoin_wording"]
    for language, texts in wording.read([HERE / "wording"]).items():
        catalogue[language].update(texts)
    app.register_blueprint(routes)


@routes.get("/")
@public
def page() -> ResponseReturnValue:
    """The page of a shop, with a panel that tells what the browser did."""
    site = demo_site()
    if site is None:
        raise NotFound("the demo site was removed: remove the folder temoin-data/demo")
    other = _other_name()
    shown = render_template(
        "demo/page.html",
        snippet=snippet_tag(services_of().settings.base_url, site, wording.page_language()),
        tags=f"{other}/demo/third-party",
        overview=f"/sites/{site.key}/",
    )
    reply = make_response(shown)
    reply.headers["Content-Security-Policy"] = (
        f"default-src 'self' {_own_name()} {other} 'unsafe-inline' data:; frame-ancestors 'self'"
    )
    # What browsers do on pages that say nothing: the service hears which site loads the snippet.
    reply.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
    return reply


@routes.get("/<name>")
@public
def own_file(name: str) -> ResponseReturnValue:
    """Files of the page itself."""
    if name not in OWN_FILES:
        raise NotFound("there is no such file")
    return Response((HERE / "files" / name).read_bytes(), mimetype=OWN_FILES[name])


@routes.get("/third-party/ads.js")
@public
def third_party_script() -> ResponseReturnValue:
    """A script as advertisers have: it leaves a cookie and an entry in the storage."""
    code = (HERE / "files" / "ads.js").read_bytes()
    return _for_all(Response(code, mimetype="text/javascript"))


@routes.get("/third-party/pixel.gif")
@public
def third_party_pixel() -> ResponseReturnValue:
    """A picture that nobody sees."""
    return _for_all(Response(PIXEL, mimetype="image/gif"))


@routes.get("/third-party/video")
@public
def third_party_frame() -> ResponseReturnValue:
    """What stands for a video."""
    reply = make_response(render_template("demo/video.html"))
    reply.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'self'; frame-ancestors {_own_name()} {_other_name()}"
    )
    return _for_all(reply)


def _for_all(reply: Response) -> Response:
    """Other sites may embed it, and no cache hides that it was asked for."""
    reply.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    reply.headers["Cache-Control"] = "no-store"
    return reply


def _own_name() -> str:
    return _origin(_host())


def _other_name() -> str:
    return _origin(NAMES[_host()])


def _host() -> str:
    """The name by which the browser called; anything unknown counts as 127.0.0.1."""
    host = request.host.partition(":")[0]
    return host if host in NAMES else "127.0.0.1"


def _origin(host: str) -> str:
    port = urlsplit(services_of().settings.base_url).port
    return f"http://{host}:{port}"
