"""Documents from the database into the channel's files: once, whole, whatever stands in the way."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from board.documents import Document, DocumentKind, of_meeting, register
from board.errors import BoardError
from board.facts import Notice
from board.tiers import Tier
from bot.papers import FILED, HELD
from storage.outbox import GRAPH
from storage.unit import Unit
from tests.fakes.channel import BOARD_CHANNEL, Channel
from tests.fakes.graph import CHANNEL, Fault, GraphServer
from tests.graph.conftest import graph as _stand_in
from tests.scenarios.bot import (
    ADMINISTRATOR,
    FACILITATOR,
    Bot,
    button,
    buttons,
    card_of,
    running,
    texts,
)
from tests.scenarios.filing import (
    AGENDA,
    AT,
    BOARD,
    FOLDER,
    MEETING,
    MIB,
    SUBGROUP,
    SUBGROUP_CHANNEL,
    WORDS,
    agenda,
    bytes_of,
    filed,
    filing_bot,
    graph_settings,
    hand_in,
    mhrmb,
    put_meeting,
    quick,
    said_of,
)
from tests.scenarios.tracker import Tracker

graph = _stand_in


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    quick(monkeypatch)


@pytest.fixture
async def office(channel: Channel, graph: GraphServer, tmp_path: Path) -> AsyncIterator[Bot]:
    """A production bot that files in Microsoft 365."""
    async with filing_bot(channel, graph, tmp_path) as bot:
        yield bot


def everything_in(folder: Path) -> bytes:
    return b"".join(each.read_bytes() for each in folder.glob("mhrmb.db*"))


def tracker_of(content: bytes, at: datetime) -> Document:
    """The action tracker as it stood then."""
    label = register(DocumentKind.TRACKER, at)
    return Document.of(label, content, forum=BOARD, made_at=at)


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


async def test_a_document_is_filed_and_its_link_said_once_naming_the_meeting(
    office: Bot, graph: GraphServer
) -> None:
    await hand_in(office, agenda())

    document = await filed(office, "agenda:BRD-037")
    await office.settled()

    node = graph.at(*AGENDA)
    assert node is not None
    assert node.versions == [(sha(WORDS), len(WORDS))]
    [call] = office.channel.said("create")
    card = card_of(call.body)
    assert "Agenda BRD-037 has been filed" in texts(card)
    assert button(card, "")["url"] == document.web_url
    assert document.web_url.startswith("https://")
    assert [each["details"]["meeting"] for each in await office.audit("DocumentFiled")] == [
        "BRD-037"
    ]


@pytest.mark.parametrize("size", [0, 1, 4 * MIB, 12 * MIB])
async def test_every_byte_arrives_and_is_forgotten_here(
    office: Bot, graph: GraphServer, size: int
) -> None:
    content = bytes_of(size)

    await hand_in(office, agenda(content), content)
    await filed(office, "agenda:BRD-037", within=30)

    node = graph.at(*AGENDA)
    assert node is not None
    assert node.versions == [(sha(content), size)]
    assert await office.read(lambda snapshot: snapshot.documents.count_parts()) == 0
    kept = await office.read(lambda snapshot: snapshot.documents.state_of(agenda(content)))
    assert kept is None


FAULTS = {
    "open in Word": ("content", Fault(423, "resourceLocked"), "it is open in Word or Excel"),
    "Files tab never opened": (
        "filesFolder", Fault(404, "itemNotFound"), "the channel has no files folder yet",
    ),
    "the name is taken": (
        "content", Fault(409, "nameAlreadyExists"), "something else has its name",
    ),
    "changed meanwhile": (
        "content", Fault(412, "resourceModified"), "somebody changed it meanwhile",
    ),
    "to wait": (
        "content", Fault(429, "TooManyRequests", {"Retry-After": "1"}), "asks us to wait",
    ),
    "permission withdrawn": (
        "content", Fault(403, "accessDenied"), "does not let the app in",
    ),
    "no room": ("content", Fault(507, "quotaLimitReached"), "the team's site is full"),
    "out of order": ("content", Fault(503), "Microsoft 365 does not answer"),
    "an error of theirs": ("content", Fault(500, "generalException"), "does not answer"),
    "cut off": ("content", Fault(drop="before"), "the connection broke"),
    "no token": ("token", Fault(401, "invalid_client"), "does not accept the app"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
async def test_each_fault_is_named_in_the_channel_once_and_it_is_filed_once_in_the_end(
    office: Bot, graph: GraphServer, name: str
) -> None:
    """First a new message with the cause, then the same message says that it is filed."""
    op, fault, cause = FAULTS[name]
    graph.next(op, fault)

    await hand_in(office, agenda())
    await filed(office, "agenda:BRD-037")
    await office.settled()

    node = graph.at(*AGENDA)
    assert node is not None
    assert node.versions == [(sha(WORDS), len(WORDS))]
    told = said_of(office, "Agenda BRD-037")
    assert sum(each.startswith("create: ") for each in told) == 1
    assert "has been filed" in told[-1]
    assert [each["details"]["fault"] for each in await office.audit("DocumentHeld")]
    if len(told) > 1:  # the channel heard of it before it was put right
        assert cause in told[0]
        assert "I try again" in told[0]


async def test_a_document_that_is_open_in_word_stays_queued_and_is_never_written_over(
    office: Bot, graph: GraphServer
) -> None:
    """Five times refused: one message, what to do, and in the end one file."""
    graph.next("content", *[Fault(423, "resourceLocked")] * 5)

    await hand_in(office, agenda())
    await office.channel.wait_for(1, "create", within=5)
    told = texts(card_of(office.channel.said("create")[0].body))
    await filed(office, "agenda:BRD-037")
    await office.settled()

    assert "Agenda BRD-037 is not filed yet: it is open in Word or Excel" in told
    assert "Close it in Word or Excel" in told
    assert len(office.channel.said("create")) == 1
    assert len(graph.called("content")) == 6
    assert [each["details"]["fault"] for each in await office.audit("DocumentHeld")] == ["locked"]


async def test_an_answer_lost_after_the_work_was_done_does_not_file_it_twice(
    office: Bot, graph: GraphServer
) -> None:
    graph.rewrites_office = True
    graph.next("content", Fault(drop="after"))

    await hand_in(office, agenda())
    await filed(office, "agenda:BRD-037")

    node = graph.at(*AGENDA)
    assert node is not None
    assert len(node.versions) == 1


async def test_another_document_of_that_name_is_left_as_it_is(
    office: Bot, graph: GraphServer
) -> None:
    """Until somebody moves it."""
    folder = graph.make_folder(FOLDER[1], graph.make_folder(FOLDER[0]).id)
    theirs = graph.put(AGENDA[-1], b"somebody's own", parent=folder.id)

    await hand_in(office, agenda())
    await office.until("pending", "file", error="conflict")
    assert theirs.sha256 == sha(b"somebody's own")

    theirs.name = "Their agenda.docx"
    await filed(office, "agenda:BRD-037")
    assert theirs.versions == [(sha(b"somebody's own"), 14)]


async def test_versions_of_a_register_arrive_in_their_order(
    office: Bot, graph: GraphServer
) -> None:
    """The first is open in Excel; the second waits for it."""
    graph.next("content", *[Fault(423, "resourceLocked")] * 3)
    first, second = b"as it stood on Monday", b"as it stood on Tuesday"
    for content, at in ((first, AT), (second, AT + timedelta(days=1))):
        await hand_in(office, tracker_of(content, at), content)

    async with asyncio.timeout(10):
        while await office.read(  # noqa: ASYNC110 - another task works
            lambda snapshot: snapshot.documents.waiting()
        ):
            await asyncio.sleep(0.05)

    node = graph.at("Registers", "Action tracker.xlsx")
    assert node is not None
    assert [each[0] for each in node.versions] == [sha(first), sha(second)]


async def test_what_waits_is_on_the_operators_card_and_is_sent_again_at_once(
    office: Bot, graph: GraphServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("_SLOW", "_LONGEST"):
        monkeypatch.setattr(f"bot.lease.{name}", timedelta(minutes=10))
    graph.site_granted = False
    await hand_in(office, agenda())
    await office.until("pending", "file", error="forbidden")

    shown = await office.ask("delivery", FACILITATOR)
    graph.site_granted = True
    again = button(shown, "delivery.retry")
    answer = await office.press("delivery.retry", again["data"], FACILITATOR)
    await filed(office, "agenda:BRD-037")

    assert "Document \nto the board" in texts(shown)
    assert "Agenda BRD-037" in texts(shown)
    assert "Not done yet. Next try at" in texts(shown)
    assert "does not let the app in" in texts(shown)
    assert "It is being sent again" in texts(answer)


async def test_an_earlier_version_that_was_dropped_holds_up_no_later_one(
    office: Bot, graph: GraphServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its bytes are gone with it, and nobody is told that it is still being tried."""
    for name in ("_SLOW", "_LONGEST"):
        monkeypatch.setattr(f"bot.lease.{name}", timedelta(minutes=10))
    graph.site_granted = False
    await hand_in(office, tracker_of(b"Monday", AT), b"Monday")
    await office.until("pending", "file", error="forbidden")
    await hand_in(office, tracker_of(b"Tuesday", AT + timedelta(days=1)), b"Tuesday")
    await office.until("pending", "file", error="after_earlier")
    graph.site_granted = True

    [first, _] = await office.intents("file")
    data = {"intent": first["id"], "reason": "not_needed"}
    await office.press("delivery.drop", data, FACILITATOR)
    await office.until("sent", "file", within=10)

    node = graph.at("Registers", "Action tracker.xlsx")
    assert node is not None
    assert [each[0] for each in node.versions] == [sha(b"Tuesday")]
    assert await office.read(lambda snapshot: snapshot.documents.count_parts()) == 0


