"""A first referral, from the opener to the team's queue."""

from tests.fakes.channel import NURSE, TRIAGER
from tests.scenarios.bot import Bot, card_of, reference_in, texts


async def test_a_nurse_refers_and_the_team_sees_it_in_its_queue(bot: Bot) -> None:
    """Reference in hand at once, a notice in the team's channel, a row in the queue."""
    form = await bot.open_form()
    check = await bot.fill(form)
    assert "Wendelin Quagmirez" in texts(check)

    receipt = await bot.submit(form)

    ref = reference_in(receipt)
    calls = await bot.channel.wait_for(3)
    notice = next(call for call in calls if call.verb == "create")
    assert ref in texts(card_of(notice.body))
    edited = next(call for call in calls if call.verb == "update")
    assert ref in texts(card_of(edited.body))
    queue = await bot.ask("triage", TRIAGER)
    assert ref in texts(queue)
    opened = await bot.press("referral.open", {"ref": ref}, TRIAGER)
    assert "Wendelin Quagmirez" in texts(opened)
    assert NURSE.name in texts(opened)
