"""Writing a referral: the opener, the pages of the form, and sending it."""

import secrets
from dataclasses import replace
from datetime import datetime, timedelta

from board.disclosure import Means
from board.drafts import Draft, demand_open, demand_own, write
from board.errors import Stale, message
from board.facts import Notice
from board.places import MH_TEAM
from board.referral_form import (
    BY_ID,
    Answers,
    Faults,
    Screen,
    check_all,
    check_screen,
    first_screen_of,
    read_answers,
)
from board.referrals import (
    STRANGER_A_DAY,
    Referral,
    answers_of,
    complete,
    demand_completable,
    demand_version,
    submit,
    submitted,
)
from board.reminders import URGENT_NOW, wants_duty
from board.tiers import Tier
from bot.handlers.referral_views import ADD_THE_APP, opener_of, receipt, receipt_of, shown
from bot.router import Router
from bot.turn import Office, Reply, Turn
from cards.payloads import (
    AddMore,
    ChangeAnswer,
    NextPage,
    Payload,
    PreviousPage,
    ReportDanger,
    SaveReferral,
    SendForm,
    StartReferral,
    SubmitReferral,
)
from cards.typed import is_untouched
from cards.views import Danger, DraftGone, FormPage, Opener, Sentence, View
from storage.outbox import UPDATE
from storage.people import Contact
from storage.unit import Snapshot, Unit

router = Router(topic="Referrals")

OPENER = "referral_form"
RECEIVED = "referral_received"
COMPLETED = "referral_completed"
_FORM_LENGTH = 24
_TWICE = timedelta(minutes=10)
_AFTER = {Screen.WHAT: Screen.WHO, Screen.WHO: Screen.CHECK}
_BEFORE = {Screen.WHO: Screen.WHAT, Screen.CHECK: Screen.WHO, Screen.MORE: Screen.CHECK}


@router.command("refer", says="Refer a person you are worried about", is_deed=True)
def refer(turn: Turn, _said: object, unit: Unit) -> Reply:
    """Open the form: in private from an opener, in a channel as a dialog."""
    if not turn.place.is_private:
        return Reply(view=Opener(form="", hours=turn.hours, tier=Tier.T0))
    _send_opener(turn, unit)
    return Reply()


@router.deed(SendForm)
def send_form(turn: Turn, _pressed: SendForm, unit: Unit) -> Reply:
    """Send the opener to the person's own chat, once however often it is pressed.

    In a dialog, which only they see, it opens at once.
    """
    if turn.means is Means.DIALOG:
        draft = _draft_for(turn, "", unit) or _new_draft(turn, unit)
        return Reply(view=opener_of(draft, unit, turn.now, turn.hours))
    latest = unit.drafts.latest(turn.person.id, turn.now)
    if latest is None or not _is_fresh(latest, turn):
        _send_opener(turn, unit)
    if unit.places.reference(f"person:{turn.person.id}"):
        return Reply(view=Sentence("I have sent the form to your own chat with me."))
    words = f"{ADD_THE_APP} The form is waiting there for you; you can also type 'refer'."
    return Reply(view=Sentence(words))


@router.deed(StartReferral)
def start(turn: Turn, pressed: StartReferral, unit: Unit) -> Reply:
    """Nobody is in danger: open the form, or go on where it was left."""
    draft = _draft_for(turn, pressed.form, unit)
    if draft is None:
        return send_form(turn, SendForm(), unit)
    if draft.ref:
        return _sent_before(turn, draft.ref, unit)
    draft = write(demand_open(draft, turn.now), {}, draft.screen or Screen.WHAT, turn.now)
    unit.drafts.save(draft)
    return Reply(view=_page(turn, draft))


@router.deed(ReportDanger)
def report_danger(turn: Turn, pressed: ReportDanger, unit: Unit) -> Reply:
    """Somebody is in danger: what to do first; the answer is kept with the referral."""
    draft = _draft_for(turn, pressed.form, unit)
    if draft is None:
        return Reply(view=Danger(form="", hours=turn.hours))
    if draft.ref:
        return _sent_before(turn, draft.ref, unit)
    demand_open(draft, turn.now)
    unit.drafts.save(replace(draft, danger=True, updated_at=turn.now))
    unit.record(turn.fact("DangerReported", f"form:{draft.form}", Tier.T1))
    return Reply(view=Danger(form=draft.form, hours=turn.hours))


