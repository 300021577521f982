"""What Teams would be given: valid, ours, the least of everything, and always the same bytes."""

import io
import json
import runpy
import zipfile
from dataclasses import replace

import pytest
from jsonschema import Draft7Validator

from board.places import PlaceKind
from bot.app_package import MOST_USED, SCOPES, offered_in
from bot.handlers.rehearsal import rehearsal_router
from bot.wiring import all_rooms
from manifest.build import build_package
from manifest.picture import read_picture
from manifest.rules import SCHEMA
from tests.manifest.packages import APP_ID, HOST, OURS, SOURCE, manifest_in, opened

PACKAGE = build_package(OURS)
MANIFEST = manifest_in(PACKAGE)
DECLARED = all_rooms().commands


def listed(scope):
    """What is offered in one scope."""
    [bot] = MANIFEST["bots"]
    [found] = [each["commands"] for each in bot["commandLists"] if each["scopes"] == [scope]]
    return found


def test_the_official_schema_holds():
    """Asked of a validator that the product does not use, which knows every word of the schema."""
    schema = json.loads((SOURCE / SCHEMA).read_bytes())

    errors = [error.message for error in Draft7Validator(schema).iter_errors(MANIFEST)]

    assert errors == []
    assert MANIFEST["manifestVersion"] == schema["properties"]["manifestVersion"]["const"] == "1.25"


def test_all_files_stand_side_by_side():
    """An extra folder in the zip is a common reason why an upload fails."""
    assert list(opened(PACKAGE)) == ["color.png", "manifest.json", "outline.png"]


def test_every_id_is_the_apps_and_every_address_the_hosts():
    [bot] = MANIFEST["bots"]
    developer = MANIFEST["developer"]

    assert {MANIFEST["id"], bot["botId"], MANIFEST["webApplicationInfo"]["id"]} == {APP_ID}
    assert MANIFEST["validDomains"] == [HOST]
    assert {url.split("/")[2] for name, url in developer.items() if name.endswith("Url")} == {HOST}


def test_it_is_for_ones_own_chat_and_for_teams_in_every_kind_of_channel():
    [bot] = MANIFEST["bots"]

    assert bot["scopes"] == ["personal", "team"]
    assert MANIFEST["supportsChannelFeatures"] == "tier1"


def test_a_team_is_asked_for_these_and_nothing_else():
    """Each has its reason in docs/why; another one has to be looked at here first."""
    asked = MANIFEST["authorization"]["permissions"]["resourceSpecific"]

    assert {(each["name"], each["type"]) for each in asked} == {
        ("ChannelMeeting.ReadBasic.Group", "Application"),
        ("ChannelMember.Read.Group", "Application"),
    }
    assert {"permissions", "devicePermissions"} & set(MANIFEST) == set()


@pytest.mark.parametrize(("scope", "place"), [("personal", PlaceKind.PERSONAL),
                                              ("team", PlaceKind.CHANNEL)])  # fmt: skip
def test_a_list_of_commands_is_what_the_code_declares_for_that_place(scope, place):
    titles = [each["title"] for each in listed(scope)]

    assert len(titles) == len(set(titles)) == 10
    for each in listed(scope):
        command = DECLARED[each["title"]]
        assert place in command.route.places
        assert each["description"].startswith(command.says)


@pytest.mark.parametrize("scope", SCOPES)
def test_the_most_used_come_first_and_help_leads_to_the_rest(scope):
    titles = [each["title"] for each in listed(scope)]
    there = [words for words in MOST_USED if SCOPES[scope] in DECLARED[words].route.places]

    assert titles == [*there[:9], "help"]


def test_every_most_used_command_is_declared():
    assert set(MOST_USED) <= set(DECLARED)
    assert len(set(MOST_USED)) == len(MOST_USED)
    assert "help" in DECLARED


def test_where_few_are_used_most_the_other_declared_ones_follow():
    """A place with few of them still offers ten."""
    others = [each for words, each in DECLARED.items() if words not in MOST_USED]

    offered = [each.title for each in offered_in(PlaceKind.PERSONAL, others)]

    here = [each.words for each in others if PlaceKind.PERSONAL in each.route.places]
    assert offered == [*[words for words in here if words != "help"][:9], "help"]


def test_what_only_rehearsal_knows_is_in_no_list():
    """`clock` and `act as` are offered to nobody."""
    only = set(all_rooms(rehearsal_router(lambda _offset: None)).commands) - set(DECLARED)

    assert only == {"clock", "act as"}
    assert not only & {each["title"] for scope in SCOPES for each in listed(scope)}


def test_what_has_to_follow_a_command_is_said_with_it():
    [action] = [each for each in listed("team") if each["title"] == "action"]

    assert action["description"].endswith("(action REFERENCE)")


def test_the_icons_are_pictures_of_their_sizes():
    files = opened(PACKAGE)
    color, outline = (read_picture(files[f"{name}.png"]) for name in ("color", "outline"))

    assert (color.width, color.height, outline.width, outline.height) == (192, 192, 32, 32)
    assert all(dot[3] == 255 for dot in color.dots())
    assert {dot[:3] for dot in outline.dots()} == {(255, 255, 255)}
    assert {0, 255} < {dot[3] for dot in outline.dots()}


def test_the_icons_are_those_that_their_source_draws():
    """Where this fails after a change of the shapes, run `tools/icons.py`."""
    drawn = runpy.run_path(str(SOURCE.parent / "tools" / "icons.py"))["ICONS"]

    assert [icon.name for icon in drawn] == ["color", "outline"]
    for icon in drawn:
        kept = read_picture((SOURCE / f"{icon.name}.png").read_bytes())
        assert kept == read_picture(icon.png())
        assert (SOURCE / f"{icon.name}.svg").read_text(encoding="utf-8") == icon.svg()


def test_the_same_input_gives_the_same_bytes(folder):
    """Whenever it is built, and whenever the files were written."""
    assert folder.build() == PACKAGE
    with zipfile.ZipFile(io.BytesIO(PACKAGE)) as archive:
        assert {each.date_time[:3] for each in archive.infolist()} == {(1980, 1, 1)}
        assert {each.compress_type for each in archive.infolist()} == {zipfile.ZIP_STORED}


def test_another_host_gives_another_package_and_capitals_do_not():
    other = manifest_in(build_package(replace(OURS, host="Risk.Example.NET")))

    assert build_package(replace(OURS, app_id=APP_ID.upper(), host=HOST.upper())) == PACKAGE
    assert other["validDomains"] == ["risk.example.net"]
    assert other["developer"]["privacyUrl"] == "https://risk.example.net/privacy"
