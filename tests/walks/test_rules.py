"""The rules find what is wrong in a list that was tampered with."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from board.cycle_due import SUBGROUP_MISSED
from tests.walks.conftest import Ground
from tests.walks.cycle_rules import OF_CYCLE
from tests.walks.ground import AS_AT, BEGINS, hours_of
from tests.walks.messages import ASK, LISTS, POST, REMINDER, SUMMARY
from tests.walks.rules import Span, findings
from tests.walks.walker import walk, walking


@pytest.mark.timeout(300)  # seconds where little else goes on
async def test_whatever_is_dropped_doubled_moved_or_misdirected_is_found(ground: Ground):
    """Five weeks up to Christmas, as they should be; then with one thing wrong in each."""
    last = date(2026, 12, 29)
    async with walking(ground.url, ground.key_file, BEGINS) as walker:
        await walk(walker, hours_of(AS_AT, last))
    sound, board = ground.messages, ground.board_with_later()
    span = Span(first=AS_AT, last=last)
    assert findings(sound, board, span) == []

    day = timedelta(days=1)
    for kind in (ASK, POST, REMINDER, SUMMARY, *LISTS, *OF_CYCLE, SUBGROUP_MISSED):
        number, one = [each for each in enumerate(sound) if each[1].kind == kind][-1]
        before, after = sound[:number], sound[number + 1 :]
        assert findings([*sound, one], board, span), kind
        assert findings([*before, replace(one, at=one.at + day), *after], board, span), kind
        assert findings([*before, replace(one, at=one.at - day), *after], board, span), kind
        assert findings([*before, replace(one, to="MEM-28"), *after], board, span), kind
        if kind not in {ASK, POST}:  # another message of its rung may stand for it
            assert findings([*before, *after], board, span), kind
        else:
            assert findings([*before, replace(one, names=frozenset()), *after], board, span)
