"""throughput.py - how many operations a second each kernel does: bars from zero.

SPDX-License-Identifier: Apache-2.0
"""
from __future__ import annotations

import math

import style
from load import Row
from panels import Bar, Facet, Metric


def interval(row: Row, whiskers: str) -> tuple[float, float] | None:
    """GOPS at the slow and at the fast end of the whisker."""
    return row.ci95 if whiskers == "ci95" else row.quartiles


def mark(row: Row) -> str:
    return " †" if row.rejected else ""


class Throughput(Metric):
    name = "throughput"
    title = "Throughput of matrix multiplication"
    axis = "GOPS"
    about = ("GOPS: 10⁹ operations a second, of which one product takes 2·m·n·k. Longer is "
             "faster. Every panel has a scale of its own, from zero.")

    def __init__(self, whiskers: str) -> None:
        self.whiskers = whiskers

    def bar(self, facet: Facet, row: Row) -> Bar | str:
        return Bar(row.gops, style.number(row.gops) + mark(row), interval(row, self.whiskers))

    def limits(self, low: float, high: float) -> tuple[float, float]:
        return 0.0, high

    def ticks(self, low: float, high: float, inches: float) -> list[tuple[float, str]]:
        power = 10.0 ** math.floor(math.log10(high))
        steps = [power * f for f in (0.1, 0.2, 0.25, 0.5, 1.0, 2.0, 2.5, 5.0)]
        most = 2.2 * inches  # a tick label takes less than half an inch
        step = next((s for s in steps if high / s <= most), steps[-1])
        count = int(high / step * (1 + 1e-9))
        return [(i * step, f"{round(i * step, 10):,.10g}") for i in range(count + 1)]
