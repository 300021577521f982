"""The anonymity guard: what leads to a person is found, what looks like it is let pass."""

import time
from pathlib import Path

import pytest

from board.anonymity import SHORTEST_REASON, find_personal
from board.cautions import AGE_WITH_MORE, SMALL_COUNT, UNIT_WITH_DATE
from board.disclosure import KnownNames, Override, PersonalText, demand_board_safe, warnings_of
from board.errors import BoardError, Forbidden
from board.identifiers import is_nhs_number
from tests.board.builders import CO_CHAIR, SENIOR, SUPERVISOR

KNOWN = KnownNames.of(
    people=("Odessa Fictonbury", "Mark Green", "Seán O'Sample", "Ngozi Madeupu"),
    organisations=("Coastshire Police", "Samuel House Support", "Mental Health NHS Trust"),
    places=("Northvale", "Eastwick Marsh"),
)
NOBODY = KnownNames()
REASON = "The ward is called after a benefactor, who died in 1911."


def found(text: str) -> tuple[str, ...]:
    """The kinds that the guard finds."""
    return find_personal(text, known_names=KNOWN)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("NHS 943 476 5919", "an NHS number"),
        ("record 9434765919 updated", "an NHS number"),
        ("see 943-476-5919.", "an NHS number"),
        ("NHS number is 943 476 5918", "an NHS number"),  # mistyped, and called what it is
        ("lives near CM1 2AB", "a postcode"),
        ("lives near ss99zz", "a postcode"),
        ("EC1A 1BB", "a postcode"),
        ("ring 07700 900123", "a phone number"),
        ("ring +44 (0)20 7946 0123", "a phone number"),
        ("ring +447700900123", "a phone number"),
        ("ring (01632) 960 123", "a phone number"),
        ("ring 7700 900 123", "a phone number"),
        ("write to a.b+c@mail.example.org", "an email address"),
        ("PNC 84/12345B", "a police reference"),
        ("1984/0012345B", "a police reference"),
        ("see 42/12345/26", "a crime reference"),
        ("42LZ/12345/26", "a crime reference"),
        ("crime ref no: 12345", "a crime reference"),
        ("CAD 4512 of Friday", "a crime reference"),
        ("born 12/7/84", "a date of birth"),
        ("see 12/07/84, again", "a date of birth"),
        ("see 12-7-01", "a date of birth"),
        ("born in 1984", "a date of birth"),
        ("DOB: 12.07.1984", "a date of birth"),
        ("D.O.B. 120784", "a date of birth"),
        ("12 July 1984", "a date of birth"),
        ("July 12, 1984", "a date of birth"),
        ("1984-07-12", "a date of birth"),
        ("03/02/2019 (date of birth)", "a date of birth"),
        ("at 14 Marsh Lane", "an address"),
        ("at 14b, St Anselm's Road", "an address"),
        ("moved to 14 station road.", "an address"),
        ("Flat 3, 210 High Street", "an address"),
    ],
)
def test_numbers_addresses_and_birthdays_are_found_by_kind(text: str, kind: str):
    assert found(text) == (kind,)


