"""options.py - what the user may choose about a figure.

SPDX-License-Identifier: Apache-2.0
"""
from __future__ import annotations

from dataclasses import dataclass

from load import Run


@dataclass(frozen=True)
class Change:
    """What 'qmark trend' found: the first build of the new level, and by how much."""
    name: str       # of the row
    commit: str
    date: str
    percent: float


@dataclass(frozen=True)
class Options:
    title: str | None = None
    reference: str = "f32"       # family that speed-up is relative to
    whiskers: str | None = None  # ci95, quartiles; None: ci95 where all rows have one
    quality: str = "bits"        # pareto: bits, error
    gain: str = "throughput"     # pareto: throughput, energy
    changes: tuple[Change, ...] = ()  # trend: where to mark one

    def whiskers_of(self, runs: list[Run]) -> str:
        measured = [row for run in runs for row in run.rows if row.status == "ok"]
        return self.whiskers or ("ci95" if all(row.ci95 for row in measured)
                                 else "quartiles")
