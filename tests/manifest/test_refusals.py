"""What would be refused by Teams, or should be by us, is refused here, and the rule is named."""

import json
import zlib

import pytest

from manifest.build import Entry, PackageRefused
from manifest.picture import SIGNATURE
from tests.manifest.packages import APP_ID, HOST, OURS, SOURCE, Folder

HELP = Entry("help", "See what I can do here")
COLOR, OUTLINE = ((SOURCE / name).read_bytes() for name in ("color.png", "outline.png"))
TEMPLATE = json.loads((SOURCE / "manifest.template.json").read_bytes())


def faults(folder, **changes):
    """The rules and sentences of a refusal."""
    with pytest.raises(PackageRefused) as refused:
        folder.build(**changes)
    return [(each.rule, each.sentence) for each in refused.value.faults]


def part(name, **changes):
    """One part of the template with other values."""
    return {name: TEMPLATE[name] | changes}


def bot(**changes):
    return {"bots": [TEMPLATE["bots"][0] | changes]}


def consent(*names):
    asked = [{"name": name, "type": "Application"} for name in names]
    return {"authorization": {"permissions": {"resourceSpecific": asked}}}


def png(width, height, dots, kind=6, filters=None, missing=0):
    """A picture of these pixels, each row with the filter that is said; the last rows missing."""

    def chunk(name, body):
        summed = zlib.crc32(name + body).to_bytes(4, "big")
        return len(body).to_bytes(4, "big") + name + body + summed

    row = len(dots) // height
    raw = b"".join(
        bytes([filters[at] if filters else 0]) + dots[at * row : (at + 1) * row]
        for at in range(height - missing)
    )
    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([8, kind, 0, 0, 0])
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(raw)), (b"IEND", b""))
    return SIGNATURE + b"".join(chunk(*each) for each in parts)


NOBODY = "00000000-0000-0000-0000-000000000000"
SEEN, CLEAR, RED = b"\xff\xff\xff\xff", b"\xff\xff\xff\0", b"\xff\0\0\xff"


@pytest.mark.parametrize(
    "app_id", ["", "mhrmb", APP_ID[:-1], APP_ID + "0", f"{{{APP_ID}}}", NOBODY]
)  # fmt: skip
def test_an_app_id_that_is_no_guid_is_refused(folder, app_id):
    [(rule, sentence)] = faults(folder, app_id=app_id)

    assert rule == "app id"
    assert "MHRMB_APP_ID" in sentence


@pytest.mark.parametrize(
    "host",
    ["", "localhost", f"https://{HOST}", f"http://{HOST}", f"{HOST}:443", f"{HOST}/bot", f"{HOST}.",
     f"*.{HOST}", f"a b.{HOST}", "192.0.2.7", "[2001:db8::1]", "bot..org", "-bot.org", "bot_.org",
     f"me@{HOST}", f"{HOST}?x", f"{'a' * 64}.org", "a." * 130 + "org", f"{HOST}\n", "bøt.org"],
)  # fmt: skip
def test_a_public_host_that_is_no_plain_host_name_is_refused(folder, host):
    [(rule, sentence)] = faults(folder, host=host)

    assert rule == "public host"
    assert "MHRMB_PUBLIC_HOST" in sentence


@pytest.mark.parametrize("host", ["bot.example.org", "a.uk", "x1.y-2.police.uk", "xn--bt-lka.org"])
def test_a_plain_host_name_is_taken(folder, host):
    assert folder.build(host=host)


def test_both_settings_are_named_at_once(folder):
    assert [rule for rule, _ in faults(folder, app_id="x", host="x")] == ["app id", "public host"]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"manifestVersion": "1.24"}, "$.manifestVersion"),
        ({"accentColor": "blue"}, "$.accentColor"),
        ({"developer": None}, "'developer' is a required property"),
        ({"icons": ["color.png"]}, "$.icons"),
        ({"packageName": "org.example"}, "packageName"),
        (part("name", short="x" * 31), "$.name.short"),
        (part("description", short="x" * 81), "$.description.short"),
        (part("developer", privacyUrl="ftp://x.org"), "$.developer.privacyUrl"),
        (bot(scopes=["team", "nowhere"]), "$.bots[0].scopes"),
        (consent(*(f"A{number}.Read.Group" for number in range(17))), "resourceSpecific"),
    ],
)
def test_what_the_official_schema_refuses_is_refused(folder, changes, says):
    folder.change(**changes)

    [(rule, sentence)] = faults(folder)

    assert rule == "schema"
    assert says in sentence


@pytest.mark.parametrize("version", ["", "1.0", "1.0.0rc1", "1.0.0.dev3", "01.0.0", "1.0.0\n"])
def test_a_version_that_is_not_three_numbers_is_refused(folder, version):
    """A version of Python is more than Teams takes."""
    [(rule, sentence)] = faults(folder, version=version)

    assert rule == "version"
    assert "three numbers" in sentence


