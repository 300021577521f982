"""Every refusal leaves the document to be filed later: its cause named, nothing lost or doubled."""

import hashlib
from datetime import timedelta

import pytest

from graph.errors import FaultKind, FilingFault, refusal, retry_after
from graph.filing import UploadState
from graph.upload import FRAGMENT
from tests.fakes.graph import ROOT, Fault
from tests.graph.conftest import MEETING, NOON, REGISTERS
from tests.graph.test_files import AGENDA, MIB, PATH, bytes_of

SMALL, LARGE = b"agenda", bytes_of(12 * MIB)
AFTER_5 = {"Retry-After": "5"}


def sha256(content):
    return hashlib.sha256(content).hexdigest()


async def fault_of(filing):
    with pytest.raises(FilingFault) as raised:
        await filing
    return raised.value


REFUSALS = [
    (Fault(403, "accessDenied"), FaultKind.FORBIDDEN, "administrator"),
    (Fault(412, "preconditionFailed"), FaultKind.CHANGED, "changed"),
    (Fault(409, "resourceModified"), FaultKind.CONFLICT, "changed"),
    (Fault(409, "nameAlreadyExists"), FaultKind.CONFLICT, "Rename"),
    (Fault(413), FaultKind.TOO_LARGE, "Split"),
    (Fault(423, "resourceLocked"), FaultKind.LOCKED, "Close it in Word"),
    (Fault(423, "notAllowed"), FaultKind.LOCKED, "Close it in Word"),
    (Fault(429, "activityLimitReached", AFTER_5), FaultKind.THROTTLED, "wait"),
    (Fault(429, "activityLimitReached"), FaultKind.THROTTLED, "wait"),
    (Fault(500, "generalException"), FaultKind.UNAVAILABLE, "does not answer"),
    (Fault(502, body=b"<html>bad gateway</html>"), FaultKind.UNAVAILABLE, "does not answer"),
    (Fault(503, "serviceNotAvailable", AFTER_5), FaultKind.UNAVAILABLE, "does not answer"),
    (Fault(507, "quotaLimitReached"), FaultKind.FULL, "full"),
    (Fault(400, "invalidRequest"), FaultKind.REFUSED, "code"),
    (Fault(401, "InvalidAuthenticationToken"), FaultKind.UNAUTHORISED, "secret"),
    (Fault(302, headers={"Location": "https://elsewhere.example/"}), FaultKind.REFUSED, "code"),
]


@pytest.mark.parametrize(("answer", "kind", "says"), REFUSALS)
@pytest.mark.parametrize(
    ("op", "content"), [("content", SMALL), ("createUploadSession", LARGE), ("fragment", LARGE)]
)
async def test_what_is_refused_is_named_and_filed_at_the_next_try(
    graph, files, row, op, content, answer, kind, says
):
    graph.next(op, answer)

    fault = await fault_of(
        files.file_document(MEETING, AGENDA, content, once=True, save_state=row.save)
    )
    tried = len(graph.called(op))
    await files.file_document(
        MEETING, AGENDA, content, once=True, state=row.state, save_state=row.save
    )

    assert (fault.kind, fault.status) == (kind, answer.status)
    assert says in fault.sentence
    assert tried == 1
    assert fault.retry_after == (timedelta(seconds=5) if answer.headers == AFTER_5 else None)
    assert graph.at(*PATH).versions == [(sha256(content), len(content))]


@pytest.mark.parametrize("op", ["token", "filesFolder", "item", "children"])
@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Fault(429, "activityLimitReached", AFTER_5), FaultKind.THROTTLED),
        (Fault(503, "serviceNotAvailable"), FaultKind.UNAVAILABLE),
        (Fault(drop="before"), FaultKind.UNAVAILABLE),
    ],
)
async def test_so_it_is_on_the_way_there(graph, files, op, answer, kind):
    graph.next(op, answer)
    before = {FaultKind.UNCLEAR} if answer.drop and op == "children" else {kind}

    fault = await fault_of(files.file_document(MEETING, AGENDA, SMALL, once=True))
    tried = len(graph.token_calls) if op == "token" else len(graph.called(op))
    await files.file_document(MEETING, AGENDA, SMALL, once=True)

    assert fault.kind in before
    assert tried == 1
    assert graph.at(*PATH).versions == [(sha256(SMALL), len(SMALL))]