@pytest.mark.parametrize(
    "text",
    [
        "Volume 943 476 5918",
        "ACT-2026-0012, REF-2026-0031, MHR-7K2QD, MHR-CM12A, BRD-036, POL-001, PLN-2026-004",
        "by 27 November 2026, then 2026-12-01 09:00 and 31/03/2027",
        "2026-12-01 10 places",
        "Section 136 of the Mental Health Act 1983, PACE 1984 and s135(1)",
        "from April 2023 to January 2024, in 2026/27 and 2025-26",
        "Samaritans on 116 123, NHS 111 option 2, 0800 111 111, 0300 123 4567",
        "24/7 cover, 9/10 agencies, 12 of 57, 91.2%, 2,496 hours, 6.5 officer hours",
        "14 street triage shifts, 3 new places, 20 Crown Court hearings, 12 months after close",
        "24 hour place of safety",
        "S2 2nd quarter, s17 4hr leave",
        "Record the date of birth on every form by 27 November 2026",
        "The plan was born of the winter review",
        "on 12 March 10 people waited",
        "write to the team @ the front desk",
        "version 3.0, item 12.4.1",
        "",
        " \n ",
        " - ",
    ],
)
def test_references_board_dates_laws_and_figures_pass(text: str):
    assert found(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Ask Ostara Welkinford to attend",
        "Ostara Welkinford was detained on Friday",
        "Plan for OSTARA WELKINFORD agreed",
        "OSTARA WELKINFORD TO BE SEEN ON THE WARD",
        "refer john smithson to the subgroup",
        "ask tom hall to ring",
        "Sarah to ring the ward",
        "the ward rang Okafor twice",
        "ask Mark Young to attend",
        "Mr Kettle rang",
        "mr kettle rang",
        "Dr. Ilford's patient",
        "see J. Welkinford",
        "see J.R. Hartwell",
        "see A. May again",
        "WELKINFORD, Ostara",
        "PC Young spoke to the patient Welkinford",
        "O'Quillan was seen",
        "Núñez was seen",
        "told Al-Sayed and Taylor-Jones",
        "Ostara van der Welkin moved",
        "Юлия moved",
        "Ostara's mother rang",
        "Staff told Ostara about the plan",
        "a call from Ostara",
        "the Welkinford brothers",
        "Ask Sarah Hill to attend",
        "Sa\N{ZERO WIDTH SPACE}rah was seen",
        "Sarah\N{NO-BREAK SPACE}Okafor",
        " Sarah Okafor ",
        "1. Sarah Okafor\n2. Next",
        "Odessa Green to attend",  # of two members, and neither
        "J. Fictonbury to attend",  # not her initial
        "Ngozi Okafor to attend",
    ],
)
def test_names_are_found_by_shape_by_list_and_by_their_neighbours(text: str):
    assert found(text) == ("a name",)


@pytest.mark.parametrize(
    "text",
    [
        "Odessa Fictonbury to chase; Fictonbury, Odessa and Det Supt FICTONBURY agree",
        "O. Fictonbury, Dr Fictonbury's team, Odessa and Mr Green",
        "Sean O'Sample, Seán O'Sample",
        "Grant Odessa Fictonbury access",
        "Coastshire Police and Samuel House Support met in Northvale and Eastwick Marsh",
    ],
)
def test_members_agencies_and_places_may_be_named(text: str):
    assert found(text) == ()
    assert find_personal(text, known_names=NOBODY) == ("a name",)


@pytest.mark.parametrize(
    "text",
    [
        "Will young people be asked? Mark the action green. Bill the ward. Grant access in May.",
        "Grace period ends. Hope this helps. Rose to 15. Page 3. Best price. Law and power.",
        "Drew on the Bishop review of church halls, hill wards and field teams",
        "the Detective Superintendent, a Tactical Liaison Officer, Force Control Room, Power BI",
        "Mental Health Act, Adult Social Care, Integrated Care Board, Street Triage",
        "Clare's Law, the Herbert Protocol, St John Ambulance, Lampard Inquiry, Operation Alice",
        "Rose Ward, Finchingfield Ward, the Ardenmere unit and Kelvedon Hatch police station",
        "Monday 23 November, January to March, Christmas and Easter",
        "Unit A Manager, Annex B, Code C, Section J. Review",
        "MARAC, MAPPA, AMHP, HBPoS, PPU and JTAC met; RAG is red",
        "Rebase the tracker. Deconflict rotas. Relaunch the pathway",
        "in Wexcombe, across Wexcombe and the Wexcombe hub",
    ],
)
def test_the_words_of_a_board_pass(text: str):
    assert found(text) == ()


def test_the_answer_is_the_same_whoever_is_known_and_names_nobody():
    """The guard is given no records, so what it says cannot tell of any."""
    with pytest.raises(PersonalText) as one:
        demand_board_safe({"title": "Ask Zephyr Quillfeather to ring"}, known_names=KNOWN)
    with pytest.raises(PersonalText) as other:
        demand_board_safe({"title": "Ask Ostara Welkinford to ring"}, known_names=KNOWN)

    assert one.value.sentence == other.value.sentence
    assert "Quillfeather" not in f"{one.value!r} {one.value.sentence} {one.value.findings}"


