"""verdicts.py - reads what 'qmark ab' and 'qmark trend' write.

SPDX-License-Identifier: Apache-2.0
"""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from load import FILE, PlotError, plain, validate
from options import Change

NEWEST = 1
# The first field of a file that is no result file, and the kind of figure it makes.
KINDS = {"qmark_ab": "ab", "qmark_trend": "trend"}


@dataclass(frozen=True)
class Effect:
    """Percent of time: above zero is slower."""
    estimate: float
    low: float
    high: float
    pairs: int


@dataclass(frozen=True)
class Verdict:
    name: str
    family: str
    kernel: str
    word: str               # slower, faster, same, unclear; control
    effect: Effect
    confirmed: bool
    failing: bool
    reason: str


@dataclass
class Comparison:
    """One file of 'qmark ab'."""
    path: str
    base: str
    new: str
    margin: float           # percent; inside, two builds are the same
    fail_at: float
    confidence: float
    rows: list[Verdict] = field(default_factory=list)
    families: list[Verdict] = field(default_factory=list)
    controls: list[Verdict] = field(default_factory=list)
    unmeasured: int = 0
    context: dict[str, Any] = field(default_factory=dict)


def kind_of(path: str) -> str:
    """"results", or the kind of figure; PlotError if there is no JSON at all."""
    try:
        document = validate.read(path)
    except OSError as error:
        raise PlotError(FILE, f"{path}: {error.strerror or error}") from None
    except ValueError as error:
        raise PlotError(FILE, f"{path}: {error}") from None
    found = [kind for mark, kind in KINDS.items()
             if isinstance(document, dict) and mark in document]
    return found[0] if found else "results"


def read(path: str, mark: str) -> dict[str, Any]:
    document = validate.read(path)
    if document[mark] != NEWEST:
        raise PlotError(FILE, f"{path}: {mark} is {document[mark]!r}, this program reads "
                        f"{NEWEST}: use the qmark that wrote it, or a newer one")
    return document


def _effect(entry: dict[str, Any] | None) -> Effect | None:
    if not entry or entry["percent"] is None:
        return None
    low, high = entry["low_percent"], entry["high_percent"]
    return Effect(float(entry["percent"]), float(low), float(high), int(entry["pairs"])) \
        if low is not None and high is not None else None


def _verdict(entry: dict[str, Any], name: str, word: str) -> Verdict | None:
    """The confirmation is the better evidence where there was one."""
    again = _effect(entry["confirmed"])
    effect = again or _effect(entry["effect"])
    if effect is None:
        return None
    return Verdict(plain(name), entry.get("family") or "", plain(name).split("/")[0], word,
                   effect, again is not None, bool(entry.get("failing")),
                   plain(entry.get("reason") or ""))


def _side(entry: dict[str, Any]) -> str:
    return plain(f"{entry['path']}" + (f" ({entry['commit'][:12]})" if entry["commit"] else ""))


def _why(error: Exception) -> str:
    return f"the field {error} is missing" if isinstance(error, KeyError) else str(error)


def read_ab(path: str) -> Comparison:
    document = read(path, "qmark_ab")
    try:
        rules = document["rules"]
        found = Comparison(path, _side(document["base"]), _side(document["new"]),
                           float(document["margin_percent"] or 0),
                           float(rules["fail_at_percent"] or 0), float(rules["confidence"]),
                           context=document["context"])
        for entry in document["rows"]:
            verdict = _verdict(entry, entry["name"], entry["verdict"] or "unclear")
            if verdict:
                found.rows.append(verdict)
            else:
                found.unmeasured += 1
        for entry in document["families"]:
            verdict = _verdict(entry, entry["family"], "mean")
            if verdict:
                found.families.append(verdict)
        for entry in document["controls"]:
            verdict = _verdict(entry, entry["name"], "control")
            if verdict:
                found.controls.append(verdict)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise PlotError(FILE, f"{path}: not what 'qmark ab' writes: {_why(error)}") from None
    return found


def read_trend(path: str) -> list[Change]:
    document = read(path, "qmark_trend")
    try:
        return [Change(entry["name"], entry["first_of_new"] or "", entry["date"] or "",
                       float(entry["percent"])) for entry in document["changes"]]
    except (KeyError, TypeError, ValueError) as error:
        raise PlotError(FILE, f"{path}: not what 'qmark trend' writes: {_why(error)}") from None
