"""What is drawn on a page besides its text: rules, filled areas, pictures, and shapes as small as a bullet."""

from __future__ import annotations

import ctypes
from collections.abc import Collection, Iterator, Sequence
from itertools import repeat
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from screener.extract.pdf.native import Frame, bare

_page_object = bare(pdfium.FPDFPage_GetObject, ctypes.c_void_p)
_form_object = bare(pdfium.FPDFFormObj_GetObject, ctypes.c_void_p)
_object_type = bare(pdfium.FPDFPageObj_GetType, ctypes.c_int, ctypes.c_void_p)
_get_bounds = bare(pdfium.FPDFPageObj_GetBounds, ctypes.c_int)
_get_matrix = bare(pdfium.FPDFPageObj_GetMatrix, ctypes.c_int)
_get_fill = bare(pdfium.FPDFPageObj_GetFillColor, ctypes.c_int)
_get_draw_mode = bare(pdfium.FPDFPath_GetDrawMode, ctypes.c_int)
_count_form_objects = bare(pdfium.FPDFFormObj_CountObjects, ctypes.c_int)
_count_segments = bare(pdfium.FPDFPath_CountSegments, ctypes.c_int)
_get_segment = bare(pdfium.FPDFPath_GetPathSegment, ctypes.c_void_p)
_segment_type = bare(pdfium.FPDFPathSegment_GetType, ctypes.c_int)
_get_point = bare(pdfium.FPDFPathSegment_GetPoint, ctypes.c_int)
_SIDES = (ctypes.c_float * 4)()  # left, bottom, right, top, where PDFium puts them
_SIDE_PLACES = [ctypes.byref(_SIDES, 4 * side) for side in range(4)]
_MODES = (ctypes.c_int * 2)()  # fill mode and whether there is a stroke
_MODE_PLACES = [ctypes.byref(_MODES, 4 * mode) for mode in range(2)]
_TEXT, _PATH, _IMAGE, _FORM = pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM

Rectangle = tuple[float, float, float, float]  # left, top, right, bottom of the page as shown
Matrix = tuple[float, float, float, float, float, float]

_MOST_OBJECTS = 60_000  # of one page; a map or a dense chart has 20,000
_MOST_SEGMENTS = 400  # of one path that is taken apart into its parts
_MOST_DEPTH = 4  # forms within forms
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_THIN = 3.0  # points up to which a filled area is a rule
_DOT, _DOT_SLACK = (1.5, 10.0), 0.3  # points a bullet is wide and high, and the share by which the two may differ
_ONE_FIGURE = 5  # segments of one line or rectangle
_WHITE = 0xFFFFFFFF
_PIXELS_A_POINT, _MOST_PIXELS = 1.0, 1_500.0  # of a rendered page, the latter on each side
_CONTRAST = 12  # grey levels (of 255) a word must differ from what is around it
_PAPER = 0xF0  # channel value from which a fill looks like paper


class Drawn(NamedTuple):
    """Everything drawn on a page besides its words, as boxes of the page as shown; `total` is the number of objects."""

    images: list[Rectangle]
    fills: list[Rectangle]  # areas filled with another colour than paper
    rules: list[Rectangle]  # thin fills, strokes and frames
    dots: list[Rectangle]  # shapes as small and round or square as a bullet or a box to tick
    total: int

    @property
    def is_whole(self) -> bool:
        """Whether all objects of the page were looked at."""
        return self.total < _MOST_OBJECTS

    def covers(self, box: Rectangle) -> bool:
        """Whether any part of a box may lie on a filled area or picture: their bounds are at least as large as what is painted."""
        areas = (*self.images, *self.fills)
        return any(left < box[2] and right > box[0] and top < box[3] and bottom > box[1] for left, top, right, bottom in areas)


def drawn(page: Any, frame: Frame, texts: Collection[int | None] = (), *, with_fills: bool = True) -> Drawn:
    """The drawings of a page, forms included; at most 60,000 objects are looked at.

    `texts` are native objects known to be text; filled areas take longest and can be left out.
    """
    found = Drawn([], [], [], [], 0)
    count = 0
    for kind, drawing, matrix in _objects(page, texts):
        count += 1
        if not _get_bounds(drawing, *_SIDE_PLACES):
            continue
        left, bottom, right, top = _SIDES
        corners = [(x, y) for x in (left, right) for y in (bottom, top)] if matrix is not _IDENTITY else ()
        box = _box_of(corners, matrix, frame) if corners else frame.shown(left, top, right, bottom)
        if kind == _PATH:
            _sort_path(drawing, matrix, frame, found, box, with_fills=with_fills)
        else:
            (found.images if kind == _IMAGE else found.fills).append(box)
    return found._replace(total=count)


def _objects(page: Any, texts: Collection[int | None]) -> Iterator[tuple[int, Any, Matrix]]:
    """Kind, handle and form's matrix of the objects that are not text."""
    left = _MOST_OBJECTS
    forms: list[tuple[Any, Matrix, int]] = [(ctypes.cast(page, ctypes.c_void_p), _IDENTITY, 0)]
    while forms and left > 0:
        holder, matrix, depth = forms.pop()
        get, count = (_form_object, _count_form_objects(holder)) if depth else (_page_object, pdfium.FPDFPage_CountObjects(page))
        count = min(count, left)
        left -= count
        for kind, drawing in _shapes(holder, get, count, texts):
            if kind != _FORM:
                yield kind, drawing, matrix
            elif depth < _MOST_DEPTH:
                forms.append((drawing, _times(_matrix(drawing), matrix), depth + 1))


