"""The command line as a user meets it: what goes where, and which exit code."""

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from screener.cli import _default_workers

LEAK = "Third-quarter orders are running 8% below last year."
QUIET = "The canteen opens at eight and serves coffee until ten."
SCHEMA = json.loads((Path(__file__).parents[1] / "docs" / "report.schema.json").read_text())


def run(*arguments: str, stdin: bytes = b"", cwd: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "screener.cli", *arguments], input=stdin, capture_output=True, check=False, cwd=cwd)  # noqa: S603 - our own command


@pytest.fixture
def drafts(tmp_path: Path) -> Path:
    (tmp_path / "leak.txt").write_text(LEAK)
    (tmp_path / "quiet.txt").write_text(QUIET)
    return tmp_path


def test_a_held_draft_ends_with_one_and_quotes_the_words(drafts):
    done = run("screen", str(drafts / "leak.txt"), "--channel", "speech")
    assert done.returncode == 1
    assert b"HOLD" in done.stdout
    assert LEAK.encode() in done.stdout
    assert done.stderr == b""


@pytest.mark.parametrize(("fail_on", "code"), [("hold", 1), ("review", 1), ("never", 0)])
def test_fail_on_decides_the_exit_code(drafts, fail_on, code):
    assert run("screen", str(drafts / "leak.txt"), "--channel", "speech", "--fail-on", fail_on).returncode == code


def test_a_clear_draft_ends_with_zero(drafts):
    assert run("screen", str(drafts / "quiet.txt"), "--channel", "website").returncode == 0


def test_an_unreadable_file_ends_with_three_and_the_others_are_screened(drafts):
    (drafts / "broken.docx").write_bytes(b"PK\x03\x04")
    done = run("screen", str(drafts), "--channel", "speech", "--format", "jsonl", "--fail-on", "never")
    assert done.returncode == 3
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [report["source"]["name"] for report in found] == ["broken.docx", "leak.txt", "quiet.txt"]
    assert found[0]["status"] == "partial"


def test_files_of_a_folder_are_named_by_their_path_from_there_and_single_files_by_their_name(drafts):
    for team in ("sales", "plant"):
        (drafts / team).mkdir()
        (drafts / team / "note.txt").write_text(QUIET)
    found = [json.loads(line)["source"]["name"] for line in run("screen", str(drafts), "--format", "jsonl", "--fail-on", "never").stdout.splitlines()]
    assert sorted(found) == ["leak.txt", "plant/note.txt", "quiet.txt", "sales/note.txt"]
    done = run("screen", str(drafts / "sales" / "note.txt"), "--format", "jsonl")
    assert json.loads(done.stdout)["source"]["name"] == "note.txt"


@pytest.mark.parametrize(
    ("names", "size", "workers"),
    [(["a.txt"], 1_500_000, 1), (["a.txt", "b.txt"], 1_500_000, 2), (["a.csv"], 1_500_000, 8), (["a.csv"], 500, 1), (list("abcdef"), 500, 6)],
)
def test_as_many_readers_start_as_there_is_work_to_share_out(tmp_path, monkeypatch, names, size, workers):
    monkeypatch.setattr("os.cpu_count", lambda: 8)
    for name in names:
        (tmp_path / name).write_bytes(b"x" * size)
    assert _default_workers([tmp_path / name for name in names]) == workers


@pytest.mark.parametrize(
    "arguments",
    [
        ["screen", "x.txt", "--channel", "carrier-pigeon"],
        ["screen", "x.txt", "--date", "tomorrow"],
        ["screen", "-", "--type", "exe"],
        ["screen", "x.txt", "--policy", "missing.yaml"],
        ["screen", "*.nothing"],
        ["screen"],
        ["explain", "mnpi.astrology"],
    ],
)
def test_wrong_use_ends_with_two_and_says_what_to_do(arguments, tmp_path):
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr
    assert b"Traceback" not in done.stderr


def test_json_is_one_object_for_one_document_and_an_array_for_several(drafts):
    one = json.loads(run("screen", str(drafts / "leak.txt"), "--format", "json").stdout)
    several = json.loads(run("screen", str(drafts), "--format", "json").stdout)
    assert one["schema"] == "screener.report/1"
    assert len(several) == 2
    for report in [one, *several]:
        jsonschema.validate(report, SCHEMA, format_checker=jsonschema.FormatChecker())


def test_a_batch_gives_one_line_a_record_with_its_id(drafts):
    batch = drafts / "posts.jsonl"
    batch.write_text(json.dumps({"id": "p9", "text": LEAK, "channel": "speech"}) + "\n" + json.dumps({"id": "p3", "text": QUIET}) + "\n")
    done = run("screen", str(batch), "--format", "jsonl", "--fail-on", "never")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [report["record_id"] for report in found] == ["p9", "p3"]
    assert found[0]["occasion"]["channel"] == "speech"
    for report in found:
        jsonschema.validate(report, SCHEMA)


def test_standard_input_is_read_with_its_type():
    done = run("screen", "-", "--type", "md", "--format", "json", "--channel", "speech", stdin=f"# Notes\n\n{LEAK}".encode())
    report = json.loads(done.stdout)
    assert report["source"]["media_type"] == "text/markdown"
    assert report["verdict"] == "hold"


def test_the_html_report_stands_alone_and_escapes_the_draft(drafts):
    (drafts / "leak.txt").write_text(f"<script>alert(1)</script> {LEAK}")
    out = drafts / "out" / "report.html"
    assert run("screen", str(drafts), "--channel", "speech", "--format", "html", "--output", str(out), "--fail-on", "never").returncode == 0
    page = out.read_text()
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "default-src 'none'" in page
    assert "http" not in page.replace('http-equiv="Content-Security-Policy"', "")


def test_sarif_names_rules_places_and_fingerprints(drafts):
    log = json.loads(run("screen", str(drafts / "leak.txt"), "--channel", "speech", "--format", "sarif").stdout)
    (ran,) = log["runs"]
    result = next(each for each in ran["results"] if each["ruleId"] == "mnpi.earnings_results")
    assert result["level"] == "error"
    assert result["locations"][0]["physicalLocation"]["region"]["snippet"]["text"] == LEAK
    assert result["partialFingerprints"]["screener/1"]
    assert {rule["id"] for rule in ran["tool"]["driver"]["rules"]} >= {each["ruleId"] for each in ran["results"]}


def test_an_output_that_cannot_be_written_is_wrong_use(drafts):
    assert run("screen", str(drafts), "--output", "/proc/nowhere/report.txt").returncode == 2


def test_explain_prints_the_rule_its_sources_and_its_examples():
    done = run("explain", "mnpi.dividend")
    assert done.returncode == 0
    for words in (b"mnpi.dividend", b"II.B", b"Flagged", b"Not flagged"):
        assert words in done.stdout


def test_help_loads_nothing_heavy():
    done = subprocess.run([sys.executable, "-X", "importtime", "-m", "screener.cli", "screen", "--help"], capture_output=True, text=True, check=True)
    assert "--fail-on" in done.stdout
    assert not any(f" {module}\n" in done.stderr for module in ("spacy", "lxml", "jinja2", "msgspec"))
