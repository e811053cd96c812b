"""Greedy peers of the planner: slots filled one after the other, nobody ever moved."""

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from hashlib import blake2b

from matching.plan_check_files import Instance, Pair
from matching.plan_check_rules import can_both

TieRule = Callable[[str], str]
BY_ID: TieRule = str


def by_hash(person: str) -> str:
    """Order equal scores by a hash: the same every time, and fair to the letters of a name."""
    return blake2b(person.encode()).hexdigest()


class Book:
    """Who works where so far; begins with what is fixed."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.works: dict[str, list[str]] = defaultdict(list)
        self.left = {name: line.quantity for name, line in instance.lines.items()}
        self.fit = cache(lambda one, other: can_both(instance.lines[one], instance.lines[other], instance.gaps))
        for person, position in sorted(instance.fixed):
            self.put(person, position)

    @property
    def assignments(self) -> list[Pair]:
        """Return everything written down."""
        return [(person, position) for person, positions in self.works.items() for position in positions]

    def take(self, person: str, position: str) -> bool:
        """Give the person a slot of the position if there is one and they can; return whether."""
        works = self.works.get(person, ())
        if (
            not self.left[position]
            or position in works
            or (person, position) in self.instance.forbidden
            or not all(self.fit(each, position) for each in works)
        ):
            return False
        self.put(person, position)
        return True

    def put(self, person: str, position: str) -> None:
        """Write an assignment down."""
        self.works[person].append(position)
        self.left[position] -= 1


def value(instance: Instance, person: str, position: str) -> int:
    """Return what the pair is worth once placed: its score, and the cost of a change that it spares."""
    kept = instance.change_cost if (person, position) in instance.previous else 0
    return instance.scores[position][person] + kept


def fill(book: Book, position: str, tie: TieRule) -> list[str]:
    """Give the slots of a position to the best who can; return who got one."""
    instance = book.instance
    people = sorted(instance.scores[position], key=lambda each: (-value(instance, each, position), tie(each)))
    got: list[str] = []
    for person in people:
        if not book.left[position]:
            break
        if book.take(person, position):
            got.append(person)
    return got


def in_order(instance: Instance, positions: Iterable[str], tie: TieRule) -> list[Pair]:
    """Fill position after position."""
    book = Book(instance)
    for position in positions:
        fill(book, position, tie)
    return book.assignments


def production_by_production(instance: Instance, tie: TieRule) -> list[Pair]:
    """Rank one production after the other in the order of the file, as a board of single jobs does."""
    return in_order(instance, instance.lines, tie)


def scarcest_first(instance: Instance, tie: TieRule) -> list[Pair]:
    """Fill the positions with the fewest candidates a slot first."""
    return in_order(instance, sorted(instance.lines, key=lambda name: (_scarcity(instance, name), name)), tie)


def _scarcity(instance: Instance, position: str) -> float:
    return len(instance.scores[position]) / max(1, instance.lines[position].quantity)


def scarcest_first_anew(instance: Instance, tie: TieRule) -> list[Pair]:
    """As `scarcest_first`, with candidates who are taken elsewhere no longer counted."""
    book = Book(instance)
    wanted: dict[str, list[str]] = defaultdict(list)
    free = {position: len(scores) for position, scores in instance.scores.items()}
    for position, scores in instance.scores.items():
        for person in scores:
            wanted[person].append(position)
    lines = instance.lines
    queue = [(free[position] / max(1, lines[position].quantity), position) for position in lines]
    heapq.heapify(queue)
    done: set[str] = set()
    while queue:
        scarcity, position = heapq.heappop(queue)
        if position in done or scarcity > free[position] / max(1, lines[position].quantity):
            continue
        done.add(position)
        for person in fill(book, position, tie):
            for other in wanted[person]:
                if other not in done and not book.fit(position, other):
                    free[other] -= 1
                    heapq.heappush(queue, (free[other] / max(1, lines[other].quantity), other))
    return book.assignments


def best_score_first(instance: Instance, tie: TieRule) -> list[Pair]:
    """Take pairs by falling score."""
    book = Book(instance)
    pairs = ((person, position) for position, scores in instance.scores.items() for person in scores)
    order = cache(tie)
    for person, position in sorted(pairs, key=lambda pair: (-value(instance, *pair), order(pair[0]), pair[1])):
        book.take(person, position)
    return book.assignments


def position_bound(instance: Instance) -> int:
    """Return what the plan would be worth if everybody could be everywhere at once: a bound, though a loose one."""
    total = -instance.change_cost * len(instance.previous)
    for name, line in instance.lines.items():
        best = heapq.nlargest(line.quantity, (value(instance, person, name) for person in instance.scores[name]))
        total += sum(best) - line.penalty * (line.quantity - len(best))
    return total


GREEDY: dict[str, Callable[[Instance, TieRule], Sequence[Pair]]] = {
    "scarcest first": scarcest_first,
    "scarcest first, counted anew": scarcest_first_anew,
    "best score first": best_score_first,
    "production by production": production_by_production,
}
