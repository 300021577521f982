"""What Teams sends comes out as one shape, whoever pressed, on whichever client, wherever."""

import orjson
import pytest
from botbuilder.core import TurnContext
from hypothesis import given
from hypothesis import strategies as st

from bot.teams.activities import sdk_activity
from bot.teams.incoming import Incoming, Press, read, read_activity
from bot.teams.parts import BadBody
from bot.teams.references import Reference, reference_of, thread_of
from bot.teams.words import spoken_to
from tests.fakes.channel import (
    BOARD_CHANNEL,
    BOT_NAME,
    GUEST,
    NURSE,
    ON_PHONE,
    OTHER_TEAM,
    TENANT,
    TRIAGE_CHANNEL,
    TRIAGER,
    personal,
)


@pytest.fixture
def heard():
    """Read an activity as it comes over the wire."""
    return lambda activity: read_activity(orjson.dumps(activity))


def test_a_message_in_a_personal_chat(heard, channel):
    incoming = heard(channel.message("  refer\u00a0&amp; help \r\n"))

    assert (incoming.type, incoming.text) == ("message", "refer & help")
    assert incoming.conversation.kind == "personal"
    assert incoming.sender.aad_object_id == NURSE.aad_object_id
    assert (incoming.tenant, incoming.channel, incoming.team_id) == (TENANT, None, None)
    assert incoming.press is None
    assert not incoming.is_invoke


def test_a_message_in_a_channel_names_the_thread_and_the_channel(heard, channel):
    incoming = heard(channel.message("triage", TRIAGER, TRIAGE_CHANNEL.in_thread("17")))

    assert incoming.text == "triage"
    assert incoming.conversation.kind == "channel"
    assert incoming.conversation.id == f"{TRIAGE_CHANNEL.channel};messageid=17"
    assert incoming.conversation.thread_root == TRIAGE_CHANNEL.channel
    assert incoming.channel == TRIAGE_CHANNEL.channel
    assert incoming.channel_name == "Triage"
    assert incoming.team_id == TRIAGE_CHANNEL.team


def test_general_has_the_id_of_its_team_and_no_name(heard, channel):
    incoming = heard(channel.message("help", NURSE, BOARD_CHANNEL))

    assert incoming.channel == incoming.team_id == BOARD_CHANNEL.team
    assert incoming.channel_name is None


def test_a_guest_is_known_by_the_object_id_too(heard, channel):
    incoming = heard(channel.execute("referral.next", {"x": "1"}, GUEST, OTHER_TEAM))

    assert incoming.sender.id.startswith("live:")
    assert incoming.sender.aad_object_id == GUEST.aad_object_id


def test_a_phone_sends_the_same(heard, channel):
    incoming = heard(channel.execute("referral.next", {"confirmed": "false"}, ON_PHONE))

    assert incoming.press == Press("execute", "referral.next", {"confirmed": "false"})


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        ("execute", "execute"),
        ("fetch", "fetch"),
        ("submit", "submit"),
        ("submit_message", "execute"),
    ],
)
def test_a_button_is_one_press_whatever_it_is_sent_as(make, kind, heard, channel):
    data = {"ref": "REF-2026-0001", "msteams": {"type": "task/fetch"}, "account": "typed"}

    press = heard(getattr(channel, make)("referral.open", data)).press

    assert press == Press(kind, "referral.open", {"ref": "REF-2026-0001", "account": "typed"})


def test_a_press_keeps_a_field_called_verb_that_is_its_own(heard, channel):
    press = heard(channel.execute("a.b", {"verb": "other"})).press

    assert press == Press("execute", "a.b", {"verb": "other"})


def test_a_button_without_a_verb_has_an_empty_one(heard, channel):
    press = heard(channel.fetch("x", value={"data": {"type": "task/fetch"}})).press

    assert press.verb == ""


def test_installation_and_members_and_channel_events(heard, channel):
    added = heard(channel.installed(action="add-upgrade"))
    joined = heard(channel.joined(NURSE, GUEST))
    left = heard(channel.joined(NURSE, left=True))
    deleted = heard(channel.channel_event("channelDeleted"))

    assert added.install_action == "add-upgrade"
    assert joined.members_added == (NURSE.id, GUEST.id)
    assert left.members_removed == (NURSE.id,)
    assert (deleted.event, deleted.channel) == ("channelDeleted", TRIAGE_CHANNEL.channel)


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"conversationType": "groupChat", "isGroup": True}, "group"),
        ({"conversationType": "meeting"}, "group"),
        ({"conversationType": "personal", "isGroup": True}, "group"),
        ({"conversationType": None}, "personal"),
        ({"conversationType": None, "isGroup": True}, "group"),
    ],
)
def test_the_place_that_more_people_see_is_believed(change, kind, heard, channel):
    activity = channel.execute("x")
    activity["conversation"] |= change

    assert heard(activity).conversation.kind == kind


