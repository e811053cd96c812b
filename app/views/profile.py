"""Editing a profile, section by section and entry by entry: the same for staff and for the person themself."""

from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app import clock
from app.access import require_account
from app.errors import LlamadoError
from app.forms.crew import PartForm
from app.forms.crew_rows import TrainingForm
from app.forms.fields import options, role_options
from app.i18n import locale
from app.models.credit import Title
from app.models.crew import CrewMember, CrewStatus, WorkBase
from app.models.trust import ConsentPurpose
from app.pages import say
from app.queries.crew import get_crew_member, get_row, list_courses, list_rows
from app.services.audit import Actor
from app.services.consent import give_consent, require_consent, withdraw_consent
from app.services.credit import write_credit
from app.services.crew import change_crew_member, set_work_bases
from app.services.crew_export import spoken_phone
from app.services.crew_rows import RowKind, add_row, change_row, remove_row, restore_row
from app.services.place_choices import place_label, read_place
from app.services.review import note_own_change, require_approval
from app.services.role_choices import role_choices
from app.services.training import remove_training, write_training
from app.unit import session
from app.views.profile_parts import LISTS, PARTS, removed_text

UNPROCESSABLE = 422


@dataclass(frozen=True)
class Desk:
    """Who edits whose profile: staff at `/crew/…`, the person themself (`own`) at `/me`."""

    crew_member_id: int
    own: bool

    def address(self, page: str = "", **values: Any) -> str:
        """Return the address of one of this profile's pages; without a name, of the profile itself."""
        if self.own:
            return url_for(f"me.{page or 'profile'}", **values)
        return url_for(f"crew.{page or 'show'}", crew_member_id=self.crew_member_id, **values)

    @property
    def actor(self) -> Actor:
        """Who acts, now."""
        return Actor.of(require_account(), clock.now())

    def may(self, name: str) -> bool:
        """Tell whether a part or list of this name is edited here."""
        if name in PARTS:
            return not self.own or PARTS[name].own is not None
        return name in set(RowKind) and (not self.own or LISTS[RowKind(name)].own is not None)


def _page(desk: Desk, form: PartForm, title: str, *, status: int = 200, **values: Any) -> Any:
    page = render_template(
        "crew/edit.html",
        desk=desk,
        form=form,
        heading=title,
        member=get_crew_member(session(), desk.crew_member_id),
        **values,
    )
    return page, status


def _part_form(desk: Desk, part: str) -> PartForm:
    if not desk.may(part) or part not in PARTS:
        abort(404)
    member = get_crew_member(session(), desk.crew_member_id)
    kind = (PARTS[part].own if desk.own else None) or PARTS[part].form
    initial: dict[str, Any] = {name: getattr(member, name) for name in kind.columns}
    if part == "contact":
        initial["phone"] = spoken_phone(member.phone)
    if part == "places":
        bases = list_rows(session(), WorkBase, desk.crew_member_id)
        initial |= {
            "base": place_label(member.base_place),
            "residence": place_label(member.residence_place),
            "work_bases": [*(place_label(row.place) for row in bases), ""],
        }
    return kind(data=initial)


def show_part(desk: Desk, part: str) -> Any:
    """Show the form of one section."""
    form = _part_form(desk, part)
    return _page(desk, form, _(PARTS[part].title))


def save_part(desk: Desk, part: str) -> Any:
    """Save one section, or show it again with what was typed and what to put right."""
    form = _part_form(desk, part)
    if form.validate_on_submit() and _settle_places(form):
        try:
            _write_part(desk, part, form)
            _show_staff(desk)
        except LlamadoError as error:
            session().rollback()
            flash(say(error), "error")
        else:
            flash(_("Saved."))
            return redirect(desk.address(_anchor=part))
    return _page(desk, form, _(PARTS[part].title), status=UNPROCESSABLE)


def _write_part(desk: Desk, part: str, form: PartForm) -> None:
    actor, who = desk.actor, desk.crew_member_id
    values = form.values()
    if desk.own and values.get("status") is CrewStatus.ACTIVE:
        require_consent(session(), crew_member_id=who, purpose=ConsentPurpose.REGISTRY)
        require_approval(session(), crew_member_id=who)
    if part == "places":
        values |= {"base_place": form["base"].place_id, "residence_place": form["residence"].place_id}
    change_crew_member(session(), actor, crew_member_id=who, **values)
    if part == "places":
        places = [field.place_id for field in form["work_bases"] if field.place_id]
        set_work_bases(session(), actor, crew_member_id=who, places=places)


def _show_staff(desk: Desk) -> None:
    """Put what the person changed themselves before staff again, where it is something that they had approved."""
    if desk.own:
        note_own_change(session(), desk.actor, crew_member_id=desk.crew_member_id)


def _settle_places(form: PartForm) -> bool:
    """Resolve the places that were typed; put what they may mean beside those that are not sure."""
    sure = [settle_place(field) for field in place_fields(form)]
    return all(sure)


def place_fields(form: PartForm) -> list[Any]:
    """Return the place fields of a form."""
    single = [form[name] for name in ("base", "residence") if name in form]
    several = [form["work_bases"]] if "work_bases" in form else []
    return [*single, *(field for listed in several for field in listed)]


def settle_place(field: Any) -> bool:
    """Resolve what was typed into a place field; False with an error that names the choices where it is not sure."""
    text = (field.data or "").strip()
    field.place_id = None
    if not text:
        return True
    answer = read_place(text)
    field.place_id, field.suggestions = answer.place_id, answer.suggestions
    if answer.place_id is None:
        choices = "; ".join(answer.suggestions[:4])
        field.errors = [
            _("Which one do you mean: %(places)s?", places=choices)
            if choices
            else _("No place of this name is known. Try the municipality.")
        ]
    return answer.place_id is not None


