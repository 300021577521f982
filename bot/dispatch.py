"""From an activity to a reply: who and where, which deed or view, and the record of it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from types import MappingProxyType

import structlog
from pydantic import ValidationError

from board.disclosure import Means
from board.errors import BoardError, message
from board.facts import Fact, Result
from board.people import Person, Role
from board.places import Place, PlaceKind
from board.tiers import Tier
from bot import faults
from bot.access import demand_access
from bot.asked import Roster, Unavailable
from bot.asking import Asker
from bot.clock import BoardClock, machine_now
from bot.fetching import Fetcher
from bot.handlers.handing import HAND_OVER, HandedOver
from bot.handlers.home import not_understood
from bot.handlers.installation import Installation, installation, lost_channel, release
from bot.handlers.membership import joined, left
from bot.handlers.online import EVENTS, OnlineTold, told_online
from bot.outgoing import demand_fit, draw
from bot.pace import Pace
from bot.router import Handler, Route, Router
from bot.teams.answers import (
    Answer,
    CardAnswer,
    DialogCard,
    DialogSentence,
    SentenceAnswer,
)
from bot.teams.connector import Connector, Outgoing
from bot.teams.faults import SendFault
from bot.teams.incoming import TEXT_OF_A_MESSAGE, Incoming, Press, offered_file
from bot.teams.references import Reference, reference_of, thread_of
from bot.turn import Office, Reply, Turn
from cards.payloads import Payload
from cards.views import Sentence, View
from storage.database import Database
from storage.errors import DatabaseUnavailable
from storage.unit import Origin, Snapshot, Unit

log = structlog.get_logger()

_MEANS = {"execute": Means.ANSWER, "fetch": Means.DIALOG, "submit": Means.DIALOG}
_STRANGER_BURST = 60
_STRANGER_EVERY = timedelta(seconds=2)
_NAME_LONGEST = 160
_EVENTS: Mapping[str, Handler] = MappingProxyType(
    {
        "channelDeleted": lost_channel,
        "teamDeleted": lost_channel,
        "teamMemberAdded": joined,
        "teamMemberRemoved": left,
    }
)
"""What Teams tells of itself; a channel that is renamed keeps its id, and so its forum."""
_TOLD = "installation"
_HAND_OVER = "file "


@dataclass(frozen=True, slots=True)
class _Heard:
    """An activity on its way: what arrived, how it is answered, and what was asked for it."""

    incoming: Incoming
    means: Means
    asked: Roster | Unavailable | None = None


@dataclass(frozen=True, slots=True)
class _Done:
    turn: Turn
    reply: Reply
    is_repeat: bool = False
    reference: tuple[str, str] | None = None


class Dispatcher:
    """The application behind the door: one turn for each activity."""

    def __init__(
        self,
        *,
        database: Database,
        router: Router,
        connector: Connector,
        office: Office,
        clock: BoardClock,
        fetcher: Fetcher,
    ) -> None:
        self._fetcher = fetcher
        self._database = database
        self._router = router
        self._connector = connector
        self._asker = Asker(connector)
        self._office = office
        self._clock = clock
        self._strangers = Pace(burst=_STRANGER_BURST, every=_STRANGER_EVERY)

    async def hear(self, incoming: Incoming) -> Answer | None:
        """Take one activity; a press is given its answer, words are replied to."""
        if incoming.press is not None:
            answer = await self._press(incoming, incoming.press)
            if incoming.is_invoke:
                return answer
            await self._say(incoming, answer)
            return None
        if incoming.type == "message":
            try:
                await self._message(incoming)
            except Exception:
                # Whoever typed hears of it; the adapter logs what it was.
                await self._tell(incoming, faults.apology(_trace()))
                raise
        elif incoming.type == "installationUpdate":
            await self._quietly(installation, incoming)
        elif incoming.type == "conversationUpdate" and incoming.event is not None:
            await self._event(incoming, incoming.event)
        elif incoming.type == "event" and incoming.name in EVENTS:
            await self._online(incoming)
        return None

    async def _event(self, incoming: Incoming, event: str) -> None:
        if (handler := _EVENTS.get(event)) is not None:
            await self._quietly(handler, incoming)

    async def _message(self, incoming: Incoming) -> None:
        if incoming.sender.aad_object_id is None:
            if incoming.text:
                await self._tell(incoming, message("V31"))
        elif _has_attachment(incoming):
            await self._attached(incoming)
        elif incoming.text:
            await self._words(incoming)

    async def _attached(self, incoming: Incoming) -> None:
        """A file for the next board, handed over with the words that say so; else none is taken."""
        words = " ".join(incoming.text.split())
        is_private = incoming.conversation.kind == "personal"
        if not (is_private and words.casefold().startswith(_HAND_OVER)):
            await self._tell(incoming, message("V32"))
            return
        offer = offered_file(incoming)
        handed = HandedOver(words[len(_HAND_OVER) :].strip(), offer)
        try:
            done = await self._run(HAND_OVER, handed, incoming, Means.POST)
            if done.reply.view is not None and not done.is_repeat:
                await self._reply(incoming, done.turn, done.reply.view)
            if done.reply.fetch is not None and not done.is_repeat:
                origin = Origin(place=_audit_place(incoming), trace=_trace())
                said = await self._fetcher.take(done.reply.fetch, done.turn, origin)
                await self._reply(incoming, done.turn, Sentence(said))
        except DatabaseUnavailable:
            await self._tell(incoming, faults.unavailable())

    async def _press(self, incoming: Incoming, press: Press) -> Answer:
        route = self._router.routes.get(press.verb)
        if incoming.sender.aad_object_id is None:
            return SentenceAnswer(message("V31"))
        if route is None or route.payload is None:
            return SentenceAnswer(faults.out_of_date())
        try:
            payload = route.payload.model_validate(press.data)
        except ValidationError as error:
            log.info("payload refused", verb=route.name, faults=error.error_count())
            return SentenceAnswer(faults.out_of_date())
        try:
            done = await self._run(route, payload, incoming, _MEANS[press.kind])
            return self._answer(done)
        except DatabaseUnavailable:
            return SentenceAnswer(faults.unavailable())

    def _answer(self, done: _Done) -> Answer:
        turn, view = done.turn, done.reply.view
        view = view or Sentence("Done. I have written to you in your own chat with me.")
        try:
            if isinstance(view, Sentence):
                demand_fit(view, turn.audience)
                return SentenceAnswer(view.text)
            card = draw(view, turn.audience, turn.surface, rehearsal=self._office.rehearsal)
        except BoardError as refusal:
            return SentenceAnswer(refusal.sentence)
        if turn.means is Means.DIALOG:
            return DialogCard(card.content, title=card.summary)
        return CardAnswer(card.content)

    async def _words(self, incoming: Incoming) -> None:
        try:
            found = self._router.find_command(incoming.text)
            if found is None:
                done = await self._run(self._not_understood(), incoming.text, incoming, Means.POST)
            else:
                command, payload = found
                done = await self._run(command.route, payload, incoming, Means.POST)
        except DatabaseUnavailable:
            await self._tell(incoming, faults.unavailable())
        else:
            if done.reply.view is not None and not done.is_repeat:
                await self._reply(incoming, done.turn, done.reply.view)

    async def _quietly(self, handler: Handler, incoming: Incoming) -> None:
        """Take in what Teams tells of itself; nobody waits for an answer to it."""
        route = Route(name=_TOLD, handler=handler, is_deed=True)
        told = Installation(
            incoming.install_action or incoming.event or "add",
            reference_of(incoming),
            accounts=incoming.accounts,
            users=(*incoming.members_added, *incoming.members_removed),
        )
        try:
            done = await self._run(route, told, incoming, Means.POST)
        except DatabaseUnavailable:
            return
        if done.reply.view is not None and not done.is_repeat:
            await self._reply(incoming, done.turn, done.reply.view)

    async def _online(self, incoming: Incoming) -> None:
        """Note what Teams tells of an online meeting; nothing hangs on it."""
        route = Route(name="online", handler=told_online, is_deed=True)
        told = OnlineTold(incoming.name or "", incoming.online, incoming.conversation.thread_root)
        with suppress(DatabaseUnavailable):
            await self._run(route, told, incoming, Means.POST)

    def _not_understood(self) -> Route:
        return Route(name="help", handler=partial(not_understood, self._router), is_deed=False)

    async def _run(self, route: Route, payload: object, incoming: Incoming, means: Means) -> _Done:
        """Run a deed in its unit, or a view in a snapshot and then the record of its access."""
        origin = Origin(place=_audit_place(incoming), trace=_trace())
        heard = _Heard(incoming, means)
        try:
            if route.ask is not None:
                heard = replace(heard, asked=await self._ask(route, heard))
            if route.is_deed:
                work = partial(self._deed, route, payload, heard)
                done = await self._database.write(work, origin=origin, name=route.name)
            else:
                look = partial(self._view, route, payload, heard)
                done = await self._database.read(look, name=route.name)
                note = partial(self._note_view, route, done)
                done = await self._database.write(note, origin=origin, name=route.name)
        except faults.RefusedTurn as refused:
            note = partial(_note_refused, refused, route, payload)
            if not (refused.is_denied or means is Means.POST):
                return _refusal(refused)
            done = await self._database.write(note, origin=origin, name="refused")
        if done.reply.after is not None:
            done.reply.after()
        return done

    async def _ask(self, route: Route, heard: _Heard) -> Roster | Unavailable:
        """Await what the route asks for, for whoever may have the route."""
        look = partial(self._ways_to_teams, route, heard)
        return await self._asker.roster(await self._database.read(look, name="whom to ask"))

    def _ways_to_teams(
        self, route: Route, heard: _Heard, snapshot: Snapshot
    ) -> tuple[Reference, ...]:
        """This channel's team, and those that hold a channel of ours."""
        turn = self._turn(snapshot, heard)
        with _refusals_of(turn):
            self._allow(route, turn, snapshot)
        bound = (f"channel:{each.channel}" for each in snapshot.places.bindings())
        kept = [snapshot.places.reference(key) for key in bound]
        here = [reference_of(heard.incoming)] if turn.place.kind is PlaceKind.CHANNEL else []
        return (*here, *(Reference.from_json(each) for each in kept if each))

    def _deed(self, route: Route, payload: object, heard: _Heard, unit: Unit) -> _Done:
        incoming, means = heard.incoming, heard.means
        turn = self._turn(unit, heard)
        with _refusals_of(turn):
            self._allow(route, turn, unit)
            key = _once_key(payload, route, turn)
            if key and (ref := unit.replays.find(*key)) is not None:
                again = route.again(turn, ref, unit) if route.again else Reply()
                return _Done(turn, again, is_repeat=True)
            reply = route.handler(turn, payload, unit)
            if key and (reply.ref or means is Means.POST):
                unit.replays.keep(*key, reply.ref, turn.now)
        if not isinstance(payload, Installation | OnlineTold):
            _keep_reference(unit, _new_reference(turn, incoming, unit))
        return _Done(turn, reply)

    def _view(self, route: Route, payload: object, heard: _Heard, snapshot: Snapshot) -> _Done:
        incoming = heard.incoming
        turn = self._turn(snapshot, heard)
        with _refusals_of(turn):
            self._allow(route, turn, snapshot)
            reply = route.handler(turn, payload, snapshot)
            if reply.view is not None and not isinstance(reply.view, Sentence):
                demand_fit(reply.view, turn.audience)
        return _Done(turn, reply, reference=_new_reference(turn, incoming, snapshot))

    def _note_view(self, route: Route, done: _Done, unit: Unit) -> _Done:
        if _was_said_before(done.turn, route, unit):
            return _Done(done.turn, Reply(), is_repeat=True)
        if done.reply.fact is not None:
            unit.record(done.reply.fact, tell=done.reply.tell)
        _keep_reference(unit, done.reference)
        return done

    def _allow(self, route: Route, turn: Turn, snapshot: Snapshot) -> None:
        is_paced = not turn.person.is_known and route.name != _TOLD
        if is_paced and not self._strangers.try_take(turn.account, machine_now()):
            raise BoardError("too_fast")
        demand_access(route, turn, snapshot)

    def _turn(self, snapshot: Snapshot, heard: _Heard) -> Turn:
        now, incoming = self._clock.now(), heard.incoming
        account = (incoming.sender.aad_object_id or "").lower()
        person = self._person(snapshot, account, _name_of(incoming), now)
        return Turn(
            person=person,
            account=account,
            place=_place(snapshot, incoming, person),
            means=heard.means,
            now=now,
            office=self._office,
            words=incoming.text,
            delivery=incoming.id,
            origin=incoming.reply_to or "",
            asked=heard.asked,
        )

    def _person(self, snapshot: Snapshot, account: str, name: str, now: datetime) -> Person:
        if self._office.rehearsal and (acts_as := snapshot.acting.of(account)):
            acted = snapshot.people.person_by_key(acts_as, now)
            if acted is not None:
                return acted
        person = snapshot.people.person(account, name=name, now=now)
        if account in self._office.administrators:
            person = replace(person, roles=person.roles | {Role.ADMINISTRATOR})
        return person

    async def _reply(self, incoming: Incoming, turn: Turn, view: View) -> None:
        try:
            card = draw(view, turn.audience, turn.surface, rehearsal=self._office.rehearsal)
        except BoardError as refusal:
            card = draw(
                Sentence(refusal.sentence),
                turn.audience,
                turn.surface,
                rehearsal=self._office.rehearsal,
            )
        await self._send(incoming, Outgoing(card=card.content, summary=card.summary))

    async def _say(self, incoming: Incoming, answer: Answer) -> None:
        """Answer a press that came as a message, from a client without Action.Execute."""
        match answer:
            case SentenceAnswer(text) | DialogSentence(text):
                await self._tell(incoming, text)
            case _:
                await self._tell(incoming, "Open this in your own chat with me: type 'help' there.")

    async def _tell(self, incoming: Incoming, sentence: str) -> None:
        await self._send(incoming, Outgoing(text=sentence, summary="An answer for you"))

    async def _send(self, incoming: Incoming, outgoing: Outgoing) -> None:
        """One send; a reply to a view that fails is logged and not tried again."""
        try:
            await self._connector.reply(thread_of(incoming), outgoing)
        except SendFault as fault:
            log.warning("reply not sent", kind=fault.kind, status=fault.status, code=fault.code)