async def test_until_the_files_tab_was_opened_it_says_so(graph, files):
    graph.files_tab_opened = False
    fault = await fault_of(files.file_document(MEETING, AGENDA, SMALL, once=True))

    graph.files_tab_opened = True
    await files.file_document(MEETING, AGENDA, SMALL, once=True)

    assert (fault.kind, fault.status) == (FaultKind.FOLDER_MISSING, 404)
    assert "Open the Files tab of the channel once" in fault.sentence
    assert graph.at(*PATH)


async def test_a_permission_that_was_withdrawn_is_named(graph, files):
    await files.folders.of(MEETING)
    graph.site_granted = False

    fault = await fault_of(files.file_document(MEETING, AGENDA, SMALL, once=True))

    assert (fault.kind, fault.status) == (FaultKind.FORBIDDEN, 403)
    assert "Sites.Selected" in fault.sentence


@pytest.mark.parametrize("content", [SMALL, LARGE])
async def test_a_register_that_is_open_in_excel_waits(graph, files, content):
    node = graph.put("Actions.xlsx", b"before", parent=(graph.make_folder("Registers")).id)
    node.locked = True

    fault = await fault_of(files.file_document(REGISTERS, "Actions.xlsx", content, once=False))
    kept = list(node.versions)
    node.locked = False
    await files.file_document(REGISTERS, "Actions.xlsx", content, once=False)

    assert fault.kind is FaultKind.LOCKED
    assert len(kept) == 1
    assert [each[0] for each in node.versions] == [sha256(b"before"), sha256(content)]


@pytest.mark.parametrize("content", [SMALL, LARGE])
async def test_a_register_changed_between_look_and_write_is_looked_at_again(graph, files, content):
    """What somebody typed stays a version; ours is written on what is there at the next try."""
    folder = graph.make_folder("Registers")
    node = graph.put("Actions.xlsx", b"before", parent=folder.id)
    await files.folders.of(REGISTERS)
    given = graph._shown

    def changed_after_the_look(shown):
        answer = given(shown)
        if shown is node:
            graph._shown = given
            graph.put("Actions.xlsx", b"typed by somebody", parent=folder.id)
        return answer

    graph._shown = changed_after_the_look
    fault = await fault_of(files.file_document(REGISTERS, "Actions.xlsx", content, once=False))
    await files.file_document(REGISTERS, "Actions.xlsx", content, once=False)

    assert (fault.kind, fault.status) == (FaultKind.CHANGED, 412)
    written = [each[0] for each in node.versions]
    assert written == [sha256(b"before"), sha256(b"typed by somebody"), sha256(content)]


@pytest.mark.parametrize(("op", "content"), [("content", SMALL), ("fragment", LARGE)])
async def test_an_answer_lost_after_the_work_is_found_at_once(graph, files, row, op, content):
    whole = len(content) // FRAGMENT
    graph.next(op, *[Fault(drop="after")] * (1 if op == "content" else 0))
    if op == "fragment":
        await lose_the_last_answer(graph, whole)

    filed = await files.file_document(MEETING, AGENDA, content, once=True, save_state=row.save)

    assert filed.item_id == graph.at(*PATH).id
    assert graph.at(*PATH).versions == [(sha256(content), len(content))]


async def lose_the_last_answer(graph, before):
    """Let so many fragments be answered, and the next be taken without an answer."""
    taken = graph._fault

    def fault(op):
        if op == "fragment" and len(graph.called("fragment")) == before + 1:
            return Fault(drop="after")
        return taken(op)

    graph._fault = fault


async def test_when_the_look_fails_too_it_is_unclear_and_found_later(graph, files, row):
    await files.folders.of(MEETING)
    graph.next("content", Fault(drop="after"))
    graph.next("item", Fault(404, "itemNotFound"), Fault(503))

    fault = await fault_of(
        files.file_document(MEETING, AGENDA, SMALL, once=True, save_state=row.save)
    )
    filed = await files.file_document(
        MEETING, AGENDA, SMALL, once=True, state=row.state, save_state=row.save
    )

    assert fault.kind is FaultKind.UNCLEAR
    assert row.state.in_doubt
    assert filed.item_id == graph.at(*PATH).id
    assert len(graph.called("content")) == 1