def _listing_form(desk: Desk, kind_text: str, row_id: int | None) -> tuple[RowKind, PartForm]:
    if not desk.may(kind_text) or kind_text in PARTS:
        abort(404)
    kind = RowKind(kind_text)
    listing = LISTS[kind]
    form_class = (listing.own if desk.own else None) or listing.form
    initial = _row_values(desk, kind, row_id, form_class)
    form = form_class(data=initial)
    _fill_choices(kind, form)
    return kind, form


def _row_values(desk: Desk, kind: RowKind, row_id: int | None, form: type[PartForm]) -> dict[str, Any]:
    if row_id is None:
        return {"seen_by": require_account().name} if kind is RowKind.EVIDENCE else {}
    row = get_row(session(), LISTS[kind].model, desk.crew_member_id, row_id)
    values = {name: getattr(row, name) for name in form.columns if hasattr(row, name)}
    title = session().get(Title, row.title_id) if kind is RowKind.CREDIT else None
    if title is not None:
        values |= {"name": title.name, "year": title.year, "kind": title.kind, "role_id": row.role_id or ""}
    return values


def _fill_choices(kind: RowKind, form: PartForm) -> None:
    if kind is RowKind.ROLE:
        form["role_id"].choices = role_options(role_choices(locale()), _("Choose a role"), spelled=True)
    elif kind is RowKind.CREDIT:
        form["role_id"].choices = role_options(role_choices(locale()), _("Another one, as printed"), spelled=True)
    elif kind is RowKind.TRAINING:
        courses = list_courses(session())
        named = ((c.id, " · ".join(filter(None, (c.programme, c.name, c.cohort)))) for c in courses)
        form["course_id"].choices = options([(0, _("Not in the list: written below")), *named])


def show_row(desk: Desk, kind_text: str, row_id: int | None) -> Any:
    """Show the form of one entry, or of a new one."""
    kind, form = _listing_form(desk, kind_text, row_id)
    return _row_page(desk, kind, form, row_id)


def _row_page(desk: Desk, kind: RowKind, form: PartForm, row_id: int | None, status: int = 200) -> Any:
    title = LISTS[kind].new if row_id is None else LISTS[kind].change
    remove = None if row_id is None else desk.address("remove", kind=kind.value, row_id=row_id)
    return _page(desk, form, _(title), status=status, remove=remove)


def save_row(desk: Desk, kind_text: str, row_id: int | None) -> Any:
    """Save one entry, or show it again with what was typed and what to put right."""
    kind, form = _listing_form(desk, kind_text, row_id)
    if form.validate_on_submit():
        try:
            _write_row(desk, kind, form, row_id)
            _show_staff(desk)
        except LlamadoError as error:
            session().rollback()
            flash(say(error), "error")
        else:
            flash(_("Saved."))
            return redirect(desk.address(_anchor=kind.value))
    return _row_page(desk, kind, form, row_id, UNPROCESSABLE)


def _write_row(desk: Desk, kind: RowKind, form: PartForm, row_id: int | None) -> None:
    actor, who, values = desk.actor, desk.crew_member_id, form.values()
    if kind is RowKind.CREDIT:
        write_credit(session(), actor, crew_member_id=who, row_id=row_id, own_word=desk.own, **values)
    elif isinstance(form, TrainingForm):
        write_training(session(), actor, crew_member_id=who, row_id=row_id, course=form.new_course(), **values)
    elif row_id is None:
        add_row(session(), actor, crew_member_id=who, listing=kind, **values)
    else:
        change_row(session(), actor, crew_member_id=who, listing=kind, row_id=row_id, own_word=desk.own, **values)


def remove(desk: Desk, kind_text: str, row_id: int) -> Any:
    """Take an entry out; the profile then offers to bring it back."""
    if not desk.may(kind_text) or kind_text in PARTS:
        abort(404)
    kind = RowKind(kind_text)
    event_id = _take_out(desk, kind, row_id)
    _show_staff(desk)
    flash(removed_text(kind))
    return redirect(desk.address(removed=event_id))


def _take_out(desk: Desk, kind: RowKind, row_id: int) -> int:
    if kind is RowKind.TRAINING:
        return remove_training(session(), desk.actor, crew_member_id=desk.crew_member_id, row_id=row_id)
    return remove_row(session(), desk.actor, crew_member_id=desk.crew_member_id, listing=kind, row_id=row_id)


def undo(desk: Desk, event_id: int) -> Any:
    """Bring a removed entry back."""
    kind = restore_row(session(), desk.actor, crew_member_id=desk.crew_member_id, event_id=event_id)
    _show_staff(desk)
    flash(_("It is back."))
    return redirect(desk.address(_anchor=kind.value))


def save_consent(desk: Desk) -> Any:
    """Give or withdraw consent to one purpose."""
    try:
        purpose = ConsentPurpose(request.form.get("purpose", ""))
    except ValueError:
        abort(400)
    who = desk.crew_member_id
    if request.form.get("agrees") == "yes":
        source = "self" if desk.own else request.form.get("source", "") or "paper"
        give_consent(session(), desk.actor, crew_member_id=who, purpose=purpose, source=source[:40])
    else:
        withdraw_consent(session(), desk.actor, crew_member_id=who, purpose=purpose)
    flash(_("Saved."))
    return redirect(desk.address(_anchor="consents"))


def removed_event() -> int | None:
    """Return the removal that this page offers to undo."""
    text = request.args.get("removed", "")
    return int(text) if text.isdecimal() and len(text) < 12 else None  # noqa: PLR2004 - more digits are no id of ours


def desk_member(desk: Desk) -> CrewMember:
    """Return whose profile it is."""
    return get_crew_member(session(), desk.crew_member_id)