async def test_the_command_line_shows_what_waits_and_sends_it_again(
    channel: Channel, graph: GraphServer, tmp_path: Path
) -> None:
    graph.site_granted = False
    async with filing_bot(channel, graph, tmp_path) as bot:
        await hand_in(bot, agenda())
        waiting = await bot.until("pending", "file", error="forbidden")
    settings = graph_settings(channel, graph, tmp_path)

    _, listed = await mhrmb(settings, "outbox")
    code, said = await mhrmb(settings, "outbox", "retry", str(waiting["id"]))

    assert "Agenda BRD-037" in listed
    assert "does not let the app in" in listed
    assert (code, said.strip()) == (0, "It is sent again.")


async def test_the_database_holds_no_word_of_a_document(
    office: Bot, graph: GraphServer, tmp_path: Path
) -> None:
    """Nor the address of its upload, which is a key to the file."""
    content = WORDS * 120_000
    graph.next("fragment", *[Fault(503)] * 3)

    await hand_in(office, agenda(content), content)
    await office.until("pending", "file", error="unavailable")
    await office.house.database.scrub()
    held = await asyncio.to_thread(everything_in, tmp_path)
    await filed(office, "agenda:BRD-037", within=30)

    assert WORDS.strip() not in held
    assert graph.sharepoint.encode() not in held
    assert b"Agenda BRD-037" in held  # so it was looked for in the right place


