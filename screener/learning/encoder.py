"""Fine-tunes the encoder and writes it as 8-bit ONNX.

The pretrained weights (MiniLM-L6, Apache-2.0) come from a package installed with hashes; nothing is fetched here, and their SHA-256 is checked.
"""

from __future__ import annotations

import hashlib
import math
import random
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from transformers import AutoModel, AutoTokenizer

from screener.errors import ModelError
from screener.learning.records import Record, targets
from screener.reader.encoder import MAX_PIECES
from screener.reader.labels import CLEAR, LABELS, POSSIBLE, TOPICS

PACKAGE = "all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_WIDTH = 384
_OPSET = 17
_WINDOW = 40  # batches whose texts are sorted by length together
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Recipe:
    """How an encoder is taught."""

    epochs: int = 4
    rate: float = 1.2e-4
    head_rate: float = 3e-3
    batch: int = 32
    warmup: int = 80  # steps
    decay: float = 0.05
    dropout: float = 0.2
    smoothing: float = 0.04  # a target of 1 is taught as 1 - smoothing / 2
    positive: float = 2.0  # weight of a topic that is there against one that is not
    materiality: float = 3.0  # weight of the two materiality labels against a topic
    without_news: float = 0.2  # weight of the topics' losses on records of materiality 0: topics say what news is about, `possible` whether it is news
    layers: tuple[int, ...] = (0, 1, 2, 3, 4, 5)  # of the pretrained six that are kept
    seed: int = 1


class Network(nn.Module):  # type: ignore[misc, unused-ignore] # torch is not installed where types are checked
    """Encoder, mean over word pieces, one linear output a label."""

    def __init__(self, folder: Path, recipe: Recipe) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(folder, local_files_only=True, attn_implementation="eager")
        kept = [self.encoder.encoder.layer[i] for i in recipe.layers]
        self.encoder.encoder.layer = nn.ModuleList(kept)
        self.encoder.config.num_hidden_layers = len(kept)
        self.dropout = nn.Dropout(recipe.dropout)
        self.head = nn.Linear(_WIDTH, len(LABELS))

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Log-odds (texts by labels) and unit vectors (texts by width)."""
        states = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        wide = mask.unsqueeze(-1).to(states.dtype)
        pooled = (states * wide).sum(1) / wide.sum(1)
        return self.head(self.dropout(pooled)), nn.functional.normalize(pooled, dim=1)


def unpack(folder: Path) -> Path:
    """The pretrained files of the installed package, unpacked and checked. ModelError if the weights are not the ones named above."""
    with resources.files(PACKAGE).joinpath("model.zip").open("rb") as packed, zipfile.ZipFile(packed) as archive:
        archive.extractall(folder)
    weights = next(folder.rglob("model.safetensors"))
    if hashlib.sha256(weights.read_bytes()).hexdigest() != WEIGHTS_SHA256:
        raise ModelError(f"The pretrained weights of the package {PACKAGE} are not the expected ones; install the training requirements with their hashes.")
    return weights.parent


def teach(records: Sequence[Record], pretrained: Path, recipe: Recipe, progress: Progress) -> Network:
    """A network taught from these records. The same records, recipe and libraries give the same network on the same machine."""
    torch.manual_seed(recipe.seed)
    tokenizer = AutoTokenizer.from_pretrained(pretrained, local_files_only=True)
    pieces = [tokenizer(record.text, truncation=True, max_length=MAX_PIECES)["input_ids"] for record in records]
    wanted = torch.tensor([targets(record) for record in records])
    taught = wanted * (1 - recipe.smoothing) + recipe.smoothing / 2
    importance = torch.tensor([record.weight for record in records])
    network = Network(pretrained, recipe)
    positive, weight = _weights(recipe)
    rows = torch.stack([weight * _quiet(record, recipe) for record in records])
    groups = [{"params": network.encoder.parameters(), "lr": recipe.rate}, {"params": network.head.parameters(), "lr": recipe.head_rate}]
    optimizer = torch.optim.AdamW(groups, weight_decay=recipe.decay)
    steps = recipe.epochs * math.ceil(len(records) / recipe.batch)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: min(1.0, step / recipe.warmup) * max(0.02, 1 - step / steps))
    network.train()
    step = 0
    for epoch in range(recipe.epochs):
        for batch in _batches([len(each) for each in pieces], recipe, epoch):
            ids, mask = _padded([pieces[i] for i in batch])
            logits, _ = network(ids, mask)
            each = nn.functional.binary_cross_entropy_with_logits(logits, taught[batch], pos_weight=positive, weight=rows[batch], reduction="none").sum(1)
            loss = (each * importance[batch]).mean()
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            step += 1
            progress(f"epoch {epoch + 1} of {recipe.epochs}", step, steps)
    network.eval()
    return network


def export(network: Network, pretrained: Path, model: Path, tokenizer: Path) -> None:
    """Writes the network as ONNX with 8-bit weights, one scale a channel, and its tokenizer."""
    ids = torch.tensor([[101, 2054, 102], [101, 2073, 102]])
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        axes = {"ids": {0: "texts", 1: "pieces"}, "mask": {0: "texts", 1: "pieces"}, "logits": {0: "texts"}, "vectors": {0: "texts"}}
        torch.onnx.export(
            network, (ids, torch.ones_like(ids)), plain, input_names=["ids", "mask"], output_names=["logits", "vectors"],
            dynamic_axes=axes, opset_version=_OPSET, dynamo=False,
        )  # fmt: skip
        quantize_dynamic(plain, model, per_channel=True, weight_type=QuantType.QInt8)
    shutil.copyfile(pretrained / "tokenizer.json", tokenizer)


def _weights(recipe: Recipe) -> tuple[Tensor, Tensor]:
    positive = torch.full((len(LABELS),), recipe.positive)
    weight = torch.ones(len(LABELS))
    for label in (POSSIBLE, CLEAR):
        positive[LABELS.index(label)] = 1.0
        weight[LABELS.index(label)] = recipe.materiality
    return positive, weight


def _quiet(record: Record, recipe: Recipe) -> Tensor:
    """1 for each label, less for the topics of a record without news."""
    quiet = torch.ones(len(LABELS))
    if record.materiality == 0:
        quiet[: len(TOPICS)] = recipe.without_news
    return quiet


def _batches(lengths: Sequence[int], recipe: Recipe, epoch: int) -> Iterator[list[int]]:
    """Batches of texts of like length, in an order of their own each epoch."""
    shuffle = random.Random(recipe.seed * 1_000 + epoch)  # noqa: S311 - reproducible, not secret
    order = list(range(len(lengths)))
    shuffle.shuffle(order)
    window = recipe.batch * _WINDOW
    batches = []
    for at in range(0, len(order), window):
        part = sorted(order[at : at + window], key=lambda i: lengths[i])
        batches += [part[i : i + recipe.batch] for i in range(0, len(part), recipe.batch)]
    shuffle.shuffle(batches)
    yield from batches


def _padded(pieces: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    width = max(len(each) for each in pieces)
    ids = torch.tensor([[*each, *[0] * (width - len(each))] for each in pieces])
    mask = torch.tensor([[1] * len(each) + [0] * (width - len(each)) for each in pieces])
    return ids, mask