@router.deed(NextPage)
def next_page(turn: Turn, pressed: NextPage, unit: Unit) -> Reply:
    """Keep what was typed; on to the next page, or the same one with what is wrong."""
    draft = own_draft(turn, pressed.form, unit)
    if draft.ref:
        return _sent_before(turn, draft.ref, unit)
    screen = Screen(pressed.screen)
    draft = write(draft, _typed(pressed, screen, draft.answers), screen, turn.now)
    faults = check_screen(screen, draft.answers, turn.now, stranger=not turn.person.is_known)
    if not faults:
        draft = replace(draft, screen=_next_after(screen, draft, turn))
    unit.drafts.save(draft)
    return Reply(view=_page(turn, draft, faults))


@router.deed(PreviousPage)
def previous_page(turn: Turn, pressed: PreviousPage, unit: Unit) -> Reply:
    """Keep what was typed, right or wrong, and go back a page."""
    draft = own_draft(turn, pressed.form, unit)
    if draft.ref:
        return _sent_before(turn, draft.ref, unit)
    screen = Screen(pressed.screen)
    draft = write(draft, _typed(pressed, screen, draft.answers), screen, turn.now)
    faults: Faults = {}
    if screen is Screen.MORE:
        faults = check_screen(screen, draft.answers, turn.now)
    if not faults:
        draft = replace(draft, screen=_BEFORE.get(screen, Screen.WHAT))
    unit.drafts.save(draft)
    return Reply(view=_page(turn, draft, faults))


@router.deed(ChangeAnswer)
def change(turn: Turn, pressed: ChangeAnswer, unit: Unit) -> Reply:
    """From the check to the page that holds one answer; its own inputs are kept."""
    draft = own_draft(turn, pressed.form, unit)
    if draft.ref:
        return _sent_before(turn, draft.ref, unit)
    question = BY_ID.get(pressed.field)
    target = question.screen if question else Screen.CHECK
    draft = write(draft, _typed(pressed, Screen.CHECK, draft.answers), target, turn.now)
    unit.drafts.save(draft)
    return Reply(view=_page(turn, draft))


@router.deed(AddMore)
def add_more(turn: Turn, pressed: AddMore, unit: Unit) -> Reply:
    """The optional questions: of a draft, or of a referral already sent."""
    draft = None if pressed.ref else own_draft(turn, pressed.form, unit)
    if draft is None or draft.ref:
        referral = unit.referrals.get(pressed.ref if draft is None else draft.ref or "")
        demand_completable(referral, by=turn.person, now=turn.now)
        return Reply(view=_more_of(turn, shown(turn, referral)))
    draft = write(draft, _typed(pressed, Screen.CHECK, draft.answers), Screen.MORE, turn.now)
    unit.drafts.save(draft)
    return Reply(view=_page(turn, draft))


@router.deed(SaveReferral)
def save(turn: Turn, pressed: SaveReferral, unit: Unit) -> Reply:
    """Keep the draft for later, or the optional answers of a referral already sent."""
    if pressed.ref:
        return _save_more(turn, pressed, unit)
    draft = own_draft(turn, pressed.form, unit)
    if draft.ref:
        return _sent_before(turn, draft.ref, unit)
    screen = Screen(pressed.screen)
    draft = write(draft, _typed(pressed, screen, draft.answers), screen, turn.now)
    unit.drafts.save(draft)
    _update_opener(turn, draft, unit)
    if turn.means is Means.DIALOG:
        return Reply(
            view=Sentence(
                "Saved for 7 days. To go on, type 'refer' in your own chat with me, "
                "or open the form here again."
            )
        )
    return Reply(view=opener_of(draft, unit, turn.now, turn.hours))


def _again(turn: Turn, ref: str, snapshot: Snapshot) -> Reply:
    return Reply(view=receipt(turn, snapshot.referrals.get(ref)))