@pytest.mark.parametrize(
    ("changes", "rule", "says"),
    [
        (part("name", short="${nickname}"), "nothing left blank", "${nickname}"),
        ({"name": {"short": "MHRMB"}}, "full name", "name.full is missing"),
        (part("name", full="  "), "full name", "name.full is missing"),
        (part("description", full=TEMPLATE["description"]["short"]), "descriptions", "repeats"),
        (part("description", full=f"MHRMB. {TEMPLATE['description']['short'].upper()} More."),
         "descriptions", "repeats"),
        (part("developer", websiteUrl="http://${host}/"), "https", "http://bot.example.org/"),
        (part("developer", termsOfUseUrl="HTTP://${host}/"), "https", "HTTP://"),
        ({"validDomains": ["*.example.org"]}, "domains", "wildcard"),
        ({"validDomains": ["${host}", "https://example.org"]}, "domains", "no plain host name"),
        ({"id": "9" + APP_ID[1:]}, "one id", "have to be the same"),
        (bot(botId="9" + APP_ID[1:]), "one id", "have to be the same"),
        (part("webApplicationInfo", id="9" + APP_ID[1:]), "one id", "have to be the same"),
        (bot(scopes=["personal", "team", "groupChat"]), "command lists", "each scope"),
        ({"webApplicationInfo": None}, "consent", "webApplicationInfo"),
        ({"webApplicationInfo": {"id": APP_ID}}, "consent", "resource"),
        (consent("ChannelMessage.Read.Group"), "consent", "ChannelMessage.Read.Group would let"),
        ({"supportedChannelTypes": ["sharedChannels"]}, "channels", "supportedChannelTypes"),
        (part("icons", color32x32="icons/color.png"), "no folder", "icons/color.png"),
        (part("icons", color32x32="icons\\color.png"), "no folder", "icons\\color.png"),
        (part("icons", color32x32="..color.png"), "no folder", "..color.png"),
    ],
)  # fmt: skip
def test_what_the_schema_does_not_hold_is_refused_by_the_name_of_its_rule(
    folder, changes, rule, says
):
    folder.change(**changes)

    [(found, sentence)] = faults(folder)

    assert found == rule
    assert says in sentence


def test_a_permission_that_is_asked_for_in_two_ways_is_refused(folder):
    asked = [
        {"name": "TeamMember.Read.Group", "type": each} for each in ("Application", "Delegated")
    ]
    folder.change(authorization={"permissions": {"resourceSpecific": asked}})

    assert faults(folder) == [("consent", "the same permission twice")]


@pytest.mark.parametrize(
    ("commands", "says"),
    [
        ((HELP, *(Entry(f"word {at}", "x") for at in range(10))), "11 commands, at most 10"),
        ((HELP, HELP), "the same command twice"),
        ((Entry("refer", "x"),), "'help' is missing"),
    ],
)  # fmt: skip
def test_a_list_that_is_not_shown_whole_or_leads_nowhere_is_refused(folder, commands, says):
    [(rule, sentence)] = faults(folder, commands=dict(OURS.commands) | {"team": commands})

    assert rule == "command lists"
    assert says in sentence


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("color.png", None, "color.png is missing"),
        ("color.png", OUTLINE, "32 by 32 pixels, and has to be 192 by 192"),
        ("outline.png", png(20, 20, CLEAR * 200 + SEEN * 200), "20 by 20 pixels"),
        ("outline.png", png(32, 32, SEEN * 1024), "white on transparent"),
        ("outline.png", png(32, 32, CLEAR * 1024), "white on transparent"),
        ("outline.png", png(32, 32, CLEAR * 1000 + RED * 24), "white on transparent"),
        ("outline.png", png(32, 32, b"\xff" * 3072, kind=2), "white on transparent"),
        ("outline.png", png(32, 32, b"\xff\0" * 1024, kind=4), "8 bits for each of red"),
        ("outline.png", b"GIF89a", "it is no PNG"),
        ("outline.png", OUTLINE[:200], "it is damaged"),
        ("outline.png", OUTLINE[:-1] + b"\0", "it is damaged"),
        ("outline.png", OUTLINE[:-30] + b"\0\0" + OUTLINE[-28:], "it is damaged"),
        ("outline.png", png(32, 32, CLEAR * 512 + SEEN * 512, missing=1), "it is damaged"),
        ("outline.png", png(32, 32, SEEN * 1024, filters=[5] * 32), "it is damaged"),
        ("outline.png", SIGNATURE, "it is damaged"),
    ],
)
def test_an_icon_that_teams_would_refuse_is_refused(folder, name, content, says):
    (folder.path / name).unlink()
    if content is not None:
        (folder.path / name).write_bytes(content)

    [(rule, sentence)] = faults(folder)

    assert rule == "icons"
    assert sentence.startswith(name)
    assert says in sentence


def test_an_icon_in_a_folder_is_refused_even_where_it_is_there(folder):
    (folder.path / "icons").mkdir()
    (folder.path / "icons" / "color.png").write_bytes(COLOR)
    folder.change(**part("icons", color="icons/color.png"))

    assert "no folder" in [rule for rule, _ in faults(folder)]


def test_an_icon_of_another_program_is_read_through_all_filters(folder):
    """Each row says how it was filtered; what comes out is the same picture."""
    row = 32 * 4
    plain = [CLEAR * 8 + SEEN * 16 + CLEAR * 8] * 32
    filters = [0, 1, 2, 3, 4] * 6 + [4, 3]
    filtered, above = b"", bytes(row)
    for kind, given in zip(filters, plain, strict=True):
        for at, value in enumerate(given):
            left, corner = (given[at - 4], above[at - 4]) if at >= 4 else (0, 0)
            up = above[at]
            paeth = min((left, up, corner), key=lambda each: abs(left + up - corner - each))
            guess = (0, left, up, (left + up) // 2, paeth)[kind]
            filtered += bytes([(value - guess) % 256])
        above = given
    (folder.path / "outline.png").write_bytes(png(32, 32, filtered, filters=filters))

    assert folder.build()


def test_what_stays_of_a_refusal_is_one_line_for_each_rule(folder: Folder):
    folder.change(name={"short": "MHRMB"}, validDomains=["*.example.org"])

    with pytest.raises(PackageRefused) as refused:
        folder.build()

    assert str(refused.value).splitlines() == [
        "full name: name.full is missing, and some uploads are refused without it",
        "domains: *.example.org is a wildcard",
    ]
