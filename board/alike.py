"""An earlier referral that may be of the same person: a human decides whether it is."""

from dataclasses import dataclass

from board.matching import Why
from board.referrals import Referral


@dataclass(frozen=True, slots=True)
class Alike:
    """A referral with nothing of it opened, and why it may be of the same person."""

    referral: Referral
    why: tuple[Why, ...]
