"""PDFium's words with boxes and looks, at little more than the cost of its text.

One call a character would cost ten times the text, so a word takes three: the boxes of its first and last character and
its text object, whose font and colour are asked once. Boxes are PDFium's loose ones (the whole height of the font): all
words of a line share their top and bottom, which makes lines easy to find and highlights even.
"""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from array import array
from collections import deque
from collections.abc import Callable, Collection, Iterable
from itertools import repeat
from operator import sub
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from screener.extract.builder import clean
from screener.extract.pdf.fonts import Face, Faces
from screener.extract.pdf.ligatures import UNKNOWN

_LINE_END_HYPHEN = "\ufffe"  # PDFium's sign for a hyphen at the end of a line, which joins the two halves
_ODD = re.compile(r"[\x00-\x09\x0b\x0c\x0e-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufffe]")
_ODD_WORD = re.compile(rf"[^\s{_LINE_END_HYPHEN}]+{_LINE_END_HYPHEN}?|{_LINE_END_HYPHEN}")
_PRIVATE = re.compile(r"[\ue000-\uffff]")
_UNMAPPED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ue000-\uf0b6\uf0b8-\uf8ff\ufffd]")
# What the private codes of Symbol and Wingdings mean, where they are used as bullets or signs in running text.
_SYMBOLS = str.maketrans({0xF0B7: "•", 0xF0A7: "▪", 0xF0A8: "▪", 0xF0D8: "➢", 0xF0FC: "✓", 0xF02D: "-", 0xF06F: "o", 0xF0E8: "→", 0xF076: "❖", 0xF071: "❑"})
_UPRIGHT_SLACK = 0.05  # points the two ends of an upright word may differ in height
_USUAL_RATIO = 1.15  # height of a loose box to the size of its font, where the font doesn't say
_INVISIBLE_MODE, _BOLD_MODE, _STROKED = 3, 2, (1, 2, 5, 6)  # text render modes: neither filled nor stroked; both; stroked
_SLANT = 0.09  # radians (5 degrees) a word may slope and still count as upright
_MOST_ROOM = 8192  # boxes asked for at a time; a dense page has 2,000
_LAST_SHORT, _LAST = 0xFFFF, 0x10FFFF