async def test_damaged_bytes_are_not_filed_and_the_operator_is_told(
    office: Bot, graph: GraphServer
) -> None:
    graph.next("filesFolder", *[Fault(404, "itemNotFound")] * 2)
    await hand_in(office, agenda())
    await office.write(lambda unit: unit.documents.put_part(agenda(), 0, b"x" * len(WORDS)))

    await office.until("dead", "file", error="document_damaged")

    assert graph.at(*AGENDA) is None
    assert "Have it made again" in texts(await office.ask("delivery", FACILITATOR))


async def test_a_document_above_the_ceiling_of_its_forum_is_refused(office: Bot) -> None:
    """The board's files are board-safe; a subgroup's may be contact and administrative at most."""
    for document in (
        agenda(tier=Tier.T1),
        agenda(tier=Tier.T2, forum=SUBGROUP),
    ):
        with pytest.raises(BoardError, match="file_above"):
            await hand_in(office, document)

    assert not await office.intents("file")


async def test_it_is_looked_at_again_just_before_it_is_filed(
    office: Bot, graph: GraphServer
) -> None:
    """Whatever wrote the row: the one spot is passed once more."""
    sneaked = agenda(tier=Tier.T2)

    def sneak(unit: Unit) -> None:
        unit.documents.put(sneaked, WORDS)
        unit.tell([Notice("file", "files:board", sneaked.key)], AT - timedelta(days=90), lane=GRAPH)

    await office.write(sneak)
    await office.until("dead", "file", error="file_above")

    assert graph.at(*AGENDA) is None


