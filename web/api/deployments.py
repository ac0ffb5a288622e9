"""Processes and their versions; deploying a package."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import BinaryIO

from flask import Response, request

from engine.errors import InvalidSubmission
from engine.library.deploy import deploy
from engine.library.live import live_packages, versions
from engine.library.models import ProcessVersion
from engine.library.package import Package
from engine.operations.catalogue import OPERATIONS
from web.api.describing import Book
from web.api.plain import answer
from web.session import session, step

ARCHIVE = "package"
LARGEST = 20 * 1024 * 1024  # bytes unpacked
MOST_FILES = 500


def join(book: Book) -> None:
    """Write these operations into the book."""
    book.route("post", "/deployments", status=201, multipart=True)(deploy_package)
    book.route("get", "/processes")(list_processes)
    book.route("get", "/processes/<key>/versions")(list_versions)


def deploy_package() -> Response:
    """Deploy a package: parts named by their paths, or one part `package` that is a zip of them."""
    files = _files()
    keys = {
        path.split("/")[1]
        for path in files
        if path.startswith("processes/") and path.endswith("/process.yaml")
    }
    if len(keys) != 1:
        raise InvalidSubmission(
            {ARCHIVE: ["Send the files of one process, with its processes/<key>/process.yaml."]}
        )
    package = Package.from_files(keys.pop(), files)
    version = deploy(session(), package, step().actor, step().now, operations=OPERATIONS)
    return answer(_version(version), 201)


def list_processes() -> Response:
    """The processes that cases can be opened in."""
    packages = live_packages(session())
    return answer(
        {
            "processes": [
                {
                    "key": one.key,
                    "title": one.settings.title,
                    "prefix": one.settings.prefix,
                    "version": one.version,
                }
                for one in packages
            ]
        }
    )


def list_versions(key: str) -> Response:
    """Every version of a process, newest first."""
    return answer({"versions": [_version(one) for one in versions(session(), key)]})


def _version(row: ProcessVersion) -> dict[str, object]:
    return {
        "process": row.process,
        "version": row.hash,
        "number": row.number,
        "origin": row.files_origin,
        "deployed_at": row.deployed_at,
        "deployed_by": row.deployed_by,
    }


def _files() -> dict[str, bytes]:
    archive = request.files.get(ARCHIVE)
    if archive is not None:
        return _unpacked(BytesIO(archive.read()))
    return {name: part.read() for name, part in request.files.items()}


def _unpacked(archive: BinaryIO) -> dict[str, bytes]:
    """The files of a zip; a bomb is recognised by what it says of itself and by what comes out."""
    try:
        with zipfile.ZipFile(archive) as packed:
            entries = [entry for entry in packed.infolist() if not entry.is_dir()]
            if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > LARGEST:
                raise InvalidSubmission(
                    {ARCHIVE: [f"At most {MOST_FILES} files and {LARGEST // 1024 // 1024} MB."]}
                )
            return {entry.filename: packed.read(entry) for entry in entries}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise InvalidSubmission({ARCHIVE: ["This is no zip file that can be read."]}) from error
