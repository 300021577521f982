"""From a view to a card: the one door of this folder."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from board.calendar import in_words
from board.tiers import Tier
from cards import (
    action_views,
    agenda_views,
    cycle_views,
    filing_views,
    focus_views,
    governance_views,
    meeting_views,
    minutes_views,
    settings_views,
    setup_views,
    sitting_views,
    views,
)
from cards.action import action_card
from cards.action_form import action_form_card, action_step_form_card
from cards.action_list import action_list_card
from cards.action_notice import (
    action_notice_card,
    action_reminder_card,
    action_withheld_card,
    due_in_words,
)
from cards.action_words import HAPPENED as ACTION_HAPPENED
from cards.action_words import WITHHELD as ACTION_WITHHELD
from cards.agency_actions import agency_actions_card
from cards.agenda import agenda_card, agenda_menu_card
from cards.agenda_form import agenda_form_card, ask_card, paper_added_card
from cards.attendance import (
    agency_missed_card,
    attendance_card,
    attendance_entry_card,
    attendance_report_card,
    statement_card,
)
from cards.bilateral import (
    bilateral_card,
    bilateral_form_card,
    bilateral_list_card,
    concern_form_card,
)
from cards.challenge import HAPPENED as CHALLENGE_HAPPENED
from cards.challenge import (
    challenge_card,
    challenge_form_card,
    challenge_list_card,
    challenge_notice_card,
)
from cards.closing import close_card, meeting_summary_card
from cards.cycle import meeting_step_form_card, rota_card
from cards.cycle_notice import meeting_notice_card
from cards.cycle_words import HAPPENED as CYCLE_HAPPENED
from cards.cycle_words import TITLES as CYCLE_TITLES
from cards.decision import (
    check_card,
    decision_card,
    equality_card,
    hand_over_card,
    reason_card,
)
from cards.delivery import ask_drop_card, delivery_card
from cards.demand import demand_card, demand_list_card
from cards.elements import AdaptiveCard, Element, TextBlock
from cards.escalation import escalation_ask_card, escalation_form_card, escalation_post_card
from cards.escalation_list import escalation_list_card
from cards.filing import document_card, documents_card, found_card, headline
from cards.focus import focus_form_card, focus_report_card
from cards.form import form_page
from cards.governance import TITLES, no_version_card, review_card, version_card
from cards.governance_forms import agree_form_card, agreement_form_card, section_form_card
from cards.home import help_card, home_card
from cards.interest import interest_card
from cards.meeting import meeting_card, meeting_list_card
from cards.minutes import extract_card, minutes_card, minutes_list_card
from cards.minutes_forms import comment_list_card, deal_card, minutes_item_card, words_form_card
from cards.minutes_notice import TOLD as MINUTES_TOLD
from cards.minutes_notice import decision_list_card, minutes_notice_card, recording_card
from cards.notice import HAPPENED, referral_notice_card, sentence_card
from cards.opener import danger_card, draft_gone_card, opener_card
from cards.outcome import late_card, outcome_card, request_card
from cards.partners import invitation_form_card, partner_list_card
from cards.pieces import mention
from cards.queue import duty_card, queue_card
from cards.referral import (
    ask_information_card,
    ask_withdraw_card,
    my_referrals_card,
    receipt_card,
    referral_opener_card,
)
from cards.referral_shown import referral_card
from cards.schedule import daily_summary_card, dissemination_card, due_list_card
from cards.settings import settings_card, settings_form_card, settings_list_card
from cards.setup import set_up_card, welcome_card
from cards.sitting import (
    item_list_card,
    meeting_offer_card,
    sitting_card,
    sitting_start_card,
)
from cards.sitting_forms import decision_entry_card, summary_form_card
from cards.size import LIMIT, CardTooLarge, size
from cards.subgroup_update import update_card, update_form_card
from cards.triage import triage_card
from cards.typed import fit, mention_name
from cards.views import ChallengeNotice, ReferralNotice, Sentence, Surface, View


@dataclass(frozen=True, slots=True)
class Card:
    """A card as Teams takes it, and what a notification may say of it (T0 always)."""

    content: dict[str, Any]
    summary: str


@dataclass(frozen=True, slots=True)
class _Drawn:
    by: Callable[[Any, Surface], list[Element]]
    summary: str | Callable[[Any], str]


DRAWN: Mapping[type, _Drawn] = MappingProxyType(
    {
        views.Opener: _Drawn(opener_card, "Your referral form"),
        views.DraftGone: _Drawn(draft_gone_card, "Your referral form"),
        views.Danger: _Drawn(danger_card, "What to do when someone is in danger"),
        views.FormPage: _Drawn(form_page, "Your referral form"),
        views.Receipt: _Drawn(receipt_card, "Your referral has been received"),
        views.MyReferrals: _Drawn(my_referrals_card, "Your referrals"),
        views.ReferralShown: _Drawn(referral_card, "A referral"),
        views.AskWithdraw: _Drawn(ask_withdraw_card, "Withdraw a referral"),
        views.AskInformation: _Drawn(ask_information_card, "Add information to a referral"),
        views.Queue: _Drawn(queue_card, "Referrals that wait for the Mental Health Team"),
        views.ReferralNotice: _Drawn(
            referral_notice_card, "A referral is waiting for the Mental Health Team"
        ),
        views.ReferralOpener: _Drawn(referral_opener_card, "A referral for you to open"),
        meeting_views.MeetingShown: _Drawn(
            meeting_card, lambda view: f"Meeting {view.row.meeting.ref}"
        ),
        meeting_views.MeetingList: _Drawn(meeting_list_card, "Meetings"),
        cycle_views.MeetingStepForm: _Drawn(
            meeting_step_form_card,
            lambda view: f"{CYCLE_TITLES[view.deed]}: {view.row.meeting.ref}",
        ),
        cycle_views.MeetingNotice: _Drawn(
            meeting_notice_card,
            lambda view: f"{CYCLE_HAPPENED[view.happened]}: {view.row.meeting.ref}",
        ),
        cycle_views.FocusRota: _Drawn(rota_card, "The focus rota"),
        focus_views.FocusReportShown: _Drawn(
            focus_report_card, lambda view: f"Focus report for {view.report.meeting}"
        ),
        focus_views.FocusReportForm: _Drawn(
            focus_form_card, lambda view: f"Focus report for {view.report.meeting}"
        ),
        focus_views.DemandList: _Drawn(demand_list_card, "Demand across agencies"),
        focus_views.DemandOfAgency: _Drawn(demand_card, "Demand of an agency"),
        governance_views.VersionShown: _Drawn(version_card, "Terms of reference and agreement"),
        governance_views.NoVersion: _Drawn(no_version_card, "Terms of reference and agreement"),
        governance_views.SectionForm: _Drawn(section_form_card, "Terms of reference"),
        governance_views.AgreementForm: _Drawn(
            agreement_form_card, "Information sharing agreement"
        ),
        governance_views.AgreeForm: _Drawn(agree_form_card, "Bring into force"),
        governance_views.ReviewNotice: _Drawn(
            review_card, lambda view: f"{TITLES[view.kind]}: review due"
        ),
        governance_views.PartnerList: _Drawn(partner_list_card, "Partners"),
        governance_views.InvitationForm: _Drawn(invitation_form_card, "Invite a partner"),
        governance_views.BilateralList: _Drawn(bilateral_list_card, "Bilateral meetings"),
        governance_views.BilateralShown: _Drawn(bilateral_card, "A bilateral meeting"),
        governance_views.BilateralForm: _Drawn(bilateral_form_card, "Log a bilateral meeting"),
        governance_views.ConcernForm: _Drawn(concern_form_card, "A concern"),
        sitting_views.SittingStart: _Drawn(sitting_start_card, "Start a meeting"),
        sitting_views.MeetingOffer: _Drawn(meeting_offer_card, lambda view: view.meeting.ref),
        sitting_views.SittingShown: _Drawn(
            sitting_card, lambda view: f"{view.meeting.ref} in session"
        ),
        sitting_views.ItemList: _Drawn(item_list_card, "The items of a meeting"),
        sitting_views.SummaryForm: _Drawn(summary_form_card, "The summary of an item"),
        sitting_views.DecisionEntry: _Drawn(decision_entry_card, "A decision of a meeting"),
        sitting_views.AttendanceList: _Drawn(attendance_card, "Attendance"),
        sitting_views.AttendanceEntry: _Drawn(attendance_entry_card, "Attendance"),
        sitting_views.StatementShown: _Drawn(statement_card, "The confidentiality statement"),
        sitting_views.InterestForm: _Drawn(interest_card, "Declarations of interest"),
        sitting_views.CloseForm: _Drawn(close_card, "Close a meeting"),
        sitting_views.MeetingSummary: _Drawn(
            meeting_summary_card, lambda view: f"{view.meeting.ref} has ended"
        ),
        sitting_views.AttendanceReport: _Drawn(attendance_report_card, "Attendance by agency"),
        sitting_views.AgencyMissed: _Drawn(
            agency_missed_card, "An agency has stayed away from two boards"
        ),
        minutes_views.MinutesShown: _Drawn(
            minutes_card, lambda view: f"Minutes of {view.content.meeting}"
        ),
        minutes_views.MinutesList: _Drawn(minutes_list_card, "Minutes"),
        minutes_views.MinutesItemForm: _Drawn(
            minutes_item_card, lambda view: f"Minutes of {view.meeting}"
        ),
        minutes_views.WordsForm: _Drawn(words_form_card, lambda view: f"Minutes of {view.meeting}"),
        minutes_views.CommentList: _Drawn(
            comment_list_card, lambda view: f"Comments on the minutes of {view.meeting}"
        ),
        minutes_views.DealForm: _Drawn(deal_card, "A comment on minutes"),
        minutes_views.ExtractShown: _Drawn(
            extract_card, lambda view: f"Extract of {view.content.meeting}"
        ),
        minutes_views.DecisionList: _Drawn(decision_list_card, "Decisions"),
        minutes_views.MinutesNotice: _Drawn(
            minutes_notice_card, lambda view: f"{MINUTES_TOLD[view.happened][0]}: {view.meeting}"
        ),
        minutes_views.RecordingShown: _Drawn(
            recording_card, lambda view: f"Recording of {view.meeting}"
        ),
        meeting_views.MeetingShown: _Drawn(meeting_card, "The next meeting of the board"),
        meeting_views.MeetingList: _Drawn(meeting_list_card, "Meetings of the board"),
        agenda_views.AgendaShown: _Drawn(
            agenda_card, lambda view: f"The agenda of {view.agenda.meeting}"
        ),
        agenda_views.AgendaMenu: _Drawn(agenda_menu_card, "Change an agenda"),
        agenda_views.AgendaForm: _Drawn(agenda_form_card, "Change an agenda"),
        agenda_views.AskShown: _Drawn(
            ask_card, lambda view: f"Something is asked of the agenda of {view.ask.meeting}"
        ),
        agenda_views.PaperAdded: _Drawn(
            paper_added_card, lambda view: f"A late paper for {view.ask.meeting}"
        ),
        agenda_views.UpdateShown: _Drawn(
            update_card, lambda view: f"The update of a subgroup for {view.update.board}"
        ),
        agenda_views.UpdateForm: _Drawn(update_form_card, "The update of a subgroup"),
        views.Home: _Drawn(home_card, "What I can do"),
        views.Help: _Drawn(help_card, "What I can do"),
        views.Sentence: _Drawn(sentence_card, "A message for you"),
        views.TriagePage: _Drawn(triage_card, "A referral in triage"),
        views.DecisionForm: _Drawn(decision_card, "A decision of triage"),
        views.HandOverForm: _Drawn(hand_over_card, "Hand over a referral"),
        views.CheckForm: _Drawn(check_card, "A decision to check"),
        views.ReasonForm: _Drawn(reason_card, "A referral in triage"),
        views.EqualityForm: _Drawn(equality_card, "Equality information"),
        views.OutcomeNotice: _Drawn(outcome_card, "What became of your referral"),
        views.RequestNotice: _Drawn(request_card, "A question about your referral"),
        views.LateNotice: _Drawn(late_card, "A referral waits past its time"),
        views.DutyCard: _Drawn(duty_card, "Who is on duty"),
        views.ChallengeForm: _Drawn(challenge_form_card, "Challenge a decision"),
        views.ChallengeShown: _Drawn(challenge_card, "A challenge"),
        views.ChallengeList: _Drawn(challenge_list_card, "Challenges"),
        views.ChallengeNotice: _Drawn(challenge_notice_card, "A challenge"),
        action_views.ActionList: _Drawn(action_list_card, "The action tracker"),
        action_views.ActionShown: _Drawn(action_card, lambda view: _of_action(view.row)),
        action_views.ActionForm: _Drawn(action_form_card, "New action"),
        action_views.ActionStepForm: _Drawn(
            action_step_form_card, lambda view: f"Action {view.action.ref}"
        ),
        action_views.ActionReminder: _Drawn(
            action_reminder_card, lambda view: f"{_of_action(view.row)}: {due_in_words(view)}"
        ),
        action_views.ActionNotice: _Drawn(
            action_notice_card,
            lambda view: f"{ACTION_HAPPENED[view.happened]}: {view.row.action.ref}",
        ),
        action_views.ActionWithheld: _Drawn(
            action_withheld_card, lambda view: f"{ACTION_WITHHELD[view.happened]}: {view.ref}"
        ),
        action_views.AgencyActions: _Drawn(
            agency_actions_card, lambda view: f"Actions before {view.meeting.ref}"
        ),
        action_views.EscalationAsk: _Drawn(
            escalation_ask_card, lambda view: f"{_of_action(view.row)} has not been progressed"
        ),
        action_views.EscalationPost: _Drawn(
            escalation_post_card, lambda view: f"{_of_action(view.row)} has been escalated"
        ),
        action_views.EscalationForm: _Drawn(
            escalation_form_card, lambda view: f"Escalation of {view.action.ref}"
        ),
        action_views.EscalationList: _Drawn(escalation_list_card, "Escalations"),
        action_views.DailySummary: _Drawn(daily_summary_card, "The day's reminders"),
        action_views.DueList: _Drawn(due_list_card, "What will be sent"),
        action_views.DisseminationLog: _Drawn(
            dissemination_card, lambda view: f"Sent before {view.meeting.ref}"
        ),
        views.Delivery: _Drawn(delivery_card, "What has not been delivered"),
        views.AskDrop: _Drawn(ask_drop_card, "Drop a message"),
        filing_views.DocumentShown: _Drawn(document_card, lambda view: headline(view.document)),
        filing_views.DocumentList: _Drawn(
            documents_card, lambda view: f"Documents of {view.meeting}"
        ),
        filing_views.CheckResult: _Drawn(found_card, "What the check found"),
        setup_views.Welcome: _Drawn(welcome_card, "Setting up the board"),
        setup_views.SetUp: _Drawn(set_up_card, "Setting up the board"),
        settings_views.SettingsShown: _Drawn(settings_card, "Settings"),
        settings_views.SettingsList: _Drawn(settings_list_card, "Settings"),
        settings_views.SettingsForm: _Drawn(settings_form_card, "Settings"),
    }
)
"""What draws each view, and the summary of its card."""
_SUMMARY_LONGEST = 120


def render(view: View, *, surface: Surface, now: datetime, rehearsal: bool) -> Card:
    """The card of a view, marked with its tier, and in rehearsal with the board's time.

    Raises CardTooLarge where Teams might refuse it.
    """
    drawn = DRAWN[type(view)]
    summary = _summary(view, drawn.summary)
    marking = getattr(view, "marking", view.tier.marking)
    body = [*_marking(marking, now, rehearsal=rehearsal), *drawn.by(view, surface)]
    for_teams = _for_teams(view)
    card = AdaptiveCard(fallback_text=summary, lang="en", msteams=for_teams, body=body)
    content = card.render()
    if (taken := size(content)) > LIMIT:
        raise CardTooLarge(f"{type(view).__name__}: {taken} characters")
    return Card(content, summary)


def _for_teams(view: View) -> dict[str, Any] | None:
    """What only Teams reads: whom the card mentions, and whether it wants the whole width."""
    mentions: tuple[tuple[str, str], ...] = getattr(view, "mentions", ())
    told: dict[str, Any] = {"width": "Full"} if getattr(view, "is_wide", False) else {}
    if mentions:
        told["entities"] = [_entity(*each) for each in dict.fromkeys(mentions)]
    return told or None


def _entity(account: str, name: str) -> dict[str, Any]:
    """Somebody by their object id; the text is to the letter the one in the card."""
    mentioned = {"id": account, "name": mention_name(name)}
    return {"type": "mention", "text": mention(name), "mentioned": mentioned}


def _of_action(row: action_views.ActionRow) -> str:
    return f"Action {row.action.ref}"


def _summary(view: View, usual: str | Callable[[Any], str]) -> str:
    if not isinstance(usual, str):
        return usual(view)
    if isinstance(view, Sentence) and view.tier is Tier.T0:
        return fit(view.text[:_SUMMARY_LONGEST]) or usual
    if isinstance(view, ReferralNotice) and view.happened != "received":
        return HAPPENED[view.happened]
    if isinstance(view, ChallengeNotice):
        return CHALLENGE_HAPPENED[view.happened]
    return usual


def _marking(words: str, now: datetime, *, rehearsal: bool) -> list[Element]:
    marking = TextBlock(text=words, size="small", is_subtle=True, wrap=True)
    if not rehearsal:
        return [marking]
    said = f"REHEARSAL. Board time: {in_words(now)}"
    return [marking, TextBlock(text=said, size="small", weight="bolder", wrap=True, spacing="none")]
