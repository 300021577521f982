"""Documents that are filed: what each is called, where it belongs, and how far it has come.

A name is made from the reference and the date of a meeting. Only what people hand over has words
of their own in it, and these pass the anonymity guard.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Self

from board.anonymity import demand_board_safe
from board.calendar import LONDON
from board.errors import BoardError
from board.known_names import KnownNames
from board.meetings import Meeting
from board.places import Forum, ForumKind
from board.tiers import Tier

MEETINGS: Final = "Meetings"
REGISTERS: Final = "Registers"
LONGEST_TITLE: Final = 60


class DocumentKind(StrEnum):
    """What a document is."""

    AGENDA = "agenda"
    PACK = "pack"
    MINUTES = "minutes"
    SUMMARY = "summary"
    EXTRACT = "extract"
    """What of final minutes concerns one agency."""
    ATTENDANCE = "attendance"
    INVITATION = "invitation"
    TRACKER = "tracker"
    RISKS = "risks"
    LINK = "link"
    HANDED = "handed"
    """A file that somebody handed over."""


class DocumentState(StrEnum):
    """Where a document stands."""

    WAITING = "waiting"
    FILED = "filed"
    DROPPED = "dropped"
    """Somebody who runs the board has decided that it is not to be filed."""


_OF_MEETING: Final[Mapping[DocumentKind, tuple[str, str]]] = MappingProxyType(
    {
        DocumentKind.AGENDA: ("Agenda", ".docx"),
        DocumentKind.PACK: ("Pack", ".docx"),
        DocumentKind.MINUTES: ("Minutes", ".docx"),
        DocumentKind.SUMMARY: ("Summary", ".docx"),
        DocumentKind.EXTRACT: ("Extract", ".docx"),
        DocumentKind.ATTENDANCE: ("Attendance", ".xlsx"),
        DocumentKind.INVITATION: ("Meeting", ".ics"),
    }
)
_REGISTERS: Final[Mapping[DocumentKind, str]] = MappingProxyType(
    {
        DocumentKind.TRACKER: "Action tracker.xlsx",
        DocumentKind.RISKS: "Risk register.xlsx",
    }
)
_REF = re.compile(r"[A-Z]{3,4}-\d{3,8}(-[A-Z0-9]{1,20})?")
_AGENCY = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*")
_EDITION = re.compile(r"( \(\d{1,3}\))?")
_STAGE = re.compile(r"(draft \d{1,3}|final|addendum \d{1,3})")
"""How far minutes have come; each stage is a file of its own."""
_KEPT = re.compile(r".* (final|addendum \d{1,3})( \(\d{1,3}\))?\.docx")
_FOLDER = re.compile(rf"\d{{4}}-\d\d-\d\d {_REF.pattern}")
_NOT_IN_KEYS = re.compile(r"[^A-Za-z0-9]+")
_NOT_IN_NAMES = re.compile(r'["*:<>?/\\|#%&\x00-\x1f\x7f]+')
_TO_READ = re.compile(r"[-_.+=/]+")
_TYPED_NAMES: Final[Mapping[DocumentKind, re.Pattern[str]]] = MappingProxyType(
    {
        DocumentKind.LINK: re.compile(r"Link (?P<title>.+)\.url"),
        DocumentKind.HANDED: re.compile(r"Paper (?P<title>.+)\.(docx|xlsx|pptx|pdf)"),
    }
)
"""What people hand over is named by words that they typed."""
_BEGINS: Final[Mapping[str, bytes]] = MappingProxyType(
    {"docx": b"PK\x03\x04", "xlsx": b"PK\x03\x04", "pptx": b"PK\x03\x04", "pdf": b"%PDF-"}
)
"""The files that people may hand over, and what each begins with."""
_OF_A_CASE = re.compile(r"\b(REF-\d|MHR-\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What a document is called and where it is filed; `key` names it once and for ever.

    With `once` nothing that is there is ever replaced; without, it becomes a new version.
    """

    key: str
    kind: DocumentKind
    folder: tuple[str, ...]
    name: str
    meeting: str = ""
    once: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document and how far it has come; `sha256` (hex) and `size` are those of its bytes.

    `tries` failed so far, the last one because of `fault`, told by `said`; `next_try` is board
    time. `item_id`, `web_url` and `etag` are those of the files it was filed in.
    """

    key: str
    kind: DocumentKind
    forum: str
    folder: tuple[str, ...]
    name: str
    tier: Tier
    once: bool
    sha256: str
    size: int
    made_at: datetime
    meeting: str = ""
    state: DocumentState = DocumentState.WAITING
    item_id: str = ""
    web_url: str = ""
    etag: str = ""
    filed_at: datetime | None = None
    tries: int = 0
    fault: str = ""
    said: str = ""
    next_try: datetime | None = None

    @classmethod
    def of(
        cls, label: Label, content: bytes, *, forum: Forum, made_at: datetime, tier: Tier = Tier.T0
    ) -> Self:
        """Name these bytes; it takes as long as hashing them."""
        sha256 = hashlib.sha256(content).hexdigest()
        return cls.known_by(label, sha256, len(content), forum=forum, made_at=made_at, tier=tier)

    @classmethod
    def known_by(
        cls,
        label: Label,
        sha256: str,
        size: int,
        *,
        forum: Forum,
        made_at: datetime,
        tier: Tier = Tier.T0,
    ) -> Self:
        """Name bytes whose digest (hex) and size are known."""
        return cls(
            key=label.key,
            kind=label.kind,
            forum=forum.key,
            folder=label.folder,
            name=label.name,
            tier=tier,
            once=label.once,
            sha256=sha256,
            size=size,
            made_at=made_at,
            meeting=label.meeting,
        )

    @property
    def title(self) -> str:
        """How people call it, in the board's own words."""
        typed = {DocumentKind.LINK: "A link", DocumentKind.HANDED: "A paper"}
        return f"{typed[self.kind]} for {self.meeting}" if self.kind in typed else self.stem

    @property
    def stem(self) -> str:
        """Its name without the ending; of a link these are words that somebody typed."""
        return self.name.rpartition(".")[0] or self.name

    @property
    def is_kept(self) -> bool:
        """Its bytes stay here after it is filed: final minutes, and what was added to them."""
        return self.kind is DocumentKind.MINUTES and _KEPT.fullmatch(self.name) is not None

    @property
    def is_filed(self) -> bool:
        """It is where it belongs."""
        return self.state is DocumentState.FILED


