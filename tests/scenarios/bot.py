"""A bot of our own to talk to: the whole house behind HTTP, as production wires it."""

import asyncio
import itertools
import logging
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from aiohttp.test_utils import TestServer
from prometheus_client.exposition import generate_latest
from sqlalchemy import func, select

from board.drafts import Draft
from board.people import GRANT_REVIEW, Agency, AgencyType, Grant, IsaStatus, Member, Role
from board.referral_form import Screen, read_answers
from bot.clock import machine_now
from bot.settings import load_settings
from bot.web import build_metrics_site, build_site
from bot.wiring import House, build_house
from storage.cipher import Keys
from storage.tables.ledger import AUDIT_LINES, INTENTS
from storage.tables.referrals import REFERRALS
from storage.unit import Origin, Snapshot, Unit
from tests.fakes.channel import (
    BOARD_CHANNEL,
    NURSE,
    ON_PHONE,
    PASSWORD,
    TRIAGER,
    Channel,
    Json,
    Person,
    Place,
    channel_of,
    person,
    personal,
)

HERE = Origin(place="test", trace="")
SUPERVISOR = person("Sura Supervisor")
ADMINISTRATOR = person("Adel Administrator")
FACILITATOR = person("Faye Facilitator")
STRANGER = person("Stella Stranger", guest=True)
POLICE_CHAIR = person("Petronel Chairley")
HEALTH_CHAIR = person("Hester Chairwell")
TEAM_CHANNEL = channel_of("Mental Health Team")

FORMS = itertools.count(1)
ANSWERS: Json = {
    "account": "He said on Friday that he will hurt Qorbin Zzyxwell with a kitchen knife.",
    "indicators": "threats_to_kill,weapons",
    "at_risk": "named_person",
    "at_risk_detail": "Qorbin Zzyxwell, neighbour",
    "how_soon": "days",
    "subject_name": "Wendelin Quagmirez",
    "subject_unknown": "false",
    "subject_description": "",
    "subject_born": "17/03/1987",
    "setting": "inpatient_detained",
    "conditions": "psychotic_disorder_incl_schizophrenia",
    "mappa_status": "not_known",
    "person_aware": "no_would_increase_risk",
    "person_aware_detail": "",
    "phone": "01632 960123",
    "confirmed": "true",
}
PAGES = {
    "what": ("account", "indicators", "at_risk", "at_risk_detail", "how_soon"),
    "who": (
        "subject_name",
        "subject_unknown",
        "subject_description",
        "subject_born",
        "setting",
        "conditions",
        "mappa_status",
    ),
    "check": ("person_aware", "person_aware_detail", "phone", "confirmed"),
}


def answers_on(page: str, answers: Json = ANSWERS) -> Json:
    """The answers of one page."""
    return {each: answers[each] for each in PAGES[page] if each in answers}


