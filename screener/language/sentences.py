"""Sentence boundaries for finance text: the rules look only where a stop stands, and ask the tokenizer only where no space follows it.

Offsets inside this module are those of one piece of text; a sentence starts where a token starts, never inside one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from screener.language.abbreviations import CLIPPED, COMPANY_FORMS, EXCLAIMED, LEADING, NUMBERED, ORDINALS, STARTERS, STATES, TIME_ZONES, TITLES, TRAILING

MAX_PIECE = 100_000  # characters read at once; a longer block is cut at a space

_CLOSERS = "\"'”’»)\\]"
_EMOJI = "\U0001f000-\U0001faff\u2600-\u27bf\u2b50\u2b55\ufe0f"
_STOP = re.compile(
    # All that follows stands behind this one class, so that the search skips from stop to stop.
    r"[.!?…](?:"
    rf"[.!?…]*[{_CLOSERS}]*(?= )"
    # A footnote mark at the stop: "results.1 Net", "results.(2) Net".
    rf"|(?<=[a-z]{{3}}[.!?])[{_CLOSERS}]?(?:\d{{1,2}}|\(\d{{1,2}}\)|[*†‡¹²³⁴⁵]{{1,3}})(?= )"
    # A space that was lost: "quarter.We expect".
    r"|(?<=[a-z]{3}[.!?])(?=[A-Z][a-z]{0,12} ))",
)
_BULLET = re.compile(r"[•▪◦‣●■] ")
_STOP_OR_BULLET = re.compile(rf"{_STOP.pattern}| (?={_BULLET.pattern})")  # bullets in running text
# The tokenizer peels marks off one by one, in quadratic time: a run as long as this is no prose (dot leaders, rules, encoded data).
_RUN = re.compile(r"[^\w\s]{40,}|\S{500,}")
_SHORTEST_RUN = 40
_MARKS = ".!?…"
_OPENERS = "\"'“‘«([*"
_JOINT = re.compile(r"[—–―/(]")
_WORD = re.compile(r"[A-Za-z][A-Za-z'’]*")
_LIST_MARK = re.compile(r"\(?(?:\d{1,3}(?:\.\d{1,3}){0,3}|[A-Za-z]|[ivxIVX]{1,4})\)?")
_NUMBERED_PLACE = re.compile(
    r"(?:item|note|section|exhibit|part|article|table|figure|chapter|step|schedule|rule|question|proposal|appendix|annex|slide)\s"
    r"(?:\d{1,3}|[ivx]{1,5}|[a-z])(?:\.\d{1,3}){0,3}[a-z]?(?:\([a-z0-9]\))?",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"(?:[A-Za-z]\.){1,5}[A-Za-z]")
_ROMAN = re.compile(r"(?:[IVXL]{2,6}|[VXL])\b(?!['’])")
_REGULATION = re.compile(r"(?:S-[A-Z]|FD|M-A|S-X|G|D|S|A)\b")
_SMALL_BRAND = re.compile(r"[a-z]{1,2}[A-Z]")
_PLAIN_END = re.compile(r"[a-z]{4,}|[\d.,]{1,20}%?|[a-z-]{4,40}")
_TAIL = re.compile(rf"(?:[#@$]\w{{1,60}}|https?://[^ ]{{1,500}}|[{_EMOJI}]{{1,20}})(?: |$)")
_EMOJIS = re.compile(rf"(?:[{_EMOJI}]{{1,20}} )+(?=[^{_EMOJI}])")
_MAX_TAIL = 60
_INTRODUCTION = 15
_MAX_PLACE = 40
_ITEM = re.compile(r"\bItems? \d{1,2}[A-C]?$", re.IGNORECASE)
_ITEM_REACH = 10
_CLAUSE = re.compile(  # a subject of one or two words and its verb
    r"[A-Z][\w’'-]{1,30}(?: [a-z][\w-]{1,30})? (?:is|are|was|were|has|have|had|will|would|can|could|may|includes?|excludes?|reflects?|remains?|"
    r"increased|decreased|grew|rose|fell|declined|totaled|reported|generated)\b"
)
_ZONE = re.compile(rf"(?:{'|'.join(sorted(TIME_ZONES))})\b")
_COUNTS = frozenset("one two three four five six seven eight nine ten".split())


def pieces(text: str) -> Iterator[tuple[int, str]]:
    """Stretches of at most `MAX_PIECE` characters with their offsets, cut at spaces where there are any."""
    start = 0
    while len(text) - start > MAX_PIECE:
        cut = text.rfind(" ", start + MAX_PIECE // 2, start + MAX_PIECE)
        end = cut + 1 if cut >= 0 else start + MAX_PIECE
        yield start, text[start:end]
        start = end
    yield start, text[start:]


def tame(text: str) -> str:
    """The text, of the same length, with runs no tokenizer should read replaced by one mark and spaces."""
    if max(map(len, text.split(" "))) < _SHORTEST_RUN:
        return text
    return _RUN.sub(lambda run: "x" + " " * (len(run[0]) - 1), text)


def sentences_of(text: str, begins_token: Callable[[str, int], bool]) -> Iterator[tuple[int, int]]:
    """Offsets of the sentences without the spaces around them; `begins_token` says of a word whether one of its tokens begins at an offset in it."""
    begin = 0
    for start in (*sentence_starts(text), len(text)):
        # The tokenizer never joins words across a space; only where none stands may the place lie inside a token.
        if start < len(text) and text[start - 1] != " " and not begins_token(*_word_at(text, start)):
            continue
        words = text[begin:start]
        kept = words.strip(" ")
        if kept:
            first = begin + words.index(kept[0])
            yield first, first + len(kept)
        begin = start


def _word_at(text: str, place: int) -> tuple[str, int]:
    """What stands between the spaces around a place, and the place in it."""
    first = text.rfind(" ", 0, place) + 1
    last = text.find(" ", place)
    return text[first : last if last >= 0 else len(text)], place - first


def sentence_starts(text: str) -> list[int]:
    """Offsets at which a new sentence begins, the first sentence's left out; ascending."""
    starts = []
    begin = 0
    for stop in (_STOP_OR_BULLET if _BULLET.search(text) else _STOP).finditer(text):
        start = _next_start(text, stop)
        if start < len(text) and _ends_sentence(text, begin, stop, start):
            starts.append(start)
            begin = start
    return starts


