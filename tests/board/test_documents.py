"""Names of documents: made from references and dates, and nobody is in them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from board.documents import (
    Document,
    DocumentKind,
    demand_fit_name,
    forum_of,
    invitation,
    link,
    of_meeting,
    register,
)
from board.errors import BoardError
from board.known_names import KnownNames
from board.meetings import Meeting, MeetingState
from board.places import Forum, ForumKind
from tests.board.builders import NOON

NOBODY = KnownNames.of()
MEETING = Meeting(
    ref="BRD-037",
    forum="BOARD",
    starts_at=datetime(2027, 1, 6, 10, tzinfo=UTC),
    ends_at=datetime(2027, 1, 6, 12, tzinfo=UTC),
    state=MeetingState.PLANNED,
)
BOARD = Forum(ForumKind.BOARD)
URL = "https://files.example/papers/winter-plan.pdf"


@pytest.mark.parametrize(
    ("label", "path"),
    [
        (
            of_meeting(DocumentKind.AGENDA, MEETING),
            "Meetings/2027-01-06 BRD-037/Agenda BRD-037.docx",
        ),
        (
            of_meeting(DocumentKind.PACK, MEETING, edition=2),
            "Meetings/2027-01-06 BRD-037/Pack BRD-037 (2).docx",
        ),
        (invitation(MEETING, 3), "Meetings/2027-01-06 BRD-037/Meeting BRD-037.ics"),
        (register(DocumentKind.TRACKER, NOON), "Registers/Action tracker.xlsx"),
        (
            link(MEETING, URL, 'Winter: "plan"/2027', known_names=NOBODY),
            "Meetings/2027-01-06 BRD-037/Link Winter plan 2027.url",
        ),
    ],
)
def test_each_name_is_made_of_the_reference_and_the_date(label, path):
    document = Document.of(label, b"", forum=BOARD, made_at=NOON)

    assert "/".join((*document.folder, document.name)) == path
    demand_fit_name(document, known_names=NOBODY)


def test_keys_tell_editions_versions_and_links_apart():
    keys = {
        of_meeting(DocumentKind.AGENDA, MEETING).key,
        of_meeting(DocumentKind.AGENDA, MEETING, edition=2).key,
        of_meeting(DocumentKind.PACK, MEETING).key,
        invitation(MEETING, 1).key,
        invitation(MEETING, 2).key,
        register(DocumentKind.TRACKER, NOON).key,
        register(DocumentKind.TRACKER, NOON + timedelta(minutes=1)).key,
        link(MEETING, URL, "Winter plan", known_names=NOBODY).key,
        link(MEETING, f"{URL}?2", "Winter plan", known_names=NOBODY).key,
    }

    assert len(keys) == 9


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "Wendelin Quagmirez.docx"},
        {"name": "Agenda BRD-037 Wendelin Quagmirez.docx"},
        {"name": "Agenda BRD-037.docx.exe"},
        {"name": "Agenda BRD-037.docx", "folder": ("Meetings", "Wendelin Quagmirez")},
        {"folder": ("Meetings", "2027-01-06 BRD-037", "Wendelin")},
        {"folder": ()},
        {"folder": ("..", "2027-01-06 BRD-037")},
        {"kind": DocumentKind.TRACKER},
        {"kind": DocumentKind.LINK, "name": "Link a/b.url"},
    ],
)
def test_a_name_that_is_not_made_here_is_refused(changes):
    document = Document.of(of_meeting(DocumentKind.AGENDA, MEETING), b"", forum=BOARD, made_at=NOON)

    with pytest.raises(BoardError, match="file_name"):
        demand_fit_name(replace(document, **changes), known_names=NOBODY)


@pytest.mark.parametrize(
    ("url", "title"),
    [
        (URL, "Wendelin Quagmirez"),
        ("/Wendelin Quagmirez.pdf", "Winter plan"),
        (URL, "NHS 943 476 5919"),
    ],
)
def test_a_link_that_names_somebody_is_refused(url, title):
    with pytest.raises(BoardError, match="V23"):
        link(MEETING, url, title, known_names=NOBODY)


def test_a_link_without_a_word_is_refused():
    with pytest.raises(BoardError, match="link_title"):
        link(MEETING, URL, ' "*" ', known_names=NOBODY)


@pytest.mark.parametrize(
    ("code", "key"),
    [("BOARD", "board"), ("SENIOR", "senior_board"), ("SUBGROUP-A", "subgroup:a")],
)
def test_a_meetings_documents_belong_to_its_forum(code, key):
    assert forum_of(replace(MEETING, forum=code)).key == key


def test_a_forum_without_a_channel_has_no_files():
    with pytest.raises(BoardError, match="no_files_here"):
        forum_of(replace(MEETING, forum="BILATERAL"))
