"""The evidence pack as a download."""

from __future__ import annotations

import io
import zipfile

from tests.web.furnished import Office


def test_staff_take_the_evidence_of_a_case(office: Office) -> None:
    reference, ana = office.complain(), office.staff("ana")

    answer = ana.post(f"/cases/{reference}/evidence")

    assert answer.headers["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as pack:
        assert reference in pack.read("index.html").decode()
    assert "took the evidence pack of the case" in ana.get(f"/cases/{reference}").text