def test_a_channel_in_the_channel_data_makes_it_no_personal_chat(heard, channel):
    activity = channel.execute("x")
    activity["channelData"]["channel"] = {"id": "19:x@thread.tacv2"}

    assert heard(activity).conversation.kind == "channel"


def test_what_was_typed_is_not_in_the_repr(heard, channel):
    incoming = heard(
        channel.execute("x", {"account": "he said"}, text="and then", name="adaptiveCard/action")
    )

    assert "he said" not in repr(incoming)
    assert "and then" not in repr(incoming)
    assert NURSE.name not in repr(incoming)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<at>MHRMB</at> refer", "refer"),
        ("refer <at>MHRMB</at>", "refer"),
        ("act <at>mhrmb</at>&nbsp;as", "act as"),
        ("<at>MHRMB</at>  <at>MHRMB</at> help", "help"),
        ("who <at>Nadia Nurse</at>", "who Nadia Nurse"),
        ('<at id="0">MHRMB</at> help', "help"),
        ("&lt;at&gt;MHRMB&lt;/at&gt; help", "<at>MHRMB</at> help"),
        ("a &lt; b &amp; c", "a < b & c"),
        ("\u200bhelp\u200b", "help"),
        ("one\r\ntwo", "one\ntwo"),
        ("attach <attic>x", "attach <attic>x"),
        ("", ""),
    ],
)
def test_the_words_are_what_is_left_without_the_bots_name(text, said):
    assert spoken_to(text, bot_name=BOT_NAME, bot_mentions=[]) == said


def test_a_mention_by_entity_goes_whatever_its_text(heard, channel):
    """A person may shorten the mention in the compose box."""
    activity = channel.message("help", NURSE, BOARD_CHANNEL)
    activity["text"] = "help <at>Board bot</at> now"
    activity["entities"][-1]["text"] = "<at>Board bot</at>"

    assert heard(activity).text == "help now"


@given(st.text(alphabet="<at>/ &;nbspX\u00a0", max_size=60))
def test_any_text_is_read(text):
    said = spoken_to(text, bot_name="X", bot_mentions=[])

    assert said == said.strip()


def test_a_text_full_of_half_open_tags_is_read_at_once():
    assert len(spoken_to("<at" * 80_000, bot_name="X", bot_mentions=[])) == 240_000
    assert len(spoken_to("<at>" * 60_000, bot_name="X", bot_mentions=[])) == 240_000


@pytest.mark.parametrize("value", ["", "x" * 1025, "a\nb", "nul\u0000"])
def test_an_id_that_is_none_is_a_bad_body(value, channel):
    activity = channel.execute("x")
    activity["from"]["id"] = value

    with pytest.raises(BadBody):
        read(activity)


def test_the_sdks_activity_says_the_same(heard, channel):
    incoming = heard(channel.message("help", GUEST, BOARD_CHANNEL))

    activity = sdk_activity(incoming)

    assert activity.from_property.aad_object_id == GUEST.aad_object_id
    assert activity.conversation.id == incoming.conversation.id
    assert activity.timestamp.tzinfo is not None
    assert TurnContext.remove_recipient_mention(activity).strip() == "help"


class TestReferences:
    def test_a_channels_reference_is_the_channel_itself(self, heard, channel):
        incoming = heard(channel.message("x", NURSE, TRIAGE_CHANNEL.in_thread("17")))

        reference, thread = reference_of(incoming), thread_of(incoming)

        assert reference.conversation == reference.channel == TRIAGE_CHANNEL.channel
        assert (reference.user_id, reference.thread) == (None, None)
        assert thread.thread == f"{TRIAGE_CHANNEL.channel};messageid=17"

    def test_a_personal_reference_is_the_persons(self, heard, channel):
        reference = reference_of(heard(channel.execute("x")))

        assert reference.conversation == personal(NURSE).conversation
        assert (reference.kind, reference.user_id) == ("personal", NURSE.id)
        assert reference.bot_id == f"28:{channel.app_id}"

    def test_a_channel_event_names_the_channel_and_not_the_team(self, heard, channel):
        reference = reference_of(heard(channel.channel_event("channelRenamed")))

        assert reference.conversation == TRIAGE_CHANNEL.channel

    def test_it_comes_back_from_its_json(self, heard, channel):
        reference = thread_of(heard(channel.message("x", NURSE, TRIAGE_CHANNEL)))

        assert Reference.from_json(reference.to_json()) == reference

    @pytest.mark.parametrize("text", ["", "[]", "{}", '{"kind": "personal"}', '{"kind": 1}'])
    def test_other_json_is_no_reference(self, text):
        with pytest.raises(ValueError, match=r".*"):
            Reference.from_json(text)


def test_incoming_is_compared_without_the_json_it_came_from(channel):
    one = channel.execute("x")

    assert read(one) == read(one | {"unknown": 1})
    assert isinstance(read(one), Incoming)
