"""How long requests took, counted in this process since its start."""

from __future__ import annotations

import time
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from threading import Lock

from flask import Flask, Response, g, request

BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)  # seconds


class Timing:
    """Counts of requests by page area and kind of answer, and how many were faster than each bound."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._lock = Lock()
        self._faster = [0] * (len(BOUNDS) + 1)
        self._seconds = 0.0
        self._answers: dict[tuple[str, str, str], int] = defaultdict(int)

    def count(self, area: str, method: str, status: int, seconds: float) -> None:
        """One request was answered."""
        with self._lock:
            self._faster[bisect_left(BOUNDS, seconds)] += 1
            self._seconds += seconds
            self._answers[area, method, f"{status // 100}xx"] += 1

    def lines(self) -> Iterator[str]:
        """Everything counted, in the text format of Prometheus."""
        with self._lock:
            faster, seconds, answers = list(self._faster), self._seconds, dict(self._answers)
        yield "# TYPE amends_requests_total counter"
        for (area, method, status), count in sorted(answers.items()):
            yield f'amends_requests_total{{area="{area}",method="{method}",status="{status}"}} {count}'
        yield "# TYPE amends_request_seconds histogram"
        total = 0
        for bound, count in zip((*BOUNDS, "+Inf"), faster, strict=True):
            total += count
            yield f'amends_request_seconds_bucket{{le="{bound}"}} {total}'
        yield f"amends_request_seconds_sum {seconds:.6f}"
        yield f"amends_request_seconds_count {total}"


def watch(app: Flask) -> Timing:
    """Have every request of this application counted."""
    timing = Timing()

    def began() -> None:
        g.began = time.perf_counter()

    def answered(response: Response) -> Response:
        if "began" in g:
            seconds = time.perf_counter() - g.began
            timing.count(request.blueprint or "other", request.method, response.status_code, seconds)
        return response

    app.before_request(began)
    app.after_request(answered)
    return timing