@dataclass
class Bot:
    """A running house and the far end it speaks with."""

    channel: Channel
    house: House
    url: str
    metrics_url: str
    logs: list[Mapping[str, Any]]

    async def deliver(self, activity: Json, **how: Any) -> Any:
        """Let Teams deliver an activity; the body of the answer, which is a 200."""
        status, answer = await self.channel.post(self.url, activity, **how)
        assert status == 200, answer
        return answer

    async def press(
        self,
        verb: str,
        data: Json | None = None,
        who: Person = NURSE,
        place: Place | None = None,
        **more: Any,
    ) -> Any:
        """Press a button of a chat's card; the value it is answered with."""
        activity = self.channel.execute(verb, data, who, place, **more)
        status, answer = await self.channel.post(self.url, activity)
        assert status == 200, answer
        assert answer["statusCode"] == 200
        return answer["value"]

    async def dialog(
        self, kind: str, verb: str, data: Json | None, who: Person, place: Place
    ) -> Any:
        """Press a button that opens or submits a dialog; the task's value."""
        make = self.channel.fetch if kind == "fetch" else self.channel.submit
        status, answer = await self.channel.post(self.url, make(verb, data, who, place))
        assert status == 200, answer
        value = answer["task"]["value"]
        return value if isinstance(value, str) else value["card"]["content"]

    async def say(self, text: str, who: Person = NURSE, place: Place | None = None) -> None:
        """Type something."""
        status, _ = await self.channel.post(self.url, self.channel.message(text, who, place))
        assert status == 200

    async def ask(self, text: str, who: Person = NURSE, place: Place | None = None) -> Any:
        """Type something and wait for the card that comes of it in the same place."""
        before = len(self.channel.calls)
        await self.say(text, who, place)
        there = (place or personal(who)).conversation
        async with asyncio.timeout(5):
            while True:
                for call in self.channel.calls[before:]:
                    if call.conversation.startswith(there) and call.verb != "update":
                        return card_of(call.body)
                await self.channel.wait_for(len(self.channel.calls) + 1, within=5)

    async def open_form(self, who: Person = NURSE) -> str:
        """Type `refer`; the form id on the opener that arrives."""
        opener = await self.ask("refer", who)
        return str(button(opener, "referral.start")["data"]["form"])

    async def fill(
        self, form: str, who: Person = NURSE, answers: Json = ANSWERS, place: Place | None = None
    ) -> Any:
        """Go through the pages up to the check; the check's card."""
        await self.press("referral.start", {"form": form}, who, place)
        card = None
        for page in ("what", "who"):
            data = {"form": form, "screen": page, **answers_on(page, answers)}
            card = await self.press("referral.next", data, who, place)
        return card

    async def filled(self, who: Person = NURSE, answers: Json = ANSWERS) -> str:
        """A form filled in up to its check, without going through its pages."""
        now = self.house.clock.now()
        draft = Draft(
            form=f"form-{next(FORMS):012}",
            person=who.aad_object_id,
            place=f"person:{who.aad_object_id}",
            origin="no opener of its own",
            created_at=now,
            updated_at=now,
            screen=Screen.CHECK,
            answers={
                key: value
                for screen in Screen
                for key, value in read_answers(screen, answers).items()
            },
        )
        await self.write(lambda unit: unit.drafts.insert(draft))
        return draft.form

    async def submit(self, form: str, who: Person = NURSE, answers: Json = ANSWERS) -> Any:
        """Confirm and send; the receipt's card."""
        given = answers_on("check", answers) | {
            each: answers[each] for each in ("agency", "job") if each in answers
        }
        return await self.press("referral.submit", {"form": form, **given}, who)

    async def refer(self, who: Person = NURSE, answers: Json = ANSWERS) -> str:
        """A whole referral; its reference."""
        form = await self.open_form(who)
        await self.fill(form, who, answers)
        return reference_in(await self.submit(form, who, answers))

    async def added(self, ref: str, text: str, who: Person = NURSE) -> Any:
        """Add information to a referral; the receipt's card."""
        asked = await self.press("referral.add", {"ref": ref}, who)
        data = button(asked, "referral.add")["data"] | {"account": text}
        return await self.press("referral.add", data, who)

    async def audit(self, *names: str) -> list[Json]:
        """The lines of the audit in the order they were written, of these names or all."""
        wanted = select(AUDIT_LINES).order_by(AUDIT_LINES.c.id)
        lines = await self.read(
            lambda snapshot: [dict(row) for row in snapshot._connection.execute(wanted).mappings()]
        )
        return [each for each in lines if not names or each["name"] in names]

    async def referrals(self) -> int:
        """How many referrals there are."""
        count = select(func.count()).select_from(REFERRALS)
        number = await self.read(lambda snapshot: snapshot._connection.execute(count).scalar_one())
        return int(number)

    async def intents(self, kind: str | None = None) -> list[Json]:
        """The intents of a kind with their state and error, oldest first."""
        wanted = select(INTENTS).order_by(INTENTS.c.id)
        rows = await self.read(
            lambda snapshot: [dict(row) for row in snapshot._connection.execute(wanted).mappings()]
        )
        return [each for each in rows if kind in {None, each["kind"]}]

    async def until(
        self, state: str, kind: str, *, error: str | None = None, within: float = 5
    ) -> Json:
        """Wait until the latest intent of a kind has come to a state (with this error)."""
        async with asyncio.timeout(within):
            while not _is_so(found := await self.intents(kind), state, error):  # noqa: ASYNC110 - another task works
                await asyncio.sleep(0.02)
        return found[-1]

    async def write(self, work: Any) -> Any:
        """Run a unit straight on the database."""
        return await self.house.database.write(work, origin=HERE)

    async def read(self, work: Any) -> Any:
        """Run a snapshot straight on the database."""
        return await self.house.database.read(work)

    async def tick(self, later: timedelta) -> None:
        """Let so much time have passed since now, and the ticker go round."""
        self.house.clock.set_offset(later)
        await self.house.ticker.tick()
        self.house.courier.wake()
        self.house.filer.wake()

    async def settled(self, within: float = 5) -> None:
        """Wait until nothing is due in the outbox."""
        async with asyncio.timeout(within):
            while await self.read(_is_busy):  # noqa: ASYNC110 - another task works
                await asyncio.sleep(0.02)

    @property
    def metrics(self) -> str:
        """What Prometheus would read."""
        return generate_latest(self.house.registry).decode()


