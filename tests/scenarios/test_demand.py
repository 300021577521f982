"""The register of demand through the door: across agencies, of one, and what becomes of entries."""

from typing import Any

from board.demand import DemandStatus
from tests.fakes.channel import BOARD_CHANNEL, Person
from tests.scenarios.bot import buttons, inputs, texts, verb_of
from tests.scenarios.partners import new_action, pressed, send_report, with_meetings
from tests.scenarios.tracker import MANAGER, OUTSIDER, TEAM, Tracker


async def _entry(tracker: Tracker, text: str = "Housing for discharge") -> Any:
    entries = await tracker.bot.read(lambda s: s.demand.all())
    return next(each for each in entries if each.text == text)


async def _shown(tracker: Tracker, who: Person = OUTSIDER) -> Any:
    return await tracker.bot.ask("demand mh trust", who)


async def test_what_a_report_says_stands_in_the_register_at_once(tracker: Tracker) -> None:
    """Across agencies and by agency: the latest report, open blockers, and which way it goes."""
    await with_meetings(tracker)
    await send_report(tracker)

    everywhere = texts(await tracker.bot.ask("demand", OUTSIDER, BOARD_CHANNEL))
    own = texts(await _shown(tracker))

    assert "4 open, up from 0 six weeks ago" in everywhere
    assert "Last report: BRD-301. 2 open blockers." in everywhere
    for said in ("Housing for discharge", "Funding sign-off", "Long waits at night",
                 "Attendances are up", "Twice-daily bed call"):  # fmt: skip
        assert said in own
    assert "Nothing is open" in texts(await tracker.bot.ask("demand police", OUTSIDER))


async def test_a_figure_is_set_beside_that_of_the_report_before(tracker: Tracker) -> None:
    await with_meetings(tracker)
    await send_report(tracker)
    report = await tracker.bot.read(lambda s: s.focus_reports.latest_of("TRU"))
    later = [type(each)(each.name.upper(), "99") for each in report.figures]
    changed = type(report)(meeting="BRD-302", agency="TRU", status=report.status,
                           demand="Up", figures=tuple(later))  # fmt: skip
    await tracker.bot.write(lambda u: u.focus_reports.put(changed))

    said = texts(await _shown(tracker))

    assert "BED OCCUPANCY %: 99, before 97" in said


async def test_a_blocker_becomes_an_action_in_one_step_and_the_link_is_kept(
    tracker: Tracker,
) -> None:
    await with_meetings(tracker)
    await send_report(tracker)
    card = await _shown(tracker)
    form = await tracker.bot.press("action.add", pressed(card, "action.add", "Make action"), TEAM)
    assert inputs(form)["detail"]["value"] == "Housing for discharge"

    wanted = new_action(form, title="Agree a housing route")
    for _ in range(2):
        await tracker.bot.press("action.create", wanted, TEAM)

    entry = await _entry(tracker)
    action = await tracker.action("ACT-2031-0001")
    assert (entry.action, entry.status) == (action.ref, DemandStatus.MITIGATING)
    assert (action.source, action.source_agency) == (entry.ref, "TRU")
    assert f"Became {action.ref}" in texts(await _shown(tracker))
    assert len(await tracker.bot.read(lambda s: s.actions.all())) == 1


async def test_a_blocker_becomes_a_risk_in_one_step_and_once(tracker: Tracker) -> None:
    await with_meetings(tracker)
    await send_report(tracker)
    data = pressed(await _shown(tracker), "demand.risk", "Make risk")

    cards = [await tracker.bot.press("demand.risk", data, who) for who in (OUTSIDER, TEAM)]

    entry = await _entry(tracker)
    risk = await tracker.bot.read(lambda s: s.risks.get(entry.risk))
    assert "Proposed as RSK-001" in texts(cards[0])
    assert "This has become RSK-001 already" in texts(cards[1])
    assert (risk.title, risk.source, risk.owner_agency) == (entry.text, entry.ref, "TRU")
    assert len(await tracker.bot.audit("RiskProposed")) == 1
    assert "Housing" not in str(await tracker.bot.audit())


async def test_its_agency_or_who_runs_meetings_says_where_an_entry_stands(
    tracker: Tracker,
) -> None:
    """V31 for others, who have no button for it either."""
    await with_meetings(tracker)
    await send_report(tracker)
    assert "demand.status" not in {verb_of(each) for each in buttons(await _shown(tracker))}
    data = pressed(await _shown(tracker, MANAGER), "demand.status", "Resolved")

    answer = await tracker.bot.press("demand.status", data, OUTSIDER)
    assert "You do not have access" in str(answer)
    await tracker.bot.press("demand.status", data, MANAGER)
    card = await tracker.bot.press("demand.status", data, TEAM)

    assert "1 more entry not open" in texts(card)
    entry = await _entry(tracker)
    assert (entry.status, entry.version) == (DemandStatus.RESOLVED, 2)
    assert len(await tracker.bot.audit("DemandStatusChanged")) == 1


async def test_an_entry_that_somebody_else_has_changed_is_not_overwritten(
    tracker: Tracker,
) -> None:
    """V30; and an enabler is in use, whatever a button says."""
    await with_meetings(tracker)
    await send_report(tracker)
    card = await _shown(tracker, MANAGER)
    resolved = pressed(card, "demand.status", "Resolved")
    working = pressed(card, "demand.status", "Being worked on")
    await tracker.bot.press("demand.status", working, TEAM)

    late = await tracker.bot.press("demand.status", resolved, MANAGER)

    assert "Someone else changed this" in texts(late)
    assert (await _entry(tracker)).status is DemandStatus.MITIGATING
    enabler = await _entry(tracker, "Twice-daily bed call")
    wrong = {"ref": enabler.ref, "version": 1, "status": "resolved"}
    answer = await tracker.bot.press("demand.status", wrong, MANAGER)
    assert "Choose a status that fits" in str(answer)


async def test_what_is_resolved_becomes_nothing(tracker: Tracker) -> None:
    """A card from before is answered with why."""
    await with_meetings(tracker)
    await send_report(tracker)
    card = await _shown(tracker, MANAGER)
    resolved = pressed(card, "demand.status", "Resolved")
    await tracker.bot.press("demand.status", resolved, MANAGER)

    risk = await tracker.bot.press("demand.risk", pressed(card, "demand.risk", "Make risk"), TEAM)
    action = pressed(card, "action.add", "Make action")
    answer = await tracker.bot.press("action.add", action, TEAM)

    assert "This is resolved" in texts(risk)
    assert "This is resolved" in str(answer)
