"""The journeys' own eye: a page that is not sound is found out."""

import pytest

from tests.journeys.visit import PHONE, Visitor

_BAD = {
    "a field without a label": ("document.querySelector('main').innerHTML = '<input name=x>'", "label"),
    "text that is too pale": ("document.querySelector('main p').style.color = '#aaa'", "contrast"),
    "a table that sticks out": ("document.querySelector('main').style.minWidth = '900px'", "sideways"),
    "a script's error": ("setTimeout(() => { throw new Error('planted') })", "planted"),
    "a call to elsewhere": ("fetch('https://example.org/').catch(() => null)", "example.org"),
}


@pytest.mark.parametrize("device", [PHONE], indirect=True, ids=["phone"])
@pytest.mark.parametrize("name", _BAD)
def test_a_page_that_is_not_sound_is_found_out(visitor: Visitor, name: str) -> None:
    script, words = _BAD[name]
    visitor.go("/sign-in")
    visitor.page.evaluate(f"() => {{ {script}; }}")
    visitor.page.wait_for_timeout(200)
    with pytest.raises(AssertionError, match=words):
        visitor.look()
    visitor.wrong.clear()
