"""What a person typed, without what Teams wraps around it."""

import html
import re
from collections.abc import Iterable

# No "<" or ">" inside, so that a text full of half-open tags is read in one pass.
_MENTION = re.compile(r"<at(?:\s[^<>]*)?>([^<>]*)</at>")
_BLANKS = re.compile(r"[ \t\u00a0\u202f]+")
_INVISIBLE = str.maketrans("", "", "\u0000\u200b\u200c\u200d\u2060\ufeff")


def spoken_to(text: str, *, bot_name: str | None, bot_mentions: Iterable[str]) -> str:
    """Give the words meant for the bot: its own mention dropped, other people's names kept.

    `bot_mentions` are the exact texts that the activity's entities say stand for the bot; where
    there are none, `<at>` around the bot's name is taken for it (around any, if it has none).
    """
    for mention in bot_mentions:
        text = text.replace(mention, " ")
    if "<at" in text:
        text = _MENTION.sub(lambda found: _unless_named(found[1], bot_name), text)
    if "&" in text:
        text = html.unescape(text)
    text = text.translate(_INVISIBLE).replace("\r\n", "\n")
    return _BLANKS.sub(" ", text).strip()


def _unless_named(mentioned: str, bot_name: str | None) -> str:
    own = bot_name is None or html.unescape(mentioned).casefold() == bot_name.casefold()
    return " " if own else mentioned