def _shapes(holder: Any, get: Any, count: int, texts: Collection[int | None]) -> Iterator[tuple[int, Any]]:
    """The objects of a page or form that are not text; a page of text has thousands that are."""
    numbers = [number for number in map(get, repeat(holder, count), range(count)) if number is not None and number not in texts]
    for number, kind in zip(numbers, map(_object_type, numbers), strict=True):
        if kind != _TEXT:
            yield kind, ctypes.c_void_p(number)


def _sort_path(path: Any, matrix: Matrix, frame: Frame, found: Drawn, box: Rectangle, *, with_fills: bool) -> None:
    left, top, right, bottom = box
    wide, high = right - left, bottom - top
    segments = _count_segments(path)
    if (wide <= _THIN or high <= _THIN) and (wide > _DOT[1] or high > _DOT[1]) and segments <= _ONE_FIGURE:
        found.rules.append(box)
        return
    if _DOT[0] < wide < _DOT[1] and _DOT[0] < high < _DOT[1] and abs(wide - high) < _DOT_SLACK * wide:
        found.dots.append(box)
        return
    if not _get_draw_mode(path, *_MODE_PLACES):
        return
    filled, stroked = _MODES
    is_thick = wide > _THIN and high > _THIN
    if with_fills and filled and is_thick and not _is_paper(path):
        found.fills.append(box)
    if stroked or (filled and segments > _ONE_FIGURE):
        found.rules.extend(part for part in _parts(path, matrix, frame) if stroked or part[2] - part[0] <= _THIN or part[3] - part[1] <= _THIN)


def _parts(path: Any, matrix: Matrix, frame: Frame) -> Iterator[Rectangle]:
    """Boxes of the separate figures one path draws."""
    count = _count_segments(path)
    if not 1 < count <= _MOST_SEGMENTS:
        return
    whole = _times(_matrix(path), matrix)
    points: list[tuple[float, float]] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for i in range(count):
        segment = ctypes.c_void_p(_get_segment(path, i))
        kind = _segment_type(segment)
        if kind == pdfium.FPDF_SEGMENT_BEZIERTO:
            return
        if kind == pdfium.FPDF_SEGMENT_MOVETO and points:
            yield _box_of(points, whole, frame)
            points = []
        _get_point(segment, ctypes.byref(x), ctypes.byref(y))
        points.append((x.value, y.value))
    if points:
        yield _box_of(points, whole, frame)


def _box_of(points: Sequence[tuple[float, float]], matrix: Matrix, frame: Frame) -> Rectangle:
    if matrix is not _IDENTITY:
        a, b, c, d, e, f = matrix
        points = [(a * x + c * y + e, b * x + d * y + f) for x, y in points]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return frame.shown(min(xs), max(ys), max(xs), min(ys))


def _matrix(drawing: Any) -> Matrix:
    matrix = pdfium.FS_MATRIX()
    if not _get_matrix(drawing, ctypes.byref(matrix)):
        return _IDENTITY
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _times(first: Matrix, second: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    m, n, o, p, q, r = second
    return a * m + b * o, a * n + b * p, c * m + d * o, c * n + d * p, e * m + f * o + q, e * n + f * p + r


def _is_paper(path: Any) -> bool:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not _get_fill(path, *(ctypes.byref(channel) for channel in (red, green, blue, alpha))):
        return False
    return alpha.value == 0 or min(red.value, green.value, blue.value) >= _PAPER


def blank(page: Any, frame: Frame, boxes: list[Rectangle]) -> list[bool]:
    """For each box whether the rendered page shows nothing in it: all its pixels are alike."""
    width, height = frame.size
    scale = min(_PIXELS_A_POINT, _MOST_PIXELS / max(width, 1), _MOST_PIXELS / max(height, 1))
    left, top = max(int(min(box[0] for box in boxes) * scale) - 1, 0), max(int(min(box[1] for box in boxes) * scale) - 1, 0)
    right, bottom = (
        min(int(max(box[2] for box in boxes) * scale) + 2, int(width * scale)),
        min(int(max(box[3] for box in boxes) * scale) + 2, int(height * scale)),
    )
    bitmap = pdfium.FPDFBitmap_CreateEx(right - left, bottom - top, pdfium.FPDFBitmap_Gray, None, 0) if left < right and top < bottom else None
    if not bitmap:
        return [False] * len(boxes)
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, right - left, bottom - top, _WHITE)
        pdfium.FPDF_RenderPageBitmap(bitmap, page, -left, -top, int(width * scale), int(height * scale), 0, 0)
        stride = pdfium.FPDFBitmap_GetStride(bitmap)
        pixels = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), stride * (bottom - top))
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
    rows = [pixels[y * stride : y * stride + right - left] for y in range(bottom - top)]
    return [_is_even(rows, tuple(side * scale - start for side, start in zip(box, (left, top, left, top), strict=True))) for box in boxes]


def _is_even(rows: list[bytes], box: tuple[float, ...]) -> bool:
    lines = [row[max(int(box[0]), 0) : int(box[2]) + 1] for row in rows[max(int(box[1]), 0) : int(box[3]) + 1]]
    return bool(lines) and all(lines) and max(map(max, lines)) - min(map(min, lines)) < _CONTRAST
