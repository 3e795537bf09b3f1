"""sparse.py - 2:4 sparse weights against the same product with dense ones, over its size.

SPDX-License-Identifier: Apache-2.0
"""
from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from matplotlib.axes import Axes

import style
from charts import (Axis, Chart, Key, add_charts, add_legend, chart_width, colour, linear_ticks,
                    log_ticks, mark)
from groups import Group, by_shape, close_page, groups, nothing, open_page, samples_of
from load import Row, Run
from options import Options
from page import Page
from words import value

HEIGHT = 2.5
SQUARES = 0      # in place of m: m = n = k
# What the weights are that are left: the dense family of the same arithmetic.
DENSE = {"s24": "i8", "s24f": "f32"}


@dataclass
class Pair:
    sparse: Row
    dense: Row

    @property
    def times(self) -> float:
        return self.sparse.gops / self.dense.gops

    @property
    def band(self) -> tuple[float, float]:
        ours, theirs = self.sparse.quartiles, self.dense.quartiles
        return ours[0] / theirs[1], ours[1] / theirs[0]


def pairs(group: Group) -> list[Pair]:
    """The fastest of both on each shape."""
    found = []
    for rows in by_shape(group.rows).values():
        best: dict[str, Row] = {}
        for row in sorted(rows, key=lambda r: (r.gops, r.kernel)):
            best[row.family] = row
        found += [Pair(best[family], best[dense]) for family, dense in DENSE.items()
                  if family in best and dense in best]
    return found


def _lines(found: list[Pair]) -> dict[tuple[str, int], list[Pair]]:
    """By family and m, in the order of the weights' number; three squares are a line too."""
    squares = {pair.sparse.shape for pair in found if len(set(pair.sparse.shape)) == 1}
    lines = defaultdict(list)
    for pair in found:
        of_squares = len(squares) >= 3 and pair.sparse.shape in squares
        lines[pair.sparse.family, SQUARES if of_squares else pair.sparse.shape[0]].append(pair)
    for of in lines.values():
        of.sort(key=lambda p: (weights(p), p.sparse.shape))
    return dict(sorted(lines.items(), key=lambda item: (style.family_rank(item[0][0]),
                                                        item[0][1])))


def weights(pair: Pair) -> float:
    _, n, k = pair.sparse.shape
    return n * k / 1e6


def _close(one: Pair, other: Pair) -> bool:
    """So near that what is written beside one lies on the other's."""
    return abs(one.times - other.times) < 0.09 and \
        0.3 < weights(one) / weights(other) < 3.3


def _draw(page: Page, found: list[Pair]):
    def draw(axes: Axes) -> None:
        axes.axhline(1.0, color=style.GREY, linewidth=0.9, zorder=1)
        axes.axhline(2.0, color=style.FAINT, linewidth=0.9, linestyle="--", zorder=1)
        ends: dict[str, list[Pair]] = defaultdict(list)
        for (family, m), of in _lines(found).items():
            xs = [weights(pair) for pair in of]
            ink = colour(of[-1].sparse)
            axes.fill_between(xs, [p.band[0] for p in of], [p.band[1] for p in of], color=ink,
                              alpha=0.18, linewidth=0, zorder=2)
            axes.plot(xs, [p.times for p in of], color=ink, linewidth=1.3, zorder=3,
                      linestyle="-" if m <= 1 else "--" if m < 64 else "-.")
            for pair in of:
                page.value(mark(axes, weights(pair), pair.times, pair.sparse, 5),
                           f"{style.ratio(pair.times)}: {value(pair.sparse)}; "
                           f"{value(pair.dense)}")
            last = of[-1]
            if not any(_close(last, other) for other in ends[family]):
                ends[family].append(last)
                axes.text(weights(last) * 1.12, last.times, f"m = {m}" if m else "m = n = k",
                          fontsize=style.TINY, color=style.INK, va="center_baseline", zorder=3.5,
                          bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6})

    return draw


def make(runs: list[Run], options: Options) -> Page:
    found = [(group, family, [p for p in pairs(group) if p.sparse.family == family])
             for group in groups(runs) for family in DENSE]
    found = [item for item in found if item[2]]
    if not found:
        raise nothing("sparse", "no shape has a 2:4 sparse kernel and its dense one: " + ", ".join(
            f"{sparse} with {dense}" for sparse, dense in DENSE.items()))
    rows = [row for _, _, of in found for pair in of for row in (pair.sparse, pair.dense)]
    about = (f"The fastest sparse kernel over the fastest dense one of the same shape, threads "
             f"and cache: medians of n = {samples_of(rows)} samples; band: quartiles of both at "
             "their worst. Half of the multiplications are left: 2× (dashed) is the most that "
             "they can bring.")
    columns = min(2, len(found))
    page = open_page(options.title or "2:4 sparse weights against dense ones", about,
                     7.2 if columns == 1 else 11.0)
    width = chart_width(page, columns)
    charts = []
    for group, family, of in found:
        sizes = [weights(pair) for pair in of]
        low, high = min(sizes) / 1.5, max(sizes) * 3
        # A band may end above: noise must not press the lines to the ground.
        top = 1.1 * max(2.05, max(pair.times for pair in of))
        charts.append(Chart(
            f"{family} over {DENSE[family]}, {group.title}",
            Axis("weights, n·k, in millions (log)", low, high, log_ticks(low, high, width), True),
            Axis("times as fast as dense", 0.0, top, linear_ticks(top, HEIGHT, "×")),
            _draw(page, of)))
    add_charts(page, charts, columns, HEIGHT)
    add_legend(page, [Key.of(row) for row in {r.kernel: r for r in rows
                                              if r.family in DENSE}.values()])
    return close_page(page, runs)
