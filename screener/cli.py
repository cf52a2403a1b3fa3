"""The command line: arguments in, exit code out. Reports go to standard output, progress and messages to standard error.

Exit codes: 0 nothing at or above `--fail-on`, 1 something is, 2 wrong use or configuration, 3 some input could not be read.
"""

from __future__ import annotations

import contextlib
import errno
import gc
import io
import os
import sys
import traceback
from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, NoReturn

import typer

from screener.errors import ScreenerError, UsageError
from screener.types import Audience, Channel, Occasion, Verdict

if TYPE_CHECKING:
    from screener.extract.sniff import Format
    from screener.pipeline import Found, Screened, Upload
    from screener.policy import Rule

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Reads a draft as disclosure counsel would, before it leaves the company.",
)

_FEW, _MANY = 4, 64  # files
_LARGE = 1_000_000  # bytes
_OK, _FOUND, _MISUSE, _UNREAD = 0, 1, 2, 3
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})


class Output(StrEnum):
    """Shapes of the report."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"
    HTML = "html"
    SARIF = "sarif"


class Setting(StrEnum):
    """From missing least to interrupting least."""

    CAUTIOUS = "cautious"
    BALANCED = "balanced"
    QUIET = "quiet"


class FailOn(StrEnum):
    """The verdict from which the command ends with exit code 1."""

    HOLD = "hold"
    REVIEW = "review"
    NEVER = "never"


@app.callback()
def _root() -> None:
    """Reads a draft as disclosure counsel would, before it leaves the company."""


@app.command()
def screen(
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="Files, folders or globs; - reads standard input.")],
    channel: Annotated[Channel, typer.Option(help="How the text is to leave the company; auto guesses from the document.")] = Channel.AUTO,
    audience: Annotated[Audience | None, typer.Option(help="Who receives it; default as usual for the channel.")] = None,
    on: Annotated[str | None, typer.Option("--date", help="Planned date of release, YYYY-MM-DD.")] = None,
    speaker: Annotated[list[str] | None, typer.Option(help="Who will speak or sign; may be repeated.")] = None,
    webcast: Annotated[bool, typer.Option("--webcast", help="The occasion is webcast to the public.")] = False,
    agreement: Annotated[str | None, typer.Option(help="Reference of the confidentiality agreement, for a restricted audience.")] = None,
    policy: Annotated[Path | None, typer.Option(help="Your own policy file instead of the shipped one.")] = None,
    setting: Annotated[Setting | None, typer.Option(help="How much to interrupt; default as the policy has it (balanced).")] = None,
    output_format: Annotated[Output, typer.Option("--format", help="Shape of the report.")] = Output.TEXT,
    output: Annotated[Path | None, typer.Option(help="Write the report to this file instead of standard output.")] = None,
    fail_on: Annotated[FailOn, typer.Option(help="Verdict from which the exit code is 1.")] = FailOn.HOLD,
    workers: Annotated[int | None, typer.Option(min=1, help="Worker processes; default one for each core when there are many files.")] = None,
    type_: Annotated[str | None, typer.Option("--type", help="Text format of standard input: txt md html eml srt vtt csv jsonl.")] = None,
) -> None:
    """Screens drafts and prints what must not leave the company as it is."""
    try:
        occasion = Occasion(channel=channel, audience=audience, date=_date(on), speakers=tuple(speaker or ()), webcast=webcast, agreement=agreement)
        sources = list(_sources(paths, type_))
        if not sources:
            raise UsageError("No files to screen: the paths name none. Check their spelling; a folder is searched for documents below it.")
        if output is not None and any(_is_same(path, output) for path in map(_path, sources) if path is not None):
            raise UsageError(f"The report would overwrite {output}, which is to be screened; name another file.")
        code = _screen(sources, occasion, policy, setting, output_format, output, fail_on, workers)
    except ScreenerError as error:
        _message(f"screener: {error}")
        raise typer.Exit(_MISUSE) from error
    raise typer.Exit(code)


@app.command()
def explain(rule: Annotated[str, typer.Argument(help="Name or code of a rule, such as mnpi.dividend or MT11; all lists them.")]) -> None:
    """Prints what a rule says, where it stands in the policy and the law, and texts it flags and does not flag."""
    from screener.policy import Policy

    rules = Policy.load().rules
    if rule == "all":
        for each in rules.values():
            _print(f"{each.code}  {each.name:<42} {each.level:<7} {each.message.split('. ')[0]}")
        return
    found = rules.get(rule) or next((each for each in rules.values() if rule.upper() == each.code or rule in each.aliases), None)
    if found is None:
        _message(f"screener: there is no rule {rule}; `screener explain all` lists them.")
        raise typer.Exit(_MISUSE)
    _print(_explained(found))


@contextlib.contextmanager
def _learning(what: str, command: str) -> Iterator[None]:
    """Ends with a plain message where a tool of the training environment is missing or something is used wrongly."""
    try:
        yield
    except ModuleNotFoundError as error:
        _message(f"screener: {what} needs {error.name}, which screening does not; run `{command}`, which installs it beside.")
        raise typer.Exit(_MISUSE) from error
    except ScreenerError as error:
        _message(f"screener: {error}")
        raise typer.Exit(_MISUSE) from error


@app.command()
def train(
    data: Annotated[list[Path] | None, typer.Option(help="More records (JSONL), such as exported decisions of reviewers; may be repeated.")] = None,
    epochs: Annotated[int | None, typer.Option(min=1, help="Rounds over the records; default as the recipe says.")] = None,
) -> None:
    """Makes the models anew from training_data/ and keeps them if they lose on no floor; use `make train`, which sets up what this needs."""
    with _learning("training", "make train"):
        from screener.learning.commands import run_training

        kept = run_training(data or (), epochs=epochs)
    raise typer.Exit(_OK if kept else _FOUND)


@app.command()
def evaluate(
    gold: Annotated[list[Path] | None, typer.Argument(metavar="[GOLD]...", help="Labelled records (JSONL) of your own, besides the held-out ones.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write a report with plots to this file (`make evaluate`).")] = None,
) -> None:
    """Measures the screener on held-out records: figures, gains and losses by id, floors. Exit code 1 when a floor is missed."""
    with _learning("the report with plots", "make evaluate"):
        from screener.learning.commands import run_evaluation

        held = run_evaluation(gold or (), html)
    raise typer.Exit(_OK if held else _FOUND)


@app.command()
def version() -> None:
    """Prints the version of the screener and of its policy."""
    from screener.policy import Policy
    from screener.version import __version__

    _print(f"screener {__version__}, policy {Policy.load().version}")


def main() -> None:
    """Runs the command line; a closed pipe (`| head`) ends it quietly, a fault of ours in a line without the draft's words."""
    gc.set_threshold(100_000, 50, 50)  # little of what loads is garbage; looking for some costs a tenth of the start
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")
    try:
        _run()
    except BrokenPipeError:
        _end(_FOUND)
    # The outermost edge: a traceback could show words of a draft.
    except Exception as error:  # noqa: BLE001
        if isinstance(error, OSError) and error.errno in _FULL:
            _message(f"screener: the report could not be written ({error.strerror}); free some space or name another --output, and screen again.")
            _end(_MISUSE)
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{type(error).__name__} at {Path(place.filename).name}:{place.lineno}"
        _message(f"screener: a fault of the screener ended the run ({where}). Not everything was screened; please report this line.")
        _end(_UNREAD)


