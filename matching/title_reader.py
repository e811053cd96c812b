"""Reading a title by rule: whole, without its qualifiers, with its slips corrected, piece by piece."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matching.roles import Department, Taxonomy
from matching.text import fold
from matching.title_forms import TitleForm, concepts
from matching.title_index import CONCEPTUAL, Found, TitleIndex, same_levels
from matching.title_pieces import PieceReader, bare_of, is_everyday, is_soft, with_assistant
from matching.title_trades import BENIGN, OTHER_TRADES, SOFT
from matching.title_words import ARTICLES, PLAIN_HEADS, concept_of, is_level

COMPOSED, NARROWED, WINDOWED = 0.85, 0.75, 0.75
OUTSIDE = 0.9
MOST_LEFT_OVER = 2
LONGEST_DEPARTMENT = 8

_BENIGN = frozenset(map(concept_of, BENIGN)) | {"unit2"}
_OTHER = frozenset(map(concept_of, OTHER_TRADES))
_PLAIN = frozenset(map(concept_of, PLAIN_HEADS))
# "Actor" is no short form of "Actor driver"; but under transport "Vans" means their drivers
_PEOPLES = frozenset({"driver", "performer"})


@dataclass(frozen=True, slots=True)
class Context:
    """The department that a title was typed under: its roles and the concepts that name it."""

    role_ids: frozenset[str]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a title was read as; `concepts` are its words after correction and without qualifiers."""

    found: Found | None
    concepts: tuple[str, ...]
    qualifiers: tuple[str, ...]


