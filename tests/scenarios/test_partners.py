"""Partners through the door: champions, invitations in a senior name, and their answers."""

from dataclasses import replace
from typing import Any

from board.invitations import Invitation, Response
from tests.scenarios.bot import button, buttons, texts, verb_of, wrong_at
from tests.scenarios.tracker import OUTSIDER, POLICE_CHAIR, REPRESENTATIVE, TEAM, Tracker


async def _form(tracker: Tracker) -> Any:
    card = await tracker.bot.ask("partners", TEAM)
    return await tracker.bot.press("partners.invite", button(card, "partners.invite")["data"], TEAM)


async def _chair(tracker: Tracker) -> str:
    members = await tracker.bot.read(lambda found: found.people.members())
    return str(next(each.key for each in members if each.account == POLICE_CHAIR.aad_object_id))


async def _kept(tracker: Tracker) -> tuple[Invitation, ...]:
    found: tuple[Invitation, ...] = await tracker.bot.read(lambda s: s.invitations.all())
    return found


async def test_a_partner_is_asked_in_a_senior_name_and_answers(tracker: Tracker) -> None:
    """The letter says whose name it is sent in; the answer takes the buttons away."""
    form = await _form(tracker)
    sponsor = await _chair(tracker)
    data = button(form, "partners.invite")["data"] | {"agency": "TRU", "sponsor": sponsor}

    card = await tracker.bot.press("partners.invite", data, TEAM)

    assert "Letter to send" in texts(card)
    assert POLICE_CHAIR.name in texts(card)
    assert "no answer yet" in texts(card)
    accepted = button(card, "partners.answer")["data"]
    card = await tracker.bot.press("partners.answer", accepted, TEAM)
    assert ": accepted on" in texts(card)
    assert not [each for each in buttons(card) if verb_of(each) == "partners.answer"]
    assert [(each.agency, each.response) for each in await _kept(tracker)] == [
        ("TRU", Response.ACCEPTED)
    ]
    await tracker.bot.press("partners.invite", data, TEAM)  # Teams sends it once more
    assert (await _kept(tracker))[0].response is Response.ACCEPTED
    assert len(await tracker.bot.audit("PartnerInvited", "PartnerAnswered")) == 2


async def test_without_a_senior_sponsor_nobody_is_asked(tracker: Tracker) -> None:
    """Neither without a name nor in the name of somebody who holds no senior role."""
    form = await _form(tracker)
    data = button(form, "partners.invite")["data"] | {"agency": "TRU"}
    for sponsor in ("", "T0"):
        refused = await tracker.bot.press("partners.invite", data | {"sponsor": sponsor}, TEAM)
        assert "Choose the senior person" in wrong_at(refused, "sponsor")
    assert not await _kept(tracker)


async def test_agencies_without_a_champion_come_first_and_are_counted(tracker: Tracker) -> None:
    members = await tracker.bot.read(lambda found: found.people.members())
    police = next(each for each in members if each.agency == "POL")
    await tracker.bot.write(lambda unit: unit.people.put_member(replace(police, champion=True)))

    said = texts(await tracker.bot.ask("partners", REPRESENTATIVE))

    assert f"Champion: {police.name}" in said
    assert said.index("Champion: none named") < said.index(f"Champion: {police.name}")
    assert "without a champion" in said


async def test_who_does_not_run_meetings_reads_it_and_invites_nobody(tracker: Tracker) -> None:
    card = await tracker.bot.ask("partners", REPRESENTATIVE)
    pressed = {"sent": True, "agency": "TRU", "sponsor": await _chair(tracker)}

    await tracker.bot.press("partners.invite", pressed, REPRESENTATIVE)
    await tracker.bot.press("partners.invite", pressed, OUTSIDER)

    assert not [each for each in buttons(card) if verb_of(each) == "partners.invite"]
    assert not await _kept(tracker)