def _is_so(found: list[Json], state: str, error: str | None) -> bool:
    return bool(found) and found[-1]["state"] == state and error in {None, found[-1]["error"]}


def _is_busy(snapshot: Snapshot) -> bool:
    return bool(
        sum(
            number
            for (_, state), number in snapshot.outbox.counts().items()
            if state.value == "pending"
        )
    )


def settings_for(channel: Channel, folder: Path, **more: str) -> dict[str, str]:
    """Settings of a production bot whose far end is the stand-in."""
    keys = folder / "keys"
    if not keys.exists():
        Keys.make(keys)
    return {
        "MHRMB_APP_ID": channel.app_id,
        "MHRMB_APP_PASSWORD": PASSWORD,
        "MHRMB_APP_TENANT_ID": channel.tenant,
        "MHRMB_ADMINISTRATORS": ADMINISTRATOR.aad_object_id,
        "MHRMB_VAR_DIR": str(folder),
        "MHRMB_ENCRYPTION_KEY_FILE": str(keys),
        "MHRMB_SERVICE_HOSTS": "127.0.0.1",
        "MHRMB_CHANNEL_OPENID_METADATA_URL": channel.metadata_url,
        "MHRMB_LOGIN_URL": channel.login_url,
        "MHRMB_DUTY_NUMBER": "01632 960999",
        "MHRMB_PORT": "0",
        "MHRMB_METRICS_PORT": "0",
    } | more


def rehearsal_settings(folder: Path, **more: str) -> dict[str, str]:
    """Settings of a rehearsal."""
    return {"MHRMB_VAR_DIR": str(folder), "MHRMB_PORT": "0", "MHRMB_METRICS_PORT": "0"} | more


@asynccontextmanager
async def running(
    settings: Mapping[str, str], channel: Channel, *, at: datetime | None = None
) -> AsyncIterator[Bot]:
    """A bot with these settings, its courier and ticker going round."""
    with captured_logs() as logs:
        async with build_house(load_settings(settings), at=at) as house:
            stopping = asyncio.Event()
            site = TestServer(build_site(house.door, house.database.ready))
            metrics = TestServer(build_metrics_site(house.registry))
            await site.start_server()
            await metrics.start_server()
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(house.courier.run(stopping))
                tasks.create_task(house.filer.run(stopping))
                tasks.create_task(house.ticker.run(stopping))
                try:
                    yield Bot(
                        channel,
                        house,
                        str(site.make_url("/api/messages")),
                        str(metrics.make_url("/metrics")),
                        logs,
                    )
                finally:
                    await site.close()
                    await metrics.close()
                    stopping.set()


@contextmanager
def captured_logs() -> Iterator[list[Mapping[str, Any]]]:
    """Everything that is logged, as it is logged; libraries' own words included."""
    lines: list[Mapping[str, Any]] = []

    def keep(_logger: Any, _method: str, event: Any) -> Any:
        lines.append(dict(event))
        raise structlog.DropEvent

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append({"library": record.name, "message": record.getMessage()})

    before = structlog.get_config()
    structlog.configure(
        processors=[structlog.contextvars.merge_contextvars, keep],
        cache_logger_on_first_use=False,
    )
    keeper = Keeper(logging.DEBUG)
    logging.getLogger().addHandler(keeper)
    try:
        yield lines
    finally:
        logging.getLogger().removeHandler(keeper)
        structlog.configure(**before)


