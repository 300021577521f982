"""Samples of the welcome, of set-up's steps and of the settings."""

from dataclasses import replace
from datetime import UTC, date, datetime

from board.clocks import USUAL
from board.people import AgencyType
from board.referral_form import Fault
from board.setting_up import Step
from cards.filing_views import CheckLine
from cards.people_words import AGREEMENT, GIVEN, ROLES, TYPES
from cards.settings_views import SettingsForm, SettingsList, SettingsRow, SettingsShown
from cards.setup_views import SetUp, TeamRow, Welcome
from cards.views import Surface, View

AT = datetime(2026, 11, 20, 10, tzinfo=UTC)
NOTHING = {
    Step.CHANNELS: ("board_channel", "team_channel"),
    Step.AGENCIES: ("police", "care"),
    Step.PEOPLE: ("police_member", "care_member", "team_member"),
    Step.BOARD: ("co_chairs", "meeting"),
}
ALL: dict[Step, tuple[str, ...]] = dict.fromkeys(Step, ())
CHECKED = (
    CheckLine("files", passed=False, said="Open the Files tab of the channel once."),
    CheckLine("storage", passed=True, said="The database is written and read."),
)
FORUMS = ("board", "mental_health_team", "senior_board")
AGENCIES = (("AG-01", "Police"), ("AG-02", "MH Trust"), ("AG-03", "Adult social care"))
TEAM = (
    TeamRow("5f0c1c1e-0000-4000-8000-000000000001", "Petronel Chairley", "AG-01"),
    TeamRow("5f0c1c1e-0000-4000-8000-000000000002", "Gwen Guest", "AG-02", is_guest=True),
    TeamRow("5f0c1c1e-0000-4000-8000-000000000003", "Nadia *Nurse* [x](y)"),
)
CHANNELS = SetUp(lacks=NOTHING, step=Step.CHANNELS, is_in_channel=True, offered=FORUMS)
AGENCY_STEP = SetUp(
    lacks={**NOTHING, Step.CHANNELS: ("team_channel",)},
    step=Step.AGENCIES,
    note="This channel is now used for the board.",
    is_in_channel=True,
    forum="the board",
    bound=("board",),
)
PEOPLE = replace(
    AGENCY_STEP, step=Step.PEOPLE, note="3 agencies added.", agencies=AGENCIES, people=TEAM, total=5
)
BOARD = replace(
    PEOPLE,
    step=Step.BOARD,
    note="4 people registered.",
    police=(("MEM-01", "Petronel Chairley, Police"),),
    care=(("MEM-02", "Hester Chairwell, MH Trust"),),
    first_on=date(2026, 12, 23),
)
DONE = replace(
    BOARD,
    lacks=ALL,
    step=None,
    note="Kept.",
    chairs=("Petronel Chairley", "Hester Chairwell"),
    meeting=("BRD-001", datetime(2027, 1, 6, 10, tzinfo=UTC)),
)
_PEOPLE_OF = (("none", "None"), ("MEM-01", "Petronel Chairley"), ("MEM-05", "Faye Facilitator"))
AGENCY_FORM = SettingsForm(
    kind="agency",
    ref="AG-01",
    version=1,
    name="Coastshire Police",
    choices={
        "type": tuple((str(each), words) for each, words in TYPES.items()),
        "isa_status": tuple((str(each), words) for each, words in AGREEMENT.items()),
        **dict.fromkeys(("representative", "deputy", "rung1", "rung2", "rung5"), _PEOPLE_OF),
    },
    inputs={
        "name": "Coastshire Police",
        "short_name": "Police",
        "type": str(AgencyType.POLICE),
        "core": "true",
        "active": "true",
        "representative": "MEM-01",
    },
)
MEMBER_FORM = SettingsForm(
    kind="member",
    ref="MEM-01",
    version=1,
    name="Petronel Chairley",
    about=("Co-chair until 18 May 2027", "Board member until 18 May 2027"),
    choices={
        "agency": AGENCIES,
        "role": (("none", "None"), *((str(each), ROLES[each]) for each in GIVEN)),
        "end_role": (("none", "None"), ("board_member", "Board member")),
    },
    inputs={"agency": "AG-01", "job": "Superintendent", "active": "true", "role": "none"},
)
_CLOCKS = {name: str(getattr(USUAL, name))[:5] for name in USUAL.__dataclass_fields__}
_WHERE = (Surface.PERSONAL, Surface.CHANNEL)
OF_SET_UP: dict[str, tuple[View, tuple[Surface, ...]]] = {
    "welcome": (
        Welcome(lacks=NOTHING, checked=CHECKED, offered=FORUMS),
        (Surface.CHANNEL,),
    ),
    "welcome_done": (
        Welcome(lacks=ALL, checked=CHECKED[1:], forum="the board"),
        (Surface.CHANNEL,),
    ),
    **{
        name: (view, _WHERE)
        for name, view in {
            "setup_channels": CHANNELS,
            "setup_channels_private": replace(CHANNELS, is_in_channel=False, bound=("board",)),
            "setup_agencies": AGENCY_STEP,
            "setup_agencies_wrong": replace(
                AGENCY_STEP,
                inputs={"agency_police": "Coastshire Police", "agency_probation": "P" * 90},
                faults={"agency_probation": Fault("V38", n=80)},
            ),
            "setup_people": PEOPLE,
            "setup_people_wrong": replace(
                PEOPLE,
                inputs={f"agency_{TEAM[2].account}": "AG-03"},
                faults={f"role_{TEAM[2].account}": Fault("V41")},
            ),
            "setup_people_unavailable": replace(PEOPLE, people=None),
            "setup_people_none": replace(PEOPLE, people=(), total=0),
            "setup_board": BOARD,
            "setup_board_wrong": replace(
                BOARD,
                inputs={"chair_police": "MEM-01", "day": "2026-12-25", "starts": "ten"},
                faults={
                    "chair_care": Fault("co_chairs_mix"),
                    "day": Fault("meeting_day"),
                    "starts": Fault("time_unreadable"),
                },
            ),
            "setup_done": DONE,
            "settings": SettingsShown(agencies=12, members=46, reviews=3, days_off=1),
            "settings_new": SettingsShown(
                agencies=0, members=0, reviews=0, days_off=0, is_set_up=False
            ),
            "settings_agencies": SettingsList(
                of="agencies",
                rows=(
                    SettingsRow(
                        "AG-01", "Coastshire Police", "Police, agreement signed: Petronel Chairley"
                    ),
                    SettingsRow(
                        "AG-02",
                        "Coastshire Partnership",
                        "Mental health trust, agreement sent: nobody speaks for it",
                        needs_care=True,
                    ),
                ),
                page=1,
                pages=2,
                total=12,
                at=AT,
            ),
            "settings_members": SettingsList(
                of="members",
                rows=(
                    SettingsRow(
                        "MEM-01",
                        "Petronel Chairley",
                        "Police: Co-chair until 1 December 2026",
                        needs_care=True,
                    ),
                ),
                page=2,
                pages=2,
                total=9,
                at=AT,
            ),
            "settings_agency": AGENCY_FORM,
            "settings_agency_wrong": replace(
                AGENCY_FORM,
                inputs={**AGENCY_FORM.inputs, "short_name": "P" * 30},
                faults={"short_name": Fault("V38", n=20), "deputy": Fault("V41")},
            ),
            "settings_member": MEMBER_FORM,
            "settings_ladder": SettingsForm(
                kind="ladder",
                version=1,
                inputs={"standard": "0, 2, 5, 5, 5, 10", "urgent": "0, 1, x"},
                faults={"urgent": Fault("ladder_days")},
            ),
            "settings_clocks": SettingsForm(kind="clocks", version=1, inputs=_CLOCKS),
            "settings_forums": SettingsForm(
                kind="forums",
                version=1,
                about=("With a channel: the board.",),
                inputs={"cadence": "42", "starts": "10:00", "minutes": "120"},
                note="Kept.",
            ),
            "settings_days": SettingsForm(
                kind="days", version=1, inputs={"added": "2026-12-24\n2026-12-31", "removed": ""}
            ),
        }.items()
    },
}
