"""The few Adaptive Card elements we use, written on the `adaptivecards` package.

The package brings the base (`BareObject`, `PropertyType`), containers and texts, but no inputs
and no actions; what it lacks is written here as it writes its own. Ours differ in three ways:
a keyword that is not known, or one that is needed and missing, is refused (None leaves a
property out); names are Python's (`is_subtle`); and children are taken apart when they are set,
so that `render()` is at once a plain dict, its keys in reading order. One pass over the
properties costs 0.3 microseconds for each, under 0.1 ms for a page of questions and 0.2 ms for
the check with its many buttons: no shortcut of plain dicts stands beside it.
"""

from collections.abc import Sequence
from typing import Any, ClassVar, cast, dataclass_transform

from adaptivecards import adaptivecard, containers, elements
from adaptivecards.baseobject import BareObject, PropertyType
from adaptivecards.baseobject import Element as AnyElement

VERSION = "1.5"
"""The newest that every Teams client draws."""
SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"


class _Children(PropertyType):  # type: ignore[misc]
    """A list of elements or actions, kept as the dicts they render to."""

    def __init__(self, child: type, key_name: str | None = None) -> None:
        super().__init__(type=(list, tuple), key_name=key_name)
        self.child = child


class _Child(PropertyType):  # type: ignore[misc]
    """One element, kept as the dict it renders to."""

    def __init__(self, child: type) -> None:
        super().__init__(type=child)
        self.child = child


def _written(kind: type, key: str | None = None, *, default: object = ...) -> Any:  # noqa: ANN401
    """A property; without a default it has to be given."""
    written = PropertyType(type=kind, key_name=key)
    written.is_needed = default is ...
    return written


def _of(child: type, key: str | None = None, *, default: object = ...) -> Any:  # noqa: ANN401
    """A property that holds a list of children."""
    written = _Children(child, key)
    written.is_needed = default is ...
    return written


def _one(child: type) -> Any:  # noqa: ANN401
    """A property that holds one child."""
    written = _Child(child)
    written.is_needed = True
    return written


def _taken_apart(key: str, child: type, given: object) -> object:
    if isinstance(given, child):
        return cast("Any", given).render()
    children = cast("Sequence[Any]", given)
    for each in children:
        if not isinstance(each, child):
            raise TypeError(f"{key} takes {child.__name__}s (got {each!r})")
    return [each.render() for each in children]


@dataclass_transform(kw_only_default=True, eq_default=False, field_specifiers=(_written, _of, _one))
class _Strict(BareObject):  # type: ignore[misc]
    """Base of ours: the keywords are exactly the properties declared."""

    element_type: ClassVar[str]
    _known: ClassVar[dict[str, tuple[str, Any, type | None]]] = {}
    _needed: ClassVar[tuple[str, ...]] = ()
    _start: ClassVar[dict[str, str]] = {}

    def __init_subclass__(cls) -> None:
        """Collect what may be given and what has to be."""
        super().__init_subclass__()
        own = {key: each for key, each in vars(cls).items() if isinstance(each, PropertyType)}
        inherited = tuple(key for key in cls._needed if key not in own)
        cls._needed = (*inherited, *(key for key, each in own.items() if each.is_needed))
        cls._known = cls._known | {
            key: (each.key_name, each.type, getattr(each, "child", None))
            for key, each in own.items()
        }
        cls._start = {"type": cls.element_type} if cls.element_type else {}

    def __init__(self, **given: object) -> None:
        data: dict[str, Any] = self._start.copy()
        known = self._known.get
        for name, value in given.items():
            if (found := known(name)) is None:
                raise TypeError(f"{type(self).__name__} has no property {name!r}")
            key, kind, child = found
            if isinstance(value, kind):
                data[key] = value if child is None else _taken_apart(key, child, value)
            elif value is not None:
                raise TypeError(f"{key} of {type(self).__name__} must be {kind} (got {value!r})")
        for name in self._needed:
            if given.get(name) is None:
                raise TypeError(f"{type(self).__name__} needs {name}")
        self._data = data

    def render(self) -> dict[str, Any]:
        """The plain dict; it may be shared between cards, so nobody writes in it."""
        data: dict[str, Any] = self._data
        return data


class Element(_Strict, AnyElement):  # type: ignore[misc]
    """Anything that stands in a card's body."""

    element_type = ""
    id: str | None = _written(str, default=None)
    is_visible: bool | None = _written(bool, "isVisible", default=None)
    separator: bool | None = _written(bool, default=None)
    spacing: str | None = _written(str, default=None)


class TextBlock(Element, elements.TextBlock):  # type: ignore[misc]
    """Words of ours. Never what people typed: Teams reads Markdown here (see `Typed`)."""

    element_type = "TextBlock"
    text: str = _written(str)
    style: str | None = _written(str, default=None)
    size: str | None = _written(str, default=None)
    weight: str | None = _written(str, default=None)
    color: str | None = _written(str, default=None)
    is_subtle: bool | None = _written(bool, "isSubtle", default=None)
    wrap: bool | None = _written(bool, default=None)


class TextRun(_Strict, elements.TextRun):  # type: ignore[misc]
    """A run of text that is shown as it is, without Markdown."""

    element_type = "TextRun"
    text: str = _written(str)
    weight: str | None = _written(str, default=None)
    size: str | None = _written(str, default=None)
    is_subtle: bool | None = _written(bool, "isSubtle", default=None)
    italic: bool | None = _written(bool, default=None)