def register(unit: Unit, *, until: datetime | None = None) -> None:
    """A small board: police and a trust in the agreement, the people above with their roles."""
    now = machine_now() - timedelta(days=1)
    for key, name, kind in (
        ("AG-01", "Coastshire Police", AgencyType.POLICE),
        ("AG-02", "Coastshire Mental Health Trust", AgencyType.MENTAL_HEALTH_TRUST),
    ):
        unit.people.put_agency(
            Agency(
                key=key,
                name=name,
                short_name=name,
                type=kind,
                core=True,
                isa_status=IsaStatus.SIGNED,
            )
        )
    for key, someone, agency, job, roles in (
        ("MEM-1", NURSE, "AG-02", "Ward nurse", (Role.REFERRER,)),
        ("MEM-2", ON_PHONE, "AG-01", "Constable", (Role.REFERRER,)),
        ("MEM-3", TRIAGER, "AG-01", "Triage officer", (Role.MH_TEAM,)),
        ("MEM-4", SUPERVISOR, "AG-01", "Sergeant", (Role.MH_TEAM_SUPERVISOR,)),
        ("MEM-5", FACILITATOR, "AG-01", "Facilitator", (Role.FACILITATOR,)),
        ("MEM-6", POLICE_CHAIR, "AG-01", "Superintendent", (Role.CO_CHAIR,)),
        ("MEM-7", HEALTH_CHAIR, "AG-02", "Director", (Role.CO_CHAIR,)),
    ):
        unit.people.put_member(
            Member(
                key=key,
                name=someone.name,
                agency=agency,
                job=job,
                account=someone.aad_object_id,
                grants=tuple(Grant(role, now, until or now + GRANT_REVIEW) for role in roles),
            )
        )


def card_of(body: Json) -> Json:
    """The card that a call to the connector carries."""
    activity = body.get("activity", body)
    content = activity["attachments"][0]["content"]
    assert isinstance(content, dict)
    return content


def elements(card: Any) -> Iterator[Json]:
    """Every element and action of a card, depth first."""
    if isinstance(card, dict):
        if "type" in card:
            yield card
        for value in card.values():
            yield from elements(value)
    elif isinstance(card, list):
        for value in card:
            yield from elements(value)


def button(card: Any, verb: str) -> Json:
    """The button of a verb, as Action.Execute or Action.Submit."""
    return next(each for each in buttons(card) if verb_of(each) == verb)


def buttons(card: Any) -> list[Json]:
    """Every button of a card."""
    return [each for each in elements(card) if str(each["type"]).startswith("Action.")]


def verb_of(action: Json) -> str:
    """The verb of a button."""
    return str(action.get("verb") or action.get("data", {}).get("verb", ""))


def texts(card: Any) -> str:
    """Everything a card says, joined."""
    words = [str(each.get("text", "")) for each in elements(card)]
    words += [
        f"{fact['title']} {fact['value']}"
        for each in elements(card)
        for fact in each.get("facts", ())
    ]
    words += [str(each.get("title", "")) for each in elements(card)]
    return "\n".join(words)


def inputs(card: Any) -> dict[str, Json]:
    """Every input of a card by its id."""
    return {
        str(each["id"]): each for each in elements(card) if str(each["type"]).startswith("Input.")
    }


def typed_in(card: Any) -> dict[str, str]:
    """What stands in the inputs of a card."""
    return {key: str(each.get("value", "")) for key, each in inputs(card).items()}


def wrong_at(card: Any, question: str) -> str:
    """What a card says is wrong right above the input of a question; "" where nothing is."""
    listed = list(elements(card))
    at = next(number for number, each in enumerate(listed) if each.get("id") == question)
    said = ""
    for each in reversed(listed[:at]):
        if str(each["type"]).startswith("Input."):
            break
        text = str(each.get("text", ""))
        if text.startswith("Error: "):
            said = text.removeprefix("Error: ")
    return said


def reference_in(card: Any) -> str:
    """The referral's reference on a receipt."""
    words = texts(card).replace("\n", " ").split()
    return next(each.strip(".,:") for each in words if each.startswith("REF-"))


__all__ = ["BOARD_CHANNEL", "NURSE", "ON_PHONE", "TRIAGER"]
