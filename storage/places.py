"""Channels bound to forums, and how each person and channel can be reached."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select

from board.places import Binding, Forum, ForumKind
from storage.statements import Kept, Prepared, upsert
from storage.tables.places import BINDINGS, REFERENCES

_OF_CHANNEL = Prepared(select(BINDINGS).where(BINDINGS.c.channel == bindparam("wanted")))
_OF_FORUM = Prepared(select(BINDINGS).where(BINDINGS.c.forum_key == bindparam("wanted")))
_ALL = Prepared(select(BINDINGS).order_by(BINDINGS.c.forum_key))
_BIND = upsert(BINDINGS, ("channel",), update=("forum_key", "forum_kind", "forum_name", "team"))
_REFERENCE = Prepared(select(REFERENCES.c.reference).where(REFERENCES.c.key == bindparam("wanted")))
_KEEP = upsert(REFERENCES, ("key",), update=("reference",), newer="verified_at")


class Places:
    """Bindings by channel and forum; conversation references by `person:` or `channel:` key."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def bindings(self) -> tuple[Binding, ...]:
        """Every binding there is."""
        return tuple(_binding(row) for row in _ALL.rows(self._connection))

    def binding_of_channel(self, channel: str) -> Binding | None:
        """The binding of a channel."""
        return self._one(_OF_CHANNEL, channel)

    def binding_of_forum(self, forum_key: str) -> Binding | None:
        """The binding of a forum."""
        return self._one(_OF_FORUM, forum_key)

    def bind(self, binding: Binding) -> bool:
        """Keep a binding that the rules allow; whether it is new.

        A second forum for the channel, or a second channel for the forum, breaks a unique key.
        """
        forum = binding.forum
        values = {"channel": binding.channel, "team": binding.team, "forum_key": forum.key}
        values |= {"forum_kind": str(forum.kind), "forum_name": forum.name}
        return _BIND.one(self._connection, values) is not None

    def unbind(self, channel: str) -> Binding | None:
        """Take a channel's binding away; the binding it had."""
        binding = self.binding_of_channel(channel)
        self._connection.execute(delete(BINDINGS).where(BINDINGS.c.channel == channel))
        return binding

    def reference(self, key: str) -> str | None:
        """How to reach `person:<object id>` or `channel:<id>`, as it was kept."""
        found: str | None = _REFERENCE.scalar(self._connection, {"wanted": key})
        return found

    def person_of(self, user: str) -> str | None:
        """The object id of somebody whose private chat we know, by the id Teams has for them."""
        named = REFERENCES.c.reference.contains(f'"user_id":"{user}"', autoescape=True)
        wanted = select(REFERENCES.c.key).where(REFERENCES.c.key.startswith("person:"), named)
        found: str | None = self._connection.execute(wanted.limit(1)).scalar()
        return found.removeprefix("person:") if found else None

    def keep_reference(self, key: str, reference: str, verified_at: datetime) -> bool:
        """Keep the latest verified reference; whether it was another than before.

        Ask `reference` in a snapshot first: then most turns need no write.
        """
        values = {"key": key, "reference": reference, "verified_at": verified_at}
        return _KEEP.one(self._connection, values) is not None

    def drop_reference(self, key: str) -> None:
        """Forget how to reach somebody, for example who has blocked us."""
        self._connection.execute(delete(REFERENCES).where(REFERENCES.c.key == key))

    def _one(self, statement: Prepared, wanted: str) -> Binding | None:
        row = statement.one(self._connection, {"wanted": wanted})
        return _binding(row) if row else None


def _binding(row: Kept) -> Binding:
    forum = Forum(ForumKind(row["forum_kind"]), row["forum_name"])
    return Binding(forum, row["channel"], row["team"])
