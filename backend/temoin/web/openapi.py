"""The API document (OpenAPI 3.1), made from the URL map and what each view says of itself."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Flask
from marshmallow import Schema
from werkzeug.routing import Rule

PREFIX = "/api/v1/"
_ARGUMENT = re.compile(r"<(?:([^:<>]+):)?([^<>]+)>")
_PROBLEM = {
    "type": "object",
    "description": "What went wrong (RFC 9457).",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {"type": "object", "description": "Messages by field."},
    },
    "required": ["type", "title", "status"],
}
_TEXTS = {
    401: "The token is missing, unknown or revoked.",
    403: "The token lacks the scope.",
    404: "There is no such thing, or it is somebody else's.",
    409: "The thing was changed meanwhile.",
    413: "The body is larger than 1 MB.",
    415: "The body is no JSON.",
    422: "The query or the body is not valid.",
    503: "The database does not answer right now; `Retry-After` says when to try again.",
}


@dataclass(frozen=True, slots=True)
class Operation:
    """What a route of the API takes and gives; the summary is the view's docstring.

    `query` and `body` are schemas of the request, `answer` of the success with this `status`;
    `scope` is what a token needs, None for a public route.
    """

    query: type[Schema] | None = None
    body: type[Schema] | None = None
    answer: type[Schema] | None = None
    status: int = 200
    scope: str | None = None


def describe(app: Flask, base_url: str) -> dict[str, Any]:
    """The document of all routes under `/api/v1/`."""
    spec = APISpec(
        title="Temoin",
        version="1",
        openapi_version="3.1.0",
        info={"description": "Sites, consent records and statistics of an organisation."},
        servers=[{"url": base_url}],
        plugins=[MarshmallowPlugin()],
    )
    spec.components.security_scheme("token", {"type": "http", "scheme": "bearer"})
    spec.components.schema("Problem", component=_PROBLEM)
    for path, method, rule, view in api_routes(app):
        spec.path(path=path, operations={method.lower(): _operation(rule, view)})
    document: dict[str, Any] = spec.to_dict()
    return document


def api_routes(app: Flask) -> Iterator[tuple[str, str, Rule, Callable[..., Any]]]:
    """Path (with `{names}`), method, rule and view of each API route, by path and method."""
    found = [
        (_ARGUMENT.sub(r"{\2}", rule.rule), method, rule, app.view_functions[rule.endpoint])
        for rule in app.url_map.iter_rules()
        for method in rule.methods or ()
        if rule.rule.startswith(PREFIX) and method not in ("HEAD", "OPTIONS")
    ]
    yield from sorted(found, key=lambda route: route[:2])


def _operation(rule: Rule, view: Callable[..., Any]) -> dict[str, Any]:
    operation: Operation = getattr(view, "operation", Operation())
    summary, _, details = (inspect.getdoc(view) or "").partition("\n\n")
    described: dict[str, Any] = {
        "operationId": rule.endpoint.replace(".", "_"),
        "summary": summary.replace("\n", " "),
        "parameters": [*_path_parameters(rule), *_query_parameters(operation)],
        "responses": _responses(rule, operation),
        "security": [{"token": [operation.scope]}] if operation.scope else [],
    }
    if details:
        described["description"] = details
    if operation.body:
        described["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": operation.body}},
        }
    return described


def _path_parameters(rule: Rule) -> Iterator[dict[str, Any]]:
    for converter, name in _ARGUMENT.findall(rule.rule):
        is_number = converter.startswith("int")
        kind = {"type": "integer", "minimum": 0} if is_number else {"type": "string"}
        yield {"name": name, "in": "path", "required": True, "schema": kind}


def _query_parameters(operation: Operation) -> Iterator[dict[str, Any]]:
    if operation.query:
        yield {"in": "query", "schema": operation.query}


def _responses(rule: Rule, operation: Operation) -> dict[str, Any]:
    success: dict[str, Any] = {"description": "Done."}
    if operation.status != 204:
        answer: object = operation.answer or {"type": "object"}
        success["content"] = {"application/json": {"schema": answer}}
    statuses = [503]
    statuses += [401, 403] if operation.scope else []
    statuses += [404] if rule.arguments else []
    statuses += [422] if operation.query or operation.body else []
    statuses += [400, 409, 413, 415] if operation.body else []
    problem = {"application/problem+json": {"schema": "Problem"}}
    texts = {**_TEXTS, 400: "The body cannot be read."}
    refused = {str(s): {"description": texts[s], "content": problem} for s in sorted(statuses)}
    return {str(operation.status): success, **refused}
