"""What a ladder sends: questions to people, copies, posts in channels; and their delivery."""

from dataclasses import replace
from datetime import datetime

from board.actions import Action, Priority, today_of
from board.calendar import LONDON, Calendar
from board.escalation import (
    CHAIRS,
    CHOICES,
    HEADS,
    SENIOR,
    Ladder,
    Result,
    Step,
    delivered,
)
from board.facts import Notice
from board.places import MH_TEAM
from bot.handlers.tracker_views import account_of, names_of, row_of
from bot.router import Router
from bot.turn import Office
from cards.action_views import EscalationAsk, EscalationPost
from cards.views import View
from storage.standing import standing_of
from storage.unit import Snapshot, Unit

router = Router()

ASK = "escalation_ask"
COPY = "escalation_copy"
POST = "escalation_post"
ALERT = "escalation_alert"


def notices_of_step(ladder: Ladder, action: Action, snapshot: Snapshot) -> list[Notice]:
    """The messages of the rung a ladder stands on that have not arrived; each exists once."""
    step = ladder.last
    key = f"escalate:{action.ref}:{ladder.due}:{step.rung}:{ladder.ref}"
    told = [
        _notice(ladder, step, each.ask.recipient, f"{key}:{each.attempt}", snapshot)
        for each in step.asks
        if each.delivered_at is None and step.result is Result.AWAITING
    ]
    if not told:
        return []
    copies = [f"person:{account_of(snapshot, action.owner)}", f"forum:{MH_TEAM}"]
    about = f"{ladder.ref}:{step.rung}:copy"
    return [*told, *(Notice(COPY, to, about, f"{key}:copy:{to}") for to in copies)]


def on_an_agenda(ladder: Ladder, unit: Unit, now: datetime) -> Ladder:
    """From rung 4 on it is an item of the next board, on rung 5 of the next senior board."""
    if ladder.rung < CHAIRS:
        return ladder
    senior = unit.meetings.next_of("SENIOR", now) if ladder.rung == SENIOR else None
    meeting = senior or unit.meetings.next_of("BOARD", now)
    return replace(ladder, board_item=meeting.ref) if meeting else ladder


def alert_of(ladder: Ladder, snapshot: Snapshot) -> list[Notice]:
    """A critical action moves on a day when nobody works: whoever is on duty is told."""
    duty = snapshot.duty.now()
    key = f"{ALERT}:{ladder.ref}:{ladder.rung}"
    to = [f"forum:{MH_TEAM}"]
    to += [f"person:{each}" for each in (duty.on_duty, duty.cover) if each]
    about = f"{ladder.ref}:{ladder.rung}:alert"
    return [Notice(ALERT, each, about, f"{key}:{each}") for each in to]


def _notice(ladder: Ladder, step: Step, recipient: str, key: str, snapshot: Snapshot) -> Notice:
    if recipient.startswith("forum:"):
        about = f"escalation:{ladder.ref}:{step.rung}:{recipient}"
        return Notice(POST, recipient, about, f"{key}:{recipient}")
    about = f"{ladder.ref}:{step.rung}:{recipient}"
    return Notice(ASK, f"person:{account_of(snapshot, recipient)}", about, f"{key}:{recipient}")


def ask_view(
    ladder: Ladder,
    action: Action,
    rung: int,
    member: str,
    snapshot: Snapshot,
    now: datetime,
    calendar: Calendar,
) -> EscalationAsk:
    """A rung's question as it stands, for one member."""
    step = next((each for each in reversed(ladder.steps) if each.rung == rung), None)
    asking = next((x for x in step.asks if x.ask.recipient == member), None) if step else None
    waits = ladder.is_running and step is not None and step.said is None and rung <= HEADS
    return EscalationAsk(
        ladder=ladder,
        row=row_of(action, today_of(now), calendar, ladder),
        rung=rung,
        asking=asking,
        choices=CHOICES[rung] if waits and asking else (),
        is_copy=asking is None,
        names=names_of(snapshot),
        at=now,
        days=snapshot.settings.policy.days(ladder.priority, rung),
        at_any_hour=_is_for_any_hour(ladder, step),
    )


