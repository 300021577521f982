"""What tells bytes from other bytes, and names that SharePoint takes."""

import base64
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.content import Bytes, FileContent, QuickXor, document_of, pieces
from graph.names import LONGEST_NAME, clean_name, numbered

# Known answers of the published algorithm: content and hash, both in base64.
KNOWN = [
    ("", "AAAAAAAAAAAAAAAAAAAAAAAAAAA="),
    ("Sg==", "SgAAAAAAAAAAAAAAAQAAAAAAAAA="),
    ("tbQ=", "taAFAAAAAAAAAAAAAgAAAAAAAAA="),
    ("jRRDVA==", "jaDAEKgAAAAAAAAABAAAAAAAAAA="),
    ("n6Neh7p6fFgm", "nxiFFw6hCz3wAQsmCQAAAAAAAAA="),
    ("XoJ1AsoR4fDYJrDqYs4=", "XhBEHQSgjAiEAx7YPgEs1CEGZwA="),
    ("2fuxhBJXtpWFe8dOfdGeHw==", "O9tHLAghgSvYohKFyMMxnNCHaHg="),
]


@pytest.mark.parametrize(("content", "expected"), KNOWN)
def test_the_hash_is_the_published_one(content, expected):
    quick = QuickXor()
    quick.update(base64.b64decode(content))

    assert quick.base64() == expected


@given(st.binary(max_size=700), st.lists(st.integers(0, 700), max_size=4))
def test_in_pieces_it_is_the_same_as_bit_by_bit(content, cuts):
    quick = QuickXor()
    edges = [0, *sorted(min(cut, len(content)) for cut in cuts), len(content)]
    for start, end in itertools.pairwise(edges):
        quick.update(content[start:end])

    register = bytearray(20)
    for index, byte in enumerate(content):
        for bit in range(8):
            if byte >> bit & 1:
                place = (index * 11 + bit) % 160
                register[place // 8] ^= 1 << place % 8
    for index, byte in enumerate(len(content).to_bytes(8, "little")):
        register[12 + index] ^= byte
    assert quick.base64() == base64.b64encode(register).decode()


async def test_a_file_is_read_as_bytes_are(tmp_path):
    path = tmp_path / "content"
    path.write_bytes(b"0123456789")

    of_bytes, of_file = await document_of(b"0123456789"), await document_of(path)

    assert (of_bytes.sha256, of_bytes.quick_xor) == (of_file.sha256, of_file.quick_xor)
    assert await of_file.read(8, 100) == b"89"
    assert list(pieces(FileContent(path))) == list(pieces(Bytes(b"0123456789")))


async def test_a_file_cut_short_meanwhile_is_not_sent(tmp_path):
    path = tmp_path / "content"
    path.write_bytes(b"0123456789")
    document = await document_of(path)
    path.write_bytes(b"01")

    with pytest.raises(ValueError, match="changed"):
        await document.read(0, 10)


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("CON.docx", "_CON.docx"),
        ("~$draft.docx", "draft.docx"),
        ("a_vti_b", "avtib"),
        ("a\tb\x00c", "a b c"),
        ("Cafe\u0301.docx", "Caf\u00e9.docx"),
        ("x" * 200 + ".docx", "x" * 115 + ".docx"),
    ],
)
def test_a_name_is_made_one_that_sharepoint_takes(name, clean):
    assert clean_name(name) == clean


@pytest.mark.parametrize("name", ["", "  ", "...", "..", '"*:<>?/\\|', "~$"])
def test_a_name_of_nothing_is_refused(name):
    with pytest.raises(ValueError, match="at least one"):
        clean_name(name)


@given(st.text())
def test_any_text_is_a_good_name_or_none(text):
    try:
        name = clean_name(text)
    except ValueError:
        return

    assert 0 < len(name) <= LONGEST_NAME
    assert not set(name) & set('"*:<>?/\\|\x00\n')
    assert name.strip(" ") == name
    assert not name.endswith(".")
    assert clean_name(name) == name


def test_a_number_keeps_the_ending_and_the_length():
    assert numbered("Actions.xlsx", 2) == "Actions (version 2).xlsx"
    assert numbered("Actions", 2) == "Actions (version 2)"
    assert len(numbered("x" * 115 + ".docx", 12)) == LONGEST_NAME
    assert numbered("x" * 115 + ".docx", 12).endswith(" (version 12).docx")
