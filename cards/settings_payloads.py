"""The buttons of the settings."""

from cards.payloads import Number, Payload, Shown


class ShowSettings(Payload):
    """What can be set."""

    verb = "settings.show"


class ShowAgencies(Payload):
    """A page of the agencies."""

    verb = "settings.agencies"
    page: Number = 1


class ShowMembers(Payload):
    """A page of the members."""

    verb = "settings.members"
    page: Number = 1


class ChangeAgency(Shown):
    """The form of an agency, of a new one without `ref`; with its inputs, keep it."""

    verb = "settings.agency"
    ref: str = ""


class ChangeMember(Shown):
    """The form of a member; with its inputs, keep it."""

    verb = "settings.member"


class ChangeLadder(Shown):
    """How long each rung has; with its inputs, keep it."""

    verb = "settings.ladder"
    ref: str = ""


class ChangeClocks(Shown):
    """When everything around a meeting is due; with its inputs, keep it."""

    verb = "settings.clocks"
    ref: str = ""


class ChangeForums(Shown):
    """How the board meets, and which channels there are; with its inputs, keep it."""

    verb = "settings.forums"
    ref: str = ""


class ChangeDays(Shown):
    """Days off beside the bank holidays; with its inputs, keep them."""

    verb = "settings.days"
    ref: str = ""