def post_view(
    ladder: Ladder,
    action: Action,
    rung: int,
    snapshot: Snapshot,
    now: datetime,
    calendar: Calendar,
) -> EscalationPost:
    """A top rung in a channel, mentioning those who decide it."""
    names = names_of(snapshot)
    step = next((each for each in reversed(ladder.steps) if each.rung == rung), None)
    asked = tuple(dict.fromkeys(who for each in (step.asks if step else ()) for who in each.ask.to))
    chairs = standing_of(snapshot, now).co_chairs_for(action.owner)
    mentioned = tuple(dict.fromkeys((*chairs, *(asked if rung == SENIOR else ()))))
    return EscalationPost(
        ladder=ladder,
        row=row_of(action, today_of(now), calendar, ladder),
        rung=rung,
        names=names,
        mentions=tuple((account_of(snapshot, each), names[each]) for each in mentioned),
        at=now,
        days=snapshot.settings.policy.days(ladder.priority, rung),
        at_any_hour=_is_for_any_hour(ladder, step),
    )


def _is_for_any_hour(ladder: Ladder, step: Step | None) -> bool:
    """A critical action, or a jump because someone may come to harm."""
    return ladder.priority is Priority.CRITICAL or bool(step and step.jump_reason)


def _asked(snapshot: Snapshot, about: str, now: datetime, office: Office) -> View | None:
    """The question, while it waits for its answer."""
    ref, rung, member = about.split(":", 2)
    ladder = snapshot.escalations.get(ref)
    view = ask_view(
        ladder,
        snapshot.actions.get(ladder.action),
        int(rung),
        member,
        snapshot,
        now,
        office.calendar,
    )
    stands_there = ladder.is_running and ladder.rung == int(rung)
    return view if stands_there and view.choices else None


def _copied(snapshot: Snapshot, about: str, now: datetime, office: Office) -> View | None:
    ref, rung, _ = about.split(":", 2)
    ladder = snapshot.escalations.get(ref)
    if not ladder.is_running or ladder.rung != int(rung):
        return None
    action = snapshot.actions.get(ladder.action)
    return ask_view(ladder, action, int(rung), "", snapshot, now, office.calendar)


def _posted(snapshot: Snapshot, about: str, now: datetime, office: Office) -> View | None:
    """The post as it stands: also once it is answered, since it is drawn again then."""
    _, ref, rung, _forum = about.split(":", 3)
    ladder = snapshot.escalations.get(ref)
    action = snapshot.actions.get(ladder.action)
    is_posted = bool(snapshot.posts.of(about))
    if not is_posted and not (ladder.is_running and ladder.rung == int(rung)):
        return None
    return post_view(ladder, action, int(rung), snapshot, now, office.calendar)


def note_asked(unit: Unit, about: str, _to: str, now: datetime, office: Office) -> None:
    """Its time runs from here."""
    ref, rung, recipient = about.removeprefix("escalation:").split(":", 2)
    ladder = unit.escalations.get(ref, for_change=True)
    meeting = unit.meetings.next_of("SENIOR", now) if int(rung) == SENIOR else None
    noted = delivered(
        ladder,
        int(rung),
        recipient,
        now,
        policy=unit.settings.policy,
        calendar=office.calendar,
        senior_meeting=meeting.starts_at.astimezone(LONDON).date() if meeting else None,
    )
    if noted != ladder:
        unit.escalations.save(noted)


router.notice(ASK, sent=note_asked, in_hours=True)(_asked)
router.notice(COPY, in_hours=True)(_copied)
router.notice(ALERT)(_copied)
router.notice(POST, thing="escalation", sent=note_asked, in_hours=True)(_posted)
