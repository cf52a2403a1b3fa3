"""Markdown to blocks, by markdown-it: headings, paragraphs, lists, tables, quotes and code; comments and front matter are hidden content."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import accumulate

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, image, link
from markdown_it.token import Token

from screener.extract.builder import DocumentBuilder, Piece, TableCell
from screener.extract.decode import decode
from screener.extract.limits import Limits
from screener.types import BlockKind, Hidden, Provenance, Style

_FRONT_MATTER = re.compile(r"\A---\s*\n(.{0,20000}?)\n(?:---|\.\.\.)\s*(?:\n|\Z)", re.DOTALL)
_COMMENT = re.compile(r"<!--(.*?)(?:-->|\Z)", re.DOTALL)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>")
_BRACKET = re.compile(r"\\.|[\[\]]", re.DOTALL)
_MAX_OPEN = 12  # brackets open at once in a paragraph whose links are followed; the parser's time grows with their number
_RULED = re.compile(r"[=*_~\s-]{3,}")
_FEW_WORDS = 4  # shorter comments are editors' marks


def read(data: bytes, builder: DocumentBuilder, limits: Limits) -> None:
    """Adds the blocks of a Markdown file; line numbers are 1-based."""
    decoded = decode(data)
    if decoded.lossy:
        builder.add_gap("encoding", "Some bytes mean nothing in the file's encoding and were shown as \ufffd; save the file as UTF-8.", code="encoding")
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    skipped = 0
    matter = _FRONT_MATTER.match(text)
    if matter is not None:
        _add_front_matter(builder, matter[1])
        skipped = text[: matter.end()].count("\n")
        text = text[matter.end() :]
    tokens = _parser(limits).parse(text)
    if any(token.level >= limits.max_depth - 1 for token in tokens):
        reason = f"Lists or quotes are nested more than {limits.max_depth} deep; what lies deeper was left out. Flatten them."
        builder.add_gap("deeply nested text", reason, code="limit")
    _Reader(builder, skipped).read(tokens)


def _parser(limits: Limits) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": limits.max_depth}).enable(["table", "strikethrough"])
    parser.inline.ruler.at("link", _bounded(link))
    parser.inline.ruler.at("image", _bounded(image))
    return parser


def _bounded(rule: Callable[[StateInline, bool], bool]) -> Callable[[StateInline, bool], bool]:
    """The rule, for paragraphs without heaps of open brackets; in others brackets are text."""

    def follow(state: StateInline, silent: bool) -> bool:
        known = state.env.get("brackets")
        if known is None or known[0] is not state.src:
            known = state.env["brackets"] = (state.src, _most_open(state.src) <= _MAX_OPEN)
        return known[1] and rule(state, silent)

    return follow


def _most_open(text: str) -> int:
    """The most square brackets that are open at once."""
    steps = ((mark == "[") - (mark == "]") for mark in _BRACKET.findall(text))
    return max(accumulate(steps, lambda depth, step: max(depth + step, 0)), default=0)


def _add_front_matter(builder: DocumentBuilder, matter: str) -> None:
    for number, line in enumerate(matter.split("\n"), start=2):
        builder.add(BlockKind.PROPERTY, line, provenance=Provenance(line=number), hidden=Hidden.METADATA, hidden_detail="front matter")


class _Reader:
    """Walks the flat list of tokens that markdown-it gives."""

    def __init__(self, builder: DocumentBuilder, skipped: int) -> None:
        self._builder = builder
        self._skipped = skipped
        self._line = 1
        self._lists: list[int | None] = []  # the next number of each open list, None for bullets
        self._mark = ""
        self._heading: int | None = None
        self._cells: list[TableCell] = []
        self._row, self._column, self._is_header = -1, 0, False

    def read(self, tokens: list[Token]) -> None:
        for token in tokens:
            if token.map is not None:
                self._line = token.map[0] + 1 + self._skipped
            self._token(token)

    def _token(self, token: Token) -> None:
        kind = token.type
        if kind == "heading_open":
            self._heading = int(token.tag[1:])
        elif kind == "heading_close":
            self._heading = None
        elif kind in {"bullet_list_open", "ordered_list_open"}:
            start = token.attrGet("start")
            self._lists.append(None if kind == "bullet_list_open" else int(start) if start is not None else 1)
        elif kind in {"bullet_list_close", "ordered_list_close"}:
            self._lists.pop()
        elif kind == "list_item_open":
            self._open_item()
        elif kind == "inline":
            self._inline(token)
        elif kind in {"fence", "code_block"}:
            self._builder.add(BlockKind.PARAGRAPH, token.content, provenance=self._place())
        elif kind == "html_block":
            self._html(token.content)
        else:
            self._table(kind)

    def _open_item(self) -> None:
        number = self._lists[-1]
        self._mark = "" if number is None else f"{number}. "
        if number is not None:
            self._lists[-1] = number + 1

    def _table(self, kind: str) -> None:
        if kind == "table_open":
            self._cells, self._row = [], -1
        elif kind == "tr_open":
            self._row += 1
            self._column = 0
        elif kind in {"th_open", "td_open"}:
            self._is_header = kind == "th_open"
        elif kind in {"th_close", "td_close"}:
            self._column += 1
        elif kind == "table_close":
            self._builder.add_table(self._cells, provenance=self._place())
            self._cells, self._row = [], -1

    def _inline(self, token: Token) -> None:
        pieces = list(_pieces(token.children or []))
        if self._row >= 0:
            self._cells.append(TableCell("".join(piece.text for piece in pieces), self._row, self._column, header=self._is_header))
            return
        for child in token.children or []:
            if child.type == "html_inline" and child.content.startswith("<!--"):
                self._comments(child.content)
            elif child.type == "image" and child.content:
                self._builder.add(BlockKind.ALT_TEXT, child.content, provenance=self._place())
        if self._heading is not None:
            self._builder.add(BlockKind.HEADING, pieces, provenance=self._place(), level=self._heading)
        elif self._lists:
            self._builder.add(BlockKind.LIST_ITEM, [Piece(self._mark), *pieces], provenance=self._place(), level=len(self._lists))
            self._mark = ""
        elif not _RULED.fullmatch(token.content):  # a line drawn under a heading that stands too far above
            self._builder.add(BlockKind.PARAGRAPH, pieces, provenance=self._place())

    def _html(self, content: str) -> None:
        self._comments(content)
        visible = _TAG.sub(" ", _COMMENT.sub(" ", content))
        self._builder.add(BlockKind.PARAGRAPH, visible, provenance=self._place())

    def _comments(self, content: str) -> None:
        for comment in _COMMENT.findall(content):
            if len(comment.split()) >= _FEW_WORDS:
                self._builder.add(BlockKind.COMMENT, comment, provenance=self._place(), hidden=Hidden.INVISIBLE_TEXT, hidden_detail="HTML comment")

    def _place(self) -> Provenance:
        return Provenance(line=self._line)


def _pieces(children: list[Token]) -> Iterator[Piece]:
    """Words of a paragraph with their emphasis; links keep their text."""
    bold = italic = 0
    for child in children:
        if child.type in {"strong_open", "strong_close"}:
            bold += 1 if child.nesting > 0 else -1
        elif child.type in {"em_open", "em_close"}:
            italic += 1 if child.nesting > 0 else -1
        elif child.type in {"text", "code_inline"} and child.content:
            style = Style(bold=bold > 0 or None, italic=italic > 0 or None) if bold or italic else None
            yield Piece(child.content, style)
        elif child.type in {"softbreak", "hardbreak"} or (child.type == "html_inline" and not child.content.startswith("<!--")):
            yield Piece(" ")  # a tag such as <br> parts words too
