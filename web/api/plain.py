"""JSON in and out: decimals stay decimals, instants are UTC, unreadable bodies are refused in words."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import msgspec
import simplejson
from flask import Response, request
from marshmallow import Schema, ValidationError

from engine.errors import AmendsError, InvalidSubmission
from engine.feel.numbers import number_of_json


class BodyError(AmendsError):
    """The body of this request is no JSON object."""


def answer(value: Any, status: int = 200, **headers: str) -> Response:
    """A value of frozen dataclasses, lists and plain data as JSON."""
    plain = msgspec.to_builtins(value, builtin_types=(Decimal, datetime, date), str_keys=True)
    text = simplejson.dumps(plain, use_decimal=True, default=_instant, ensure_ascii=False)
    return Response(text, status, headers, content_type="application/json")


def body(schema: Schema) -> dict[str, Any]:
    """The request's JSON object, checked. Raises BodyError, or InvalidSubmission per field."""
    text = request.get_data(as_text=False)
    try:
        given = simplejson.loads(text or b"{}", parse_float=number_of_json)
    except (ValueError, RecursionError) as error:
        raise BodyError from error
    if not isinstance(given, dict):
        raise BodyError
    try:
        loaded: dict[str, Any] = schema.load(given)
    except ValidationError as error:
        raise InvalidSubmission(_messages(error)) from error
    return loaded


def query(schema: Schema) -> dict[str, Any]:
    """The parameters of the address, checked in the same way."""
    try:
        loaded: dict[str, Any] = schema.load(request.args.to_dict())
    except ValidationError as error:
        raise InvalidSubmission(_messages(error)) from error
    return loaded


def _messages(error: ValidationError) -> dict[str, list[str]]:
    messages = error.messages
    if not isinstance(messages, dict):
        return {"": [str(one) for one in messages]}
    return {str(key): [str(one) for one in _flat(value)] for key, value in messages.items()}


def _flat(messages: Any) -> list[Any]:
    if isinstance(messages, dict):
        return [f"{key}: {one}" for key, value in messages.items() for one in _flat(value)]
    return list(messages) if isinstance(messages, list) else [messages]


def _instant(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
