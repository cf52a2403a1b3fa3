from __future__ import annotations

import subprocess
import sys

from screener import language as module
from screener.language import Language
from screener.policy import Policy
from screener.types import Channel, Occasion


def test_importing_the_module_does_not_import_spacy():
    done = subprocess.run([sys.executable, "-c", "import screener.language, sys; print('spacy' in sys.modules)"], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_tokens_hold_their_offsets(language):
    text = "Revenue rose 5% to $1.2 million."
    tokens = language.tokens(text)
    assert [token.text for token in tokens] == ["Revenue", "rose", "5", "%", "to", "$", "1.2", "million", "."]
    assert all(text[token.start : token.end] == token.text for token in tokens)


def test_the_same_document_reads_the_same_again_even_after_words_were_forgotten(monkeypatch, document):
    reader = Language.load(Policy(version="test", clauses={}, topics={}, rules={}))
    draft = document("# Results", "Dr. Roe paid $1.2 million. Orders rose.", "Forward-looking statements are subject to risks and uncertainties.")
    occasion = Occasion(channel=Channel.EARNINGS_RELEASE)
    first = reader.read(draft, occasion)
    monkeypatch.setattr(module, "ZONE_TEXT", 1)
    assert reader.read(draft, occasion) == first
    assert reader.read(draft, occasion) == first


def test_an_empty_document_has_no_sentences(language, document):
    assert language.read(document(), Occasion(channel=Channel.EMAIL)).sentences == ()


def test_sentences_are_found_by_offset(read):
    analysis = read("One here. Two there.")
    assert analysis.sentence_at(analysis.document.text.index("Two")) == 1


def test_a_block_of_one_long_word_and_one_of_marks_are_read_without_delay(read):
    analysis = read("x" * 200_000, "(" * 200_000, "a " + ". " * 2_000)
    assert analysis.sentences[0].span.end == 200_000
