"""Errors of Flask routes as problem documents, or as a small page where a person is looking."""

from __future__ import annotations

import logging

from flask import Flask, Response, redirect, render_template, request
from peewee import InterfaceError, OperationalError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from temoin.core.errors import TemoinError, Unauthenticated, Unavailable
from temoin.web.problems import PROBLEM_TYPE, extra_headers, problem, problem_bytes, status_of

log = logging.getLogger("temoin")


def install(app: Flask) -> None:
    """Add the handlers."""

    @app.errorhandler(TemoinError)
    def known(error: TemoinError) -> BaseResponse:
        if isinstance(error, Unauthenticated) and _is_page():
            return redirect("/login")
        return _answer(error)

    @app.errorhandler(OperationalError)
    @app.errorhandler(InterfaceError)
    def database(error: Exception) -> BaseResponse:
        log.warning("database: %s", type(error).__name__)
        return _answer(Unavailable("the database does not answer right now"))

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> BaseResponse:
        reply = Response(error.get_response().get_data(), error.code)
        kept = {k: v for k, v in error.get_response().headers if k in ("Allow", "Location")}
        reply.headers.update(kept)
        title = error.name
        if _is_page():
            reply.set_data(render_template("problem.html", status=error.code, title=title))
            reply.mimetype = "text/html"
        else:
            reply.set_data(_document(error.code or 500, title))
            reply.mimetype = PROBLEM_TYPE
        return reply

    @app.errorhandler(Exception)
    def unexpected(_: Exception) -> BaseResponse:
        # The last resort: one log line for operators, nothing inside for the outside (ASVS 16.5.4).
        log.exception("unexpected error")
        return Response(_document(500, "Unexpected error"), 500, mimetype=PROBLEM_TYPE)


def _answer(error: TemoinError) -> Response:
    if _is_page():
        text = render_template("problem.html", problem=problem(error), **problem(error))
        reply = Response(text, status_of(error), mimetype="text/html")
    else:
        reply = Response(problem_bytes(error), status_of(error), mimetype=PROBLEM_TYPE)
    reply.headers.extend(extra_headers(error))
    return reply


def _document(status: int, title: str) -> str:
    return f'{{"type":"about:blank","title":"{title}","status":{status}}}'


def _is_page() -> bool:
    """Whether a person's browser asked for a page."""
    if request.path.startswith("/api/"):
        return False
    return request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html"
