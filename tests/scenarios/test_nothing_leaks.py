"""After a busy day nothing that was typed can be read where it does not belong."""

import base64
import json
from pathlib import Path
from urllib.parse import quote

import aiohttp

from board.refs import year_of
from bot.clock import machine_now
from tests.fakes.channel import BOARD_CHANNEL, NURSE, ON_PHONE, TRIAGER, Call, Channel, Reply
from tests.scenarios.bot import (
    ADMINISTRATOR,
    STRANGER,
    TEAM_CHANNEL,
    Bot,
    answers_on,
    button,
    card_of,
    register,
    running,
    settings_for,
)

NAME, OTHER_NAME = "Wendelin Quagmirez", "Qorbin Zzyxwell"
ANSWERS = {
    "account": f"On Friday {OTHER_NAME} was threatened by Vexlinghorn with a crowbarlike thing.",
    "indicators": "weapons",
    "at_risk": "named_person",
    "at_risk_detail": f"{OTHER_NAME}, of Plumwhistle Mews",
    "how_soon": "days",
    "subject_name": NAME,
    "subject_unknown": "false",
    "subject_description": "Wears a Thrumblecoat",
    "subject_born": "17/03/1987",
    "setting": "inpatient_detained",
    "conditions": "psychotic_disorder_incl_schizophrenia",
    "mappa_status": "not_known",
    "person_aware": "no_other",
    "person_aware_detail": "Because of Gribblewort",
    "phone": "01632 960123",
    "confirmed": "true",
    "agency": "Coastshire Carers",
    "job": "Support worker",
}
MORE = {
    "address": "14 Snicklefritz Avenue, ZZ99 9QQ",
    "reference_numbers": "NHS 943 476 5919",
    "tried": "Talking to Marblethwaite",
    "would_help": "A visit by Fizzlewick",
    "impact": "Shouts at Dundlemere",
    "ethnicity": "gypsy_or_irish_traveller",
    "support_needs": "bsl",
}
ADDED = "Later that day Bristlewhump came by."
MARKERS = (
    "Wendelin", "Quagmirez", "Qorbin", "Zzyxwell", "Vexlinghorn", "crowbarlike", "Plumwhistle",
    "Thrumblecoat", "Gribblewort", "Snicklefritz", "ZZ99", "943 476 5919", "9434765919",
    "Marblethwaite", "Fizzlewick", "Dundlemere", "Bristlewhump", "17/03/1987", "1987-03-17",
    "17 March 1987", "19870317", "schizophrenia", "gypsy_or_irish_traveller",
)  # fmt: skip


def forms_of(marker: str) -> set[bytes]:
    """A marker as it could stand somewhere: in other cases, encodings and escapes."""
    said = {marker, marker.lower(), marker.upper(), marker.casefold(), marker[::-1]}
    forms = {each.encode(code) for each in said for code in ("utf-8", "utf-16-le", "utf-16-be")}
    forms |= {
        quote(marker).encode(),
        json.dumps(marker)[1:-1].encode(),
        marker.encode().hex().encode(),
    }
    for skipped in range(3):  # base64 of it, wherever in a longer text it may begin
        held = base64.b64encode(b"\0" * skipped + marker.encode())
        forms.add(held[4 if skipped else 0 : -4])
    return {each for each in forms if len(each) >= 4}


