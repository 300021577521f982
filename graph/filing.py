"""What filing is about, whether in Microsoft 365 or in a folder of this machine."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Protocol, Self

from graph.content import Content, Document


@dataclass(frozen=True, slots=True)
class FolderIds:
    """The drive and the item of a folder: they do not change when it is renamed or moved."""

    drive: str
    item: str

    @classmethod
    def read(cls, kept: str | None) -> Self | None:
        """Read what was kept; None where nothing was."""
        return cls(*kept.split(" ", 1)) if kept else None

    def __str__(self) -> str:
        """Give them as they are kept."""
        return f"{self.drive} {self.item}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A channel of a team, by its ids.

    `known` are the ids of its files folder where they were kept: then the team is not asked, which
    Sites.Selected alone would not allow. `label` names its folder where files are kept locally;
    empty for the board's own channel.
    """

    team: str
    channel: str
    known: FolderIds | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder below the channel's files, made where it is missing."""

    channel: Channel
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """Where the document is; `sha256` (hex) is that of the bytes given.

    `is_exact` is False where SharePoint has written its own properties into an Office file: then
    `size` and `quick_xor` are not those of the bytes given.
    """

    item_id: str
    web_url: str
    etag: str
    name: str
    size: int
    sha256: str
    quick_xor: str = ""
    is_exact: bool = True


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found of a file that was filed: `etag` is that of what stands there now."""

    is_as_filed: bool
    is_gone: bool = False
    etag: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadState:
    """How far a document has come, to be kept beside it until it is filed.

    `found` is the eTag that stood under the name before (empty: the name was free); `in_doubt`
    that bytes were sent whose answer is not known; `next` the first byte still wanted. Whoever
    has `url` may write the file: keep it sealed, and drop it once filed.
    """

    sha256: str
    size: int
    found: str = ""
    in_doubt: bool = False
    url: str = field(default="", repr=False)
    next: int = 0
    expires: str = ""

    def is_of(self, document: Document) -> bool:
        """It is about these very bytes."""
        return (self.sha256, self.size) == (document.sha256, document.size)

    def to_json(self) -> dict[str, Any]:
        """Give it as it is kept."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        """Read what was kept; names that are not known are left out."""
        return cls(**{name: kept[name] for name in cls.__dataclass_fields__ if name in kept})


SaveState = Callable[[UploadState], Awaitable[None]]


async def forget_state(_state: UploadState) -> None:
    """Keep no state: a crash begins again, and an Office file in doubt is then not recognised."""


class Files(Protocol):
    """Puts bytes at a path, once."""

    async def file_document(
        self,
        place: Folder,
        name: str,
        content: bytes | Path | Content,
        *,
        once: bool,
        state: UploadState | None = None,
        save_state: SaveState = forget_state,
    ) -> Filed:
        """File the document; the same bytes under the same name again are already filed.

        With `once` nothing that is there is ever replaced; without, it becomes a new version.

        Raises:
            FilingFault: it is not filed, and why; call again with the state last saved.
            ValueError: the name has no character that SharePoint takes.
        """

    async def look_at(self, place: Folder, item_id: str, etag: str, document: Document) -> Looked:
        """Look whether a file is still what was filed, by the ids that filing it gave.

        Raises:
            FilingFault: that cannot be known now.
        """
