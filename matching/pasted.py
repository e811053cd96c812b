"""A pasted message to the lines of a need, each to be confirmed by a person; nothing that was typed gets lost."""

from dataclasses import dataclass, replace
from datetime import date

from matching.pasted_facts import FindPlace
from matching.pasted_reader import ItemReader, PastedLine
from matching.pasted_said import Facts, Said
from matching.pasted_sections import Section
from matching.pasted_text import Piece, as_typed, leftovers, sentences, without
from matching.roles import Taxonomy
from matching.titles import TitleResolver

LONGEST_MESSAGE = 20_000
MOST_ITEMS = 500


@dataclass(frozen=True, slots=True)
class PastedNeed:
    """What a pasted message asks for.

    `items` are the pieces that became lines, `headings` the words that only introduce a list ("Necesito", "Cámara:"),
    `fragments` all the rest, not understood. Items, facts, headings and fragments cover every word of the message.
    """

    lines: tuple[PastedLine, ...]
    facts: Facts
    items: tuple[Piece, ...]
    headings: tuple[Piece, ...]
    fragments: tuple[Piece, ...]


def read_message(
    text: str, *, resolver: TitleResolver, taxonomy: Taxonomy, today: date, find_place: FindPlace = lambda _: None
) -> PastedNeed:
    """Read a pasted message into proposed lines and facts.

    Dates without a year are the next ones from `today` on. `find_place` gives the id of a place that a name surely
    means. What lies beyond LONGEST_MESSAGE characters or MOST_ITEMS items is returned unread, as fragments.
    """
    head = text[:LONGEST_MESSAGE]
    said = Said(head, today, find_place)
    reader = ItemReader(resolver, taxonomy)
    lines: list[PastedLine] = []
    items: list[Piece] = []
    headings: list[Piece] = []
    place = Section()
    seen = 0
    for sentence in sentences(head):
        place = place.at(sentence, head, reader)
        headings += [place.heading] if place.heading else []
        for item, listed in place.items[: max(MOST_ITEMS - seen, 0)]:
            seen += 1
            department = place.department if listed else None
            made = reader.read(without(item, said.pieces), listed=listed, department=department)
            # a day named behind several counted titles is the last one's only
            shared = bool(made) and not made[-1].counted
            lines += [said.told(line, item) if shared or line is made[-1] else line for line in made]
            items += [item] if made else []
        place = place.after(made_lines=bool(items) and items[-1].start >= sentence.start)
    lines = [replace(line, source=as_typed(head, line.source)) for line in lines]
    fragments = leftovers(text, [*items, *headings, *said.pieces])
    return PastedNeed(tuple(lines), said.facts(items), tuple(items), tuple(headings), tuple(fragments))
