"""Refusals of the board, each with a code and the sentence a person sees."""

from collections.abc import Mapping
from types import MappingProxyType

MESSAGES: Mapping[str, str] = MappingProxyType(
    {
        "V01": (
            "Call 999 now. Do not wait for this form. When the person is safe, "
            "come back and finish the referral."
        ),
        "V02": "Enter the person's name, or choose 'Name not known' and describe them",
        "V03": "Date of birth must be in the past",
        "V04": "Describe what has happened in at least 30 characters",
        "V05": "Shorten your description to 1,500 characters or fewer",
        "V06": "Select at least one reason you are worried",
        "V08": (
            "Select whether the person is managed under MAPPA. "
            "If you are unsure, select 'Not known'"
        ),
        "V09": (
            "This person is managed under MAPPA. Send the concern to the MAPPA co-ordinator instead"
        ),
        "V10": "Enter who you sent this to and when",
        "V11": "Enter a reason of at least 30 characters",
        "V12": "Ask a colleague who did not make this decision to check it",
        "V13": "Due date must be a working day in the future",
        "V14": "Start with a verb and say what will be done",
        "V15": "Choose one named owner",
        "V16": "Someone other than the owner must confirm this is done",
        "V17": ("This action has been extended twice. A co-chair must agree another date"),
        "V23": (
            "This looks like personal information ({type}). "
            "Use the case reference instead. Nothing was posted."
        ),
        "V24": (
            "{agency} has not signed the information sharing agreement. Case details cannot be sent"
        ),
        "V25": "Accept the confidentiality statement before opening case papers",
        "V26": ("This person made or checked the earlier decision. Choose someone else"),
        "V28": ("The meeting does not have a quorum. You can record discussion but not a decision"),
        "V29": "The focus agency cannot also lead this meeting",
        "V30": (
            "Someone else changed this while you were editing. Review their change and save again"
        ),
        "V31": (
            "You do not have access to this. Ask the Mental Health Team if you think you should"
        ),
        "V32": "Do not attach documents here. The team will ask for them securely",
        "V33": "Enter a date of birth or an age, for example 43 or about 40",
        "V34": "Select where the person is now, or 'Not known'",
        "V35": "Select who may be at risk, or 'Not known'",
        "V36": "Select whether the person knows about this referral",
        "V37": "Tick to confirm before you send",
        "V38": "Use {n} characters or fewer",
        "V39": "Describe what has happened, when, and who told you",
        "V40": "Select a mental health condition, or 'Not known'",
        "V41": "Choose from the options shown",
        "V42": "Enter the agency you work for",
        "V43": "Enter your job",
        "V44": "Enter a date, for example 2026-12-01",
        "V45": "Enter what you want to add",
        "V46": "Enter the service you are signposting to",
        "V47": "Enter who was told and when",
        "V48": "Enter the safety advice you gave",
        "V49": "Enter what you need to know",
        "V50": "Enter the reference this belongs to, for example REF-2026-0031",
        "V51": "Enter a date that is not in the future, for example 2026-12-01",
        "V52": "Enter what you want to happen",
        "V53": "Enter who accepted it there",
        "V54": "Enter how we will know that it is done",
        "V55": "Say what shows that it is done",
        "V56": "Enter what is needed, and from whom",
        "V57": "Enter the reason",
        "gate_order": "Answer the questions before this one first",
        "not_open": "The answers so far do not lead to this decision. Review them, or ask",
        "mappa_not_known": (
            "Check the MAPPA status before you accept this. It may take one working day; an "
            "urgent referral is not held up by it"
        ),
        "take_first": "Take this referral before you work on it",
        "taken": "{name} has this referral. Ask them to hand it over",
        "yours_already": "You have this referral already",
        "not_in_team": "Choose a colleague of the Mental Health Team",
        "not_waiting": "This decision is not waiting for a check",
        "not_routed": "This referral is not waiting for an answer from another body",
        "merge_itself": "A referral cannot be joined with itself. Enter the other reference",
        "challenge_late": (
            "A decision can be challenged within 20 working days, or at any time if the risk "
            "has changed. Tell us what has changed"
        ),
        "challenge_open": "There is already an open challenge to this decision: {ref}",
        "challenge_closed": "This challenge is closed",
        "challenge_wait": "This step has not been decided yet",
        "challenge_top": "The senior board has decided. There is no further step",
        "not_decided": "There is no decision to challenge yet",
        "action_ended": "This action is {state}, so that is no longer possible",
        "not_completed": "Nobody has said yet that this action is done",
        "nothing_asked": "Nothing is waiting for agreement here. It may have been answered already",
        "snooze_too_long": "Reminders can wait until a day from tomorrow to the due date, {due}",
        "answered_already": "This has been answered already",
        "not_upward": "Choose a rung above the one it stands on",
        "nobody_there": "Nobody of that rung or above can be asked. Check the ladder of the agency",
        "filter_agency": (
            "I do not know that agency. Say 'actions agency' and its name as on the board"
        ),
        "filter_owner": (
            "I do not know one member of that name. Say 'actions owner' and a full name"
        ),
        "filter_date": (
            "I cannot read that date. Say, for example, 'actions due before 2026-12-01'"
        ),
        "filter_state": (
            "I do not know that state. Say 'actions state' and one of: all, open, closed, "
            "proposed, assigned, accepted, in progress, blocked, completed, verified, declined, "
            "reopened, cancelled"
        ),
        "filter_source": ("That is no reference. Say, for example, 'actions from BRD-035'"),
        "guard_tired": (
            "Too many texts were held back today. Ask the Mental Health Team to keep this for you"
        ),
        "no_board_planned": "No meeting of the board is planned yet",
        "decline_late": (
            "It is past its due date or escalated. Say what holds it up, or ask for another date"
        ),
        "date_by_extension": (
            "To move the date choose Another date. Someone other than the owner agrees to it"
        ),
        "nothing_sent": "Nothing has been sent before a meeting yet, or there is no such meeting",
        "away_until": "Say until when, for example 'away 2026-12-01'",
        "no_action": "Enter the reference of an action, for example ACT-2026-0012",
        "co_chairs_two": "Choose exactly two co-chairs who are active",
        "co_chairs_agency": "Choose co-chairs from two different agencies",
        "co_chairs_mix": (
            "One co-chair must be from the police and the other from health or adult social care"
        ),
        "cadence_missing": "Say first how often this forum meets",
        "cycle_no_start": "Enter the date of the first meeting",
        "meeting_time": "Enter a time, for example 10:00",
        "sponsor_needed": "Choose the senior person in whose name the partner is asked",
        "forum_known": "There is a forum of that code already",
        "meeting_day": "Choose a time in the future on a working day",
        "meeting_state": "This meeting is {state}, so that is not possible now",
        "pack_lead": "Choose the lead agency before the pack goes out",
        "pack_focus": "Choose the focus agency before the pack goes out",
        "pack_items": "Put these items back on the agenda first: {items}",
        "pack_tracker": "Take a snapshot of the action tracker before the pack goes out",
        "pack_held": "The pack is held back. Release it first",
        "statement_first": "Read the confidentiality statement before the meeting starts",
        "interests_first": "Ask for declarations of interest before the meeting starts",
        "no_meeting_to_start": (
            "There is no such meeting to start. Say 'start meeting' and its reference, for "
            "example 'start meeting BRD-036'"
        ),
        "not_in_session": "This meeting is not in session",
        "no_sitting": (
            "No meeting is in session here. Say 'start meeting', and its reference where it is a "
            "subgroup's"
        ),
        "decision_empty": "Enter what was decided",
        "decision_struck": "This decision has been replaced already. Correct the one in its place",
        "no_part_in_decision": "You declared an interest in this item and take no part in deciding",
        "interest_subject": (
            "Choose an item of the agenda, or enter a reference, for example ACT-2026-0012"
        ),
        "interest_nature": "Enter what the interest is, in 200 characters or fewer",
        "interest_lighter": (
            "Somebody else who leads the meeting must agree that you stay for this item"
        ),
        "attendance_who": "Choose who came",
        "withheld": "Withheld: you declared an interest",
        "has_quorum": "Only a meeting without a quorum is adjourned. End this one instead",
        "minutes_later": (
            "Minutes are approved at a later meeting of the same forum, or by both co-chairs"
        ),
        "no_minutes": "There are no minutes of that meeting here",
        "minutes_which": "Say which meeting, for example 'minutes BRD-036'",
        "minutes_state": "These minutes are {state}, so that is not possible now",
        "minutes_are_final": "These minutes are final. Only an addendum can be made now",
        "minutes_not_final": "These minutes are not final yet. Change the draft instead",
        "minutes_references": (
            "A subgroup's minutes hold references, decisions and actions only. Correct the "
            "decision instead"
        ),
        "minutes_comment": "Enter your comment",
        "minutes_addendum": "Enter what is to be added",
        "minutes_comments_open": "Deal with the comments first: {n} still to be answered",
        "minutes_approved_already": "You have approved these minutes already",
        "comment_dealt": "This comment has been dealt with already",
        "minutes_outcome": "Choose whether the comment is taken",
        "nothing_to_extract": "Nothing in these minutes concerns your agency",
        "withheld_here": "Withheld: an interest was declared in this item",
        "recording_link": (
            "Say 'recording', the meeting and the link, which begins with https://, for example "
            "'recording BRD-036 https://example.org/video'"
        ),
        "no_recording": "No recording of that meeting is known",
        "slot_gone": "This turn has changed. Look at the rota again",
        "deferred_already": (
            "This agency has deferred once in this cycle. It can still swap with another agency"
        ),
        "nobody_instead": (
            "No other agency of this cycle can take this meeting. Agree a swap instead"
        ),
        "swap_consent": "Both agencies must agree to a swap",
        "swap_cycle": "Swap with an agency whose turn is in the same cycle",
        "swap_running": "After this swap an agency would be in focus at two meetings running",
        "lead_late": (
            "It is too late to accept: this must be done 10 working days before the meeting. "
            "A co-chair leads this one"
        ),
        "no_lead": "Neither co-chair can lead: both agencies are in focus",
        "agenda_closed": (
            "The pack has gone out, so the agenda stands. A late paper can be added with the "
            "agreement of a co-chair"
        ),
        "agenda_fixed": "This item keeps its place on the agenda",
        "agenda_required": "{title} is on every agenda of this forum and cannot be removed",
        "agenda_choose": "Choose an item",
        "agenda_place": "Choose the item that it goes before",
        "agenda_item": "That item is not on the agenda. Look at the agenda again",
        "agenda_minutes": "Enter a number of minutes, at least 1",
        "agenda_title": "Enter a title of 100 characters or fewer",
        "agenda_presenter": "Enter a name or role of 100 characters or fewer",
        "agenda_none": "There is no meeting of that reference, or none is planned yet",
        "business_late": (
            "Other business for this meeting closed on {closed}. Raise it at the meeting"
        ),
        "ask_settled": "This has been answered already",
        "ask_own": "Somebody else has to agree to what you asked for",
        "update_none": "There is no subgroup whose update you approve, or no board is planned",
        "agenda_too_long": "The items need {over} minutes more than the meeting has",
        "paper_missing": "Enter the title of the paper and its link",
        "paper_agreement": "A co-chair must agree to a late paper",
        "paper_too_late": "Papers for this meeting closed on {closed}. Raise it at the meeting",
        "not_late_yet": "The pack has not gone out yet: add the paper to the agenda",
        "report_empty": "Enter the current demand",
        "report_figures": "Enter at most 6 figures, each with a name and a value",
        "report_state": "This report is {state}, so that is not possible now",
        "lines_most": "Enter at most {n} lines",
        "ask_gone": "That ask is not in this report",
        "no_focus": "No agency is in focus at the next board yet",
        "focus_agency": (
            "I do not know that agency. Say 'focus report' and its name as on the board, or the "
            "reference of a meeting"
        ),
        "demand_agency": ("I do not know that agency. Say 'demand' and its name as on the board"),
        "no_report": "There is no focus report of this agency yet",
        "ask_is_action": "This ask is an action already: {ref}",
        "entry_empty": "Enter what you want to record, in 300 characters or fewer",
        "entry_status": "Choose a status that fits: {statuses}",
        "entry_became": "This has become {ref} already",
        "entry_settled": "This is {status}, so that is not possible now",
        "terms_sections": "Complete these sections first: {sections}",
        "terms_state": "This version is {state}, so that is not possible now",
        "sign_for_agency": "Only the agency's representative or deputy can sign for it",
        "signed_already": "This agency has signed this version already",
        "not_signed": "This agency has not signed this version",
        "dpia_missing": "Enter the reference of the impact assessment before this comes into force",
        "purposes_missing": "Enter at least one purpose, each with its legal basis",
        "purpose_lines": (
            "Write each purpose on a line of its own: code; what for; legal basis. "
            "Use each code once"
        ),
        "draft_exists": "There is a draft already. Change that one",
        "no_draft": "There is no draft to change. Start a new version first",
        "agreed_at": "Choose the meeting at which this was agreed",
        "concern_empty": "Enter the concern, in 300 characters or fewer",
        "concern_settled": "This concern is {status} already",
        "unit_long": "Use {n} characters or fewer for the unit",
        "bilateral_day": "Enter the day of the meeting, today or earlier",
        "bilateral_next": "Enter a later day for the next meeting",
        "escalation_unknown": (
            "Enter the reference of an escalation, for example ESC-2026-003, or leave it blank"
        ),
        "bilateral_two": "Enter who was there, at least two people",
        "update_not_approved": "The subgroup's chair has not approved this update yet",
        "update_themes": "Enter at most 3 themes",
        "update_closed": "The pack has gone out, so this update stands as it is",
        "update_approved": "This update is approved already",
        "file_elsewhere": "This document belongs into another channel, so it is not filed here",
        "file_above": "This document holds more than everyone in that channel may read",
        "file_name": "This is not the name of a document of the board, so it is not filed",
        "file_known": "There is such a document already. Give the new one the next number",
        "file_link": "Say 'file', the link (it begins with https://) and what it is",
        "file_kind": "Hand over a Word, Excel, PowerPoint or PDF file",
        "file_size": "This file is larger than 60 MB. Put it into SharePoint and file the link",
        "file_lost": "I could not fetch this file, so nothing was filed. Send it again",
        "file_one": "Send one file at a time, with the words 'file' and what it is",
        "link_title": "Say after the link in a few words what it is",
        "no_files_here": "Say this in the channel of a forum that has meetings",
        "no_meeting_planned": "No meeting of {forum} is planned yet",
        "no_meeting": "No meeting of {forum} is planned, so there is nothing to file this with",
        "draft_gone": (
            "This draft has been sent or has expired, so it can no longer be changed. "
            "Type 'my referrals' to see what you have sent, or 'refer' to start again."
        ),
        "read_back_over": (
            "These answers can be changed for 30 days after sending. To tell the team more, "
            "choose Add information."
        ),
        "too_many": (
            "You have sent several referrals today. To keep the service safe we pause here "
            "until tomorrow. If someone may be harmed, call 999 or the duty number."
        ),
        "out_of_date_card": (
            "This card is out of date, so nothing was changed. Type 'my referrals', 'triage' "
            "or 'help' for a fresh one."
        ),
        "unavailable": (
            "I cannot reach my records just now, so nothing was saved. What you typed is still "
            "in the form: press the button again in a minute. If someone may be harmed, call "
            "999; do not wait for me."
        ),
        "too_fast": "That is a lot at once. Wait a minute, then go on where you were.",
        "not_here": "That cannot be done here. Say it in {where}.",
        "closed_already": "This referral is {state}, so that is no longer possible.",
        "private_only": "This is shown in private only. Open it in your chat with me.",
        "forum_only": (
            "This is for {forum} only. Open it in your private chat with me, or in the channel "
            "of {forum}."
        ),
        "channel_only": "Say this in the channel you want to use, not in a private chat.",
        "channel_bound": (
            "This channel is already used for {forum}. Say 'unbind' here first to change that."
        ),
        "forum_bound": (
            "{forum} already has a channel. Say 'unbind' in that channel first to move it. If that "
            "channel is gone, whoever runs the service can say 'mhrmb unbind'."
        ),
        "team_shared": (
            "Another channel of this team belongs to a forum. Everyone in a team can open its "
            "channels, so {forum} needs a team of its own."
        ),
        "not_bound": "This channel is not used for any forum.",
        "forum_unknown": (
            "I do not know that forum. Say 'use this channel for' and one of: board, "
            "subgroup NAME, mental health team, senior board."
        ),
        "clock_unreadable": (
            "Say 'clock 2026-12-01 09:00' (London time) or 'clock +7d', '+3h', '+30m'."
        ),
        "clock_backwards": "The clock only goes forward. It is {now} now.",
        "not_set_up": (
            "The board is being set up: its two co-chairs are not named yet. Until then I take "
            "referrals ('refer') and serve the administrators."
        ),
        "roster_unavailable": (
            "Teams does not tell me who is in the team just now. Nothing was changed: try again "
            "in a minute."
        ),
        "no_team_yet": "Give the board a channel first: the people of its team are offered then.",
        "agency_needed": "Enter at least one agency",
        "agency_role": "Choose an agency for this person, or set the role back to None",
        "agency_name": "Enter the agency's full name",
        "agency_twice": "There is an agency of that name already",
        "member_name": "Enter the person's name",
        "not_in_team_list": "This person is no longer in the team",
        "time_unreadable": "Enter a time, for example 10:00",
        "ladder_days": (
            "Give six numbers of working days, for rungs 0 to 5, for example 0, 2, 5, 5, 5, 10"
        ),
        "days_number": "Enter a number of days from 0 to 90",
        "days_unreadable": "Write each day as 2026-12-24, at most 90 days",
        "cadence_days": "Enter a number of days from 1 to 366",
        "meeting_minutes": "Enter a number of minutes from 15 to 480",
        "grant_end": "Enter a day in the future on which the role ends",
        "rung_member": "Choose a member who is active",
        "co_chair_elsewhere": "Co-chairs are named together: choose Forums, then Co-chairs",
        "no_agency": "There is no such agency any more. Look at the list again",
        "no_member": "There is no such member any more. Look at the list again",
        "nobody_called": "There is nobody called that on this board. Say 'act as' and a full name.",
    }
)


class BoardError(Exception):
    """A refusal that is shown to the person as its own sentence."""

    def __init__(self, code: str, **parts: object) -> None:
        super().__init__(code)
        self.code = code
        self.parts = parts

    @property
    def sentence(self) -> str:
        """The words a person sees."""
        return message(self.code, **self.parts)


class Forbidden(BoardError):
    """The person may not do or see this; the words never confirm that a record exists."""

    def __init__(self) -> None:
        super().__init__("V31")


class Stale(BoardError):
    """Someone else saved this record first."""

    def __init__(self) -> None:
        super().__init__("V30")


def message(code: str, **parts: object) -> str:
    """The sentence of a code, its gaps filled from `parts`."""
    return MESSAGES[code].format(**parts)