def _run() -> None:
    try:
        app()
    finally:
        if sys.stdout is not None:
            sys.stdout.flush()  # here a full disk can still be told


def _end(code: int) -> NoReturn:
    """Ends without another try to write what standard output would not take."""
    with contextlib.suppress(OSError, AttributeError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


def _screen(
    sources: list[Path | Found | Upload],
    occasion: Occasion,
    policy: Path | None,
    setting: Setting | None,
    shape: Output,
    output: Path | None,
    fail_on: FailOn,
    workers: int | None,
) -> int:
    from screener.pool import screen_many
    from screener.render import renderer

    count = workers if workers is not None else _default_workers(sources)
    screened = screen_many(sources, occasion, policy=policy, setting=setting, workers=count, keep_documents=shape is not Output.SARIF)
    tally = _Tally()
    with _opened(output) as out, _progress(len(sources)) as advance:
        write = renderer(shape.value, policy)
        write(tally.watch(advance(screened)), out)
    return tally.exit_code(fail_on)


def _default_workers(sources: list[Path | Found | Upload]) -> int:
    """One process for a few small drafts (a second one costs a start of its own); for more all cores, but no more than there is to share out."""
    from screener.pipeline import BATCH_SUFFIXES

    is_large = sum(_size(source) for source in sources) > _LARGE
    if not is_large and len(sources) <= _FEW:
        return 1
    # The records of a long batch are shared out; any other file is read by one process.
    is_shared = is_large and any((_path(source) or Path(source.name)).suffix.lower() in BATCH_SUFFIXES for source in sources)
    return min(os.cpu_count() or 1, _MANY if is_shared else len(sources))


class _Tally:
    """Remembers the worst verdict and whether anything was unreadable, for the exit code."""

    def __init__(self) -> None:
        self.worst = Verdict.CLEAR
        self.unread = False

    def watch(self, screened: Iterable[Screened]) -> Iterator[Screened]:
        from screener.pipeline import is_unread

        for each in screened:
            self.worst = max(self.worst, each.report.verdict, key=lambda verdict: verdict.rank)
            self.unread |= is_unread(each.report)
            yield each

    def exit_code(self, fail_on: FailOn) -> int:
        if self.unread:
            return _UNREAD
        if fail_on is FailOn.NEVER:
            return _OK
        return _FOUND if self.worst.rank >= Verdict(fail_on.value).rank else _OK


@contextlib.contextmanager
def _opened(output: Path | None) -> Iterator[IO[str]]:
    if output is None:
        yield sys.stdout
        return
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        file = output.open("w", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"The report could not be written to {output} ({error.strerror}); name a file in a folder you may write to.") from error
    with file:
        yield file


@contextlib.contextmanager
def _progress(total: int) -> Iterator[_Advance]:
    """A bar on standard error when a person watches and there is more than one file."""
    if total < 2 or not sys.stderr.isatty():  # noqa: PLR2004 - one file needs no bar
        yield iter
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Screening", total=total)

        def advance(screened: Iterable[Screened]) -> Iterator[Screened]:
            last = None
            for each in screened:
                name = each.report.source.container or each.report.source.name
                if name != last:
                    bar.advance(task)
                    last = name
                yield each

        yield advance


def _sources(paths: list[str], type_: str | None) -> Iterator[Path | Found | Upload]:
    for path in paths:
        if not path:
            raise UsageError("One of the paths is empty; name a file or a folder.")
        if path == "-":
            yield _standard_input(type_)
        else:
            yield from _files(path)


def _files(path: str) -> Iterator[Path | Found]:
    """The file, the files below the folder in order of their names, or what the glob matches; a name that matches nothing is kept, to be reported."""
    here = Path(path)
    if _is_folder(here):
        yield from _below(here)
    elif not any(c in path for c in "*?[") or os.path.lexists(here):
        yield here
    else:
        for found in _matches(here):
            yield from _below(found) if _is_folder(found) else (found,)


def _matches(pattern: Path) -> list[Path]:
    anchor = Path(pattern.anchor) if pattern.is_absolute() else Path()
    try:
        return sorted(anchor.glob(str(pattern.relative_to(anchor))))
    except ValueError as error:
        raise UsageError(f"{pattern} is not a pattern of file names; ** must stand alone between slashes.") from error


def _below(folder: Path) -> Iterator[Path | Found]:
    """All below a folder, hidden names left out. What cannot be listed or is no file is kept, to be reported.

    Links to folders are not followed, since they may lead round in circles; one that leads out of the folder is kept, to be reported.
    """
    from screener.pipeline import Found

    root = folder.resolve()
    waiting = [folder]  # a stack, for folders may lie deeper than functions may call each other
    while waiting:
        entry = waiting.pop()
        if entry is not folder and (_is_link(entry) or not _is_folder(entry)):
            if not (_is_folder(entry) and entry.resolve().is_relative_to(root)):
                yield Found(entry, folder)
            continue
        try:
            below = sorted(entry.iterdir(), reverse=True)
        except OSError:
            yield entry if entry is folder else Found(entry, folder)
            continue
        waiting += [each for each in below if not each.name.startswith((".", "~$"))]


def _is_folder(path: Path) -> bool:
    return os.path.isdir(path)  # noqa: PTH112 - Path.is_dir raises where a folder above may not be searched or the name is too long


def _is_link(path: Path) -> bool:
    return os.path.islink(path)  # noqa: PTH114 - Path.is_symlink raises where the folder may not be searched


def _path(source: Path | Found | Upload) -> Path | None:
    """Where a source lies, None for standard input."""
    from screener.pipeline import Found

    if isinstance(source, Found):
        return source.path
    return source if isinstance(source, Path) else None


def _size(source: Path | Found | Upload) -> int:
    from screener.pipeline import Upload

    if isinstance(source, Upload):
        return len(source.data)
    path = _path(source)
    try:
        return path.stat().st_size if path is not None else 0
    except OSError:
        return 0


def _standard_input(type_: str | None) -> Upload:
    from screener.extract.limits import Limits
    from screener.extract.sniff import Format
    from screener.pipeline import Upload

    declared: Format | None = None
    if type_ is not None:
        try:
            declared = Format(type_.lower())
        except ValueError as error:
            raise UsageError(f"--type {type_} is not a format the screener reads; one of: {' '.join(Format)}.") from error
    if sys.stdin is None:  # closed by whoever started the command
        raise UsageError("Standard input is closed; pipe a document into the command or name a file.")
    return Upload(name=f"stdin.{declared or 'txt'}", data=sys.stdin.buffer.read(Limits().max_bytes + 1), declared=declared)


def _is_same(source: Path, output: Path) -> bool:
    try:
        return source.samefile(output)
    except OSError:  # one of them does not exist
        return False


def _date(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"--date {text} is not a date; write it as YYYY-MM-DD.") from error


def _explained(rule: Rule) -> str:
    sources = "\n".join(f"  {source.kind:<7} {source.ref:<24} {source.title}" for source in rule.sources)
    flagged = "\n".join(f"  + {text}" for text in rule.examples.flagged)
    quiet = "\n".join(f"  - {text}" for text in rule.examples.not_flagged)
    state = "" if rule.enabled else f"\nSwitched off: {rule.reason}"
    return (
        f"{rule.code}  {rule.name}  ({rule.level})\n\n{rule.message}\n\nWhat to do: {rule.action}\nWho clears it: {rule.cleared_by}{state}\n\n"
        f"Where it stands:\n{sources}\n\nFlagged:\n{flagged}\n\nNot flagged:\n{quiet}"
    )


def _print(text: str) -> None:
    sys.stdout.write(text + "\n")


def _message(text: str) -> None:
    sys.stderr.write(text + "\n")


if TYPE_CHECKING:
    from collections.abc import Callable

    _Advance = Callable[[Iterable[Screened]], Iterator[Screened]]


if __name__ == "__main__":
    main()
