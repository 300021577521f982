"""The fixed choices of a referral, as values; the words people see live in the cards."""

from enum import StrEnum


class Setting(StrEnum):
    """Where the person is now."""

    COMMUNITY = "community"
    INPATIENT_INFORMAL = "inpatient_informal"
    INPATIENT_DETAINED = "inpatient_detained"
    S136_SUITE = "s136_suite"
    EMERGENCY_DEPARTMENT = "emergency_department"
    CUSTODY = "custody"
    PRISON = "prison"
    CARE_HOME = "care_home"
    SUPPORTED_HOUSING = "supported_housing"
    NO_FIXED_ABODE = "no_fixed_abode"
    UNKNOWN = "unknown"


class Indicator(StrEnum):
    """Why somebody is worried; the six most common first."""

    THREATS_TO_KILL = "threats_to_kill"
    VIOLENCE_TO_FAMILY = "violence_to_family"
    VIOLENCE_TO_STRANGER = "violence_to_stranger"
    VIOLENCE_IN_HEALTH_SETTING = "violence_in_health_setting"
    WEAPONS = "weapons"
    FIXATION_OR_STALKING = "fixation_or_stalking"
    FIRE_SETTING = "fire_setting"
    COMMAND_HALLUCINATIONS_TO_HARM = "command_hallucinations_to_harm"
    ESCALATING_CONTACTS = "escalating_contacts"
    DOMESTIC_ABUSE = "domestic_abuse"
    CHILD_AT_RISK = "child_at_risk"
    SEXUAL_VIOLENCE = "sexual_violence"
    FIREARMS_ACCESS = "firearms_access"
    TERRORISM_CONCERN = "terrorism_concern"
    SERIOUS_SELF_HARM_WITH_RISK_TO_OTHERS = "serious_self_harm_with_risk_to_others"
    OTHER = "other"


class AtRisk(StrEnum):
    """Who may be at risk."""

    SELF = "self"
    FAMILY = "family"
    PARTNER = "partner"
    CHILD = "child"
    STAFF = "staff"
    PUBLIC = "public"
    NAMED_PERSON = "named_person"
    NOT_KNOWN = "not_known"


class HowSoon(StrEnum):
    """How soon harm is feared; days makes a referral urgent."""

    DAYS = "days"
    WEEKS = "weeks"
    NOT_KNOWN = "not_known"


class Condition(StrEnum):
    """Mental health conditions; the first nine in the order reviews found them."""

    PERSONALITY_DISORDER = "personality_disorder"
    SELF_HARM = "self_harm"
    DEPRESSION = "depression"
    ANXIETY = "anxiety"
    STRESS = "stress"
    PSYCHOTIC_DISORDER = "psychotic_disorder_incl_schizophrenia"
    LOW_MOOD = "low_mood"
    PTSD = "ptsd"
    BIPOLAR = "bipolar"
    LEARNING_DISABILITY = "learning_disability"
    AUTISM = "autism"
    ADHD = "adhd"
    DEMENTIA = "dementia"
    SUBSTANCE_MISUSE = "substance_misuse"
    DUAL_DIAGNOSIS = "dual_diagnosis"
    BRAIN_INJURY = "brain_injury"
    EATING_DISORDER = "eating_disorder"
    OTHER = "other"
    NOT_KNOWN = "not_known"


class Certainty(StrEnum):
    """How a condition is known."""

    DIAGNOSED = "diagnosed"
    SUSPECTED_PROFESSIONAL = "suspected_professional"
    SELF_REPORTED = "self_reported"
    REPORTED_BY_OTHER = "reported_by_other"


class Mappa(StrEnum):
    """Whether the person is managed under MAPPA."""

    NONE = "none"
    LEVEL_1 = "managed_L1"
    LEVEL_2 = "managed_L2"
    LEVEL_3 = "managed_L3"
    ELIGIBLE = "eligible_not_managed"
    NOT_KNOWN = "not_known"


class OtherForum(StrEnum):
    """Other meetings that already discuss the person."""

    MARAC = "MARAC"
    MARM = "MARM"
    CHANNEL_PREVENT = "Channel_Prevent"
    IOM = "IOM"
    CARE_PLAN = "CPA/care_plan"
    SAFEGUARDING_ADULT = "safeguarding_adult"
    SAFEGUARDING_CHILD = "safeguarding_child"


class Aware(StrEnum):
    """Whether the person knows about the referral."""

    YES = "yes"
    NO_WOULD_INCREASE_RISK = "no_would_increase_risk"
    NO_NOT_PRACTICABLE = "no_not_practicable"
    NO_OTHER = "no_other"


class EthnicGroup(StrEnum):
    """The 19 groups of the 2021 census, and two ways of not knowing."""

    WHITE_BRITISH = "english_welsh_scottish_northern_irish_british"
    WHITE_IRISH = "irish"
    WHITE_GYPSY_OR_IRISH_TRAVELLER = "gypsy_or_irish_traveller"
    WHITE_ROMA = "roma"
    WHITE_OTHER = "any_other_white"
    MIXED_WHITE_AND_BLACK_CARIBBEAN = "white_and_black_caribbean"
    MIXED_WHITE_AND_BLACK_AFRICAN = "white_and_black_african"
    MIXED_WHITE_AND_ASIAN = "white_and_asian"
    MIXED_OTHER = "any_other_mixed"
    ASIAN_INDIAN = "indian"
    ASIAN_PAKISTANI = "pakistani"
    ASIAN_BANGLADESHI = "bangladeshi"
    ASIAN_CHINESE = "chinese"
    ASIAN_OTHER = "any_other_asian"
    BLACK_CARIBBEAN = "caribbean"
    BLACK_AFRICAN = "african"
    BLACK_OTHER = "any_other_black"
    ARAB = "arab"
    OTHER = "any_other"
    NOT_KNOWN = "not_known"
    PREFERS_NOT_TO_SAY = "prefers_not_to_say"


class SupportNeed(StrEnum):
    """Support the person may need to take part."""

    INTERPRETER = "interpreter"
    EASY_READ = "easy_read"
    BSL = "bsl"
    SENSORY = "sensory"
    ADVOCATE = "advocate"
    APPROPRIATE_ADULT = "appropriate_adult"
    OTHER = "other"
