"""One case as a zip: a page to read, JSON to process, letters, files, the chain, and what the case ran on."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

import simplejson
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.cases.merging import merged_into
from engine.cases.models import Attachment, Case
from engine.cases.queries import case_view
from engine.cases.secret import customer_secret
from engine.correspondence.outbox import letters_of
from engine.evidence.chain import chain_of, first_false, heads_over
from engine.evidence.errors import EvidenceUnreadable
from engine.evidence.page import page
from engine.library.differences import differences
from engine.library.drafts import base_package, draft_of, draft_package, drafts_of_case
from engine.library.live import package_of
from engine.settings import Settings

CHAIN, SUMS = "timeline.json", "checksums.json"
HIDDEN = b"****"
UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
README = """Evidence of the case {reference}, made on {made_at} UTC.

index.html      everything in one page, to read and to print
case.json       the same for programs
timeline.json   every entry of the timeline with its link of the hash chain
letters/        the letters as they were written (the customer's secret is struck out)
files/          the files of the case
process/        the diagrams, tables, forms and letters of each version that the case ran on
drafts/         what each draft of a process changes that the case holds: in words, the files before and after
checksums.json  SHA-256 of every file here

Each entry's hash is SHA-256 over 0x00, the hash before it, and its fields as canonical JSON; payload_hash is
HMAC-SHA-256 of its content with its salt. `amends evidence --check FILE` follows the chain again.
"""


def evidence_pack(
    session: Session, settings: Settings, reference: str, *, made_at: datetime, made_by: str
) -> bytes:
    """The zip of the case with this reference. Raises CaseNotFound."""
    case = case_view(session, reference)
    secrets = _secrets(session, settings, case.id)
    links = chain_of(session, case.id, secrets)
    shown = {
        "index.html": page(case, links, made_at, made_by, _proof(links)).encode(),
        "case.json": _json(asdict(case)),
        **_letters(session, case.id),
    }
    files: dict[str, bytes] = {
        "README.txt": README.format(reference=case.reference, made_at=f"{made_at:%Y-%m-%d %H:%M}").encode(),
        CHAIN: _json({"case": case.reference, "entries": links, "heads": heads_over(session, case.id)}),
        **{name: _struck_out(content, secrets) for name, content in shown.items()},
        **_attachments(session, case.id),
        **_versions(session, links),
        **_drafts(session, case.id),
    }
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}
    return _zip({**files, SUMS: _json(sums)}, made_at)


def check_pack(file: Path) -> list[str]:
    """What is wrong with a pack, in sentences; nothing when it is whole. Raises EvidenceUnreadable."""
    try:
        with zipfile.ZipFile(file) as pack:
            content = {name: pack.read(name) for name in pack.namelist()}
        sums = simplejson.loads(content.pop(SUMS))
        links = simplejson.loads(content[CHAIN], use_decimal=True)["entries"]
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise EvidenceUnreadable(str(file)) from error
    wrong = [f"{name} is missing." for name in sorted(sums.keys() - content.keys())]
    wrong += [f"{name} was added." for name in sorted(content.keys() - sums.keys())]
    wrong += [
        f"{name} was changed."
        for name in sorted(sums.keys() & content.keys())
        if hashlib.sha256(content[name]).hexdigest() != sums[name]
    ]
    broken = first_false(links)
    return (
        wrong
        if broken is None
        else [*wrong, f"Entry {broken} of the timeline does not follow from the others."]
    )


def _proof(links: Sequence[Mapping[str, Any]]) -> str:
    broken = first_false(links)
    if broken is not None:
        return f"The chain of entries is broken at number {broken}."
    return (
        f"The chain of {len(links)} entries holds; it ends with {links[-1]['hash'] if links else 'nothing'}."
    )


def _secrets(session: Session, settings: Settings, case_id: int) -> list[str]:
    """Those of the customers of the case and of the cases merged into it."""
    cases = [session.get_one(Case, case_id), *merged_into(session, case_id)]
    return [customer_secret(settings.secret_key, case.reference, case.secret_nonce) for case in cases]


def _struck_out(content: bytes, secrets: Sequence[str]) -> bytes:
    for secret in secrets:
        content = content.replace(secret.encode(), HIDDEN)
    return content


def _letters(session: Session, case_id: int) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for number, letter in enumerate(letters_of(session, case_id), start=1):
        head = f"To: {letter.recipient}\nSubject: {letter.subject}\nState: {letter.state}\n\n"
        name = f"letters/{number:03}-{letter.key}.{letter.language}"
        found[f"{name}.txt"] = (head + letter.text).encode()
        found[f"{name}.html"] = letter.html.encode()
    return found


def _attachments(session: Session, case_id: int) -> dict[str, bytes]:
    rows = session.scalars(select(Attachment).where(Attachment.case_id == case_id).order_by(Attachment.id))
    return {f"files/{row.id[:8]}-{UNSAFE.sub('_', row.name)[-100:]}": row.content for row in rows}


def _versions(session: Session, links: Sequence[Mapping[str, Any]]) -> dict[str, bytes]:
    """The files of every version that the timeline names, each in a folder of its own."""
    return {
        f"process/{version[:12]}/{path}": content
        for version in dict.fromkeys(link["version"] for link in links)
        for path, content in package_of(session, version).files.items()
    }


def _drafts(session: Session, case_id: int) -> dict[str, bytes]:
    """Every draft of a process that the case holds or held, as it differs from the version before."""
    found: dict[str, bytes] = {}
    for view in drafts_of_case(session, case_id):
        draft = draft_of(session, case_id, view.id)
        old, new = base_package(session, draft), draft_package(session, draft)
        folder = f"drafts/{draft.id[:8]}-{draft.process}-{draft.state}"
        said = "".join(f"{one}\n" for one in differences(old, new))
        found[f"{folder}/changes.txt"] = said.encode()
        for path in view.files:
            for when, package in (("before", old), ("after", new)):
                if package is not None and path in package.files:
                    found[f"{folder}/{when}/{path}"] = package.files[path]
    return found


def _zip(files: Mapping[str, bytes], made_at: datetime) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, made_at.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            pack.writestr(info, content)
    return packed.getvalue()


def _json(document: Any) -> bytes:
    text = simplejson.dumps(
        document, use_decimal=True, ensure_ascii=False, indent=1, default=_plain, sort_keys=True
    )
    return (text + "\n").encode()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(type(value).__name__)
