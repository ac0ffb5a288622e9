"""Somebody in front of a browser, for tests of pages."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

PASSWORD = "correct horse battery"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass
class Visitor:
    """Somebody with a browser: follows links and sends forms as pages would, with their seals."""

    client: FlaskClient
    headers: dict[str, str] = field(default_factory=lambda: {"Sec-Fetch-Site": "same-origin"})

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.client.get(path, headers=self.headers, **more)

    def post(self, path: str, fields: dict[str, Any] | None = None, **more: Any) -> TestResponse:
        """Send a form with this visitor's valid seal."""
        sealed = {"csrf_token": self.seal(), **(fields or {})}
        return self.client.post(path, data=sealed, headers=self.headers, **more)

    def seal(self) -> str:
        """The forgery seal a page of this visitor carries now; every page has one, the error page too."""
        found = TOKEN.search(self.get("/no-such-page").text)
        assert found is not None
        return found.group(1)

    def sign_in(self, login: str, password: str = PASSWORD) -> Visitor:
        answer = self.post("/sign-in", {"login": login, "password": password})
        assert answer.status_code == 303, answer.text
        return self