class TitleReader:
    """Reads titles by rule; what it can't read is left to likeness (see `title_guess`)."""

    def __init__(self, taxonomy: Taxonomy, index: TitleIndex) -> None:
        self._index = index
        self._taxonomy = taxonomy
        self._piece = PieceReader(index)
        self._contexts = {d.id: self._context(d.id) for d in taxonomy.departments}
        # the words of a role: its department's and those of all its spellings
        self._own_words = {r.id: set(self._contexts[r.department_id].words) for r in taxonomy.roles}
        self._holders: dict[str, set[int]] = defaultdict(set)
        for row, (spelling, role_id) in enumerate(index.spellings):
            self._own_words[role_id] |= set(spelling)
            for concept in spelling:
                self._holders[concept].add(row)

    def context(self, department: str | None) -> Context | None:
        """Return the context of a department named by id, name or term; None for no or an unknown one."""
        found = self._taxonomy.find_department(department) if department else None
        return None if found is None else self._contexts[found.id]

    def read(self, form: TitleForm, context: Context | None) -> Reading:
        """Read a title by the first rule that says anything."""
        fixed = concepts(self._index.correct(form.outside))
        bare = bare_of(fixed)
        qualifiers = tuple(dict.fromkeys(c for c in concepts(form.whole) if is_soft(c) or c == "unit2"))
        # a bare department name is no role, unless it is also a role's own spelling
        known = self._index.find(form.folded) or self._index.find(form.outside)
        names_department = context is None and not known and self._named_department(form.outside, unread=True)
        readings = () if names_department else self._readings(form, context, fixed)
        found = next(filter(None, readings), None)
        return Reading(found, bare or fixed, qualifiers)

    def department_roles(self, form: TitleForm) -> tuple[str, ...]:
        """Return the roles of the department that a title merely names ("Jefe de arte"), heads first."""
        unheaded = " ".join(w for w in form.outside.split() if concept_of(w) != "chief" and w not in ARTICLES)
        department = self._named_department(form.outside) or self._named_department(unheaded)
        return tuple(r.id for r in self._taxonomy.roles_of(department.id)) if department else ()

    def _named_department(self, folded: str, *, unread: bool = False) -> Department | None:
        """Return the department a text names, places and hire aside; `unread`: only if it spells no role."""
        if folded.count(" ") >= LONGEST_DEPARTMENT:
            return None
        for text in (folded, " ".join(w for w in folded.split() if w not in SOFT)):
            department = self._taxonomy.find_department(text) if text else None
            if department and not (unread and self._index.find(text)):
                return department
        return None

    def _readings(self, form: TitleForm, context: Context | None, fixed: tuple[str, ...]) -> Iterator[Found | None]:
        """Yield what each rule finds, the surest rule first."""
        pieces = self._pieces(form, context)
        whole = self._whole(form, pieces)
        if context is None:
            yield self._told_aside(whole, form)
        else:
            yield whole.within(context.role_ids) if whole else None
            yield pieces
            yield from self._in_department(whole, context, fixed)
        yield pieces
        yield self._window(fixed, context)
        yield self._narrow(fixed, context)

    def _in_department(self, whole: Found | None, context: Context, fixed: tuple[str, ...]) -> Iterator[Found | None]:
        yield self._composed(fixed, context)
        alone = whole if whole and whole.answer and len(whole.role_ids) == 1 else None
        yield alone.at(alone.confidence * OUTSIDE) if alone and not is_everyday(fixed) else None
        yield self._narrow(fixed, context, named=whole is not None)
        # what the title names lies elsewhere: ask rather than overrule the department
        yield Found(whole.role_ids, None, WINDOWED, asks=True) if whole else None

    def _whole(self, form: TitleForm, pieces: Found | None) -> Found | None:
        """Read the title as one: as typed, with its brackets, without them."""
        joint = self._piece.read(form.whole) if form.aside else None
        if joint:
            return joint
        for text in dict.fromkeys((form.folded, form.whole, form.outside)):
            found = self._index.find(text)
            if found:
                return found
        found = self._piece.read(form.outside)
        # "Operator / steadicam" holds the words of one role but names two: that the pieces disagree decides
        if found and found.confidence < CONCEPTUAL and pieces and pieces.asks:
            return None if set(found.role_ids) & set(pieces.role_ids) else found
        return found

    def _told_aside(self, whole: Found | None, form: TitleForm) -> Found | None:
        """Let the words in brackets decide where the title alone leaves several roles."""
        if whole is None or not form.aside or len(whole.role_ids) == 1:
            return whole
        aside = self._piece.read(form.aside)
        if aside and len(aside.role_ids) == 1:
            return whole.within(frozenset(aside.role_ids)) or whole
        context = self.context(form.aside)
        return (whole.within(context.role_ids) if context else None) or whole

    def _composed(self, fixed: tuple[str, ...], context: Context) -> Found | None:
        """Read a title that leaves out its department: "Coord." under production."""
        bare = bare_of(fixed)
        if not bare or set(bare) & set(context.words):
            return None
        finds = [
            self._index.find_concepts(sequence)
            for word in context.words
            for sequence in ((*bare, word), with_assistant((*bare, word)))
        ]
        inside = [f.within(context.role_ids) for f in finds if f]
        role_ids = tuple(dict.fromkeys(r for f in inside if f for r in f.role_ids))
        return Found(role_ids, None, COMPOSED) if role_ids else None

    def _pieces(self, form: TitleForm, context: Context | None) -> Found | None:
        """Read the pieces between slashes: one role named twice is that role, several are asked about."""
        if len(form.parts) == 1:
            return None
        finds: list[Found] = []
        for part in form.parts:
            found = self._piece.read(part)
            found = found or (self._narrow(concepts(part), context) if context else None)
            found = ((found.within(context.role_ids) or found) if context else found) if found else None
            if found:
                finds.append(found)
            elif not self._may_be_left(concepts(part), context):
                return None
        return _agreed(finds)

    def _may_be_left(self, part: Sequence[str], context: Context | None) -> bool:
        if any(is_level(c) or c in _OTHER for c in part):
            return False
        return context is not None or all(c in _BENIGN or c not in self._index.concepts for c in part)

    def _window(self, fixed: tuple[str, ...], context: Context | None) -> Found | None:
        """Read a title with a few words more than a known one: "Food stylist bebidas"."""
        for size in range(len(fixed) - 1, 0, -1):
            for start in range(len(fixed) - size + 1):
                window = fixed[start : start + size]
                left = (*fixed[:start], *fixed[start + size :])
                found = self._index.find_concepts(window)
                found = found.within(context.role_ids) if found and context else found
                if found and self._explains(found, window, left, context):
                    return found.at(WINDOWED)
        return None

    def _explains(self, found: Found, window: Sequence[str], left: Sequence[str], context: Context | None) -> bool:
        """Tell whether the words left over change nothing: no level, no other trade, no other role."""
        own = self._own_words[found.answer] if found.answer else set()
        odd = [c for c in left if c not in _BENIGN and not is_soft(c) and c not in own]
        if any(is_level(c) or c in _OTHER for c in left) or len(odd) > MOST_LEFT_OVER:
            return False
        if context is not None or not odd:
            return True
        unknown = not any(c in self._index.concepts for c in odd)
        return unknown and len(window) > 1 and not is_everyday(window)

    def _narrow(self, fixed: tuple[str, ...], context: Context | None, *, named: bool = False) -> Found | None:
        """Read a title that says less than the known one: "Planta" is short for "Operador de planta".

        `named`: the title also names a role elsewhere, so that the department's only holder of the word isn't meant.
        """
        bare = tuple(dict.fromkeys(c for c in fixed if not is_soft(c)))
        if not bare or all(is_level(c) or c in _BENIGN for c in bare):
            return None
        vague = context is None and all(c in _BENIGN or is_everyday((c,)) for c in bare)
        rows = set.intersection(*(self._holders.get(c, set()) for c in bare))
        wider = [self._index.spellings[row] for row in sorted(rows)]
        wider = [(s, r) for s, r in wider if same_levels(s, bare) and (not context or r in context.role_ids)]
        ranked = any(is_level(c) for c in bare)
        plain = _PLAIN - _PEOPLES if context is None else _PLAIN | (set() if ranked else set(context.words))
        near = dict.fromkeys(r for s, r in wider if set(s) - set(bare) <= plain)
        only = dict.fromkeys(r for _, r in wider)
        if len(only) == 1 and not ranked and not named and (context or len(wider) > 1):
            near = only
        return Found(tuple(near), None, NARROWED, asks=vague) if near else None

    def _context(self, department_id: str) -> Context:
        department = self._taxonomy.department(department_id)
        terms = [t for t, d in self._taxonomy.department_terms.items() if d == department_id]
        names = (fold(department.name_en), fold(department.name_es), *terms)
        words = dict.fromkeys(c for name in names for c in concepts(name) if not is_level(c))
        roles = frozenset(r.id for r in self._taxonomy.roles_of(department_id))
        return Context(roles, tuple(words))


def _agreed(finds: Sequence[Found]) -> Found | None:
    """Merge what pieces of one title name: a role that all of them name, else all roles to choose from."""
    if not finds:
        return None
    confidence = min(f.confidence for f in finds) * 0.97
    answers = [f.answer for f in finds]
    common = set.intersection(*(set(f.role_ids) for f in finds))
    if len(set(answers)) == 1 and answers[0]:
        return Found((answers[0],), answers[0], confidence)
    if len(common) == 1:
        return Found(tuple(common), None, confidence)
    firsts = dict.fromkeys(a for a in answers if a)
    everyone = firsts | dict.fromkeys(r for f in finds for r in f.role_ids)
    return Found(tuple(everyone), None, confidence, asks=True)
