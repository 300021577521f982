"""The words people see for every fixed choice and state, in plain English."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from board.referrals import Urgency
from board.vocabulary import (
    AtRisk,
    Aware,
    Certainty,
    Condition,
    EthnicGroup,
    HowSoon,
    Indicator,
    Mappa,
    OtherForum,
    Setting,
    SupportNeed,
)

_Value = TypeVar("_Value", bound=StrEnum)


def _by_value(words: Mapping[_Value, str]) -> Mapping[str, str]:
    return MappingProxyType({str(value): said for value, said in words.items()})


SETTINGS = {
    Setting.UNKNOWN: "Not known",
    Setting.COMMUNITY: "At home or in the community",
    Setting.INPATIENT_INFORMAL: "Hospital ward, not detained",
    Setting.INPATIENT_DETAINED: "Hospital ward, detained under the Mental Health Act",
    Setting.S136_SUITE: "Section 136 suite (place of safety)",
    Setting.EMERGENCY_DEPARTMENT: "Emergency department (A&E)",
    Setting.CUSTODY: "Police custody",
    Setting.PRISON: "Prison",
    Setting.CARE_HOME: "Care home",
    Setting.SUPPORTED_HOUSING: "Supported housing",
    Setting.NO_FIXED_ABODE: "No fixed address",
}
INDICATORS = {
    Indicator.THREATS_TO_KILL: "Threats to kill or seriously harm someone",
    Indicator.VIOLENCE_TO_FAMILY: "Violence to family",
    Indicator.VIOLENCE_TO_STRANGER: "Violence to a stranger",
    Indicator.VIOLENCE_IN_HEALTH_SETTING: "Violence in a health setting",
    Indicator.WEAPONS: "Weapons: carrying, using or talking about them",
    Indicator.FIXATION_OR_STALKING: "Fixation on someone, or stalking",
    Indicator.FIRE_SETTING: "Setting fires",
    Indicator.COMMAND_HALLUCINATIONS_TO_HARM: "Hearing voices that tell them to harm someone",
    Indicator.ESCALATING_CONTACTS: "Contacting police or services more often, or more seriously",
    Indicator.DOMESTIC_ABUSE: "Domestic abuse",
    Indicator.CHILD_AT_RISK: "A child may be at risk",
    Indicator.SEXUAL_VIOLENCE: "Sexual violence",
    Indicator.FIREARMS_ACCESS: "Access to firearms",
    Indicator.TERRORISM_CONCERN: "Concern about terrorism or extremism",
    Indicator.SERIOUS_SELF_HARM_WITH_RISK_TO_OTHERS: "Serious self-harm with risk to others",
    Indicator.OTHER: "Something else",
}
AT_RISK = {
    AtRisk.SELF: "The person themselves",
    AtRisk.FAMILY: "Family",
    AtRisk.PARTNER: "Partner or former partner",
    AtRisk.CHILD: "A child",
    AtRisk.STAFF: "Staff, for example on a ward",
    AtRisk.PUBLIC: "Members of the public",
    AtRisk.NAMED_PERSON: "Someone in particular",
    AtRisk.NOT_KNOWN: "Not known",
}
HOW_SOON = {
    HowSoon.DAYS: "Within days",
    HowSoon.WEEKS: "Within weeks",
    HowSoon.NOT_KNOWN: "Not known",
}
CONDITIONS = {
    Condition.NOT_KNOWN: "Not known",
    Condition.PERSONALITY_DISORDER: "Personality disorder",
    Condition.SELF_HARM: "Self-harm",
    Condition.DEPRESSION: "Depression",
    Condition.ANXIETY: "Anxiety",
    Condition.STRESS: "Stress",
    Condition.PSYCHOTIC_DISORDER: "Psychotic disorder, including schizophrenia",
    Condition.LOW_MOOD: "Low mood",
    Condition.PTSD: "Post-traumatic stress disorder (PTSD)",
    Condition.BIPOLAR: "Bipolar disorder",
    Condition.LEARNING_DISABILITY: "Learning disability",
    Condition.AUTISM: "Autism",
    Condition.ADHD: "ADHD",
    Condition.DEMENTIA: "Dementia",
    Condition.SUBSTANCE_MISUSE: "Drug or alcohol misuse",
    Condition.DUAL_DIAGNOSIS: "Mental illness together with drug or alcohol misuse",
    Condition.BRAIN_INJURY: "Brain injury",
    Condition.EATING_DISORDER: "Eating disorder",
    Condition.OTHER: "Another condition",
}
CERTAINTY = {
    Certainty.DIAGNOSED: "Diagnosed",
    Certainty.SUSPECTED_PROFESSIONAL: "Suspected by a professional",
    Certainty.SELF_REPORTED: "The person says so",
    Certainty.REPORTED_BY_OTHER: "Someone else says so",
}
MAPPA = {
    Mappa.NOT_KNOWN: "Not known",
    Mappa.NONE: "No",
    Mappa.LEVEL_1: "Level 1: managed by one agency",
    Mappa.LEVEL_2: "Level 2: managed at multi-agency meetings",
    Mappa.LEVEL_3: "Level 3: managed at meetings of senior managers",
    Mappa.ELIGIBLE: "Eligible, not managed",
}
OTHER_FORUMS = {
    OtherForum.MARAC: "MARAC: high-risk domestic abuse",
    OtherForum.MARM: "MARM: multi-agency risk management",
    OtherForum.CHANNEL_PREVENT: "Channel or Prevent: drawn into terrorism",
    OtherForum.IOM: "IOM: integrated offender management",
    OtherForum.CARE_PLAN: "Care plan or care programme review",
    OtherForum.SAFEGUARDING_ADULT: "Adult safeguarding",
    OtherForum.SAFEGUARDING_CHILD: "Child safeguarding",
}
AWARE = {
    Aware.YES: "Yes",
    Aware.NO_WOULD_INCREASE_RISK: "No: telling them would increase the risk",
    Aware.NO_NOT_PRACTICABLE: "No: telling them is not practicable",
    Aware.NO_OTHER: "No: another reason",
}
ETHNIC_GROUPS = {
    EthnicGroup.NOT_KNOWN: "Not known",
    EthnicGroup.PREFERS_NOT_TO_SAY: "The person prefers not to say",
    EthnicGroup.WHITE_BRITISH: "White: English, Welsh, Scottish, Northern Irish or British",
    EthnicGroup.WHITE_IRISH: "White: Irish",
    EthnicGroup.WHITE_GYPSY_OR_IRISH_TRAVELLER: "White: Gypsy or Irish Traveller",
    EthnicGroup.WHITE_ROMA: "White: Roma",
    EthnicGroup.WHITE_OTHER: "White: any other White background",
    EthnicGroup.MIXED_WHITE_AND_BLACK_CARIBBEAN: "Mixed: White and Black Caribbean",
    EthnicGroup.MIXED_WHITE_AND_BLACK_AFRICAN: "Mixed: White and Black African",
    EthnicGroup.MIXED_WHITE_AND_ASIAN: "Mixed: White and Asian",
    EthnicGroup.MIXED_OTHER: "Mixed: any other Mixed or Multiple background",
    EthnicGroup.ASIAN_INDIAN: "Asian: Indian",
    EthnicGroup.ASIAN_PAKISTANI: "Asian: Pakistani",
    EthnicGroup.ASIAN_BANGLADESHI: "Asian: Bangladeshi",
    EthnicGroup.ASIAN_CHINESE: "Asian: Chinese",
    EthnicGroup.ASIAN_OTHER: "Asian: any other Asian background",
    EthnicGroup.BLACK_CARIBBEAN: "Black: Caribbean",
    EthnicGroup.BLACK_AFRICAN: "Black: African",
    EthnicGroup.BLACK_OTHER: "Black: any other Black, Black British or Caribbean background",
    EthnicGroup.ARAB: "Other: Arab",
    EthnicGroup.OTHER: "Other: any other ethnic group",
}
SUPPORT_NEEDS = {
    SupportNeed.INTERPRETER: "Interpreter",
    SupportNeed.EASY_READ: "Easy read",
    SupportNeed.BSL: "British Sign Language (BSL)",
    SupportNeed.SENSORY: "Support with sight or hearing",
    SupportNeed.ADVOCATE: "Advocate",
    SupportNeed.APPROPRIATE_ADULT: "Appropriate adult",
    SupportNeed.OTHER: "Other support",
}
URGENCY = {Urgency.URGENT: "Urgent", Urgency.STANDARD: "Standard"}

CHOICES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "setting": _by_value(SETTINGS),
        "indicators": _by_value(INDICATORS),
        "at_risk": _by_value(AT_RISK),
        "how_soon": _by_value(HOW_SOON),
        "conditions": _by_value(CONDITIONS),
        "certainty": _by_value(CERTAINTY),
        "mappa_status": _by_value(MAPPA),
        "other_forums": _by_value(OTHER_FORUMS),
        "person_aware": _by_value(AWARE),
        "ethnicity": _by_value(ETHNIC_GROUPS),
        "support_needs": _by_value(SUPPORT_NEEDS),
    }
)
"""The words of each choice by input id, in the order in which they are offered."""
