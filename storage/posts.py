"""Where each thing was posted, and which version of it is shown there."""

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, select

from storage.statements import Prepared, upsert
from storage.tables.places import POSTS

_OF_THING = select(POSTS).where(POSTS.c.thing == bindparam("thing"))
_READ = Prepared(_OF_THING.where(POSTS.c.place == bindparam("place")))
_READ_ALL = Prepared(_OF_THING.order_by(POSTS.c.place))
_WRITE = upsert(POSTS, ("thing", "place"), update=("conversation", "activity", "version"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A message of ours in Teams: what it shows, where, and Teams' ids of it."""

    thing: str
    place: str
    conversation: str
    activity: str
    version: int


class Posts:
    """Posts by thing and place; one of each."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, thing: str, place: str) -> Post | None:
        """The post of a thing in a place."""
        row = _READ.one(self._connection, {"thing": thing, "place": place})
        return Post(**row) if row else None

    def of(self, thing: str) -> tuple[Post, ...]:
        """Every post of a thing."""
        rows = _READ_ALL.rows(self._connection, {"thing": thing})
        return tuple(Post(**row) for row in rows)

    def put(self, post: Post) -> None:
        """Keep where a thing now stands, in place of where it stood."""
        values = {"thing": post.thing, "place": post.place, "version": post.version}
        values |= {"conversation": post.conversation, "activity": post.activity}
        _WRITE.one(self._connection, values)

    def forget(self, thing: str, place: str) -> None:
        """Drop a post whose message is gone; the next one is posted afresh."""
        gone = delete(POSTS).where(POSTS.c.thing == thing, POSTS.c.place == place)
        self._connection.execute(gone)
