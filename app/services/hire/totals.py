"""What a report adds up to: days and people by department, municipality and programme, and the local-hire rule."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from app.models.hire import HireLine
from app.models.production import Production
from app.services.role_choices import department_of

Counts = dict[str, int]
WHOLE = 100


@dataclass(frozen=True)
class LocalRule:
    """The share of local hires that is asked for, in per cent, and who asks: the production's brief, or everybody's."""

    percent: float
    own: bool


@dataclass(frozen=True)
class Verdict:
    """A share against the rule: `reached` of `whole`, how many are missing to meet it."""

    reached: int
    whole: int
    asked: float | None

    @property
    def percent(self) -> float | None:
        """The share in per cent, one decimal; None where nobody worked."""
        return round(WHOLE * self.reached / self.whole, 1) if self.whole else None

    @property
    def missing(self) -> int:
        """How many of the whole would have to be local besides."""
        return max(ceil(self.whole * (self.asked or 0) / WHOLE - 1e-9) - self.reached, 0)

    @property
    def met(self) -> bool | None:
        """Whether the rule is met; None where none is set or nobody worked."""
        return None if self.asked is None or not self.whole else self.missing == 0


def local_rule(production: Production, default: float | None) -> LocalRule | None:
    """Return the production's own rule from its brief, else the commission's; None where neither says anything."""
    rules = production.details.get("rules")
    said = rules.get("local_hire_min_pct") if isinstance(rules, Mapping) else None
    try:
        percent = float(str(said)) if said is not None else None
    except ValueError:
        percent = None
    if percent is not None and 0 <= percent <= WHOLE:
        return LocalRule(percent, own=True)
    return LocalRule(default, own=False) if default is not None else None


def add_up(lines: Iterable[HireLine], others: Sequence[Mapping[str, Any]], rule: LocalRule | None) -> dict[str, Any]:
    """Return the totals of a report as plain data.

    Only lines of people who worked count. A person with two lines counts once in each group. People hired outside of
    the registry count in the whole and in their department; as nobody has seen their proof, never as local.
    """
    worked = [line for line in lines if line.confirmed and line.days]
    locals_, near = [line for line in worked if line.is_local], [line for line in worked if line.is_local_to_base]
    trainees = [line for line in worked if line.is_trainee]
    departments = {
        name: {**counts, **_prefixed("local", _count([x for x in locals_ if department_of(x.role_id) == name]))}
        for name, counts in _group(worked, lambda line: department_of(line.role_id)).items()
    }
    for other in others:
        row = departments.setdefault(other["department"], {"people": 0, "days": 0, "local_people": 0, "local_days": 0})
        row["people"] += int(other["people"])
        row["days"] += int(other["days"])
    outside = {"people": sum(int(o["people"]) for o in others), "days": sum(int(o["days"]) for o in others)}
    registry = _count(worked)
    return {
        "all": {name: registry[name] + outside[name] for name in ("people", "days")},
        "registry": registry,
        "others": outside,
        "local": _count(locals_),
        "local_to_base": _count(near),
        "without_proof": _count([line for line in worked if not line.residence_evidence]),
        "did_not_work": len({line.crew_member_id for line in lines if not line.confirmed}),
        "departments": departments,
        "municipalities": _group(worked, lambda line: line.residence_place or ""),
        "states": _group(worked, lambda line: line.residence_state),
        "programmes": _group(trainees, lambda line: line.programme),
        "trainees": _count(trainees),
        "pay_bands": _group([line for line in worked if line.pay_band], lambda line: line.pay_band),
        "rule": {"percent": rule.percent, "own": rule.own} if rule else None,
    }


def _group(lines: Sequence[HireLine], key: Callable[[HireLine], str]) -> dict[str, Counts]:
    found: dict[str, list[HireLine]] = {}
    for line in lines:
        found.setdefault(key(line), []).append(line)
    return {name: _count(found[name]) for name in sorted(found)}


def _count(lines: Sequence[HireLine]) -> Counts:
    return {"people": len({line.crew_member_id for line in lines}), "days": sum(line.days for line in lines)}


def _prefixed(prefix: str, counts: Counts) -> Counts:
    return {f"{prefix}_{name}": value for name, value in counts.items()}


def judge(totals: Mapping[str, Any]) -> dict[str, Verdict]:
    """Return the local share by people and by days, against the rule that the totals were made under."""
    rule = totals.get("rule")
    asked = rule["percent"] if rule else None
    return {name: Verdict(totals["local"][name], totals["all"][name], asked) for name in ("people", "days")}


def judge_departments(totals: Mapping[str, Any]) -> dict[str, dict[str, Verdict]]:
    """Return the same by department."""
    rule = totals.get("rule")
    asked = rule["percent"] if rule else None
    return {
        department: {name: Verdict(row[f"local_{name}"], row[name], asked) for name in ("people", "days")}
        for department, row in totals["departments"].items()
    }
