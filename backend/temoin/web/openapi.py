"""The API document (OpenAPI 3.1), made from the URL map and what each view says of itself."""

from __future__ import annotations

from dataclasses import dataclass

from marshmallow import Schema


@dataclass(frozen=True, slots=True)
class Operation:
    """What a route of the API takes and gives; the summary is the view's docstring.

    `query` and `body` are schemas of the request, `answer` of the success with this `status`.
    """

    query: type[Schema] | None = None
    body: type[Schema] | None = None
    answer: type[Schema] | None = None
    status: int = 200
