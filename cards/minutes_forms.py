"""The forms of minutes: an item's words, a comment and what becomes of it, an addendum."""

from board.calendar import LONDON
from board.minutes import Comment
from board.minutes_words import OUTCOMES
from cards.action_boxes import choice_box, override_box
from cards.action_pieces import as_at, left_out, said, strongly, taken, turning, within
from cards.action_words import short_day
from cards.box_words import Box
from cards.boxes import ask_boxes
from cards.buttons import button, main_button, rows
from cards.elements import Container, Element
from cards.minutes_payloads import (
    AddAddendum,
    ChangeMinutes,
    CommentMinutes,
    DealWithComment,
    ShowComments,
    ShowMinutes,
)
from cards.minutes_views import CommentList, DealForm, MinutesItemForm, WordsForm
from cards.pieces import heading, noted, problems, section, small, words
from cards.typed import NAME_LONGEST, typed
from cards.views import Surface

_SAFE = "Everyone on the board can read this. Leave out names and details of patients."
_SUMMARY = Box("summary", "What was said", "Up to 2,000 characters. No transcript.", is_area=True)
_UNRESOLVED = Box(
    "unresolved", "What is left unresolved? (optional)", "Up to 500 characters.", is_area=True
)
_COMMENT = Box("comment", "Your comment", "Up to 500 characters. Your name stands with it.",
               is_area=True)  # fmt: skip
_ADDENDUM = Box("addendum", "What is to be added?", "Up to 1,000 characters.", is_area=True)
_REASON = Box("reason", "Reason", "Needed where it is not taken. Up to 500 characters.",
              is_area=True)  # fmt: skip
_ROOM, _THEIRS = 9_000, 2_500
_PER_PAGE = 5
_LIST_ROOM = 15_000


def minutes_item_card(view: MinutesItemForm, surface: Surface) -> list[Element]:
    """What the minutes say under one item; beside it what somebody else wrote meanwhile."""
    item = view.item
    keeps = ChangeMinutes(
        ref=view.meeting, item=item.key, version=item.version, page=view.page, sent=True
    )
    return [
        heading(f"Change the minutes of {view.meeting}"),
        said(strongly(f"{view.number}. {item.title}")),
        *noted(view.note),
        *problems(view.faults),
        *_theirs(view),
        small(_SAFE),
        *ask_boxes([_SUMMARY, _UNRESOLVED], view.inputs, view.faults, room=_ROOM),
        *override_box(view.inputs, view.faults, may=view.may_override),
        *rows(
            [
                main_button("Keep", keeps, surface),
                button("Go back", ShowMinutes(ref=view.meeting, page=view.page), surface),
            ],
            spacing="large",
        ),
    ]


def words_form_card(view: WordsForm, surface: Surface) -> list[Element]:
    """One box: a comment on an item, or an addendum."""
    if view.item:
        box, title = _COMMENT, f"Comment on the minutes of {view.meeting}"
        keeps: CommentMinutes | AddAddendum = CommentMinutes(
            ref=view.meeting, item=view.item, form=view.form, sent=True
        )
    else:
        box, title = _ADDENDUM, f"Addendum to the minutes of {view.meeting}"
        keeps = AddAddendum(ref=view.meeting, form=view.form, sent=True)
    return [
        heading(title),
        *([said(strongly(view.title))] if view.title else []),
        *noted(view.note),
        *problems(view.faults),
        small(_SAFE),
        *ask_boxes([box], view.inputs, view.faults, room=_ROOM),
        *override_box(view.inputs, view.faults, may=view.may_override),
        *rows(
            [
                main_button("Keep", keeps, surface),
                button("Go back", ShowMinutes(ref=view.meeting), surface),
            ],
            spacing="large",
        ),
    ]


def comment_list_card(view: CommentList, surface: Surface) -> list[Element]:
    """The comments, those that wait first, each with what became of it."""
    pages = max(1, -(-len(view.comments) // _PER_PAGE))
    page = min(max(view.page, 1), pages)
    chosen = view.comments[(page - 1) * _PER_PAGE : page * _PER_PAGE]
    ref = view.meeting
    shown = (ShowComments(ref=ref, page=page - 1), ShowComments(ref=ref, page=page + 1))
    end = [
        *rows(
            [
                *turning(page, pages, shown, surface),
                button("Minutes", ShowMinutes(ref=ref), surface),
            ]
        ),
        as_at(view.at),
    ]
    top = [
        heading(f"Comments on the minutes of {ref}"),
        *noted(view.note),
        words(_counted(view) if view.comments else "Nobody has commented yet."),
    ]
    blocks = ([_comment(each, view, surface)] for each in chosen)
    listed, left = within(blocks, _LIST_ROOM - taken([*top, *end]))
    return [*top, *listed, *left_out(left, "comments"), *end]


def deal_card(view: DealForm, surface: Surface) -> list[Element]:
    """Whether a comment is taken, and why not."""
    comment = view.comment
    meeting = comment.meeting
    offered = [(str(each), said_as) for each, said_as in OUTCOMES.items()]
    keeps = DealWithComment(ref=comment.ref, sent=True)
    return [
        heading(f"Comment {comment.ref}"),
        said(strongly(view.title)),
        said(f"{view.name[:NAME_LONGEST]}: {comment.text}", spacing="small"),
        *_became(comment),
        *noted(view.note),
        *problems(view.faults),
        *choice_box(
            "outcome", "What becomes of it?", offered, view.inputs, view.faults,
            placeholder="Choose one",
        ),
        *ask_boxes([_REASON], view.inputs, view.faults, room=_ROOM),
        *override_box(view.inputs, view.faults, may=view.may_override),
        *rows(
            [
                main_button("Keep", keeps, surface),
                button("Go back", ShowComments(ref=meeting), surface),
            ],
            spacing="large",
        ),
    ]  # fmt: skip


def _theirs(view: MinutesItemForm) -> list[Element]:
    """What stands there now, which would be written over."""
    if view.theirs is None:
        return []
    kept = [section("As it stands now"), typed(view.theirs.summary, _THEIRS)]
    if view.theirs.unresolved:
        kept.append(said(strongly("Unresolved: "), view.theirs.unresolved[:500]))
    return [Container(style="emphasis", items=kept)]


def _counted(view: CommentList) -> str:
    waiting = sum(each.is_open for each in view.comments)
    return f"{len(view.comments)} in all, {waiting} to be dealt with."


def _became(comment: Comment) -> list[Element]:
    """What became of a comment that has been dealt with."""
    if comment.outcome is None:
        return []
    reason = f": {comment.reason}" if comment.reason else ""
    return [said(strongly(OUTCOMES[comment.outcome]), reason, spacing="small")]


def _comment(comment: Comment, view: CommentList, surface: Surface) -> Container:
    name = view.names.get(comment.by, "Somebody")[:NAME_LONGEST]
    day = short_day(comment.at.astimezone(LONDON).date())
    about = view.titles.get(comment.item, comment.item)
    items: list[Element] = [
        said(strongly(f"{name}, {day}")),
        said(f"On {about}"),
        said(comment.text, spacing="small"),
    ]
    if not comment.is_open:
        items += _became(comment)
    elif view.may_deal:
        deals = button(
            "Deal with it", DealWithComment(ref=comment.ref), surface,
            tooltip=f"Deal with {comment.ref}",
        )  # fmt: skip
        items += rows([deals], spacing="small")
    else:
        items.append(said("Not dealt with yet.", spacing="small"))
    return Container(separator=True, items=items)
