"""Focus reports in plain columns, and what is typed of them in sealed drafts."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, and_, bindparam, delete, func, select, update

from board.errors import Forbidden, Stale
from board.focus import Figure, FocusAsk, FocusReport, ReportStatus
from board.tiers import Tier
from storage.cipher import Keys
from storage.statements import Kept, Prepared, upsert
from storage.tables.base import keepable
from storage.tables.focus import FOCUS_DRAFTS, FOCUS_REPORTS

KEPT = timedelta(days=42)
"""How long what was typed is kept after its last change: until the next board."""
_R, _D = FOCUS_REPORTS.c, FOCUS_DRAFTS.c
_KEY = ("meeting", "agency")
_COLUMNS = tuple(each.name for each in _R)
_OF_KEY = select(FOCUS_REPORTS).where(
    _R.meeting == bindparam("of_meeting"), _R.agency == bindparam("of_agency")
)
_READ = Prepared(_OF_KEY)
_READ_LOCKED = Prepared(_OF_KEY.with_for_update())
_BEGIN = upsert(FOCUS_REPORTS, _KEY)
_IN_ORDER = select(FOCUS_REPORTS).order_by(func.length(_R.meeting), _R.meeting, _R.agency)
_IS_IN = _R.status != str(ReportStatus.REQUESTED)
_DRAFT_KEY = ("meeting", "agency", "person")
_KEEP_DRAFT = upsert(FOCUS_DRAFTS, _DRAFT_KEY, update=("updated_at", "sealed"))
_READ_DRAFT = Prepared(
    select(FOCUS_DRAFTS).where(*(_D[name] == bindparam(f"of_{name}") for name in _DRAFT_KEY))
)
_FIGURES = TypeAdapter(tuple[Figure, ...])
_ASKS = TypeAdapter(tuple[FocusAsk, ...])


class FocusReports:
    """Reports by meeting and agency; drafts by whoever types them, too."""

    def __init__(self, connection: Connection, keys: Keys) -> None:
        self._connection = connection
        self._keys = keys

    def find(self, meeting: str, agency: str, *, for_change: bool = False) -> FocusReport | None:
        """A report that was asked for or has come in, or None."""
        statement = _READ_LOCKED if for_change else _READ
        row = statement.one(self._connection, {"of_meeting": meeting, "of_agency": agency})
        return _report(row) if row else None

    def get(self, meeting: str, agency: str, *, for_change: bool = False) -> FocusReport:
        """A report. Raises Forbidden where there is none."""
        report = self.find(meeting, agency, for_change=for_change)
        if report is None:
            raise Forbidden
        return report

    def begin(self, meeting: str, agency: str) -> FocusReport:
        """The report to be changed, a new one where none was; locked until this unit ends."""
        self.put(FocusReport(meeting=meeting, agency=agency))
        return self.get(meeting, agency, for_change=True)

    def of_meeting(self, meeting: str) -> tuple[FocusReport, ...]:
        """The reports of a meeting, by agency."""
        return self._every(_IN_ORDER.where(_R.meeting == meeting))

    def of_agency(self, agency: str) -> tuple[FocusReport, ...]:
        """What an agency has reported, in the order of the meetings."""
        return self._every(_IN_ORDER.where(_R.agency == agency, _IS_IN))

    def latest_of(self, agency: str) -> FocusReport | None:
        """What an agency has reported last."""
        reports = self.of_agency(agency)
        return reports[-1] if reports else None

    def latest(self) -> Mapping[str, FocusReport]:
        """What each agency has reported last, by agency."""
        return {each.agency: each for each in self._every(_IN_ORDER.where(_IS_IN))}

    def put(self, report: FocusReport) -> bool:
        """Keep a report where there is none of its meeting and agency; whether that was so."""
        return _BEGIN.one(self._connection, _row(report)) is not None

    def save(self, report: FocusReport) -> FocusReport:
        """Keep a changed report, one version on. Raises Stale where another was quicker."""
        row = _row(report) | {"version": report.version + 1}
        ours = (
            _R.meeting == report.meeting,
            _R.agency == report.agency,
            _R.version == report.version,
        )
        changed = update(FOCUS_REPORTS).where(*ours).values(row)
        if not self._connection.execute(changed).rowcount:
            raise Stale
        return replace(report, version=report.version + 1)

    def draft(self, report: FocusReport, person: str) -> Mapping[str, str] | None:
        """What this person has typed of this report and not sent."""
        key = {"of_meeting": report.meeting, "of_agency": report.agency, "of_person": person}
        row = _READ_DRAFT.one(self._connection, key)
        if row is None or row["sealed"] is None:
            return None
        name = _draft_name(report, person)
        opened: Mapping[str, str] = self._keys.open("focus_drafts", name, Tier.T3, row["sealed"])
        return opened

    def keep_draft(
        self, report: FocusReport, person: str, typed: Mapping[str, str], now: datetime
    ) -> None:
        """Keep what was typed; the last one to write wins."""
        name = _draft_name(report, person)
        row = {
            "meeting": report.meeting,
            "agency": report.agency,
            "person": person,
            "updated_at": now,
            "sealed": self._keys.seal("focus_drafts", name, Tier.T3, dict(typed)),
        }
        _KEEP_DRAFT.one(self._connection, row)

    def drop_draft(self, report: FocusReport, person: str) -> None:
        """It has been sent."""
        ours = and_(_D.meeting == report.meeting, _D.agency == report.agency, _D.person == person)
        self._connection.execute(delete(FOCUS_DRAFTS).where(ours))

    def dispose_drafts(self, now: datetime) -> int:
        """Throw away what nobody has touched for as long as drafts are kept; how many."""
        old = delete(FOCUS_DRAFTS).where(_D.updated_at <= now - KEPT)
        return self._connection.execute(old).rowcount

    def _every(self, asked: Any) -> tuple[FocusReport, ...]:  # noqa: ANN401 - a select of the table
        return tuple(_report(dict(row)) for row in self._connection.execute(asked).mappings())


def _draft_name(report: FocusReport, person: str) -> str:
    return f"{report.meeting}:{report.agency}:{person}"


def _row(report: FocusReport) -> dict[str, Any]:
    row = {name: getattr(report, name) for name in _COLUMNS}
    figures = tuple(Figure(keepable(each.name), keepable(each.value)) for each in report.figures)
    asks = tuple(replace(each, text=keepable(each.text)) for each in report.asks)
    return row | {
        "figures": _FIGURES.dump_python(figures, mode="json"),
        "blockers": [keepable(each) for each in report.blockers],
        "enablers": [keepable(each) for each in report.enablers],
        "asks": _ASKS.dump_python(asks, mode="json"),
    }


def _report(row: Kept) -> FocusReport:
    read: dict[str, Any] = {
        "status": ReportStatus(row["status"]),
        "figures": _FIGURES.validate_python(row["figures"]),
        "blockers": tuple(row["blockers"]),
        "enablers": tuple(row["enablers"]),
        "asks": _ASKS.validate_python(row["asks"]),
    }
    return FocusReport(**{**row, **read})