async def test_a_name_that_the_board_does_not_make_is_refused(office: Bot) -> None:
    """A person in a name never reaches the files, whoever made the document."""
    for name in ("Agenda Wendelin Quagmirez.docx", "Wendelin Quagmirez.docx", "Agenda BRD-037.exe"):
        with pytest.raises(BoardError, match="file_name"):
            await hand_in(office, replace(agenda(), name=name))
    with pytest.raises(BoardError, match="file_name"):
        await hand_in(office, replace(agenda(), folder=("Meetings", "Wendelin Quagmirez")))


async def test_a_subgroups_documents_go_to_its_own_teams_channel_only(
    office: Bot, graph: GraphServer
) -> None:
    """Never to the board's; without a channel they wait for one."""
    weekly = replace(MEETING, ref="SUB-20270107", forum="SUBGROUP-A")
    label = of_meeting(DocumentKind.AGENDA, weekly)
    document = replace(
        agenda(tier=Tier.T1, forum=SUBGROUP), key=label.key, name=label.name, folder=label.folder,
        meeting=weekly.ref,
    )  # fmt: skip

    await hand_in(office, document)
    await office.until("waiting", "file", error="channel_not_bound")
    office.channel.groups[SUBGROUP_CHANNEL.team or ""] = "a-group-that-the-stand-in-does-not-know"
    await office.ask("use this channel for subgroup A", ADMINISTRATOR, SUBGROUP_CHANNEL)
    await office.until("pending", "file", error="folder_missing")

    asked = [call.path for call in graph.called("filesFolder")]
    assert asked
    assert all("a-group-that-the-stand-in-does-not-know" in each for each in asked)
    assert not any(CHANNEL in each for each in asked)


async def test_a_link_that_is_handed_over_is_filed_with_the_meeting_and_listed(
    office: Bot, graph: GraphServer
) -> None:
    url = "https://files.example/papers/winter-plan.pdf"

    answer = await office.ask(f"file {url} Winter plan", FACILITATOR, BOARD_CHANNEL)
    await office.until("sent", "file", within=10)
    listed = await office.ask("documents", FACILITATOR, BOARD_CHANNEL)

    assert "Link Winter plan is being filed with BRD-037" in texts(answer)
    node = graph.at(*FOLDER, "Link Winter plan.url")
    assert node is not None
    assert node.sha256 == sha(f"[InternetShortcut]\r\nURL={url}\r\n".encode())
    assert "Link Winter plan" in texts(listed)
    assert any(each.get("url") for each in buttons(listed))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("file", "Say 'file', the link"),
        ("file http://files.example/a Winter plan", "Say 'file', the link"),
        ("file https://someone@files.example/a Winter plan", "Say 'file', the link"),
        ("file https://files.example/a", "Say after the link"),
        ("file https://files.example/a Wendelin Quagmirez", "personal information"),
        (
            "file https://files.example/Wendelin%20Quagmirez.docx Winter plan",
            "personal information",
        ),
    ],
)
async def test_a_link_that_is_none_or_names_somebody_is_refused(
    office: Bot, said: str, told: str
) -> None:
    answer = await office.ask(said, FACILITATOR, BOARD_CHANNEL)

    assert told in texts(answer)
    assert not await office.intents("file")


