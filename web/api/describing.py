"""The OpenAPI document, made from the routes and their schemas, so that it cannot lag behind them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin, resolver
from flask import Blueprint
from marshmallow import Schema

View = TypeVar("View", bound=Callable[..., Any])
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True, kw_only=True)
class Route:
    """One operation of the API as it is documented."""

    method: str
    path: str
    name: str
    summary: str
    status: int
    takes: type[Schema] | None
    multipart: bool


class Book:
    """Registers views on the blueprint and writes each into the document."""

    def __init__(self, area: Blueprint) -> None:
        """Begin an empty book for this blueprint."""
        self.area = area
        self.routes: list[Route] = []

    def route(
        self,
        method: str,
        path: str,
        *,
        takes: type[Schema] | None = None,
        status: int = 200,
        multipart: bool = False,
    ) -> Callable[[View], View]:
        """Register a view; its docstring's first line is the summary."""

        def register(view: View) -> View:
            self.area.add_url_rule(path, view.__name__, view, methods=[method.upper()])
            summary = (view.__doc__ or "").strip().splitlines()[0]
            self.routes.append(
                Route(
                    method=method,
                    path=PARAMETER.sub(r"{\1}", path),
                    name=view.__name__,
                    summary=summary,
                    status=status,
                    takes=takes,
                    multipart=multipart,
                )
            )
            return view

        return register

    def document(self, base_url: str) -> dict[str, Any]:
        """The OpenAPI 3.1 document."""
        spec = APISpec(
            title="Amends",
            version="1",
            openapi_version="3.1.0",
            info={"description": "The same commands as the pages. Errors are problem+json (RFC 9457)."},
            servers=[{"url": f"{base_url}/api/v1"}],
            security=[{"token": []}],
            plugins=[MarshmallowPlugin(schema_name_resolver=resolver)],
        )
        spec.components.security_scheme("token", {"type": "http", "scheme": "bearer"})
        spec.components.schema("Problem", PROBLEM)
        for route in self.routes:
            spec.path(path=route.path, operations={route.method: _operation(route)})
        document: dict[str, Any] = spec.to_dict()
        return document


PROBLEM = {
    "type": "object",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {"type": "object", "description": "messages per field"},
        "findings": {"type": "array", "items": {"type": "object"}},
    },
    "required": ["title", "status", "detail"],
}


def _operation(route: Route) -> dict[str, Any]:
    wrong = {"description": "Refused", "content": {"application/problem+json": {"schema": "Problem"}}}
    operation: dict[str, Any] = {
        "operationId": route.name,
        "summary": route.summary,
        "parameters": list(_parameters(route)),
        "responses": {str(route.status): {"description": "Done"}, "default": wrong},
    }
    if route.multipart:
        content: dict[str, Any] = {"multipart/form-data": {"schema": {"type": "object"}}}
        operation["requestBody"] = {"required": True, "content": content}
    elif route.method == "post" and route.takes:
        operation["requestBody"] = {"content": {"application/json": {"schema": route.takes}}}
    return operation


def _parameters(route: Route) -> Iterator[dict[str, Any]]:
    for name in re.findall(r"{(\w+)}", route.path):
        yield {"in": "path", "name": name, "required": True, "schema": {"type": "string"}}
    if route.method == "get" and route.takes:
        yield {"in": "query", "schema": route.takes}
    if route.method == "post":
        yield {
            "in": "header",
            "name": "Idempotency-Key",
            "required": False,
            "schema": {"type": "string"},
            "description": "A repeated request with the same key has one effect and the same answer.",
        }