@router.deed(SubmitReferral, again=_again)
def submit_referral(turn: Turn, pressed: SubmitReferral, unit: Unit) -> Reply:
    """Send: check everything as if nothing had been checked, number it, tell the team."""
    draft = own_draft(turn, pressed.form, unit, for_change=True)
    if draft.ref:
        return _sent_before(turn, draft.ref, unit)
    draft = write(draft, _typed(pressed, Screen.CHECK, draft.answers), Screen.CHECK, turn.now)
    faults = check_all(draft.answers, turn.now, stranger=not turn.person.is_known)
    if faults:
        draft = replace(draft, screen=first_screen_of(faults))
        unit.drafts.save(draft)
        return Reply(view=_page(turn, draft, faults))
    if not turn.person.is_known:
        _keep_contact(turn, draft, unit)
        if _has_sent_many(turn, unit):
            unit.drafts.save(draft)
            return Reply(view=replace(_page(turn, draft), note=message("too_many")))
    return _send(turn, draft, unit)


def _send(turn: Turn, draft: Draft, unit: Unit) -> Reply:
    ref = unit.referrals.next_ref(turn.now)
    referral = submit(draft, ref, by=turn.person, now=turn.now, calendar=turn.office.calendar)
    unit.referrals.insert(referral)
    unit.drafts.save(replace(draft, ref=ref, answers={}, updated_at=turn.now))
    tell = [Notice(RECEIVED, f"forum:{MH_TEAM}", ref), *opener_update(draft)]
    if wants_duty(referral, turn.office.calendar) and (duty := unit.duty.now()).on_duty:
        tell.append(Notice(URGENT_NOW, f"person:{duty.on_duty}", ref))
    unit.record(submitted(referral), tell=tell)
    return Reply(view=receipt(turn, referral), ref=ref)


def _has_sent_many(turn: Turn, unit: Unit) -> bool:
    sent = unit.referrals.sent_since(turn.person.id, turn.now - timedelta(days=1))
    return sent >= STRANGER_A_DAY


def _keep_contact(turn: Turn, draft: Draft, unit: Unit) -> None:
    told = answers_of(draft.answers, Tier.T1)
    unit.people.keep_contact(
        Contact(
            person=turn.person.id,
            name=turn.person.name,
            agency_name=str(told.get("agency", "")),
            job=str(told.get("job", "")),
            phone=str(told.get("phone", "")),
        )
    )


def _draft_for(turn: Turn, form: str, unit: Unit) -> Draft | None:
    """The draft of an opener; in a dialog from a channel, the person's own one for that post.

    None where the form cannot be opened here: an answer in a channel would be open to all.
    """
    if turn.is_for_all:
        return None
    if form:
        draft = demand_own(unit.drafts.get(form, for_change=True), turn.person)
        return replace(draft, place=turn.place.key) if turn.place.is_private else _here(turn, draft)
    opened = unit.drafts.from_origin(turn.person.id, turn.origin)
    if opened and opened.is_open(turn.now) and opened.place == turn.place.key:
        return opened
    return _new_draft(turn, unit, origin=turn.origin)


def own_draft(turn: Turn, form: str, unit: Unit, *, for_change: bool = True) -> Draft:
    """The person's own draft, to be written on, or sent before."""
    draft = demand_own(unit.drafts.get(form, for_change=for_change), turn.person)
    draft = _here(turn, draft)
    return draft if draft.ref else demand_open(draft, turn.now)


def _here(turn: Turn, draft: Draft) -> Draft:
    """A form id is bound to its place; nothing of it is answered anywhere else."""
    if turn.is_for_all or draft.place != turn.place.key:
        demand_own(None, turn.person)
    return draft


def _new_draft(turn: Turn, unit: Unit, *, origin: str = "", place: str = "") -> Draft:
    contact = {} if turn.person.is_known else _told_before(turn)
    draft = Draft(
        form=secrets.token_urlsafe(_FORM_LENGTH),
        person=turn.person.id,
        place=place or turn.place.key,
        origin=origin,
        created_at=turn.now,
        updated_at=turn.now,
        answers=contact,
    )
    unit.drafts.insert(draft)
    return draft


def _told_before(turn: Turn) -> dict[str, str]:
    told = {
        "agency": turn.person.agency_name,
        "job": turn.person.job,
        "phone": turn.person.phone,
    }
    return {key: value for key, value in told.items() if value}


def _send_opener(turn: Turn, unit: Unit) -> None:
    place = turn.place.key if turn.place.is_private else f"person:{turn.person.id}"
    draft = _new_draft(turn, unit, place=place)
    notice = Notice(OPENER, f"person:{turn.person.id}", f"form:{draft.form}")
    unit.record(turn.fact("FormOpened", f"form:{draft.form}", Tier.T1), tell=[notice])


