"""Board texts by the thousand, from a seed: clean, or with one thing that leads to a person.

Two thirds of the planted names are of no list: they are made of syllables. The sentences were
written before the guard was tried on them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

MEMBERS = (
    "Odessa Fictonbury",
    "Barnaby Testerfield",
    "Saffron Notareal",
    "Grace Youngfield",
    "Mark Green",
    "Ngozi Madeupu",
    "Seán O'Sample",
    "Al-Amin Placeholme",
)
AGENCIES = (
    "Coastshire Police",
    "Mental Health NHS Trust",
    "Saltmarsh Crisis Alliance",
    "Integrated Care Board North",
    "Adult Social Care",
    "Samuel House Support",
)
DISTRICTS = ("Northvale", "Coastham", "Eastwick Marsh", "Westholt")


@dataclass(frozen=True)
class Planted:
    """A text and what was planted in it."""

    text: str
    kind: str
    what: str


def planted_texts(seed: int, count: int) -> Iterator[Planted]:
    """Texts with exactly one identifier each, every kind and spelling in turn."""
    rng = Random(seed)  # noqa: S311 - the same texts each time
    for number in range(count):
        kind = KINDS[number // 2 % len(KINDS)] if number % 2 else "a name"
        what, text = (_with_name if kind == "a name" else _with_number)(rng, kind)
        yield Planted(text, kind, what)


def clean_texts(seed: int, count: int) -> Iterator[str]:
    """Texts as boards write them, with nobody in them but members."""
    rng = Random(seed)  # noqa: S311 - the same texts each time
    for _ in range(count):
        yield _clean(rng)


# --- what is planted ---------------------------------------------------------------------------

_STARTS = (
    "Bra",
    "Wel",
    "Tor",
    "Os",
    "Ky",
    "Ma",
    "Hel",
    "Dra",
    "Fen",
    "Il",
    "Pen",
    "Ru",
    "Sha",
    "Ve",
    "Zo",
    "Qua",
    "Ja",
    "Lo",
    "Ne",
    "Gri",
    "Ulv",
    "Cas",
    "Be",
    "Thal",
    "Yor",
    "Ek",
)
_MIDDLES = ("ki", "lo", "ra", "mi", "du", "ne", "vo", "sha", "ri", "ta", "gu", "", "", "")
_GIVEN_ENDS = ("la", "ren", "mir", "sha", "lia", "dric", "wen", "na", "jan", "vik", "ola", "eth")
_FAMILY_ENDS = (
    "ford",
    "kinson",
    "wick",
    "ski",
    "escu",
    "mann",
    "dottir",
    "thwaite",
    "ovic",
    "well",
    "akis",
    "worthy",
    "singhe",
    "berg",
    "quist",
    "adeh",
    "ndlo",
    "yemi",
)
_LISTED_GIVEN = (
    "John",
    "Agnieszka",
    "Mohammed",
    "Chloe",
    "Oluwaseun",
    "Gurpreet",
    "Siobhan",
    "Rhys",
    "Fatima",
    "Ioana",
    "Kwame",
    "Thuy",
    "Katarzyna",
    "Callum",
)
_LISTED_FAMILY = (
    "Smith",
    "Kowalska",
    "Hussain",
    "Okafor",
    "Singh",
    "O'Neill",
    "Llewellyn",
    "Nguyen",
    "Popescu",
    "Mensah",
    "Fernandes",
    "Al-Sayed",
    "Núñez",
    "Young",
    "Ward",
    "Taylor-Jones",
    "McAllister",
    "Begum",
)


def made_given(rng: Random) -> str:
    """A given name of no list."""
    return rng.choice(_STARTS) + rng.choice(_MIDDLES) + rng.choice(_GIVEN_ENDS)


def made_family(rng: Random) -> str:
    """A surname of no list."""
    return rng.choice(_STARTS) + rng.choice(_MIDDLES) + rng.choice(_FAMILY_ENDS)


def _given(rng: Random) -> str:
    return made_given(rng) if rng.random() < 0.6 else rng.choice(_LISTED_GIVEN)


def _family(rng: Random) -> str:
    return made_family(rng) if rng.random() < 0.6 else rng.choice(_LISTED_FAMILY)


def _name(rng: Random) -> str:
    given, family = _given(rng), _family(rng)
    title = rng.choice(("Mr", "Mrs", "Ms", "Miss", "Dr", "Mx", "Mr.", "Dr."))
    return rng.choice(
        (f"{given} {family}",) * 6
        + (
            f"{title} {family}",
            f"{title} {given} {family}",
            f"{given[0]}. {family}",
            f"{given} {family.upper()}",
            f"{given[0]}.{rng.choice('ABCMS')}. {family}",
            f"{given} {_given(rng)} {family}",
            f"{given} {family}-{made_family(rng)}",
            f"{rng.choice(_LISTED_GIVEN)} {family}".lower(),
        )
    )


_NAME_SENTENCES = (
    "Ask {} to attend the next review with the care co-ordinator.",
    "Chase the ward about the discharge of {} before Friday.",
    "{} was detained under section 136 again at the weekend.",
    "Agree who will visit {} at home after discharge.",
    "Housing to find a suitable flat for {} by 27 November 2026.",
    "Update: {} has moved to supported accommodation and is settled.",
    "Police met {}, who accepted the plan.",
    "Escalated because no bed was found for {}.",
    "The trust wrote to {} on 2026-11-02; no answer yet.",
    "Case of {}: seek a single point of contact.",
    "We could not agree who supports {} out of hours",
    "Reason for delay: family of {} asked for more time.",
    "Write to the GP of {} and share the plan with the Force Control Room.",
    "Learning from the death of {} to be presented to the board.",
    "Following contact from {}, review the threshold decision.",
    "Threats were made by {} against staff on the ward.",
    "{} told staff that nobody had explained the section.",
    "AMHP to speak to {} about the warrant; Ambulance to convey.",
    "Action for probation - confirm licence conditions of {}.",
    "Thank {} for the account given to the lived experience panel",
    "Staff reported that {} is calling the control room forty times a day.",
    "Blocked: waiting for {} to be assessed.",
    "Care plan ({}) to be shared with partners",
)
_ONE_NAME_SENTENCES = (
    "Ask {} to ring the ward.",
    "The crew told {} about the plan.",
    "Staff spoke with {} about threats.",
    "Visit {} at home before discharge.",
    "Agree who supports {} after discharge",
    "{}'s mother has asked for a copy of the plan.",
    "Arrange for {} to be seen in clinic.",
    "Concern about {} remains high.",
    "{} was arrested on Friday night.",
    "Housing met {} on Friday.",
)


def _with_name(rng: Random, _kind: str) -> tuple[str, str]:
    if rng.random() < 0.08:
        name = rng.choice((made_given(rng), rng.choice(_LISTED_GIVEN)))
        return name, rng.choice(_ONE_NAME_SENTENCES).format(name)
    name = _name(rng)
    return name, rng.choice(_NAME_SENTENCES).format(name)


def nhs_number(rng: Random) -> str:
    """Ten digits with a right check digit."""
    while True:
        digits = [rng.randint(0, 9) for _ in range(9)]
        check = (
            -sum(each * weight for each, weight in zip(digits, range(10, 1, -1), strict=True)) % 11
        )
        if check < 10:
            return "".join(map(str, [*digits, check]))


def _nhs(rng: Random) -> str:
    n = nhs_number(rng)
    return rng.choice(
        (
            n,
            f"{n[:3]} {n[3:6]} {n[6:]}",
            f"{n[:3]}-{n[3:6]}-{n[6:]}",
            f"NHS {n}",
            f"NHS no. {n[:3]} {n[3:6]} {n[6:]}",
            f"{n[:5]} {n[5:]}",
        )
    )


def _postcode(rng: Random) -> str:
    outward = rng.choice(("CM", "SS", "CO", "IG", "M", "B", "LS", "NE", "SW", "EC", "W"))
    number = {"EC": "1A", "W": "1A"}.get(outward) or str(rng.randint(1, 29))
    inward = f"{rng.randint(1, 9)}{rng.choice('ABDEFGHJLNPQRSTUWXYZ')}{rng.choice('ABDEFGHJLN')}"
    return rng.choice(
        (
            f"{outward}{number} {inward}",
            f"{outward}{number}{inward}",
            f"{outward}{number} {inward}".lower(),
        )
    )


def _phone(rng: Random) -> str:
    tail = f"{rng.randint(0, 999):03}"
    return rng.choice(
        (
            f"07700900{tail}",
            f"07700 900 {tail}",
            f"+44 7700 900{tail}",
            f"+447700900{tail}",
            f"(01632) 960{tail}",
            f"01632 960 {tail}",
            f"020 7946 0{tail}",
            f"0113 496 0{tail}",
            f"+44 (0)20 7946 0{tail}",
            f"07700-900-{tail}",
            f"0044 7700 900{tail}",
        )
    )


def _email(rng: Random) -> str:
    user = rng.choice(("j.nobody", "nobody1984", "made.up", "x_y", "someone+a"))
    return (
        f"{user}@{rng.choice(('example.com', 'example.org', 'mail.example.co.uk', 'example.net'))}"
    )


def _pnc(rng: Random) -> str:
    year, number = rng.randint(70, 99), rng.randint(1000, 9999999)
    letter = rng.choice("ABCDEFGHJKLMNPQRTUVWXYZ")
    return rng.choice(
        (
            f"{year}/{number:07}{letter}",
            f"19{year}/{number:07}{letter}",
            f"PNC {year}/{number}{letter}",
            f"{year}/{number:07}{letter}".lower(),
            f"2004/{number:07}{letter}",
        )
    )


def _crime(rng: Random) -> str:
    number, year = rng.randint(1000, 199999), rng.randint(22, 26)
    return rng.choice(
        (
            f"42/{number}/{year}",
            f"crime ref 42/{number}/{year}",
            f"42LZ/{number}/{year}",
            f"crime reference number 43{year}0{number:06}",
            f"{number + 4000000}/{year}",
            f"crime no {number}/{year}",
            f"offence report: {number}",
            f"CAD {rng.randint(100, 9999)}",
            f"incident number {number}",
            f"Crime Ref: CR/{number}/{year}",
        )
    )


def _born(rng: Random) -> str:
    day, month, year = rng.randint(1, 28), rng.randint(1, 12), rng.randint(1940, 2009)
    name = (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    )[month - 1]
    return rng.choice(
        (
            f"{day}/{month}/{year}",
            f"{day:02}/{month:02}/{year % 100:02}",
            f"DOB {day:02}.{month:02}.{year}",
            f"d.o.b. {day}-{month}-{year}",
            f"born {day} {name} {year}",
            f"{day} {name} {year}",
            f"born in {year}",
            f"{year}-{month:02}-{day:02}",
            f"date of birth: {day} {name[:3]} {year}",
            f"{day}th of {name} {year}",
            f"{name} {day}, {year}",
            f"{day:02}/{month:02}/{year} (DOB)",
            f"{day:02}.{month:02}.{year}",
            f"born on the {day}th {name}",
            f"dob {day:02}{month:02}{year}",
        )
    )


def _address(rng: Random) -> str:
    number = rng.randint(1, 240)
    street = rng.choice(
        (
            "Marsh",
            "Station",
            "Quillet",
            "Old Mill",
            "St Anselm's",
            "High",
            "Brambly",
            "Victoria",
            "Nightjar",
            "Long Acre",
        )
    )
    way = rng.choice(
        (
            "Road",
            "Street",
            "Lane",
            "Avenue",
            "Close",
            "Crescent",
            "Terrace",
            "Drive",
            "Gardens",
            "Way",
            "Court",
            "Rd",
            "Grove",
            "Mews",
        )
    )
    if (street, way) == ("High", "Court"):
        way = "Street"  # twenty High Court hearings are no address
    return rng.choice(
        (
            f"{number} {street} {way}",
            f"{number}a {street} {way}",
            f"Flat 3, {number} {street} {way}",
            f"{number}, {street} {way}",
            f"{number} {rng.choice(('marsh', 'station', 'mill'))} lane",
            f"{number} {street} {way}".upper(),
        )
    )


_MAKERS: dict[str, Callable[[Random], str]] = {
    "an NHS number": _nhs,
    "a postcode": _postcode,
    "a phone number": _phone,
    "an email address": _email,
    "a police reference": _pnc,
    "a crime reference": _crime,
    "a date of birth": _born,
    "an address": _address,
}
KINDS = tuple(_MAKERS)
_NUMBER_SENTENCES = (
    "Confirm the record for {} with the trust by Friday.",
    "Update: details checked, see {}.",
    "Contact on {} before 14:00.",
    "Person known as {} to be discussed at the subgroup",
    "Escalation: no reply about {} since 2 November 2026.",
    "Share the plan ({}) with the Force Control Room.",
    "Merge the two entries, {} and the later one.",
    "The ward has recorded {} wrongly; ask health to correct it.",
    "{} - check the record and close.",
    "Police to link this to {} and report back at BRD-036.",
)


def _with_number(rng: Random, kind: str) -> tuple[str, str]:
    what = _MAKERS[kind](rng)
    return what, rng.choice(_NUMBER_SENTENCES).format(what)


# --- what is clean -----------------------------------------------------------------------------

_PARTS: dict[str, tuple[str, ...]] = {
    "org": (
        "Coastshire Police",
        "the Mental Health NHS Trust",
        "Adult Social Care",
        "the Ambulance Service",
        "Integrated Care Board North",
        "British Transport Police",
        "Probation",
        "Fire and Rescue",
        "the Saltmarsh Crisis Alliance",
        "Essex Police",
        "the Force Control Room",
        "Children's Social Care",
        "Samaritans",
        "Rethink Mental Illness",
        "the Crown Prosecution Service",
        "Colchester City Council",
        "NHS England",
        "Mind",
        "Samuel House Support",
        "the College of Policing",
        "the Home Office",
        "Healthwatch Essex",
        "HMP Chelmsford",
        "St John Ambulance",
    ),
    "role": (
        "Detective Superintendent",
        "the AMHP lead",
        "the Approved Mental Health Professional",
        "the Co-Chair",
        "the Tactical Liaison Officer",
        "the duty Inspector",
        "the Caldicott Guardian",
        "the Ward Manager",
        "the Head of Safeguarding",
        "the Mental Health Team",
        "the on-call consultant",
        "a Police Sergeant",
    ),
    "place": (
        "Northvale",
        "Coastham",
        "Colchester",
        "Basildon",
        "the north of the county",
        "Eastwick Marsh",
        "Essex",
        "Southend",
        "Rose Ward",
        "Willow Ward",
        "the Lakes Unit",
        "the Hope Centre",
        "Westholt",
        "Finchingfield Ward",
        "Ardenmere Ward",
        "the Peter Bruff Unit",
        "Kelvedon Hatch police station",
        "St Aubyn Centre",
        "Wexcombe Hospital",
        "the Larkmoor suite",
        "Grange House",
    ),
    "law": (
        "the Mental Health Act 1983",
        "section 136",
        "section 135(1)",
        "the Mental Capacity Act 2005",
        "the Data Protection Act 2018",
        "Right Care, Right Person",
        "the Care Act 2014",
        "Clare's Law",
        "the Herbert Protocol",
        "section 117 aftercare",
        "the Police and Criminal Evidence Act 1984",
        "Article 2",
        "the Crisis Care Concordat",
        "s136",
        "PACE Code C",
        "the Equality Act 2010",
    ),
    "date": (
        "by 27 November 2026",
        "on 2026-12-01",
        "from April 2023 to January 2024",
        "by 31/03/2027",
        "in Q3",
        "since 14 October 2026",
        "at 09:30 on Monday 23 November",
        "by the end of May",
        "before Christmas",
        "within 20 working days",
        "on 2 Dec 2026 at 10:00",
        "in 2026/27",
        "by 1 August",
        "by 18.12.26",
    ),
    "figure": (
        "from 12.3 to 6.0 hours",
        "by 32 per cent",
        "to 97%",
        "by 2,496 hours",
        "in 3 of 12 months",
        "from 104 to 82 detentions",
        "to 0 beds on 9 days",
        "by 6.5 officer hours each",
        "below 1,200 a year",
        "to 10 of 12 agencies",
        "from 1 in 9 to 1 in 12 calls",
    ),
    "ref": (
        "ACT-2026-0012",
        "REF-2026-0031",
        "MHR-7K2QD",
        "PLN-2026-004",
        "RSK-014",
        "BRD-036",
        "POL-001",
        "ESC-2026-001",
        "MHR-CM12A",
        "LRN-2026-003",
        "DEC-035-2",
        "CHL-2026-004",
    ),
    "member": (
        "Odessa Fictonbury",
        "Barnaby Testerfield",
        "Dr Fictonbury",
        "Barnaby",
        "Mark Green",
        "O. Fictonbury",
        "Ngozi Madeupu",
        "Grace Youngfield",
        "Seán O'Sample",
        "Sean O'Sample",
        "Det Supt Odessa Fictonbury",
        "Mr Green",
        "FICTONBURY",
        "Saffron Notareal's team",
    ),
    "thing": (
        "the Street Triage car",
        "the bed escalation protocol",
        "the winter surge plan",
        "the ward poster",
        "the Section 136 Escalation Policy",
        "a Joint Response Car",
        "the information sharing agreement",
        "the Terms of Reference",
        "the twice-daily bed call",
        "the SystmOne template",
        "the Power BI dashboard",
        "the Learning Bulletin",
        "young people's pathway",
        "the Green Paper response",
        "missing person reports",
        "the Will to Live campaign",
        "Grant funding",
        "the Mental Health Bill",
        "the Best Practice Guide",
        "the May Bank Holiday rota",
        "the Hospital Discharge Policy",
        "the Price review",
        "Police Powers training",
    ),
    "verb": (
        "Publish",
        "Review",
        "Agree",
        "Confirm",
        "Map",
        "Draft",
        "Circulate",
        "Test",
        "Commission",
        "Rebase",
        "Deconflict",
        "Refresh",
        "Extend",
        "Write up",
        "Audit",
        "Benchmark",
        "Present",
        "Mark",
        "Bill",
        "Grant",
        "Co-design",
        "Relaunch",
    ),
}
_CLEAN = (
    "{verb} {thing} with {org} {date}.",
    "{verb} {thing} for {place} and report to {org}.",
    "{role} to brief {org} on {law} {date}.",
    "{member} to chase {org} about {thing} {date}.",
    "Update: {thing} was agreed with {org}; see {ref}.",
    "Volume fell {figure} under {law}.",
    "{org} asked that {ref} be moved to the next meeting.",
    "Escalated to {role} because {org} has not replied to {ref} {date}.",
    "{member} and {member} met {org}; {thing} will start {date}.",
    "Time at {place} went {figure}. {role} will keep it under review.",
    "Done. Evidence held by {org}, owner {member}.",
    "We will pilot {thing} in {place} {date}, then across Essex.",
    "Risk {ref}: because of bed shortage, people wait at {place}.",
    "Ask {member} to send {thing} to all agencies.",
    "Carers may ask for {thing}; young people will too. {org} hopes to help {date}.",
    "1. {verb} {thing}\n2. {role} reports {date}\n3. {org} signs off",
    "Thank {org} for hosting. Grace period for {thing} ends {date}.",
    "{verb} 14 new street triage shifts, 24 hours a day, with {org}",
    "Decision {ref}: tolerate for twelve months. Rose to 15, now down to 8.",
    "No AMHP at the weekend in {place}; {org} to cover. Call 101, 111 or Samaritans on 116 123.",
    "Hill Ward, Church Ward and {place} reported no change {date}",
    "FOR DECISION: {thing}",
    "Blocked: {org} is waiting for {org}. Field teams joined in May and June.",
    "Focus on: {org}. Demand: 412 calls a week; mean handover 58 minutes.",
    "{thing} will be heard at Crown Court, then at 20 magistrates' courts {date}",
    "{org} said that {law} applies to {place}, which {member} will check.",
    "Minutes of {ref} (14 October 2026) agreed as a correct record; {role} chaired.",
    "Overdue by three working days: {ref}. New date agreed {date} with {member}.",
    "Version 3.0 of {thing} in force from 2026-02-02; review due 2027-02-02.",
    "Two places of safety opened in {place}; 24 hour place of safety cover {date}",
)


def _clean(rng: Random) -> str:
    sentence = rng.choice(_CLEAN)
    while "{" in sentence:
        name = sentence[sentence.index("{") + 1 : sentence.index("}")]
        sentence = sentence.replace(f"{{{name}}}", rng.choice(_PARTS[name]), 1)
    return sentence[0].upper() + sentence[1:]
