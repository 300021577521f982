"""Fifty weeks in which nobody answers: everything that is sent, approved as a file."""

import os
from datetime import date, time
from functools import partial
from pathlib import Path

import pytest

from board.calendar import at_london
from tests.walks.conftest import Ground
from tests.walks.ground import AGREED, AS_AT, BEGINS, agree, hours_of
from tests.walks.messages import listed
from tests.walks.rules import Span, findings
from tests.walks.walker import HERE, Walker, walk, walking

APPROVED = Path(__file__).with_name("fifty_weeks.txt")
APPROVE = "APPROVE_WALK"
"""Set to 1, the present list is written as approved: look at the difference before committing."""
ENDS = date(2027, 11, 5)


@pytest.mark.timeout(1800)  # some minutes where little else goes on
async def test_fifty_weeks_in_which_nobody_answers(ground: Ground):
    """Hour by hour over Christmas, Easter and both changes of the clocks."""
    async with walking(ground.url, ground.key_file, BEGINS) as walker:
        await _walk(walker)

    messages = ground.messages
    assert findings(messages, ground.board_with_later(), Span(first=AS_AT, last=ENDS)) == []
    written = listed(messages)
    if os.environ.get(APPROVE) == "1":
        APPROVED.write_text(written, encoding="utf-8")
    assert written == APPROVED.read_text(encoding="utf-8")


async def _walk(walker: Walker) -> None:
    """Until a board agrees something, then on from there."""
    hours = list(hours_of(AS_AT, ENDS))
    for day in sorted({each.on for each in AGREED}):
        noon = at_london(day, time(12))
        await walk(walker, (each for each in hours if each <= noon))
        for agreed in (each for each in AGREED if each.on == day):
            await walker.database.write(partial(agree, agreed=agreed), origin=HERE)
        await walker.hour(noon)
        hours = [each for each in hours if each > noon]
    await walk(walker, hours)