def found_in(held: bytes) -> list[str]:
    """The markers that can be read in these bytes."""
    return [marker for marker in MARKERS if any(each in held for each in forms_of(marker))]


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by name."""
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


async def busy_day(bot: Bot) -> None:
    """Referrals, wrong answers, refusals, additions, dialogs, notices and errors."""
    await bot.write(register)
    await bot.ask("use this channel for mental health team", ADMINISTRATOR, TEAM_CHANNEL)
    await bot.ask("use this channel for board", ADMINISTRATOR, BOARD_CHANNEL)
    for who in (NURSE, STRANGER):
        form = await bot.open_form(who)
        wrong = ANSWERS | {"subject_born": "1987-03-17 or so", "how_soon": "Vexlinghorn"}
        await bot.fill(form, who, wrong)
        await bot.fill(form, who, ANSWERS)
        await bot.press("referral.more", {"form": form, **answers_on("check", ANSWERS)}, who)
        await bot.press("referral.back", {"form": form, "screen": "more", **MORE}, who)
        await bot.press("referral.save", {"form": form, "screen": "check"}, who)
        await bot.press("referral.next", {"form": form, "screen": "Wendelin"}, who)
        await bot.press("referral.start", {"form": form}, TRIAGER)
        await bot.press("referral.change", {"form": form, "field": "Quagmirez"}, ADMINISTRATOR)
        bot.channel.next_answers(Reply(502))
        await bot.submit(form, who, ANSWERS)
    refs = [f"REF-{year_of(machine_now())}-000{number}" for number in (1, 2)]
    await bot.added(refs[0], ADDED)
    page = await bot.press("referral.more", {"ref": refs[0]})
    await bot.press("referral.save", button(page, "referral.save")["data"] | MORE)
    await bot.press("referral.save", button(page, "referral.save")["data"] | MORE)
    await bot.press("referral.open", {"ref": refs[1]}, ON_PHONE)
    await bot.press("referral.open", {"ref": refs[1]}, TRIAGER)
    await bot.press("referral.open", {"ref": refs[1]}, TRIAGER, TEAM_CHANNEL)
    await bot.dialog("fetch", "referral.open", {"ref": refs[1]}, TRIAGER, TEAM_CHANNEL)
    await bot.press("referral.withdraw", {"ref": refs[1], "sure": True}, STRANGER)
    opened = await bot.dialog("fetch", "referral.start", {}, NURSE, BOARD_CHANNEL)
    form = button(opened, "referral.next")["data"]["form"]
    typed = {"form": form, "screen": "what", **answers_on("what", ANSWERS)}
    await bot.dialog("submit", "referral.next", typed, NURSE, BOARD_CHANNEL)
    await bot.dialog("submit", "referral.save", typed, NURSE, BOARD_CHANNEL)
    for words in ("refer Wendelin Quagmirez", "triage", "my referrals", "refer", "help"):
        await bot.say(words, NURSE)
        await bot.say(words, TRIAGER)
        await bot.say(words, NURSE, BOARD_CHANNEL)
    broken = bot.channel.execute("referral.next", {"form": form, **ANSWERS, "x": {"y": NAME}})
    await bot.channel.post(bot.url, broken, token="not a token of Quagmirez")
    await bot.channel.post(bot.url, b'{"type": "message", "text": "Quagmirez')
    await bot.channel.post(bot.url, broken | {"from": "Quagmirez"})
    await bot.deliver(broken | {"name": "Quagmirez/action"})
    await bot.settled(within=20)
    await bot.house.ticker.tick()
    await bot.house.ticker.seal()


def demand_t1_at_most(call: Call) -> None:
    """Every posted card names its marking on top, and in a channel at T0 nobody is named."""
    activity = call.body.get("activity", call.body)
    if "attachments" not in activity:
        return
    said = json.dumps(card_of(call.body))
    assert "OFFICIAL-SENSITIVE" not in said
    assert '"OFFICIAL"' in said
    if call.conversation.startswith(BOARD_CHANNEL.conversation):
        assert "REF-" not in said
        assert NURSE.name not in said


async def test_neither_database_logs_metrics_summaries_nor_posts_hold_what_was_typed(
    channel: Channel, tmp_path: Path
) -> None:
    """Bytes are read, not fields: the database while it runs, with its journal, and afterwards."""
    async with running(settings_for(channel, tmp_path), channel) as bot:
        await busy_day(bot)
        files = bytes_of(tmp_path)
        status, metrics = await _get(bot.metrics_url)
        logs = bot.logs
    after = bytes_of(tmp_path)

    assert {"mhrmb.db", "mhrmb.db-wal"} <= set(files)
    assert b"REF-" in files["mhrmb.db-wal"] + files["mhrmb.db"]
    for name, held in [*files.items(), *after.items()]:
        assert found_in(held) == [], name
    assert logs
    assert found_in(repr(logs).encode()) == []
    assert status == 200
    assert "mhrmb_turns" in metrics
    assert found_in(metrics.encode()) == []
    assert len(channel.calls) > 15
    for call in channel.calls:
        assert found_in(json.dumps(call.body, ensure_ascii=False).encode()) == [], call.verb
        demand_t1_at_most(call)


def test_a_marker_is_found_in_whatever_form_it_stands() -> None:
    """The search of this file finds what it is to find."""
    for marker in MARKERS:
        longer = f"xx {marker} yy"
        assert marker in found_in(longer.encode())
        assert marker in found_in(longer.upper().encode("utf-16-le"))
        assert marker in found_in(json.dumps({"a": longer}).encode())
    assert "Quagmirez" in found_in(base64.b64encode(b"..Quagmirez.."))
    assert found_in(b"nothing at all") == []


async def _get(url: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return answer.status, await answer.text()
