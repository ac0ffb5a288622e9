"""Opens every shipped diagram, decision and form in the editors of Camunda Modeler and saves it again.

`make modeler` runs it: the editors come from npm, Chromium from the system. Says what an editor warns of and
what a saved file lost or gained, at once and after every name was changed and changed back; exit 1 where
there is anything to say.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
from playwright.sync_api import Page, sync_playwright

from tools.camunda_modeler.sameness import differences, form_differences
from web.assets import node_and_npm

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
BUNDLE = HERE / "dist" / "opening.js"
KINDS = ("bpmn", "dmn", "form")


def main() -> int:
    """Open the files of the folders given, or all shipped ones."""
    folders = [Path(one) for one in sys.argv[1:]] or [ROOT / "processes", ROOT / "forms"]
    files = [file for folder in folders for kind in KINDS for file in sorted(folder.rglob(f"*.{kind}"))]
    _build()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        page.set_content("<!doctype html><title>Editors</title>")
        page.add_script_tag(path=BUNDLE)
        faults = [f"{file}: {fault}" for file in files for fault in _faults(page, file)]
        browser.close()
    click.echo("\n".join([*faults, f"{len(files)} files opened, {len(faults)} things to say."]))
    return 1 if faults else 0


def _build() -> None:
    node, npm = node_and_npm()
    click.echo("Fetching the editors (npm) and bundling them (esbuild) ...")
    _run([node, npm, "install", "--no-package-lock", "--no-audit", "--no-fund", "--silent"])
    esbuild = str(HERE / "node_modules" / ".bin" / "esbuild")
    _run([esbuild, "opening.js", "--bundle", "--format=iife", f"--outfile={BUNDLE}", "--log-level=error"])


def _run(command: list[str]) -> None:
    subprocess.run(command, cwd=HERE, check=True)  # noqa: S603 - fixed words, no shell


def _faults(page: Page, file: Path) -> Iterator[str]:
    kind = file.suffix.removeprefix(".")
    before = file.read_bytes()
    answer = page.evaluate("([kind, text]) => opened(kind, text)", [kind, before.decode()])
    yield from answer["said"]
    if answer["saved"] is not None:
        compare = form_differences if kind == "form" else differences
        found = compare(before, answer["saved"].encode())
        yield from found
        for line in compare(before, answer.get("worked", answer["saved"]).encode()):
            # A name typed anew gets a label as wide as the font of this machine.
            if line not in found and "BPMNLabel" not in line:
                yield f"once worked on: {line}"


if __name__ == "__main__":
    sys.exit(main())
