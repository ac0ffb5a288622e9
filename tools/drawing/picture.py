"""Makes the picture of a diagram for documents: python -m tools.drawing.picture DIAGRAM.bpmn PICTURE.svg

Needs the front-end packages (`make install`) and a Chromium: bpmn-js draws what owners see in the studio.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

VIEWER = (
    Path(__file__).parents[2]
    / "frontend"
    / "node_modules"
    / "bpmn-js"
    / "dist"
    / "bpmn-viewer.production.min.js"
)
DRAW = """async (xml) => {
  const viewer = new BpmnJS({ container: document.body });
  await viewer.importXML(xml);
  return (await viewer.saveSVG()).svg;
}"""


def picture(diagram: str) -> str:
    """The SVG of a diagram's first plane."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        page.set_content("<!doctype html><body></body>")
        page.add_script_tag(path=VIEWER)
        drawn: str = page.evaluate(DRAW, diagram)
        browser.close()
    # Ids of markers are random; named by their order, the same diagram gives the same file.
    names = {
        name: f"marker-{number}"
        for number, name in enumerate(dict.fromkeys(re.findall(r'<marker id="([^"]+)"', drawn)))
    }
    return re.sub(
        "|".join(map(re.escape, sorted(names, key=len, reverse=True))),
        lambda found: names[found.group()],
        drawn,
    )


if __name__ == "__main__":
    source, target = sys.argv[1:]
    Path(target).write_text(picture(Path(source).read_text(encoding="utf-8")), encoding="utf-8")