@contextmanager
def _refusals_of(turn: Turn) -> Iterator[None]:
    """Let a refusal leave the unit, which rolls it back, with the turn it belongs to."""
    try:
        yield
    except BoardError as refusal:
        raise faults.RefusedTurn(turn, refusal) from None


def _place(snapshot: Snapshot, incoming: Incoming, person: Person) -> Place:
    kind = PlaceKind(incoming.conversation.kind)
    if kind is PlaceKind.PERSONAL:
        return Place(kind=kind, key=f"person:{person.id}")
    if kind is PlaceKind.GROUP or incoming.channel is None:
        return Place(kind=PlaceKind.GROUP, key=f"group:{incoming.conversation.id}")
    binding = snapshot.places.binding_of_channel(incoming.channel)
    return Place(
        kind=kind,
        key=f"channel:{incoming.channel}",
        team=incoming.team_id,
        channel=incoming.channel,
        forum=binding.forum if binding else None,
    )


def _name_of(incoming: Incoming) -> str:
    """What the directory calls them, as one line."""
    return " ".join((incoming.sender.name or "").split())[:_NAME_LONGEST]


def _has_attachment(incoming: Incoming) -> bool:
    """Something besides the message's own text, which Teams sends along as HTML."""
    given = incoming.raw.get("attachments")
    kinds = (
        [each.get("contentType") for each in given if isinstance(each, dict)]
        if isinstance(given, list)
        else []
    )
    return any(kind not in TEXT_OF_A_MESSAGE for kind in kinds)


