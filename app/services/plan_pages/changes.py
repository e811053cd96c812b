"""The changes that a draft gathers against the plan it is based on, in words, each with how to take it back."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from babel.dates import format_date
from sqlmodel import Session

from app.messages import mark, translate, translations
from app.models.plan import Plan, PlanLine, PlanProduction, PlanRule, PlanRuleKind, PlanView
from app.queries.plan import get_plan, list_plan_lines, list_plan_productions, list_plan_rules, map_people
from app.services.role_choices import role_name


@dataclass(frozen=True)
class Change:
    """One change: `do` and `values` are what a form sends to take it back; without `do` only discarding does."""

    text: str
    do: str = ""
    values: Mapping[str, str | int] = field(default_factory=dict)


_RULES = {
    PlanRuleKind.PIN: mark("%(name)s stays on %(line)s"),
    PlanRuleKind.FORBID: mark("%(name)s not on %(line)s"),
    PlanRuleKind.AWAY: mark("%(name)s is away %(first)s – %(last)s"),
}
_NO_RULES = {
    PlanRuleKind.PIN: mark("%(name)s no longer has to stay on %(line)s"),
    PlanRuleKind.FORBID: mark("%(name)s may be on %(line)s again"),
    PlanRuleKind.AWAY: mark("%(name)s is no longer away from %(first)s on"),
}


def list_changes(session: Session, draft: Plan, locale: str) -> list[Change]:
    """Return what a draft changes; a draft of its own, based on no plan, shows its rules only."""
    base = get_plan(session, draft.based_on_id) if draft.based_on_id else None
    reading = _Reading(session, base, draft, locale)
    return [*reading.productions(), *reading.settings(), *reading.rules()]


class _Reading:
    """Both plans' rows, read once."""

    def __init__(self, session: Session, base: Plan | None, draft: Plan, locale: str) -> None:
        self._base, self._draft, self._locale = base, draft, locale
        self._say = partial(translate, locale)
        base_id = base.id or 0 if base else 0
        self._before = {each.key: each for each in list_plan_productions(session, base_id)}
        self._now = {each.key: each for each in list_plan_productions(session, draft.id or 0)}
        self._old = {_mark(each): each for each in list_plan_rules(session, base_id)}
        self._new = {_mark(each): each for each in list_plan_rules(session, draft.id or 0)}
        self._lines: dict[str, PlanLine] = {each.key: each for each in list_plan_lines(session, base_id)}
        self._people = map_people(session, (each.crew_member_id for each in (*self._old.values(), *self._new.values())))

    def productions(self) -> Iterator[Change]:
        """Yield productions added, taken out, moved, weighed otherwise."""
        for key, now in self._now.items():
            before = self._before.get(key)
            if before is None:
                if self._base is not None:
                    yield Change(
                        self._say(mark("%(title)s is added"), title=now.title), "drop_production", {"key": key}
                    )
                continue
            yield from self._moved(before, now)
        for key, before in self._before.items():
            if key not in self._now:
                yield Change(self._say(mark("%(title)s is left out"), title=before.title))

    def _moved(self, before: PlanProduction, now: PlanProduction) -> Iterator[Change]:
        if now.shift_days != before.shift_days:
            yield Change(
                self._shift(now.title, now.shift_days - before.shift_days),
                "shift",
                {"key": now.key, "days": before.shift_days},
            )
        if now.priority != before.priority:
            text = self._say(mark("%(title)s has priority %(number)s"), title=now.title, number=now.priority)
            yield Change(text, "priority", {"key": now.key, "priority": before.priority})

    def _shift(self, title: str, days: int) -> str:
        texts = translations(self._locale)
        later = texts.ngettext("%(title)s one day later", "%(title)s %(num)s days later", abs(days))
        earlier = texts.ngettext("%(title)s one day earlier", "%(title)s %(num)s days earlier", abs(days))
        return (later if days > 0 else earlier) % {"title": title, "num": abs(days)}

    def settings(self) -> Iterator[Change]:
        """Yield whom the plan may place, and for how long it may be worked on."""
        base, draft = self._base, self._draft
        if base is None:
            return
        if draft.view is not base.view:
            sure = mark("Only people who said they are free")
            also = mark("Also people who have not said so")
            yield Change(
                self._say(sure if draft.view is PlanView.CONFIRMED else also), "view", {"view": base.view.value}
            )
        if draft.may_move_holds != base.may_move_holds:
            text = mark("First holds may be moved") if draft.may_move_holds else mark("First holds stay")
            yield Change(self._say(text), "holds", {"may_move_holds": "1" if base.may_move_holds else ""})
        if draft.time_limit_seconds != base.time_limit_seconds:
            seconds = base.time_limit_seconds
            text = self._say(mark("At most %(seconds)s seconds"), seconds=draft.time_limit_seconds)
            yield Change(text, "seconds", {"time_limit_seconds": seconds})

    def rules(self) -> Iterator[Change]:
        """Yield rules that were added, then those taken back."""
        for key, rule in self._new.items():
            if key not in self._old:
                yield Change(self._rule(rule, _RULES), "drop_rule", {"rule_id": rule.id or 0})
        for key, rule in self._old.items():
            if key not in self._new:
                values: dict[str, str | int] = {"crew_member_id": rule.crew_member_id, "line_key": rule.line_key}
                if rule.starts_on and rule.ends_on:
                    values |= {"starts_on": rule.starts_on.isoformat(), "ends_on": rule.ends_on.isoformat()}
                yield Change(self._rule(rule, _NO_RULES), rule.kind.value, values)

    def _rule(self, rule: PlanRule, texts: Mapping[PlanRuleKind, str]) -> str:
        person = self._people.get(rule.crew_member_id)
        return self._say(
            texts[rule.kind],
            name=person.name if person else "–",
            line=self._line(rule.line_key),
            first=self._day(rule.starts_on),
            last=self._day(rule.ends_on),
        )

    def _line(self, key: str) -> str:
        line = self._lines.get(key)
        if line is None:
            return key
        owner = key.partition(":")[0]
        production = self._now.get(owner) or self._before.get(owner)
        title = role_name(line.role_id, self._locale) or line.title
        return f"{title} · {production.title}" if production else title

    def _day(self, day: date | None) -> str:
        return format_date(day, "d MMM", locale=self._locale) if day else "–"


def _mark(rule: PlanRule) -> tuple[object, ...]:
    return rule.kind, rule.crew_member_id, rule.line_key, rule.starts_on, rule.ends_on