async def test_the_time_of_the_next_try_in_the_channel_stays_true(
    office: Bot, graph: GraphServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another cause, and each long pause, change the one message."""
    monkeypatch.setattr("bot.clerk._REDRAWN", timedelta())
    graph.next("content", Fault(423, "resourceLocked"))

    await hand_in(office, agenda())
    await office.channel.wait_for(1, "create", within=5)
    graph.site_granted = False
    await office.until("pending", "file", error="forbidden")
    async with asyncio.timeout(5):
        while not any(  # noqa: ASYNC110 - another task works
            "does not let" in each for each in said_of(office, "Agenda BRD-037")
        ):
            await asyncio.sleep(0.05)
    graph.site_granted = True
    await filed(office, "agenda:BRD-037")
    await office.settled()

    told = said_of(office, "Agenda BRD-037")
    assert [each.partition(":")[0] for each in told].count("create") == 1
    assert "has been filed" in told[-1]
    assert len(await office.intents(HELD)) == 1
    assert not [each for each in await office.intents(FILED) if each["state"] == "sent"]


async def test_in_rehearsal_documents_are_filed_on_this_machine_under_the_same_names(
    tracker: Tracker, tmp_path: Path
) -> None:
    bot = tracker.bot
    await bot.write(put_meeting)

    await hand_in(bot, agenda())
    await filed(bot, "agenda:BRD-037")

    path = tmp_path.joinpath("channel-files", *AGENDA)
    assert path.read_bytes() == WORDS
    shown = await bot.read(lambda snapshot: snapshot.documents.get("agenda:BRD-037"))
    assert shown.item_id == "/".join(AGENDA)


async def test_production_without_microsoft_365_files_on_this_machine(
    tmp_path: Path, bot: Bot
) -> None:
    await bot.ask("use this channel for board", ADMINISTRATOR, BOARD_CHANNEL)
    await hand_in(bot, agenda())
    await filed(bot, "agenda:BRD-037")
    await bot.settled()

    assert tmp_path.joinpath("channel-files", *AGENDA).read_bytes() == WORDS
    said = said_of(bot, "Agenda BRD-037")
    assert len(said) == 1
    assert "channel-files/Meetings/2027-01-06 BRD-037/Agenda BRD-037.docx" in said[0]
    assert str(tmp_path) not in said[0]


async def test_a_bot_that_is_stopped_in_mid_upload_goes_on_from_there(
    channel: Channel, graph: GraphServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is under way is cut off after a while, and given back at once."""
    monkeypatch.setattr("bot.filing.FINISH_WITHIN", 0.0)
    content = bytes_of(30 * MIB)
    async with filing_bot(channel, graph, tmp_path) as bot:
        await hand_in(bot, agenda(content), content)
        async with asyncio.timeout(20):
            while len(graph.called("fragment")) < 2:  # noqa: ASYNC110 - another task works
                await asyncio.sleep(0.005)
    sent = len(graph.called("fragment"))

    async with running(graph_settings(channel, graph, tmp_path), channel) as bot:
        await filed(bot, "agenda:BRD-037", within=30)

    node = graph.at(*AGENDA)
    assert node is not None
    assert node.versions == [(sha(content), len(content))]
    assert sent < 6
    assert len(graph.called("createUploadSession")) == 1
    assert len(graph.called("fragment")) <= 8