def of_meeting(kind: DocumentKind, meeting: Meeting, *, edition: int = 1) -> Label:
    """The agenda, pack, minutes or attendance of a meeting; a later edition stands beside it."""
    word, ending = _OF_MEETING[kind]
    again = f" ({edition})" if edition > 1 else ""
    return Label(
        key=f"{kind}:{meeting.ref}{f':{edition}' if again else ''}",
        kind=kind,
        folder=_folder_of(meeting),
        name=f"{word} {meeting.ref}{again}{ending}",
        meeting=meeting.ref,
    )


def minutes_of(meeting: Meeting, stage: str, *, edition: int = 1) -> Label:
    """The minutes at a stage (`draft 1`, `final`, `addendum 1`); a copy filed again beside it."""
    plain = of_meeting(DocumentKind.MINUTES, meeting, edition=edition)
    again = f" ({edition})" if edition > 1 else ""
    return replace(
        plain,
        key=f"{DocumentKind.MINUTES}:{meeting.ref}:{stage}{again}",
        name=f"Minutes {meeting.ref} {stage}{again}.docx",
    )


def extract_for(meeting: Meeting, agency: str) -> Label:
    """What of the final minutes concerns an agency, by its key."""
    plain = of_meeting(DocumentKind.EXTRACT, meeting)
    key = _NOT_IN_KEYS.sub("-", agency).strip("-")
    return replace(
        plain,
        key=f"{plain.key}:{agency}",
        name=f"{plain.name.removesuffix('.docx')} {key}.docx",
    )


def invitation(meeting: Meeting, sequence: int) -> Label:
    """The meeting as a file for calendars; each change of it is a new version."""
    plain = of_meeting(DocumentKind.INVITATION, meeting)
    return replace(plain, key=f"{plain.key}:{sequence}", once=False)


def register(kind: DocumentKind, made_at: datetime) -> Label:
    """A register as it stood then: a new version of the one file."""
    return Label(
        key=f"{kind}:{made_at.astimezone(LONDON):%Y-%m-%dT%H:%M:%S}",
        kind=kind,
        folder=(REGISTERS,),
        name=_REGISTERS[kind],
        once=False,
    )