def test_a_refusal_names_the_field_and_the_kind():
    texts = {"title": "Publish the poster", "success_measure": "Ring 07700 900123"}

    with pytest.raises(PersonalText) as refusal:
        demand_board_safe(texts, known_names=KNOWN)

    assert (refusal.value.code, refusal.value.field) == ("V23", "success_measure")
    assert refusal.value.kind == "a phone number"
    assert refusal.value.sentence.startswith(
        "This looks like personal information (a phone number)"
    )


def test_clean_texts_pass_and_use_no_override():
    override = Override(by=SUPERVISOR, reason="")

    assert demand_board_safe({"title": "Publish it", "detail": ""}, known_names=KNOWN) is False
    assert demand_board_safe({"title": "Ok"}, known_names=KNOWN, override=override) is False


def test_a_co_chair_may_override_with_a_reason():
    texts = {"title": "Visit the Sarah Okafor memorial garden"}

    used = demand_board_safe(texts, known_names=KNOWN, override=Override(CO_CHAIR, REASON))

    assert used is True


@pytest.mark.parametrize("person", [SUPERVISOR, SENIOR])
def test_nobody_else_may_override(person):
    with pytest.raises(Forbidden):
        demand_board_safe(
            {"title": "Ask Ostara Welkinford"}, known_names=KNOWN, override=Override(person, REASON)
        )


def test_an_override_takes_thirty_characters_of_reason():
    short = Override(CO_CHAIR, "x" * (SHORTEST_REASON - 1) + "   ")

    with pytest.raises(BoardError) as refusal:
        demand_board_safe({"title": "Ask Ostara Welkinford"}, known_names=KNOWN, override=short)

    assert refusal.value.code == "V11"


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("A 43-year-old with psychosis", (AGE_WITH_MORE,)),
        ("aged 43, of Colchester", (AGE_WITH_MORE,)),
        ("aged 43, of Northvale", (AGE_WITH_MORE,)),
        ("a man in his forties with bipolar disorder", (AGE_WITH_MORE,)),
        ("An incident on Rose Ward on 12 November", (UNIT_WITH_DATE,)),
        ("Three people waited", (SMALL_COUNT,)),
        ("2 young men; 14 others", (SMALL_COUNT,)),
        ("12 people waited; 3.4 people a day; 1 of 12 agencies", ()),
        ("Adults over 18 with psychosis", ()),
        ("Each ward reported on 12 November", ()),
        ("Wards in Colchester", ()),
    ],
)
def test_what_may_identify_together_is_warned_of_and_does_not_block(text: str, kinds):
    assert warnings_of(text, districts={"northvale"}) == kinds


def test_the_check_digit_of_an_nhs_number():
    assert is_nhs_number("9434765919")
    assert not any(is_nhs_number(f"943476591{each}") for each in range(9))


@pytest.mark.parametrize(
    "part",
    ["1 ", "A ", "a@", "12 Aa ", "0 1 ", "o'", "Ab Ab ", "42/", "crime ref ", "12 march ", "born ",
     "A.", "aa-", "mr ", "9", "-", "\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}", "12 abc "],
)  # fmt: skip
def test_a_text_made_to_be_slow_takes_no_longer_than_its_length(part: str):
    """Four times the text takes four times as long, not sixteen; with room for a busy machine."""
    short, long = (part * (size // len(part)) for size in (2000, 8000))

    taken = [min(_seconds(text) for _ in range(5)) for text in (short, long)]

    assert taken[1] < max(10 * taken[0], 0.02)


def _seconds(text: str) -> float:
    started = time.process_time()
    find_personal(text, known_names=KNOWN)
    return time.process_time() - started


@pytest.mark.parametrize("name", ["given_names", "surnames", "ordinary_words", "place_names"])
def test_the_lists_are_sorted_small_letters_without_doubles(name: str):
    path = Path(__file__).parents[2] / "board" / f"{name}.txt"
    lines = path.read_text(encoding="utf-8").splitlines()

    assert lines == sorted(set(lines))
    assert all(line == line.lower().strip() != "" for line in lines)
