"""The evaluation report: one HTML page with pictures of recall against precision, calibration and what each setting costs."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import matplotlib as mpl
import numpy as np
from jinja2 import Environment
from matplotlib.figure import Figure
from numpy.typing import NDArray

from screener.learning.evaluate import Figures, calibration_error
from screener.learning.records import Record
from screener.reader.judge import Judgement
from screener.reader.labels import TOPICS

mpl.rcParams.update({"svg.hashsalt": "screener", "font.size": 8, "axes.spines.top": False, "axes.spines.right": False})
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Evaluation of the reader</title>
<style>body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1f24;background:#fff}
table{border-collapse:collapse;margin:1rem 0}td,th{padding:.25rem .8rem;border-bottom:1px solid #d8dee4;text-align:right}
td:first-child,th:first-child{text-align:left}img{max-width:100%;height:auto}caption{text-align:left;font-weight:600;padding:.3rem 0}</style>
<h1>Evaluation of the reader</h1><p>Models {{ version }}, policy {{ policy }}. Each set of labelled records is screened through the whole path.</p>
{% for name, figures in sets.items() %}<table><caption>{{ name }}</caption><tr><th>figure<th>value</tr>
{% for figure, value in figures.named().items() %}<tr><td>{{ figure }}<td>{{ "%.3f"|format(value) }}</tr>{% endfor %}</table>{% endfor %}
<h2>From cautious to quiet</h2><p>What each setting of <code>reader.yaml</code> catches and costs on {{ main }}.</p>
<table><tr><th>setting<th>clear caught<th>possible caught<th>false alarms<th>precision<th>topics, micro F1</tr>
{% for name, f in settings.items() %}<tr><td>{{ name }}<td>{{ "%.3f"|format(f.recall_clear) }}<td>{{ "%.3f"|format(f.recall_possible) }}
<td>{{ "%.3f"|format(f.false_alarm) }}<td>{{ "%.3f"|format(f.precision) }}<td>{{ "%.3f"|format(f.topic_micro_f1) }}</tr>{% endfor %}</table>
<h2>Can the probabilities be believed?</h2><p>Expected calibration error {{ "%.3f"|format(error) }}: of the sentences given 80 % about 80 % should matter.</p>
<img alt="Reliability: given probability against share that mattered" src="{{ reliability }}">
<h2>Are the reasons the reasons?</h2><p>In {{ "%.1f"|format(100 * faithful) }} % of the records read as news, leaving out the words shown as
the reason lowers the probability of the topic.</p>
<h2>Topic by topic</h2><img alt="Precision against recall for each topic" src="{{ curves }}">
<table><tr><th>topic<th>F1</tr>{% for topic, value in topics.items() %}<tr><td>{{ topic }}<td>{{ "%.3f"|format(value) }}</tr>{% endfor %}</table></html>
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Evaluation:
    """What the page shows; `judgements` belong to `records`, the first of `sets`."""

    records: Sequence[Record]
    judgements: Sequence[Judgement]
    sets: Mapping[str, Figures]
    settings: Mapping[str, Figures]
    faithful: float
    version: str
    policy: str


def page(found: Evaluation) -> str:
    """The page as HTML, whole in itself. The same evaluation gives the same bytes."""
    possible = np.array([each.possible for each in found.judgements])
    held = np.array([record.materiality > 0 for record in found.records])
    error, bins = calibration_error(possible, held)
    main = next(iter(found.sets))
    return (
        Environment(autoescape=True)
        .from_string(_PAGE)
        .render(
            version=found.version,
            policy=found.policy,
            sets=found.sets,
            settings=found.settings,
            main=main,
            error=error,
            faithful=found.faithful,
            reliability=_picture(_reliability(bins)),
            curves=_picture(_curves(found)),
            topics=found.sets[main].topic_f1,
        )
    )


def _reliability(bins: Sequence[tuple[float, float, int]]) -> Figure:
    figure = Figure(figsize=(5, 4))
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="#8c959f", linewidth=1, linestyle="--")
    axes.plot([mean for mean, _, _ in bins], [share for _, share, _ in bins], marker="o", color="#0b5cad")
    for mean, share, size in bins:
        axes.annotate(str(size), (mean, share), textcoords="offset points", xytext=(5, -10), color="#57606a")
    axes.set(xlabel="probability given", ylabel="share that mattered", xlim=(0, 1), ylim=(0, 1))
    return figure


def _curves(found: Evaluation) -> Figure:
    figure = Figure(figsize=(11, 9), layout="constrained")
    for axes, topic in zip(figure.subplots(4, 5).flat, (*TOPICS, None), strict=True):
        if topic is None:
            axes.set_axis_off()
            continue
        scores = np.array([each.possible * each.topics[topic] for each in found.judgements])
        recall, precision = _precision_recall(scores, np.array([topic in record.topics for record in found.records]))
        axes.plot(recall, precision, color="#0b5cad", linewidth=1)
        axes.set(title=topic, xlim=(0, 1), ylim=(0, 1.02))
    return figure


def _precision_recall(scores: NDArray[np.float64], held: NDArray[np.bool_]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    right = np.cumsum(held[np.argsort(-scores)])
    return right / max(held.sum(), 1), right / np.arange(1, len(right) + 1)


def _picture(figure: Figure) -> str:
    out = io.BytesIO()
    figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return "data:image/svg+xml;base64," + base64.b64encode(out.getvalue()).decode()
