"""The policy as data: loads the YAML files of `policies/`, checks them and freezes them; errors name file, key and line.

A module that needs policy data of its own kind (roles, measures, legends, scope cues) declares a frozen dataclass and reads its
file with `Policy.section`; this module knows only clauses, topics and rules.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import ConfigDict, TypeAdapter, ValidationError, with_config

from screener.errors import PolicyError
from screener.types import Channel, LegalSource, Level

POLICIES = Path(__file__).parent / "policies"
T = TypeVar("T")
strict = with_config(ConfigDict(extra="forbid"))


@strict
@dataclass(frozen=True, kw_only=True, slots=True)
class Clause:
    """A clause of the company policy, in our words."""

    title: str
    summary: str


@strict
@dataclass(frozen=True, kw_only=True, slots=True)
class Topic:
    """One of the policy's nineteen subjects (II.B)."""

    title: str
    clears: str  # who must clear it
    items: tuple[str, ...]  # Form 8-K items that fit


@strict
@dataclass(frozen=True, kw_only=True, slots=True)
class SourceRef:
    """A policy clause, CFR section or C&DI number with its title."""

    kind: str
    ref: str
    title: str


@strict
@dataclass(frozen=True, kw_only=True, slots=True)
class Examples:
    """Texts that the rule must and must not flag; they run as tests and print in the docs."""

    flagged: tuple[str, ...]
    not_flagged: tuple[str, ...]


@strict
@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """One rule: what it says, how grave, who clears it, where it stands in law, and the examples that test it."""

    code: str  # family and number, never reused: MT07, NG03, CD02, HD01
    name: str  # "mnpi.dividend"
    level: Level  # level when the detector gives none
    message: str
    action: str
    cleared_by: str
    sources: tuple[SourceRef, ...]
    detector: str  # name of the detector that serves it
    examples: Examples
    channels: tuple[Channel, ...] = ()  # empty: every channel
    enabled: bool = True
    reason: str = ""  # why it is switched off, when it is
    aliases: tuple[str, ...] = ()

    @property
    def legal_sources(self) -> tuple[LegalSource, ...]:
        """The sources as records of a finding."""
        return tuple(LegalSource(s.kind, s.ref, s.title) for s in self.sources)


@strict
@dataclass(frozen=True, kw_only=True, slots=True)
class _PolicyFile:
    version: str
    clauses: Mapping[str, Clause]
    topics: Mapping[str, Topic]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Policy:
    """Clauses, topics and rules of the company's disclosure policy; `version` carries a digest of every policy file."""

    version: str
    clauses: Mapping[str, Clause]
    topics: Mapping[str, Topic]
    rules: Mapping[str, Rule]
    folder: Path = POLICIES
    _sections: dict[str, object] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path | None = None) -> Policy:
        """Reads `default.yaml` of the shipped policies, or the policy file given; PolicyError says file, key and line."""
        folder = POLICIES
        file = path or folder / "default.yaml"
        content = read_policy_file(file, _PolicyFile)
        rules: dict[str, Rule] = {}
        codes: set[str] = set()
        for rule in content.rules:
            if rule.name in rules or rule.code in codes:
                raise PolicyError(f"{file.name}: rule {rule.code} {rule.name} stands twice; give each rule one entry with a code of its own.")
            if not rule.enabled and not rule.reason:
                raise PolicyError(f"{file.name}: rule {rule.name} is switched off without a reason; say why in `reason`.")
            for source in rule.sources:
                if source.kind == "policy" and source.ref not in content.clauses:
                    raise PolicyError(f"{file.name}: rule {rule.name} cites policy clause {source.ref}, which is not among `clauses`.")
            rules[rule.name] = rule
            codes.add(rule.code)
        digest = hashlib.sha256()
        for part in sorted({file, *folder.glob("*.yaml")}):
            digest.update(part.read_bytes())
        version = f"{content.version}+{digest.hexdigest()[:12]}"
        return cls(version=version, clauses=content.clauses, topics=content.topics, rules=rules, folder=folder)

    def section(self, name: str, kind: type[T]) -> T:
        """The policy file `<name>.yaml` as a frozen dataclass of the caller's, read once."""
        found = self._sections.get(name)
        if not isinstance(found, kind):
            found = read_policy_file(self.folder / f"{name}.yaml", kind)
            self._sections[name] = found
        return found

    def replacing(self, name: str, section: object) -> Policy:
        """The same policy with another section; its version says so."""
        mark = hashlib.sha256(repr((name, section)).encode()).hexdigest()[:6]
        return replace(self, version=f"{self.version}~{mark}", _sections={**self._sections, name: section})


def read_policy_file(path: Path, kind: type[T]) -> T:
    """A YAML file checked against a dataclass; unknown keys are errors. PolicyError says file, key and line."""
    try:
        text = path.read_text(encoding="utf-8")
        content = yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader, the C one where there is one
    except OSError as error:
        raise PolicyError(f"The policy file {path.name} could not be opened: {error.strerror}.", name=path.name) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise PolicyError(f"The policy file {path.name} is not valid YAML: {error}", name=path.name) from error
    try:
        return TypeAdapter(kind).validate_python(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        keys = [str(key) for key in first["loc"]]
        line = _line_of(text, first["loc"])
        raise PolicyError(f"{path.name}, line {line}, {'.'.join(keys)}: {first['msg']}.", name=path.name) from error


_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _line_of(text: str, keys: tuple[int | str, ...]) -> int:
    """1-based line of the deepest key that exists."""
    node = yaml.compose(text, Loader=_Loader)
    line = 1
    for key in keys:
        if isinstance(node, yaml.MappingNode):
            match = next(((k, v) for k, v in node.value if k.value == str(key)), None)
            if match is None:
                break
            line, node = match[0].start_mark.line + 1, match[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
            node = node.value[key]
            line = node.start_mark.line + 1
        else:
            break
    return line