def bare(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    """The same native function without ctypes' checks of each argument, which take longer than the call itself.

    Without types of arguments, handles must come as `c_void_p`, buffers as `byref`; integers are C ints.
    """
    return ctypes.PYFUNCTYPE(result, *arguments)(ctypes.cast(function, ctypes.c_void_p).value)  # type: ignore[arg-type]


_count_chars = bare(pdfium.FPDFText_CountChars, ctypes.c_int)
_get_text = bare(pdfium.FPDFText_GetText, ctypes.c_int)
_get_box = bare(pdfium.FPDFText_GetLooseCharBox, ctypes.c_int)
_get_object = bare(pdfium.FPDFText_GetTextObject, ctypes.c_void_p)
_get_font = bare(pdfium.FPDFTextObj_GetFont, ctypes.c_void_p)
_get_mode = bare(pdfium.FPDFTextObj_GetTextRenderMode, ctypes.c_int)
_get_stroke = bare(pdfium.FPDFPageObj_GetStrokeColor, ctypes.c_int)
_get_fill = bare(pdfium.FPDFPageObj_GetFillColor, ctypes.c_int)
_char_index = bare(pdfium.FPDFText_GetCharIndexFromTextIndex, ctypes.c_int)
_text_index = bare(pdfium.FPDFText_GetTextIndexFromCharIndex, ctypes.c_int)
_get_angle = bare(pdfium.FPDFText_GetCharAngle, ctypes.c_float)
_get_matrix = bare(pdfium.FPDFText_GetMatrix, ctypes.c_int)
_get_size = bare(pdfium.FPDFText_GetFontSize, ctypes.c_double)
_get_unicode = bare(pdfium.FPDFText_GetUnicode, ctypes.c_uint)


class Look(NamedTuple):
    """How words look, apart from their size. `color` is 0xrrggbb; `ratio` is the height of their boxes to the font size."""

    font: str
    bold: bool | None
    italic: bool | None
    color: int
    invisible: bool
    ratio: float


class Frame(NamedTuple):
    """A page's box in its own coordinates, and the quarter turns clockwise it is shown with."""

    left: float
    bottom: float
    right: float
    top: float
    turns: int

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the page as shown, in points."""
        across, up = self.right - self.left, self.top - self.bottom
        return (up, across) if self.turns % 2 else (across, up)

    def shown(self, left: float, top: float, right: float, bottom: float) -> tuple[float, float, float, float]:
        """A box of the page's own coordinates as left, top, right, bottom of the page as shown."""
        if self.turns == 0:
            return left - self.left, self.top - top, right - self.left, self.top - bottom
        if self.turns == 1:
            return bottom - self.bottom, left - self.left, top - self.bottom, right - self.left
        if self.turns == 2:  # noqa: PLR2004 - a half turn
            return self.right - right, bottom - self.bottom, self.right - left, top - self.bottom
        return self.top - top, self.right - right, self.top - bottom, self.right - left


LookKey = tuple[str, bool | None, bool | None, int, bool]
Glyph = tuple[str, float]  # font, and width to height


class Words(NamedTuple):
    """The words of one page in the file's order, as parallel lists; boxes are of the page as shown, in points.

    `turned` holds the quarter turns clockwise of the words that don't stand upright.
    """

    texts: list[str]
    looks: list[int]
    left: list[float]
    top: list[float]
    right: list[float]
    bottom: list[float]
    turned: dict[int, int]
    unmapped: int = 0  # characters whose glyphs say no letter
    unknown: list[tuple[int, Glyph]] = []  # noqa: RUF012 - never changed: words with such glyphs and which glyph it is
    objects: Collection[int | None] = ()  # native text objects, valid while the page is open


class WordReader:
    """Reads the words of the pages of one document; looks are numbered over the whole document."""

    def __init__(self) -> None:
        self.looks: list[Look] = []
        self._numbers: dict[LookKey, int] = {}
        self._ratios: dict[str, float] = {}
        self._faces = Faces()
        self._room = 0
        self._buffer: Any = None
        self._places: list[Any] = []
        self._channels = [ctypes.c_uint() for _ in range(4)]
        self._channel_places = [ctypes.byref(channel) for channel in self._channels]

    def read(self, handle: ctypes.c_void_p, frame: Frame, *, max_characters: int) -> Words | None:
        """The words of a page, None when it has more characters than allowed."""
        count = _count_chars(handle)
        if count > max_characters:
            return None
        raw, first = _text(handle, max(count, 0))
        if _LINE_END_HYPHEN in raw:
            raw = _with_unknown(handle, raw, first or 0)
        texts, starts, ends = _tokens(raw)
        if first is not None:
            starts, ends = [_char_index(handle, first + i) for i in starts], [_char_index(handle, first + i) for i in ends]
        left, top, right, bottom, slanted = self._boxes(handle, starts, ends)
        turned = _turns(handle, starts, slanted, texts, frame.turns) if slanted or frame.turns else {}
        shown = _shown(left, top, right, bottom, frame)
        looks, objects = self._look_numbers(handle, starts)
        unmapped = len(_UNMAPPED.findall(raw))
        unknown = self._unknown(handle, texts, starts, looks) if UNKNOWN in raw else []
        if not raw.isascii() or unmapped:
            _letters(handle, texts, starts)
        words = Words(texts, looks, *shown, turned, unmapped, unknown, objects)
        return _without_empty(words) if "" in texts else words

    def _unknown(self, handle: ctypes.c_void_p, texts: list[str], starts: list[int], looks: list[int]) -> list[tuple[int, Glyph]]:
        """Words with glyphs that have no letter, once for each, with the glyph's font and its width to its height."""
        places = [(i, starts[i] + at) for i, text in enumerate(texts) if UNKNOWN in text for at, letter in enumerate(text) if letter == UNKNOWN]
        boxes = self._char_boxes(handle, [char for _, char in places])
        found = []
        for (i, _), left, top, right, bottom in zip(places, boxes[0::4], boxes[1::4], boxes[2::4], boxes[3::4], strict=True):
            found.append((i, (self.looks[looks[i]].font, round((right - left) / max(top - bottom, 0.1), 1))))
        return found

    def _boxes(self, handle: ctypes.c_void_p, starts: list[int], ends: list[int]) -> tuple[list[float], list[float], list[float], list[float], list[int]]:
        """Left, top, right, bottom of each word in the page's own coordinates, and the words whose ends differ in height."""
        middle = 4 * len(starts)
        values = self._char_boxes(handle, starts + ends)
        left, right = values[0:middle:4], values[middle + 2 :: 4]
        top, bottom = values[1:middle:4], values[3:middle:4]
        last_bottom = values[middle + 3 :: 4]
        slanted = [] if last_bottom == bottom else [i for i, drop in enumerate(map(sub, bottom, last_bottom)) if not -_UPRIGHT_SLACK < drop < _UPRIGHT_SLACK]
        for i in slanted:
            first, last = 4 * i, middle + 4 * i
            left[i], right[i] = min(values[first], values[last]), max(values[first + 2], values[last + 2])
            top[i], bottom[i] = max(values[first + 1], values[last + 1]), min(values[first + 3], values[last + 3])
        return left, top, right, bottom, slanted

    def _char_boxes(self, handle: ctypes.c_void_p, chars: list[int]) -> list[float]:
        """Left, top, right, bottom of each character, one after the other; zeros where PDFium knows none."""
        if not chars:
            return []
        self._make_room(len(chars))
        boxes = array("f")
        for at in range(0, len(chars), self._room):
            size = 16 * min(self._room, len(chars) - at)
            ctypes.memset(self._buffer, 0, size)
            deque(map(_get_box, repeat(handle), chars[at : at + self._room], self._places), 0)
            boxes.frombytes(memoryview(self._buffer).cast("B")[:size])
        return boxes.tolist()

    def _make_room(self, boxes: int) -> None:
        """Prepares places for so many boxes at a time: they cost more than a call, so they are kept for all pages."""
        if boxes > self._room and self._room < _MOST_ROOM:
            self._room = min(max(boxes, 2 * self._room, 512), _MOST_ROOM)
            self._buffer = (ctypes.c_float * (4 * self._room))()
            self._places = [ctypes.byref(self._buffer, at) for at in range(0, 16 * self._room, 16)]

    def _look_numbers(self, handle: ctypes.c_void_p, starts: list[int]) -> tuple[list[int], Collection[int | None]]:
        """The look of each word, and the native text objects that were asked for it."""
        objects = list(map(_get_object, repeat(handle), starts))
        fonts: dict[int, Face] = {}
        numbers = {number: self._look(handle, number, fonts, char) for number, char in dict(zip(objects, starts, strict=True)).items()}
        return list(map(numbers.__getitem__, objects)), numbers.keys()

    def _look(self, handle: ctypes.c_void_p, number: int | None, fonts: dict[int, Face], char: int) -> int:
        if number is None:
            return self._numbered(handle, ("", None, None, 0, False), char)
        text_object = ctypes.c_void_p(number)
        font = _get_font(text_object) or 0
        known = fonts.get(font)
        if known is None:
            known = fonts[font] = self._faces.face(font)
        mode = _get_mode(text_object)
        red, green, blue, alpha = self._channels
        color, clear = 0, False
        if _get_fill(text_object, *self._channel_places):
            color, clear = red.value << 16 | green.value << 8 | blue.value, alpha.value == 0
        # An outline makes letters seen whose inside is pale or clear.
        if mode in _STROKED and _get_stroke(text_object, *self._channel_places) and alpha.value:
            color, clear = red.value << 16 | green.value << 8 | blue.value, False
        return self._numbered(handle, (known.name, mode == _BOLD_MODE or known.bold, known.italic, color, clear or mode == _INVISIBLE_MODE), char)

    def _numbered(self, handle: ctypes.c_void_p, key: LookKey, char: int) -> int:
        look = self._numbers.get(key)
        if look is None:
            ratio = self._ratios.get(key[0])
            if ratio is None:
                ratio = self._ratios[key[0]] = _ratio(handle, char)
            look = self._numbers[key] = len(self.looks)
            self.looks.append(Look(*key, ratio))
        return look


def _text(handle: ctypes.c_void_p, count: int) -> tuple[str, int | None]:
    """The page's text, and the text index of its first letter when text and characters are not one to one (else None)."""
    buffer = (ctypes.c_ushort * (count + 1))()
    got = _get_text(handle, 0, count, ctypes.byref(buffer)) if count else 1
    if got == count + 1:
        return _decoded(buffer, count), None
    # Characters without a letter are left out of the text, and PDFium answers nothing when it is asked from one of them.
    active = [i for i in range(count) if _text_index(handle, i) >= 0]
    if not active:
        return "", None
    got = _get_text(handle, active[0], active[-1] - active[0] + 1, ctypes.byref(buffer))
    return _decoded(buffer, max(got - 1, 0)), _text_index(handle, active[0])


def _decoded(buffer: Any, count: int) -> str:
    return memoryview(buffer).cast("B")[: 2 * count].tobytes().decode("utf-16-le", "replace")


def _tokens(raw: str) -> tuple[list[str], list[int], list[int]]:
    """Words, and the places of their first and last characters."""
    if _ODD.search(raw):
        found = [(match[0].replace(_LINE_END_HYPHEN, "-"), *match.span()) for match in _ODD_WORD.finditer(raw)]
        return [word for word, _, _ in found], [start for _, start, _ in found], [end - 1 for _, _, end in found]
    texts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for piece in raw.replace("\r", " ").replace("\n", " ").split(" "):
        if piece:
            texts.append(piece)
            starts.append(at)
            at += len(piece)
            ends.append(at - 1)
        at += 1
    return texts, starts, ends


def _with_unknown(handle: ctypes.c_void_p, raw: str, first: int) -> str:
    """The text with glyphs that have no letter told from hyphens at the end of a line: PDFium gives both one sign."""
    letters = list(raw)
    for match in re.finditer(_LINE_END_HYPHEN, raw):
        if not _get_unicode(handle, _char_index(handle, first + match.start())):
            letters[match.start()] = UNKNOWN
    return "".join(letters)


def _letters(handle: ctypes.c_void_p, texts: list[str], starts: list[int]) -> None:
    """Puts the letters a reader sees into the words: ligatures opened, signs for private codes, nothing invisible."""
    for i, text in enumerate(texts):
        if not (text.isascii() and text.isprintable()):
            word = _restored(handle, text, starts[i]).translate(_SYMBOLS) if _PRIVATE.search(text) else text
            texts[i] = unicodedata.normalize("NFC", clean(word)).strip()


def _restored(handle: ctypes.c_void_p, text: str, start: int) -> str:
    """A word whose letters above U+FFFF were cut to 16 bits, with its letters."""
    codes = [(letter, _get_unicode(handle, start + i)) for i, letter in enumerate(text)]
    return "".join(chr(code) if code > _LAST_SHORT and code & _LAST_SHORT == ord(letter) and code <= _LAST else letter for letter, code in codes)


def _turns(handle: ctypes.c_void_p, starts: list[int], slanted: list[int], texts: list[str], page_turns: int) -> dict[int, int]:
    """Quarter turns clockwise, as shown, of the words that do not stand upright; a slant counts as the nearest."""
    asked = set(slanted)
    if asked:  # one letter has no slope of its own
        asked.update(i for i, text in enumerate(texts) if len(text) == 1)
    turned = {}
    for i in range(len(starts)) if page_turns else sorted(asked):
        angle = _get_angle(handle, starts[i]) if i in asked or len(texts[i]) == 1 else 0.0
        turns = (round(angle / (math.pi / 2)) + page_turns) % 4
        if turns or abs(angle - round(angle / (math.pi / 2)) * math.pi / 2) > _SLANT:
            turned[i] = turns
    return turned


def _shown(
    left: list[float], top: list[float], right: list[float], bottom: list[float], frame: Frame
) -> tuple[list[float], list[float], list[float], list[float]]:
    if frame.turns:
        boxes = [frame.shown(*box) for box in zip(left, top, right, bottom, strict=True)]
        return [box[0] for box in boxes], [box[1] for box in boxes], [box[2] for box in boxes], [box[3] for box in boxes]
    if frame.left:
        left, right = [x - frame.left for x in left], [x - frame.left for x in right]
    height = frame.top
    return left, [height - y for y in top], right, [height - y for y in bottom]


def _without_empty(words: Words) -> Words:
    kept = [i for i, text in enumerate(words.texts) if text]
    places = {old: new for new, old in enumerate(kept)}
    columns: Iterable[list[Any]] = (words.texts, words.looks, words.left, words.top, words.right, words.bottom)
    turned = {places[i]: turns for i, turns in words.turned.items() if i in places}
    unknown = [(places[i], glyph) for i, glyph in words.unknown if i in places]
    texts, looks, left, top, right, bottom = ([column[i] for i in kept] for column in columns)
    return Words(texts, looks, left, top, right, bottom, turned, words.unmapped, unknown, words.objects)


def _ratio(handle: ctypes.c_void_p, char: int) -> float:
    """Height of a character's loose box to its font size, both as they stand on the page."""
    matrix, box = pdfium.FS_MATRIX(), pdfium.FS_RECTF()
    if not (_get_matrix(handle, char, ctypes.byref(matrix)) and _get_box(handle, char, ctypes.byref(box))):
        return _USUAL_RATIO
    size = _get_size(handle, char) * math.hypot(matrix.c, matrix.d)
    height = abs(box.top - box.bottom) if abs(matrix.d) >= abs(matrix.c) else abs(box.right - box.left)
    return height / size if size > 0 and height > 0 else _USUAL_RATIO
