"""What the forms of the settings ask."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from cards.box_words import Box


@dataclass(frozen=True, slots=True)
class Pick:
    """A list to choose one from."""

    id: str
    words: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A box to tick."""

    id: str
    words: str
    title: str


Asked = Box | Pick | Tick
_DAYS = "Working days."
HEADINGS: Mapping[str, str] = MappingProxyType(
    {
        "agency": "Agency",
        "member": "Member",
        "ladder": "Ladder: how long each rung has",
        "clocks": "Clocks around a meeting",
        "forums": "Forums",
        "days": "Holidays",
    }
)
OF_KIND: Mapping[str, tuple[Asked, ...]] = MappingProxyType(
    {
        "agency": (
            Box("name", "Full name"),
            Box("short_name", "Short name", "Up to 20 characters."),
            Pick("type", "Kind"),
            Tick("core", "Core agency", "It counts for the quorum"),
            Tick("focus_eligible", "Focus", "It takes its turn in focus"),
            Pick("isa_status", "Information sharing agreement"),
            Pick("representative", "Representative"),
            Pick("deputy", "Deputy, asked while the representative is away"),
            Pick("rung1", "Ladder, rung 1: line manager"),
            Pick("rung2", "Ladder, rung 2: next manager up"),
            Pick("rung3", "Ladder, rung 3: head of service"),
            Pick("rung5", "Ladder, rung 5: chief officer"),
            Box("domain", "Mail domain of its people (optional)", "Guests from it are offered it."),
            Tick("active", "Active", "It takes part in the board"),
        ),
        "member": (
            Pick("agency", "Agency"),
            Box("job", "Job"),
            Pick("role", "Give a role (optional)"),
            Box("until", "Until", "The day of its review. Blank: six months.", is_date=True),
            Pick("end_role", "End a role (optional)"),
            Box("away", "Away until (optional)", "The deputy is asked meanwhile.", is_date=True),
            Tick("champion", "Champion", "Champion of the board in their agency"),
            Tick("active", "Active", "Takes part in the board"),
        ),
        "ladder": (
            Box("standard", "Standard actions", "Working days of rungs 0 to 5."),
            Box("urgent", "Critical actions", "Working days of rungs 0 to 5."),
        ),
        "clocks": (
            Box("focus_told", "Focus agency is told", "Calendar days before."),
            Box("focus_report", "Focus report is due", f"{_DAYS} before."),
            Box("lead_accepted", "Lead has accepted", f"{_DAYS} before."),
            Box("papers", "Papers are due", f"{_DAYS} before."),
            Box("updates_requested", "Updates are asked for", f"{_DAYS} before."),
            Box("updates_due", "Updates are due", f"{_DAYS} before."),
            Box("pack", "Pack goes out", f"{_DAYS} before."),
            Box("late_papers", "Late papers until", f"{_DAYS} before."),
            Box("aob", "Other business until", f"{_DAYS} before."),
            Box("referral_cut_off", "Referrals for a subgroup until", f"{_DAYS} before."),
            Box("research", "Research is due", f"{_DAYS} before."),
            Box("action_list", "Action list to owners", f"{_DAYS} after."),
            Box("minutes_to_chair", "Draft minutes to the chair", f"{_DAYS} after."),
            Box("minutes_to_members", "Draft minutes to members", f"{_DAYS} after."),
            Box("outcome_notice", "Outcome to referrers", f"{_DAYS} after."),
            Box("told_at", "What I send goes at", "For example 09:00."),
            Box("due_at", "What people owe is due at", "For example 17:00."),
            Box("pack_at", "The pack goes at", "For example 17:00."),
            Box("cut_off_at", "Cut-off and research at", "For example 12:00."),
        ),
        "forums": (
            Box("cadence", "The board meets every", "Days, from one board to the next."),
            Box("starts", "It starts at", "London time, for example 10:00."),
            Box("minutes", "It lasts", "Minutes."),
        ),
        "days": (
            Box("added", "Also days off", "One on each line: 2026-12-24.", is_area=True),
            Box("removed", "Working days after all", "Bank holidays that count.", is_area=True),
        ),
    }
)
