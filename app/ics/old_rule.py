"""Recurrence rules of vCalendar 1.0 ("W2 MO WE #10"), as old telephones and planners write them, in today's grammar."""

import re

_HEAD = re.compile(r"(D|W|MP|MD|YM|YD)(\d+)$")
_FREQUENCY = {"D": "DAILY", "W": "WEEKLY", "MP": "MONTHLY", "MD": "MONTHLY", "YM": "YEARLY", "YD": "YEARLY"}
_LIST = {"W": "BYDAY", "MD": "BYMONTHDAY", "YM": "BYMONTH", "YD": "BYYEARDAY"}
_NUMBER = re.compile(r"(\d+)([+-]?)$")
_UNLESS_SAID = "#2"
"""An old rule that says no end happens twice; #0 is for ever."""


def modern(text: str) -> str:
    """Return the rule in the grammar of RFC 5545; what is no old rule comes back empty."""
    head, *words = text.upper().split() or [""]
    match = _HEAD.match(head)
    if match is None:
        return ""
    ends = words.pop() if words and (words[-1][0] == "#" or ("T" in words[-1][1:] and words[-1][0].isdigit())) else ""
    parts = [f"FREQ={_FREQUENCY[match[1]]}", f"INTERVAL={match[2]}", _end(ends or _UNLESS_SAID)]
    if match[1] == "MP":
        parts.append(f"BYDAY={','.join(_places(words))}")
    elif words:
        parts.append(f"{_LIST.get(match[1], 'X')}={','.join(_signed(word) for word in words)}")
    return ";".join(part for part in parts if part)


def _end(text: str) -> str:
    if text[0] != "#":
        return f"UNTIL={text}"
    return "" if text == "#0" else f"COUNT={text[1:]}"


def _signed(word: str) -> str:
    """Turn "2-" (from the end) into "-2"; LD is the last day."""
    if word == "LD":
        return "-1"
    match = _NUMBER.match(word)
    return word if match is None else f"-{match[1]}" if match[2] == "-" else match[1]


def _places(words: list[str]) -> list[str]:
    """Turn "1+ MO TU 2- FR" into 1MO, 1TU, -2FR."""
    places, number = [], ""
    for word in words:
        if _NUMBER.match(word):
            number = _signed(word)
        else:
            places.append(number + word)
    return places
