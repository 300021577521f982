"""What is counted, for Prometheus: kinds and results, never who or what about."""

from collections.abc import Mapping
from datetime import timedelta
from functools import cache

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from storage.outbox import GRAPH, TEAMS, IntentState
from storage.undelivered import STOPPED

_OPEN = (IntentState.PENDING, *STOPPED)
_ENDED = (IntentState.SENT, IntentState.CANCELLED)
_TURN_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class DoorMetrics:
    """The counters of the HTTP door."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.turns = Counter(
            "mhrmb_turns", "Turns, by kind and result", ["kind", "result"], registry=registry
        )
        self.turn_seconds = Histogram(
            "mhrmb_turn_seconds",
            "From the verified body to its answer",
            ["kind"],
            buckets=_TURN_BUCKETS,
            registry=registry,
        )
        self.refused_tokens = Counter(
            "mhrmb_refused_tokens",
            "Requests answered 401, by reason",
            ["reason"],
            registry=registry,
        )
        self.refused_bodies = Counter(
            "mhrmb_refused_bodies",
            "Requests with a good token that were not taken, by reason",
            ["reason"],
            registry=registry,
        )
        # Looking up labels takes longer than counting.
        self._seconds_of = cache(self.turn_seconds.labels)
        self._turns_of = cache(self.turns.labels)

    def turned(self, kind: str, result: str, seconds: float) -> None:
        """Count one turn; both words are of a few."""
        self._turns_of(kind, result).inc()
        self._seconds_of(kind).observe(seconds)


class HouseMetrics:
    """What goes on behind the door: units, the outbox, the ticker."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.units = Histogram(
            "mhrmb_unit_seconds",
            "Units of work by kind; one takes less than 20 ms",
            ["kind"],
            buckets=_TURN_BUCKETS,
            registry=registry,
        )
        self.intents = Gauge(
            "mhrmb_intents",
            "Intents that have not ended, by lane and state",
            ["lane", "state"],
            registry=registry,
        )
        self.oldest_due = Gauge(
            "mhrmb_oldest_due_intent_seconds",
            "How long the oldest intent that is due has been due",
            registry=registry,
        )
        self.last_tick = Gauge(
            "mhrmb_last_tick_timestamp_seconds",
            "When the ticker last went round",
            registry=registry,
        )
        self.ended = Counter(
            "mhrmb_intents_ended",
            "Intents that this process sent or gave up",
            ["lane", "state"],
            registry=registry,
        )
        for lane in (TEAMS, GRAPH):
            for state in _OPEN:
                self.intents.labels(lane, state).set(0)

    def observe_unit(self, kind: str, seconds: float) -> None:
        """Note how long a unit or a snapshot took."""
        self.units.labels(kind).observe(seconds)

    def intent_ended(self, state: IntentState, lane: str = TEAMS) -> None:
        """Count what became of an intent, where it has ended."""
        if state in _ENDED:
            self.ended.labels(lane, state).inc()

    def show_outbox(self, counts: Mapping[tuple[str, IntentState], int], oldest: timedelta) -> None:
        """Show how the outbox stands."""
        for lane in (TEAMS, GRAPH):
            for state in _OPEN:
                self.intents.labels(lane, state).set(counts.get((lane, state), 0))
        self.oldest_due.set(oldest.total_seconds())