@pytest.mark.parametrize("content", [SMALL, LARGE])
async def test_found_again_even_where_sharepoint_wrote_into_it(graph, files, row, content):
    """Neither size nor hash are ours then: it is ours by what the row remembers."""
    graph.rewrites_office = True
    await lose_the_last_answer(graph, len(content) // FRAGMENT)
    graph.next("content", Fault(drop="after"))

    filed = await files.file_document(MEETING, AGENDA, content, once=True, save_state=row.save)

    assert not filed.is_exact
    assert graph.at(*PATH).versions == [(sha256(content), len(content))]


async def test_another_document_of_ours_is_not_taken_for_this_one(graph, files, row):
    """Plainly refused is not in doubt: two papers of one name are two, and the second waits."""
    await files.folders.of(MEETING)
    graph.next("item", Fault(404, "itemNotFound"))
    first = graph.put(AGENDA, b"agendb", parent=graph.at(*MEETING.path).id, by="us")
    first.made_by = first.changed_by = files._client.access.client_id

    fault = await fault_of(
        files.file_document(MEETING, AGENDA, SMALL, once=True, save_state=row.save)
    )
    again = await fault_of(files.file_document(MEETING, AGENDA, SMALL, once=True, state=row.state))

    assert fault.kind is again.kind is FaultKind.CONFLICT
    assert not row.state.in_doubt
    assert first.versions == [(sha256(b"agendb"), 6)]


@pytest.mark.parametrize("body", [b"<html>sign in to this network</html>", b"", b"{", b"[]"])
@pytest.mark.parametrize(
    ("op", "content"), [("content", SMALL), ("createUploadSession", LARGE), ("fragment", LARGE)]
)
async def test_an_answer_that_is_none_is_not_taken_for_one(graph, files, row, op, content, body):
    """A network's own page in between says 200 too."""
    graph.next(op, Fault(200, body=body))

    try:
        await files.file_document(MEETING, AGENDA, content, once=True, save_state=row.save)
    except FilingFault as fault:
        assert fault.kind in {FaultKind.UNCLEAR, FaultKind.UNAVAILABLE}  # noqa: PT017
        await files.file_document(
            MEETING, AGENDA, content, once=True, state=row.state, save_state=row.save
        )

    assert graph.at(*PATH).versions == [(sha256(content), len(content))]


@pytest.mark.parametrize("drop", ["before", "after"])
async def test_a_cut_upload_goes_on_where_it_was(graph, files, row, drop):
    graph.next("fragment", Fault(drop=drop))

    await files.file_document(MEETING, AGENDA, LARGE, once=True, save_state=row.save)

    assert graph.at(*PATH).versions == [(sha256(LARGE), len(LARGE))]
    assert len(graph.called("createUploadSession")) == 1
    assert len(graph.called("fragment")) == 3 + (drop == "before")


async def test_an_upload_cut_again_and_again_is_left_to_the_next_try(graph, files, row):
    graph.next("fragment", *[Fault(drop="before")] * 3)

    fault = await fault_of(
        files.file_document(MEETING, AGENDA, LARGE, once=True, save_state=row.save)
    )
    await files.file_document(
        MEETING, AGENDA, LARGE, once=True, state=row.state, save_state=row.save
    )

    assert fault.kind is FaultKind.UNCLEAR
    assert len(graph.called("createUploadSession")) == 1
    assert graph.at(*PATH).sha256 == sha256(LARGE)


async def test_an_upload_that_makes_no_headway_is_left_to_the_next_try(graph, files, row):
    graph.next("fragment", *[Fault(200, body=b"")] * 4)

    fault = await fault_of(
        files.file_document(MEETING, AGENDA, LARGE, once=True, save_state=row.save)
    )
    tried = len(graph.called("fragment"))
    graph._faults.clear()
    await files.file_document(
        MEETING, AGENDA, LARGE, once=True, state=row.state, save_state=row.save
    )

    assert (fault.kind, fault.code) == (FaultKind.UNAVAILABLE, "no_progress")
    assert tried == 3
    assert graph.at(*PATH).versions == [(sha256(LARGE), len(LARGE))]


async def test_an_expired_session_begins_again_at_the_next_try(graph, files, row):
    graph.next("fragment", Fault(429, headers=AFTER_5))
    await fault_of(files.file_document(MEETING, AGENDA, LARGE, once=True, save_state=row.save))
    graph.sessions.clear()

    fault = await fault_of(
        files.file_document(MEETING, AGENDA, LARGE, once=True, state=row.state, save_state=row.save)
    )
    await files.file_document(
        MEETING, AGENDA, LARGE, once=True, state=row.state, save_state=row.save
    )

    assert (fault.kind, fault.status) == (FaultKind.SESSION_GONE, 404)
    assert len(graph.called("createUploadSession")) == 2
    assert graph.at(*PATH).sha256 == sha256(LARGE)


async def test_a_wrong_range_is_asked_about(graph, files, row):
    """The row lags behind what has arrived: 416, and the session says from where on."""
    graph.next("fragment", Fault(drop="after"))
    graph.next("session", Fault(503))
    await fault_of(files.file_document(MEETING, AGENDA, LARGE, once=True, save_state=row.save))
    graph.next("fragment", Fault(416, "invalidRange"))

    await files.file_document(
        MEETING, AGENDA, LARGE, once=True, state=row.state, save_state=row.save
    )

    assert graph.at(*PATH).versions == [(sha256(LARGE), len(LARGE))]


async def test_a_name_taken_during_an_upload_is_not_overwritten(graph, files, row):
    await files.folders.of(MEETING)

    async def save(state):
        await row.save(state)
        if state.next == FRAGMENT:
            graph.put(AGENDA, b"somebody's", parent=graph.at(*MEETING.path).id)

    fault = await fault_of(files.file_document(MEETING, AGENDA, LARGE, once=True, save_state=save))

    assert fault.kind is FaultKind.CONFLICT
    assert graph.at(*PATH).versions == [(sha256(b"somebody's"), 10)]
    assert row.state.url == ""


async def test_a_state_of_other_bytes_is_not_used(graph, files, row):
    graph.next("fragment", Fault(429))
    await fault_of(files.file_document(MEETING, AGENDA, LARGE, once=True, save_state=row.save))
    other = LARGE[::-1]

    await files.file_document(MEETING, AGENDA, other, once=True, state=row.state)

    assert graph.at(*PATH).versions == [(sha256(other), len(other))]


async def test_a_folder_removed_meanwhile_is_made_anew(graph, files):
    folder = await files.folders.of(MEETING)
    del graph.nodes[folder.item]

    fault = await fault_of(files.file_document(MEETING, AGENDA, SMALL, once=True))
    await files.file_document(MEETING, AGENDA, SMALL, once=True)

    assert fault.kind is FaultKind.FOLDER_MISSING
    assert "made anew" in fault.sentence
    assert graph.at(*PATH).parent != ROOT


async def test_the_way_to_an_upload_is_not_shown(row):
    state = UploadState(sha256="0", size=1, url="https://localhost/up/1?tempauth=k")

    await row.save(state)

    assert "tempauth" not in repr(state)
    assert row.state == state


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("5", 5), ("Tue, 29 Dec 2026 12:01:00 GMT", 60), ("Tue, 29 Dec 2026 11:00:00 GMT", 0),
     ("soon", None), ("", None), (None, None), ("99999999999999999999", None)],
)  # fmt: skip
def test_a_pause_is_read_in_seconds_or_as_a_date(header, seconds):
    pause = retry_after(header, lambda: NOON)

    assert pause == (None if seconds is None else timedelta(seconds=seconds))


def test_only_a_plain_word_is_kept_as_a_code():
    """What a service says in words may quote what was sent."""
    fault = refusal(400, "Jo Bloggs is not a name", {}, lambda: NOON)

    assert (fault.kind, fault.code) == (FaultKind.REFUSED, "")


@pytest.mark.parametrize("kind", list(FaultKind))
def test_every_kind_has_a_sentence_that_says_what_to_do(kind):
    sentence = FilingFault(kind).sentence

    assert sentence.endswith(".")
    assert len(sentence) > 40
