"""Markdown to blocks and tables: headings, lists, quotes, code and tables by CommonMark; comments and front matter as hidden."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from screener.extract.builder import DocumentBuilder, Piece, TableCell
from screener.extract.decode import decode
from screener.extract.limits import Limits
from screener.extract.text import add_text
from screener.types import BlockKind, Hidden, Provenance, Style

_FRONT_MATTER = re.compile(r"\ufeff?---[ \t]*\n((?:(?!---[ \t]*\n|\.\.\.[ \t]*\n)[^\n]*\n){1,500})(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_COMMENT = re.compile(r"<!--(.*?)(?:-->|\Z)", re.DOTALL)
_LINK_COMMENT = re.compile(r"(?m)^ {0,3}\[(?://|comment|_)\]: {0,3}(?:#|<>) {0,3}[(\"'](.{1,2000})[)\"'] {0,9}$")
_TAG = re.compile(r"<[^<>]{0,2000}>")
_LINE_BREAK = re.compile(r"<(?:br|/p|/div|/li|/tr|/h[1-6])\b[^<>]{0,200}>", re.IGNORECASE)
_CODE_LINES = 400
_MAX_LINE = 100_000  # the parser's time is not linear in the marks of one line
_MAX_NESTING = 50


def read(data: bytes, builder: DocumentBuilder, limits: Limits) -> None:
    """Adds the blocks and tables of a Markdown file; links keep their words, comments and front matter are marked hidden."""
    decoded = decode(data)
    if decoded.lossy:
        builder.add_gap("encoding", "Some bytes mean nothing in the file's encoding and were shown as \ufffd; save the file as UTF-8.", code="encoding")
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    if any(len(line) > _MAX_LINE for line in text.split("\n")):
        builder.add_gap("markup", "Lines longer than any real paragraph were read as plain text, without Markdown's marks.", code="limit")
        add_text(builder, text)
        return
    front = _FRONT_MATTER.match(text)
    if front is not None:
        _add_front_matter(builder, front[1])
        text = "\n" * front[0].count("\n") + text[front.end() :]
    parser = MarkdownIt("commonmark", {"maxNesting": min(limits.max_depth, _MAX_NESTING)}).enable(["table", "strikethrough"])
    _Writer(builder).write(parser.parse(text))
    for found in _LINK_COMMENT.finditer(text):
        _add_hidden(builder, found[1], text.count("\n", 0, found.start()) + 1)


def _add_front_matter(builder: DocumentBuilder, lines: str) -> None:
    for number, line in enumerate(lines.split("\n"), start=2):
        name, found, value = line.partition(":")
        words = (value if found else line).strip().strip("\"'")
        if words:
            builder.add(
                BlockKind.PROPERTY, words, provenance=Provenance(line=number), hidden=Hidden.METADATA, hidden_detail=name.strip() if found else "front matter"
            )
        if name.strip().lower() == "title" and words and builder.title is None:
            builder.title = words


def _add_hidden(builder: DocumentBuilder, text: str, line: int) -> None:
    builder.add(BlockKind.COMMENT, text, provenance=Provenance(line=line), hidden=Hidden.INVISIBLE_TEXT, hidden_detail="HTML comment")


class _Writer:
    """Follows the parser's flat list of tokens; what is open is kept in a list, not on the stack."""

    def __init__(self, builder: DocumentBuilder) -> None:
        self._builder = builder
        self._open: list[str] = []
        self._cells: list[TableCell] = []
        self._rows: list[Provenance] = []
        self._column = 0
        self._level = 1

    def write(self, tokens: Sequence[Token]) -> None:
        """Adds every block of the file."""
        for token in tokens:
            if token.type in {"inline", "fence", "code_block", "html_block"}:
                self._add(token)
            elif token.nesting == 1:
                self._enter(token)
            elif token.nesting == -1:
                self._leave(token)

    def _enter(self, token: Token) -> None:
        self._open.append(token.type.removesuffix("_open"))
        if token.type == "heading_open":
            self._level = int(token.tag[1:])
        elif token.type == "tr_open":
            self._rows.append(_place(token))
            self._column = 0

    def _leave(self, token: Token) -> None:
        if self._open:
            self._open.pop()
        if token.type == "table_close":
            self._builder.add_table(self._cells, provenance=self._rows[0] if self._rows else Provenance(), row_provenance=self._rows)
            self._cells, self._rows = [], []
        elif token.type in {"td_close", "th_close"}:
            self._column += 1

    def _add(self, token: Token) -> None:
        if token.type in {"fence", "code_block"}:
            for line in token.content.split("\n")[:_CODE_LINES]:
                self._builder.add(BlockKind.PARAGRAPH, line, provenance=_place(token))
            self._gap_of_code(token)
        elif token.type == "html_block":
            self._add_markup(token)
        elif self._open and self._open[-1] in {"td", "th"}:
            text = "".join(piece.text for piece in _pieces(token.children or []))
            self._cells.append(TableCell(text, len(self._rows) - 1, self._column, header=self._open[-1] == "th"))
        else:
            self._add_inline(token)

    def _gap_of_code(self, token: Token) -> None:
        if token.content.count("\n") > _CODE_LINES:
            reason = f"Only the first {_CODE_LINES} lines of a code block were read; supply the rest as text if it is to be published."
            self._builder.add_gap("code block", reason, location=_place(token).label, code="limit")

    def _add_markup(self, token: Token) -> None:
        """HTML between the paragraphs: comments are hidden, of the rest the words are shown."""
        place = _place(token)
        for comment in _COMMENT.findall(token.content):
            _add_hidden(self._builder, comment, place.line or 1)
        for line in _LINE_BREAK.sub("\n", _COMMENT.sub("", token.content)).split("\n"):
            self._builder.add(BlockKind.PARAGRAPH, _TAG.sub(" ", line), provenance=place)

    def _add_inline(self, token: Token) -> None:
        kind, level = self._kind()
        place = _place(token)
        for part in _lines(token.children or []):
            pieces = list(_pieces(part))
            styled = any(piece.style is not None for piece in pieces)
            self._builder.add(kind, pieces if styled else "".join(piece.text for piece in pieces), provenance=place, level=level)
        for child in token.children or []:
            if child.type == "html_inline" and (found := _COMMENT.match(child.content)):
                _add_hidden(self._builder, found[1], place.line or 1)
            elif child.type == "image" and child.content:
                self._builder.add(BlockKind.ALT_TEXT, child.content, provenance=place)

    def _kind(self) -> tuple[BlockKind, int | None]:
        if self._open and self._open[-1] == "heading":
            return BlockKind.HEADING, self._level
        depth = sum(1 for name in self._open if name in {"bullet_list", "ordered_list"})
        return (BlockKind.LIST_ITEM, depth) if depth else (BlockKind.PARAGRAPH, None)


def _place(token: Token) -> Provenance:
    return Provenance(line=token.map[0] + 1 if token.map else None)


def _lines(children: Sequence[Token]) -> Iterator[list[Token]]:
    """The tokens between hard breaks; two spaces at a line's end mean a new line to the reader."""
    line: list[Token] = []
    for child in children:
        if child.type == "hardbreak":
            yield line
            line = []
        else:
            line.append(child)
    yield line


def _pieces(children: Sequence[Token]) -> Iterator[Piece]:
    """Words with their emphasis; a soft break is a space."""
    bold = italic = 0
    for child in children:
        if child.type in {"strong_open", "strong_close"}:
            bold += child.nesting
        elif child.type in {"em_open", "em_close"}:
            italic += child.nesting
        elif child.type == "softbreak":
            yield Piece(" ")
        elif child.type in {"text", "code_inline"} and child.content:
            yield Piece(child.content, Style(bold=bold > 0 or None, italic=italic > 0 or None) if bold > 0 or italic > 0 else None)
