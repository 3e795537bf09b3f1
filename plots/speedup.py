"""speedup.py - how much faster than the reference: bars around 1 on a logarithmic axis.

The reference is the fastest row of the reference family on the same device, shape, threads
and cache; its own speed is printed in each panel.

SPDX-License-Identifier: Apache-2.0
"""
from __future__ import annotations

import math

import style
from load import PlotError, Row, Run, USAGE
from panels import Bar, Facet, Metric, Shape
from throughput import interval, mark

_OCTAVES = [2.0 ** e for e in range(-40, 41)]
_FINE = [0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2, 1.4, 1.6, 2.0]


class Speedup(Metric):
    name = "speedup"
    title = "Speed-up"
    axis = "times as fast, log scale"

    def __init__(self, whiskers: str, family: str, runs: list[Run]) -> None:
        self.whiskers = whiskers
        self.family = family
        self.title = f"Speed-up over {family}"
        self.about = (f"1× is the fastest {family} kernel on the same device, shape, threads "
                      "and cache, named in each panel with its speed in GOPS (10⁹ operations "
                      "a second, 2·m·n·k a product). To the right of 1× is faster. ")
        self.about += ("A whisker combines the intervals of both medians at their worst."
                       if whiskers == "ci95" else
                       "A whisker divides the quartiles of both at their worst.")
        families = sorted({row.family for run in runs for row in run.rows
                           if row.status == "ok"})
        if family not in families:
            raise PlotError(USAGE, f"speed-up: no measured row of {family} to compare with; "
                            f"there is {', '.join(families)} (--reference FAMILY)")

    def _reference(self, facet: Facet, shape: Shape, device: str,
                   threads: int | None) -> Row | None:
        rows = [row for row in facet.rows[shape].values()
                if row.status == "ok" and row.family == self.family
                and (row.device, row.threads) == (device, threads)]
        # Of our own where there is one, so that 1x is the same with and without peers.
        rows = [row for row in rows if not row.peer] or rows
        return max(rows, key=lambda row: (row.gops, row.kernel), default=None)

    def bar(self, facet: Facet, row: Row) -> Bar | str:
        base = self._reference(facet, row.shape, row.device, row.threads)
        if base is None:
            return f"no {self.family} to compare with"
        if base is row:
            return Bar(0.0, "1×" + mark(row))
        times = row.gops / base.gops
        ours, theirs = interval(row, self.whiskers), interval(base, self.whiskers)
        whisker = (math.log2(ours[0] / theirs[1]), math.log2(ours[1] / theirs[0])) \
            if ours and theirs else None
        return Bar(math.log2(times), style.ratio(times) + mark(row), whisker)

    def heading(self, facet: Facet, shape: Shape, device: str) -> str:
        threads = {row.threads for row in facet.rows[shape].values() if row.device == device}
        bases = [self._reference(facet, shape, device, t) for t in sorted(threads, key=str)]
        return ", ".join(f"1× = {base.kernel}, {style.number(base.gops)} GOPS"
                         for base in bases if base)

    def limits(self, low: float, high: float) -> tuple[float, float]:
        return min(1.04 * low, -0.15), max(high, 0.6)

    def ticks(self, low: float, high: float, inches: float) -> list[tuple[float, str]]:
        values = _FINE if high - low < 1.3 else _OCTAVES
        at = [(math.log2(v), _times(v)) for v in values if low <= math.log2(v) <= high]
        widest = max(style.width(text, style.SMALL) for _, text in at)
        every = 1 + int(len(at) * max(widest + 0.1, 0.42) / inches)
        zero = next(i for i, (x, _) in enumerate(at) if x == 0)
        return [tick for i, tick in enumerate(at) if (i - zero) % every == 0]


def _times(value: float) -> str:
    return f"{value:,.4g}×" if value >= 0.1 else f"1/{1 / value:,.0f}×"
