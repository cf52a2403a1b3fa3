"""Names of financial measures in text: modifiers before or behind a noun, measures with names of their own, GAAP measures with an exclusion.

17 CFR 244.101(a): what excludes an amount from, or adds one to, the comparable GAAP measure is a non-GAAP measure, whatever it is called.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from screener.language.folding import fold
from screener.nongaap import grammar
from screener.nongaap.lexicon import Hit, Lexicon
from screener.nongaap.vocabulary import MeasureLexicon, Modifier, Phrase, phrases
from screener.types import Span

_MODIFIERS = 6  # "non-GAAP adjusted constant-currency diluted ..." is as long as names get
_PLAIN = frozenset({"adjusted", "non_gaap"})
_REACH_OF_EXCLUSION = 260  # an exclusion may open its sentence and name several items before its subject comes


class Noun(NamedTuple):
    """What a name is built on: the GAAP measure, the measure it is by itself, the measure it is behind a modifier; each "" if none."""

    span: Span
    gaap: str = ""
    inherent: str = ""
    adjusted: str = ""
    tail: str = ""  # a form the lexicon has no measure for: "/per_share", "/margin", "/basic"


class Named(NamedTuple):
    """A measure named in the text. `key` is its identity within a document, `measure` its id in the lexicon ("" for an open phrase).

    `loose` is a modifier that stands without a noun ("up 6% in constant currency"): what it speaks of is to be found around it.
    """

    span: Span
    key: str
    measure: str
    is_gaap: bool
    noun: Noun | None
    loose: str = ""
    modifiers: tuple[Modifier, ...] = ()
    exclusion: str = ""


class Namer:
    """Finds the names of measures; built once from the lexicon, keeps no state between texts."""

    def __init__(self, lexicon: MeasureLexicon) -> None:
        self.phrases = phrases(lexicon)
        self.finder = Lexicon({phrase: phrase for phrase in self.phrases})
        self.open = grammar.OpenPhrase(lexicon.heads)
        self.fillers = grammar.fillers(lexicon.fillers)
        self.modifiers = {modifier.id: modifier for modifier in lexicon.modifiers}
        self._items = frozenset(lexicon.item_words)
        self._currency = tuple(fold(word) for word in lexicon.currency_words)
        self._forms = {(form.measure, form.form): form.becomes for form in lexicon.forms}

    def names(self, text: str) -> list[Named]:
        """The measures named, in text order and without overlap."""
        return _Pass(self, text).run()

    def modified(self, named: Named, modifier: str, span: Span, exclusion: str = "") -> Named:
        """A measure made (more) non-GAAP by a modifier that stands elsewhere."""
        noun = named.noun or Noun(named.span)
        return self.compose(span, [*named.modifiers, self.modifiers[modifier]], noun, exclusion or named.exclusion)

    def excluded(self, words: str) -> str:
        """What is left out where the words begin with an exclusion ("excluding the recall"), "" where they do not."""
        folded = fold(words)
        first = next(self.finder.hits(words), None)
        if first is None or not self.phrases[first.key].is_exclusion or folded[: first.span.start].strip(" ,(-–"):
            return ""
        return self.exclusion(folded[first.span.end :])

    def per_share(self, named: Named) -> Named | None:
        """The per-share form of a measure whose figure is per share ("core earnings were $0.29 per diluted share"), None if it is one already."""
        if (
            named.noun is None
            or named.is_gaap
            or named.noun.tail
            or grammar.form_of(named.key.replace("_", " "))
            or not (named.noun.inherent or named.noun.adjusted)
        ):
            return None
        formed = self._formed(named.noun, "per_share")
        return self.compose(named.span, named.modifiers, formed, named.exclusion) if formed != named.noun else None

    def noun(self, phrase: Phrase, span: Span, folded: str) -> Noun:
        """The noun of a phrase with the form its whole name gives it."""
        words = folded[span.start : span.end]
        form = grammar.form_of(words)
        noun = Noun(span, phrase.gaap[0] if phrase.gaap else "", phrase.inherent, phrase.adjusted)
        if form:
            noun = self._formed(noun, form)
        if grammar.is_after_tax(words) and noun.gaap != "net_income":
            noun = noun._replace(tail=f"{noun.tail}/after_tax")
        return noun._replace(tail=f"{noun.tail}/basic") if grammar.is_basic(words) else noun

    def _formed(self, noun: Noun, form: str) -> Noun:
        becomes = {name: self._forms.get((name, form), "") for name in (noun.gaap, noun.inherent, noun.adjusted) if name}
        changed = noun._replace(
            gaap=becomes.get(noun.gaap) or noun.gaap, inherent=becomes.get(noun.inherent) or noun.inherent, adjusted=becomes.get(noun.adjusted) or noun.adjusted
        )
        is_known = any(becomes.values()) or form in becomes.values()
        return changed if is_known or any(self._forms.get((name, "is")) == form for name in becomes) else changed._replace(tail=f"/{form}")

    def exclusion(self, words: str) -> str:
        """What an exclusion leaves out: "currency", or its first telling word."""
        if any(each in words for each in self._currency):
            return "currency"
        telling = grammar.content_words(words)
        return "items" if not telling or not self._items.isdisjoint(telling) else telling[0]

    def compose(self, span: Span, modifiers: Sequence[Modifier], noun: Noun, exclusion: str = "") -> Named:
        """The measure that modifiers and an exclusion make of a noun."""
        telling = [modifier for modifier in modifiers if not modifier.transparent]
        classes = sorted({modifier.measure for modifier in telling if modifier.measure} | ({"constant_currency"} if exclusion == "currency" else set()))
        marks = sorted({modifier.id for modifier in telling if not modifier.measure} - _PLAIN)
        is_adjusted = any(modifier.id != "non_gaap" for modifier in telling if not modifier.measure)
        if noun.inherent:
            measure = (noun.adjusted if is_adjusted else "") or noun.inherent
            key = measure if measure != noun.inherent or not is_adjusted else f"adjusted/{measure}"
        else:
            measure = noun.adjusted
            key = measure or f"words:{noun.gaap}"
        if classes:
            key = "/".join(
                [
                    *classes,
                    *(["adjusted"] if is_adjusted or noun.inherent else []),
                    noun.gaap or noun.inherent or (noun.adjusted if noun.adjusted != "organic_growth" else "") or "revenue",
                ]
            )
            measure = classes[0]
        is_own = exclusion not in {"", "currency"} and (exclusion != "items" or ((telling or noun.inherent) and not classes))
        tail = f"/ex:{exclusion}" if is_own else ""
        return Named(span, "/".join([*marks, key]) + noun.tail + tail, measure, is_gaap=False, noun=noun, modifiers=tuple(modifiers), exclusion=exclusion)


class _Pass:
    """One reading of one text."""

    def __init__(self, namer: Namer, text: str) -> None:
        self._namer = namer
        self._text = text
        self._folded = fold(text)
        self._hits = list(namer.finder.hits(text))
        self._found: list[Named] = []
        self._end = 0
        self._excluding: int | None = None  # where the words of an exclusion that opens its sentence end

    def run(self) -> list[Named]:
        for i, hit in enumerate(self._hits):
            if hit.span.start < self._end:
                continue
            phrase = self._namer.phrases[hit.key]
            if phrase.is_quiet:
                self._end = hit.span.end
                continue
            named = self._named(i, hit, phrase)
            if named is not None and not grammar.is_yardstick(self._folded, named.span.start):
                self._found.append(named)
                self._end = named.span.end
        return self._found

    def _named(self, i: int, hit: Hit, phrase: Phrase) -> Named | None:
        if phrase.is_exclusion:
            self._excluding = hit.span.end
            return None
        if phrase.modifier is not None:
            return self._modified(i, hit, phrase.modifier)
        if phrase.abbreviation and self._text[hit.span.start : hit.span.end] != phrase.abbreviation:
            return None
        return self._plain(i, hit.span, phrase)

    def _plain(self, i: int, span: Span, phrase: Phrase) -> Named | None:
        """A measure without a modifier: GAAP, or non-GAAP by its own name or by what it leaves out."""
        end = grammar.suffix_end(self._folded, span.end)
        exclusion, end = self._exclusion_behind(i, end)
        noun = self._namer.noun(phrase, Span(span.start, end), self._folded)
        if exclusion:
            if noun.inherent or noun.adjusted or exclusion == "currency":
                return self._namer.compose(Span(span.start, end), (), noun, exclusion)
        elif not noun.inherent and self._is_subject_of_exclusion(span.start, end):
            excluded = self._namer.exclusion(self._folded[self._excluding : span.start]) if self._excluding else ""
            excluded = excluded if excluded == "currency" else "items"  # whatever a sentence begins by leaving out makes the adjusted measure
            self._excluding = None
            if noun.adjusted or excluded == "currency":
                return self._namer.compose(Span(span.start, end), (), noun, excluded)
        if noun.inherent:
            return self._namer.compose(Span(span.start, end), (), noun)
        if not noun.gaap:
            return None
        return Named(Span(span.start, end), noun.gaap + noun.tail, noun.gaap, is_gaap=True, noun=noun)

    def _exclusion_behind(self, i: int, end: int) -> tuple[str, int]:
        """What an exclusion right behind a noun leaves out, and where the whole name ends."""
        begin = grammar.exclusion_start(self._folded, end)
        for j in range(i + 1, min(i + _MODIFIERS, len(self._hits))):
            span = self._hits[j].span
            if span.start > begin:
                break
            if end <= span.start <= begin and self._namer.phrases[self._hits[j].key].is_exclusion:
                close = grammar.object_end(self._folded, span.end)
                return self._namer.exclusion(self._folded[span.end : close]) or "items", close
        return "", end

    def _is_subject_of_exclusion(self, start: int, end: int) -> bool:
        if self._excluding is None:
            return False
        between = self._folded[self._excluding : start]
        if len(between) > _REACH_OF_EXCLUSION or "\n" in between or "\t" in between or ". " in between:
            self._excluding = None
            return False
        return grammar.is_subject(self._folded, start, end)

    def _modified(self, i: int, hit: Hit, first: Modifier) -> Named | None:
        """A modifier with its noun, or loose."""
        modifiers, at, noun, j = self._chain(i, hit.span.end, first)
        if noun is None and any(modifier.open for modifier in modifiers):
            noun, j = self._open_noun(at, j)
        if noun is None:
            return self._loose(hit.span, modifiers, at)
        end = grammar.suffix_end(self._folded, noun.span.end)
        exclusion, end = self._exclusion_behind(j, end)
        phrase = self._namer.phrases.get(self._folded[noun.span.start : noun.span.end])
        if phrase is not None and phrase.is_noun:
            noun = self._namer.noun(phrase, Span(hit.span.start, end), self._folded)._replace(span=noun.span)
        return self._told(Span(hit.span.start, end), modifiers, noun, exclusion)

    def _told(self, span: Span, modifiers: Sequence[Modifier], noun: Noun, exclusion: str) -> Named | None:
        if all(modifier.transparent for modifier in modifiers) and not noun.inherent:
            return None
        named = self._namer.compose(span, modifiers, noun, exclusion)
        if not named.measure and not noun.gaap:
            words = " ".join(self._folded[noun.span.start : noun.span.end].split())
            named = named._replace(key=named.key.replace("words:", f"words:{words}"))
        elif not named.measure:
            named = named._replace(measure="")
        return named

    def _chain(self, i: int, end: int, first: Modifier) -> tuple[list[Modifier], int, Noun | None, int]:
        """Modifiers and fillers one behind another, up to the noun: (modifiers, end of the last modifier, noun, index of its hit)."""
        modifiers, after, at, j = [first], end, end, i + 1
        for _ in range(2 * _MODIFIERS):
            found = grammar.SEPARATOR.match(self._folded, at)
            if found is None:
                break
            at = found.end()
            while j < len(self._hits) and self._hits[j].span.start < at:
                j += 1
            hit = self._hits[j] if j < len(self._hits) and self._hits[j].span.start == at else None
            phrase = self._namer.phrases[hit.key] if hit else None
            if hit and phrase and phrase.is_quiet:
                break
            if hit and phrase and phrase.modifier is not None:
                modifiers.append(phrase.modifier)
                at = after = hit.span.end
                continue
            if hit and phrase and phrase.is_noun:
                return modifiers, after, Noun(hit.span), j
            filler = self._namer.fillers.match(self._folded, at)
            if filler is None:
                break
            at = filler.end()
        return modifiers, after, None, j

    def _open_noun(self, at: int, j: int) -> tuple[Noun | None, int]:
        """A phrase known by its last word; where it ends in a measure the lexicon knows, that measure ("adjusted domestic operating income")."""
        found = grammar.SEPARATOR.match(self._folded, at)
        end = self._namer.open.end(self._folded, found.end()) if found else None
        if found is None or end is None:
            return None, j
        for k in range(j, min(j + _MODIFIERS, len(self._hits))):
            hit = self._hits[k]
            if hit.span.start > end:
                break
            if hit.span.start > found.end() and hit.span.end >= end and self._namer.phrases[hit.key].is_noun:
                return Noun(hit.span), k
        return Noun(Span(found.end(), end)), j

    def _loose(self, span: Span, modifiers: Sequence[Modifier], at: int) -> Named | None:
        """A modifier behind its noun ("EPS, as adjusted"), or one that speaks of something named elsewhere."""
        modifier = next((each for each in modifiers if each.loose), None)
        if modifier is None or not (modifier.id == "constant_currency" or grammar.stands_alone(self._folded, span.start, at)):
            return None
        whole = Span(span.start, at)
        last = self._found[-1] if self._found else None
        if last is not None and last.noun is not None:
            between = grammar.POSTPOSITIVE.match(self._folded, last.span.end)
            if between is not None and between.end() == span.start:
                self._found.pop()
                is_same = modifier.id == "non_gaap" and not last.is_gaap
                joined = Span(last.span.start, at + ("(" in between[0] and self._folded.startswith(")", at)))
                return last._replace(span=joined) if is_same else self._namer.compose(joined, [*last.modifiers, *modifiers], last.noun, last.exclusion)
        return Named(whole, modifier.id, modifier.measure, is_gaap=False, noun=None, loose=modifier.id)