def link(meeting: Meeting, url: str, title: str, *, known_names: KnownNames) -> Label:
    """A link that somebody hands over for a meeting, under their title.

    Raises PersonalText where title or address hold what looks like personal information, and
    BoardError where nothing of the title is left.
    """
    clean = _clean(title)
    demand_board_safe({"title": clean, "link": _TO_READ.sub(" ", url)}, known_names=known_names)
    return _typed(DocumentKind.LINK, meeting, f"{url}\n{clean}", f"Link {clean}.url")


def handed(meeting: Meeting, title: str, ending: str, *, known_names: KnownNames) -> Label:
    """A file that somebody hands over for a meeting, under their title and never its own name.

    Raises PersonalText for a title that holds what looks like personal information, and
    BoardError where nothing of it is left, it is of a case, or files of that ending are not taken.
    """
    if ending.casefold() not in _BEGINS:
        raise BoardError("file_kind")
    clean = _clean(title)
    if _OF_A_CASE.search(clean):
        raise BoardError("V32")
    demand_board_safe({"title": clean}, known_names=known_names)
    name = f"Paper {clean}.{ending.casefold()}"
    return _typed(DocumentKind.HANDED, meeting, name, name)


def begins_as(label: Label, beginning: bytes) -> bool:
    """Whether these are the first bytes of a file of that name."""
    return beginning.startswith(_BEGINS[label.name.rpartition(".")[2]])


def demand_fit_name(document: Document, *, known_names: KnownNames) -> None:
    """Raise BoardError where a name is not one that the functions here make."""
    folder_fits = document.folder == (REGISTERS,) or (
        len(document.folder) == 2  # noqa: PLR2004 - Meetings, and the one of its own
        and document.folder[0] == MEETINGS
        and _FOLDER.fullmatch(document.folder[1]) is not None
    )
    if not folder_fits or not _is_made_here(document):
        raise BoardError("file_name")
    if document.kind in _TYPED_NAMES:
        demand_board_safe({"title": document.stem}, known_names=known_names)


def forum_of(meeting: Meeting) -> Forum:
    """The forum whose channel has a meeting's documents. Raises BoardError for one without."""
    kind, _, name = meeting.forum.casefold().partition("-")
    kinds = {"board": ForumKind.BOARD, "senior": ForumKind.SENIOR, "subgroup": ForumKind.SUBGROUP}
    if kind not in kinds:
        raise BoardError("no_files_here")
    return Forum(kinds[kind], name.upper() if kinds[kind] is ForumKind.SUBGROUP else "")


def forum_by_key(key: str) -> Forum | None:
    """The forum of a key, where it is one."""
    kind, _, name = key.partition(":")
    return Forum(ForumKind(kind), name.upper()) if kind in set(ForumKind) else None


def _is_made_here(document: Document) -> bool:
    kind, name = document.kind, document.name
    if kind in _REGISTERS:
        return name == _REGISTERS[kind]
    if kind in _TYPED_NAMES:
        found = _TYPED_NAMES[kind].fullmatch(name)
        return found is not None and not _NOT_IN_NAMES.search(found["title"])
    word, ending = _OF_MEETING[kind]
    stage = f"( {_STAGE.pattern})?" if kind is DocumentKind.MINUTES else ""
    if kind is DocumentKind.EXTRACT:
        stage = f" {_AGENCY.pattern}"
    wanted = rf"{word} {_REF.pattern}{stage}{_EDITION.pattern}{re.escape(ending)}"
    return re.fullmatch(wanted, name) is not None


def _clean(title: str) -> str:
    clean = " ".join(_NOT_IN_NAMES.sub(" ", title).split())[:LONGEST_TITLE].strip(" .")
    if not clean:
        raise BoardError("link_title")
    return clean


def _typed(kind: DocumentKind, meeting: Meeting, known_by: str, name: str) -> Label:
    digest = hashlib.sha256(known_by.encode()).hexdigest()[:16]
    return Label(
        key=f"{kind}:{meeting.ref}:{digest}",
        kind=kind,
        folder=_folder_of(meeting),
        name=name,
        meeting=meeting.ref,
    )


def _folder_of(meeting: Meeting) -> tuple[str, ...]:
    return (MEETINGS, f"{meeting.day.isoformat()} {meeting.ref}")
