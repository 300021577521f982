"""Sixteen people with referrals that are complete but for sending."""

import secrets
from collections.abc import Iterable
from datetime import timedelta

from board.drafts import Draft
from board.people import GRANT_REVIEW, Agency, AgencyType, Grant, IsaStatus, Member, Role
from board.places import Binding, Forum, ForumKind
from board.referral_form import Screen
from bot.teams.references import Reference
from storage.posts import Post
from storage.unit import Unit
from tests.fakes.channel import Channel, Json, Person, channel_of, person, personal
from tests.scenarios.bot import ANSWERS, answers_on

CLERKS = tuple(person(f"Clerk {number}") for number in range(16))
TEAM = channel_of("Mental Health Team")
_LISTS = {"indicators", "at_risk", "conditions"}


def register(unit: Unit, channel: Channel) -> None:
    """All of them in one trust, and the mental health team in a channel that can be reached."""
    now = channel.machine_now()
    unit.people.put_agency(
        Agency(
            key="AG-01",
            name="Coastshire Mental Health Trust",
            short_name="Trust",
            type=AgencyType.MENTAL_HEALTH_TRUST,
            core=True,
            isa_status=IsaStatus.SIGNED,
        )
    )
    grant = Grant(Role.REFERRER, now - timedelta(days=1), now + GRANT_REVIEW)
    for number, clerk in enumerate(CLERKS):
        unit.people.put_member(
            Member(
                key=f"MEM-{number}",
                name=clerk.name,
                agency="AG-01",
                job="Ward nurse",
                account=clerk.aad_object_id,
                grants=(grant,),
            )
        )
        keep_reference(unit, channel, clerk)
    unit.places.bind(
        Binding(Forum(ForumKind.MENTAL_HEALTH_TEAM), str(TEAM.channel), str(TEAM.team))
    )
    keep_reference(unit, channel, None)


def keep_reference(unit: Unit, channel: Channel, clerk: Person | None) -> None:
    """Let a clerk's own chat, or the team's channel, be reached."""
    place = personal(clerk) if clerk else TEAM
    reference = Reference(
        service_url=channel.service_url,
        conversation=place.conversation,
        kind="personal" if clerk else "channel",
        bot_id=f"28:{channel.app_id}",
        tenant=channel.tenant,
        team=place.team,
        channel=place.channel,
        user_id=clerk.id if clerk else None,
    )
    key = f"person:{clerk.aad_object_id}" if clerk else f"channel:{TEAM.channel}"
    unit.places.keep_reference(key, reference.to_json(), channel.machine_now())


def write_drafts(unit: Unit, channel: Channel, clerks: Iterable[Person]) -> dict[str, Person]:
    """A draft and its posted opener for each of these; whose form is whose."""
    now = channel.machine_now()
    answers = {
        key: tuple(str(value).split(",")) if key in _LISTS else value
        for page in ("what", "who")
        for key, value in answers_on(page, ANSWERS).items()
    }
    forms = {}
    for clerk in clerks:
        form, place = secrets.token_urlsafe(24), f"person:{clerk.aad_object_id}"
        unit.drafts.insert(
            Draft(
                form=form,
                person=clerk.aad_object_id,
                place=place,
                created_at=now,
                updated_at=now,
                screen=Screen.CHECK,
                answers=answers,
            )
        )
        conversation = personal(clerk).conversation
        unit.posts.put(
            Post(
                thing=f"form:{form}",
                place=place,
                conversation=conversation,
                activity=f"opener-{form}",
                version=1,
            )
        )
        forms[form] = clerk
    return forms


def submission(channel: Channel, clerk: Person, form: str) -> Json:
    """The press that sends the referral of a form."""
    data = {"form": form, **answers_on("check", ANSWERS)}
    return channel.execute("referral.submit", data, clerk)