def _new_reference(turn: Turn, incoming: Incoming, snapshot: Snapshot) -> tuple[str, str] | None:
    """How to reach this place from now on, where that is not what we have."""
    key, reference = turn.place.key, reference_of(incoming).to_json()
    return None if snapshot.places.reference(key) == reference else (key, reference)


def _keep_reference(unit: Unit, reference: tuple[str, str] | None) -> None:
    if reference is not None:
        unit.places.keep_reference(*reference, machine_now())
        release(unit, reference[0])


def _was_said_before(turn: Turn, route: Route, unit: Unit) -> bool:
    """Whether these typed words have been answered already: Teams delivers them again."""
    if turn.means is not Means.POST or not turn.delivery:
        return False
    key = (f"said:{turn.delivery}", route.name, turn.person.id)
    if unit.replays.find(*key) is not None:
        return True
    unit.replays.keep(*key, "", turn.now)
    return False


def _note_refused(refused: faults.RefusedTurn, route: Route, payload: object, unit: Unit) -> _Done:
    """What was refused is told once for each delivery, and audited where it was denied."""
    if _was_said_before(refused.turn, route, unit):
        return _Done(refused.turn, Reply(), is_repeat=True)
    if refused.is_denied:
        unit.record(_denied(refused.turn, route, payload))
    return _refusal(refused)


def _refusal(refused: faults.RefusedTurn) -> _Done:
    return _Done(refused.turn, Reply(view=Sentence(refused.refusal.sentence)))


def _denied(turn: Turn, route: Route, payload: object) -> Fact:
    about = getattr(payload, "ref", "") or getattr(payload, "form", "") or route.name
    return turn.fact("AttemptRefused", str(about)[:80], Tier.T0, Result.DENIED, tried=route.name)


def _audit_place(incoming: Incoming) -> str:
    kind = incoming.conversation.kind
    return f"{kind}:{incoming.channel}" if incoming.channel and kind == "channel" else kind


def _once_key(payload: object, route: Route, turn: Turn) -> tuple[str, str, str] | None:
    """What a deed is remembered by: its form id, or the delivery of typed words."""
    if turn.means is Means.POST:
        delivered = f"said:{turn.delivery}"
        return (delivered, route.name, turn.person.id) if turn.delivery else None
    form = getattr(payload, "form", "")
    remembered = isinstance(payload, Payload) and payload.once and form
    return (form, route.name, turn.person.id) if remembered else None


def _trace() -> str:
    return str(structlog.contextvars.get_contextvars().get("trace", ""))