def _next_start(text: str, stop: re.Match[str]) -> int:
    """Where the next sentence would begin; emoji after a stop stay with the sentence they comment on."""
    start = stop.end()
    if start < len(text) and text[start] == " ":
        start += 1
    emojis = _EMOJIS.match(text, start)
    return emojis.end() if emojis else start


def _ends_sentence(text: str, begin: int, stop: re.Match[str], start: int) -> bool:
    if stop[0] == " ":
        return stop.start() > begin
    left = _last_word(text, begin, stop.start())
    space = text.find(" ", start)
    right = text[start : space if space >= 0 else len(text)]
    glued = start == stop.end()
    if glued and right not in STARTERS:
        return False
    if right[0] in ",;:)%–—-&/" or _is_place_mark(text[begin : min(stop.start(), begin + _MAX_PLACE)]) or _is_tail(text, start):
        return False
    bare = right.lstrip(_OPENERS)
    if space < 0 and len(bare) == 1 and bare.isalpha():
        return False  # "Harbor Mills, Inc. A": the mark of an answer after a title
    marks = stop[0].strip("\"'”’»)]0123456789(*†‡¹²³⁴⁵")
    if "!" in marks or "?" in marks:
        return not bare[:1].islower() and (left not in EXCLAIMED or _opens(bare))
    if len(marks) > 1 or marks == "…":
        return bare[:1].isupper() and not bare.startswith(("I ", "I'", "I’")) and bare != "I"
    # "At 9 a.m. Acme will host": a time that opens the sentence does not end it.
    introductory = stop.start() - begin < _INTRODUCTION
    if left[:1].isdigit() and not _opens(bare) and _ITEM.search(text, max(begin, stop.start() - _ITEM_REACH), stop.start()):
        return False  # "under Item 1A. Risk Factors of our report"
    if left.lower() in COMPANY_FORMS and stop.start() - begin > _MAX_PLACE and _CLAUSE.match(text, start):
        return True  # "a stake in Harbor Mills, LLC. Spending excludes the price"
    return _full_stop(left, right, bare, closed=len(stop[0]) > 1, introductory=introductory)


def _last_word(text: str, begin: int, end: int) -> str:
    """The word that ends there, without marks before it ("(Acme Corp", "Calif.—Feb")."""
    word = text[max(text.rfind(" ", begin, end) + 1, begin) : end]
    return _JOINT.split(word)[-1].lstrip(_OPENERS)


def _full_stop(left: str, right: str, bare: str, *, closed: bool, introductory: bool) -> bool:
    """Whether a single stop after `left` ends the sentence, by the kind of word it stands at."""
    word = left.lower()
    if left in TITLES or word in LEADING:
        return False
    if word in {"no", "nos"} and left[0] == "N" and right in _COUNTS:
        return False
    if word in NUMBERED and (right[:1].isdigit() or right[:1] == "#" or _ROMAN.match(right) or (word == "reg" and _REGULATION.match(right))):
        return False
    if word in {"a.m", "p.m"}:
        return bare[:1].isupper() and not introductory and _ZONE.match(bare) is None
    if (len(left) == 1 and left.isupper()) or word in TRAILING or left in STATES or _INITIALS.fullmatch(left):
        return right[0] != "(" and _opens(bare) and not (word in NUMBERED and right[:1].isdigit())
    if bare[:1].islower():
        return bool(_SMALL_BRAND.match(bare)) or (not closed and word not in CLIPPED and bool(_PLAIN_END.fullmatch(left)))
    return True


def _opens(right: str) -> bool:
    """Whether the word opens sentences rather than going on a name; "A." and "I." are initials."""
    word = _WORD.match(right)
    if word is None or (len(word[0]) == 1 and right[1:2] == "."):
        return False
    # "Inc. First Quarter Results" goes on, "in the U.S. First, we" does not.
    return word[0] in STARTERS or (word[0] in ORDINALS and right.endswith(","))


def _is_place_mark(words: str) -> bool:
    """Whether all that stands before the stop is a list number or a place such as "Item 5.02"."""
    return len(words) < _MAX_PLACE and (_LIST_MARK.fullmatch(words) is not None or _NUMBERED_PLACE.fullmatch(words) is not None)


def _is_tail(text: str, start: int) -> bool:
    """Whether only hashtags, handles, addresses and emoji follow: they belong to the last sentence of a post."""
    for _ in range(_MAX_TAIL):
        tag = _TAIL.match(text, start)
        if tag is None:
            return False
        start = tag.end()
        if start >= len(text):
            return True
    return False
