"""Views of documents in the channel's files, and of the check."""

from dataclasses import replace
from datetime import timedelta

from board.documents import Document, DocumentKind, DocumentState
from board.tiers import Tier
from cards.filing_views import CheckLine, CheckResult, DocumentList, DocumentShown
from cards.views import Surface, View
from tests.cards.referral_samples import NOW

_CHANNEL = (Surface.CHANNEL,)
_BOTH = (Surface.PERSONAL, Surface.CHANNEL)
AGENDA = Document(
    key="agenda:BRD-037",
    kind=DocumentKind.AGENDA,
    forum="board",
    folder=("Meetings", "2027-01-06 BRD-037"),
    name="Agenda BRD-037.docx",
    tier=Tier.T0,
    once=True,
    sha256="0" * 64,
    size=38_112,
    made_at=NOW,
    meeting="BRD-037",
)
FILED = replace(
    AGENDA,
    state=DocumentState.FILED,
    item_id="01FILE",
    web_url="https://board.sharepoint.example/sites/board/Agenda%20BRD-037.docx",
    filed_at=NOW,
)
LOCAL = replace(
    FILED,
    item_id="Meetings/2027-01-06 BRD-037/Agenda BRD-037.docx",
    web_url="file:///somewhere/Agenda%20BRD-037.docx",
)
HELD = replace(
    AGENDA,
    fault="locked",
    said="Somebody has the document open. Close it in Word or Excel: it is filed at the next try, "
    "and nothing is overwritten.",
    tries=2,
    next_try=NOW + timedelta(minutes=4),
)
LINK = replace(
    FILED,
    key="link:BRD-037:1",
    kind=DocumentKind.LINK,
    name="Link [Winter plan](https:~~elsewhere.example) _now_.url",
)
WELL = (
    CheckLine("identity", passed=True, said="The tenant gives the app a token."),
    CheckLine("folder", passed=True, said="The channel's files can be written."),
    CheckLine("clock", passed=None, said="In rehearsal no other clock is asked."),
    CheckLine("card", passed=True, said="This card has arrived."),
)
WRONG = (
    *WELL[:1],
    CheckLine(
        "folder",
        passed=False,
        said="The channel has no files folder yet. Open the Files tab of the channel once.",
    ),
    *WELL[2:],
)
WAITING = (
    FILED,
    replace(HELD, key="pack:BRD-037", name="Pack BRD-037.docx"),
    replace(AGENDA, key="minutes:BRD-037", name="Minutes BRD-037.docx"),
    LINK,
)

OF_FILING: dict[str, tuple[View, tuple[Surface, ...]]] = {
    "document_filed": (DocumentShown(document=FILED, at=NOW), _CHANNEL),
    "document_filed_here": (DocumentShown(document=LOCAL, at=NOW), _CHANNEL),
    "document_held": (DocumentShown(document=HELD, at=NOW), _CHANNEL),
    "document_link": (DocumentShown(document=LINK, at=NOW), _CHANNEL),
    "documents": (DocumentList(meeting="BRD-037", documents=WAITING, at=NOW), _CHANNEL),
    "documents_none": (DocumentList(meeting="BRD-037", documents=(), at=NOW), _CHANNEL),
    "check_well": (CheckResult(lines=WELL, at=NOW), _BOTH),
    "check_wrong": (CheckResult(lines=WRONG, at=NOW), _BOTH),
}
