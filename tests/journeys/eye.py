"""The journeys' eye: axe in light and in dark, and whether anything sticks out of the page."""

import os
import re
from hashlib import sha256
from itertools import count
from pathlib import Path

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Page

_RUN = "axe.run({resultTypes: ['violations'], preload: false%s}).then(({violations}) => ({violations}))"
"""What passed stays in the page, as to bring it here takes as long as to find it."""
_RULES = {
    "light": "",  # all
    "dark": ", runOnly: ['color-contrast', 'link-in-text-block']",  # what colours and borders decide
}
_SEE = """() => [document.documentElement.outerHTML, typeof axe === 'object',
    document.documentElement.scrollWidth - document.documentElement.clientWidth]"""
_TOKEN = re.compile(r"[\w.-]{32,}")
_SOUND: set[tuple[str, bytes]] = set()
"""Pages that axe found nothing on: by device, and by their whole content without tokens, which differ each time."""
_PICTURES = os.environ.get("LLAMADO_PICTURES", "")
"""A folder that journeys leave a picture of each page in, where it is set."""
_NUMBERS = count(1)


def require_sound(page: Page, device: str) -> None:
    """Require that axe finds nothing on the page in light and in dark, and that nothing sticks out of it.

    The same content on the same device is not read by axe a second time. The page is left in light, as it came.
    """
    page.locator("body").wait_for(state="attached")  # a page that was just gone to has none yet
    page.wait_for_load_state()
    content, has_axe, wide = page.evaluate(_SEE)
    assert wide <= 0, f"{page.url} scrolls sideways by {wide} px"
    seen = (device, sha256(_TOKEN.sub("", content).encode()).digest())
    if seen in _SOUND and not _PICTURES:
        return
    if not has_axe:
        page.evaluate(AXE_SCRIPT)
    for scheme in ("light", "dark"):
        if scheme == "dark":
            page.emulate_media(color_scheme="dark")
        found = AxeResults(page.evaluate(_RUN % _RULES[scheme]))
        assert found.violations_count == 0, f"{page.url} ({scheme})\n{found.generate_report()}"
        _keep_picture(page, scheme)
    page.emulate_media(color_scheme="light")
    _SOUND.add(seen)


def _keep_picture(page: Page, scheme: str) -> None:
    if not _PICTURES:
        return
    test = re.sub(r"\W+", "-", os.environ.get("PYTEST_CURRENT_TEST", "journey").split("::")[-1].split(" ")[0])
    path = Path(_PICTURES) / f"{test}-{next(_NUMBERS):03d}-{scheme}.png"
    page.screenshot(path=path, full_page=True)