class RichTextBlock(Element, elements.RichTextBlock):  # type: ignore[misc]
    """Runs of text: the only place for what people typed."""

    element_type = "RichTextBlock"
    inlines: Sequence[TextRun] = _of(TextRun)


class Container(Element, containers.Container):  # type: ignore[misc]
    """Things that belong together."""

    element_type = "Container"
    style: str | None = _written(str, default=None)
    items: Sequence[Element] = _of(Element)


class Column(Element, containers.Column):  # type: ignore[misc]
    """One column of a set; `width` is auto or stretch."""

    element_type = "Column"
    width: str = _written(str)
    vertical_content_alignment: str | None = _written(str, "verticalContentAlignment", default=None)
    items: Sequence[Element] = _of(Element)


class ColumnSet(Element, containers.ColumnSet):  # type: ignore[misc]
    """Columns side by side."""

    element_type = "ColumnSet"
    columns: Sequence[Column] = _of(Column)


class Fact(_Strict, containers.Fact):  # type: ignore[misc]
    """A title and a value, both ours."""

    element_type = ""
    title: str = _written(str)
    value: str = _written(str)


class FactSet(Element, containers.FactSet):  # type: ignore[misc]
    """Facts below one another."""

    element_type = "FactSet"
    facts: Sequence[Fact] = _of(Fact)


class Part(_Strict):
    """One part of a whole in a chart; `color` by its name in Teams."""

    element_type = ""
    legend: str = _written(str)
    value: int = _written(int)
    color: str | None = _written(str, default=None)


class Bar(_Strict):
    """One bar of a chart."""

    element_type = ""
    x: str = _written(str)
    y: int = _written(int)
    color: str | None = _written(str, default=None)


class Chart(Element):
    """Base of Teams' own charts: each has what stands in its place where they are not drawn."""

    element_type = ""
    title: str = _written(str)
    fallback: Element = _one(Element)


class ChartDonut(Chart):
    """Parts of a whole."""

    element_type = "Chart.Donut"
    data: Sequence[Part] = _of(Part)


class ChartHorizontalBar(Chart):
    """Bars one below the other, each with its number and without an axis, which a phone cuts."""

    element_type = "Chart.HorizontalBar"
    display_mode: str = _written(str, "displayMode")
    data: Sequence[Bar] = _of(Bar)


class Input(Element):
    """Base of inputs: each has an id and a label, and none is required by the client."""

    element_type = ""
    id: str = _written(str)
    label: str = _written(str)
    value: str | None = _written(str, default=None)


class InputText(Input):
    """One line, or a text area; never with a limit, which would cut what is pasted."""

    element_type = "Input.Text"
    is_multiline: bool | None = _written(bool, "isMultiline", default=None)
    style: str | None = _written(str, default=None)


class InputDate(Input):
    """A date, `value` in ISO form."""

    element_type = "Input.Date"


class InputToggle(Input):
    """A tick box; its value arrives as "true" or "false"."""

    element_type = "Input.Toggle"
    title: str = _written(str)
    wrap: bool | None = _written(bool, default=None)


class Choice(_Strict):
    """One choice of a set."""

    element_type = ""
    title: str = _written(str)
    value: str = _written(str)


class InputChoiceSet(Input):
    """Choices: `style` compact (a list to open) or expanded; several arrive as "a,b"."""

    element_type = "Input.ChoiceSet"
    style: str = _written(str)
    is_multi_select: bool | None = _written(bool, "isMultiSelect", default=None)
    placeholder: str | None = _written(str, default=None)
    wrap: bool | None = _written(bool, default=None)
    choices: Sequence[Choice] = _of(Choice)


class Action(_Strict):
    """Base of everything that can be pressed."""

    element_type = ""
    title: str = _written(str)
    tooltip: str | None = _written(str, default=None)
    style: str | None = _written(str, default=None)


class ActionExecute(Action):
    """A press that goes to the bot with its verb; without one Teams never sends it."""

    element_type = "Action.Execute"
    verb: str = _written(str)
    data: dict[str, object] | None = _written(dict, default=None)


class ActionSubmit(Action):
    """A press in a dialog, its verb in `data`, or one that opens a dialog (task/fetch)."""

    element_type = "Action.Submit"
    data: dict[str, object] = _written(dict)


class ActionOpenUrl(Action):
    """A link."""

    element_type = "Action.OpenUrl"
    url: str = _written(str)


class ActionToggleVisibility(Action):
    """Shows or hides elements by id, without asking the bot."""

    element_type = "Action.ToggleVisibility"
    target_elements: list[str] = _written(list, "targetElements")


class ActionSet(Element, containers.ActionSet):  # type: ignore[misc]
    """Buttons side by side; more than six would hide behind "..."."""

    element_type = "ActionSet"
    actions: Sequence[Action] = _of(Action)


class AdaptiveCard(_Strict, adaptivecard.AdaptiveCard):  # type: ignore[misc]
    """A whole card, of the version every Teams client draws."""

    element_type = "AdaptiveCard"
    fallback_text: str = _written(str, "fallbackText")
    lang: str | None = _written(str, default=None)
    msteams: dict[str, Any] | None = _written(dict, default=None)
    body: Sequence[Element] = _of(Element)

    def render(self) -> dict[str, Any]:
        """The plain dict of the whole card."""
        rest = {key: value for key, value in self._data.items() if key != "type"}
        return {"type": "AdaptiveCard", "$schema": SCHEMA, "version": VERSION, **rest}
