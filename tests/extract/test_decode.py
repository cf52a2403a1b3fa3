"""Bytes of unknown encoding become the text that was meant, and lost letters are admitted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.extract.decode import decode

WORDS = "Der Umsatz stieg um 8 % – „deutlich“, sagt Frau Müller."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_the_usual_encodings_are_recognised(encoding):
    decoded = decode(WORDS.encode(encoding))
    assert decoded.text.lstrip("\ufeff") == WORDS
    assert not decoded.lossy


@pytest.mark.parametrize("text", ["It’s up – a lot", "Café", "naïve façade", "100 €"])
def test_text_encoded_twice_is_mended(text):
    assert decode(text.encode().decode("cp1252").encode()).text == text


@pytest.mark.parametrize("text", ["Â £5", "SÃO PAULO", "âge d'or", "CÔTE D’IVOIRE"])
def test_real_accented_capitals_are_left_alone(text):
    assert decode(text.encode()).text == text


def test_a_few_broken_bytes_in_utf8_are_admitted_and_the_rest_kept():
    decoded = decode(("Größe. " * 300).encode() + b"\xff\xfe" + b"Ende")
    assert decoded.lossy
    assert decoded.text.startswith("Größe. ")
    assert decoded.text.endswith("Ende")


@given(st.binary(max_size=300))
def test_no_bytes_make_it_fail(data):
    assert isinstance(decode(data).text, str)


@given(st.text(alphabet=st.characters(codec="ascii"), max_size=200))
def test_ascii_is_itself(text):
    if "\x00" not in text:
        assert decode(text.encode()).text == text