def _is_fresh(draft: Draft, turn: Turn) -> bool:
    unopened = draft.screen is None and not draft.origin
    return unopened and turn.now - draft.created_at < _TWICE


def _update_opener(turn: Turn, draft: Draft, unit: Unit) -> None:
    fact = turn.fact("DraftSaved", f"form:{draft.form}", Tier.T1)
    unit.record(fact, tell=opener_update(draft))


def opener_update(draft: Draft) -> list[Notice]:
    """Have the opener of a draft redrawn, where it has one of its own."""
    about = f"form:{draft.form}"
    return [] if draft.origin else [Notice(UPDATE, f"post:{about}", about)]


def _typed(pressed: Payload, screen: Screen, kept: Answers) -> Answers:
    """What was typed; a text that came back as the part we could show leaves the whole as it is."""
    return {
        name: answer
        for name, answer in read_answers(screen, pressed.inputs).items()
        if not is_untouched(name, str(answer), str(kept.get(name, "")))
    }


def _next_after(screen: Screen, draft: Draft, turn: Turn) -> Screen:
    """The page after this one; the check as soon as all before it is answered."""
    if screen in {Screen.CHECK, Screen.MORE}:
        return Screen.CHECK
    who = check_screen(Screen.WHO, draft.answers, turn.now)
    return Screen.CHECK if screen is Screen.WHAT and not who else _AFTER[screen]


def _page(turn: Turn, draft: Draft, faults: Faults | None = None) -> FormPage:
    return FormPage(
        screen=draft.screen or Screen.WHAT,
        form=draft.form,
        answers=draft.answers,
        faults=faults or {},
        hours=turn.hours,
        is_stranger=not turn.person.is_known,
        referrer=_signature(turn),
    )


def _signature(turn: Turn) -> str:
    person = turn.person
    known = (person.name, person.job, person.agency_name) if person.is_known else (person.name,)
    return ", ".join(each for each in known if each)


def _sent_before(turn: Turn, ref: str, snapshot: Snapshot) -> Reply:
    return Reply(view=receipt(turn, snapshot.referrals.get(ref)), ref=ref)


def _more_of(
    turn: Turn, referral: Referral, answers: Answers | None = None, faults: Faults | None = None
) -> FormPage:
    sent = {**(referral.identity or {}), **(referral.health or {})}
    return FormPage(
        screen=Screen.MORE,
        ref=referral.ref,
        version=referral.version,
        answers={**sent, **(answers or {})},
        faults=faults or {},
        hours=turn.hours,
    )


def _save_more(turn: Turn, pressed: SaveReferral, unit: Unit) -> Reply:
    referral = unit.referrals.get(pressed.ref, for_change=True)
    demand_completable(referral, by=turn.person, now=turn.now)
    shown(turn, referral)
    answers = read_answers(Screen.MORE, pressed.inputs)
    faults = check_screen(Screen.MORE, answers, turn.now)
    if faults:
        return Reply(view=_more_of(turn, referral, answers, faults))
    try:
        demand_version(referral, pressed.version)
    except Stale as stale:
        page = _more_of(turn, referral, answers)
        return Reply(view=replace(page, note=stale.sentence))
    more, fact = complete(referral, answers, by=turn.person, now=turn.now)
    more = unit.referrals.save(more)
    key = f"{COMPLETED}:{more.ref}:{more.version}"
    unit.record(fact, tell=[Notice(COMPLETED, f"forum:{MH_TEAM}", more.ref, key)])
    return Reply(view=receipt(turn, more))


@router.notice(OPENER, thing="form")
def opener(snapshot: Snapshot, about: str, now: datetime, office: Office) -> View | None:
    """The posted card of a form as it stands: an opener, a receipt, or what is left of it."""
    draft = snapshot.drafts.get(about.removeprefix("form:"))
    if draft is None:
        return DraftGone(expired=False)
    if draft.ref:
        referral = snapshot.referrals.get(draft.ref)
        return receipt_of(referral, office.hours(now), office.calendar.next_opening(now))
    return opener_of(draft, snapshot, now, office.hours(now))
