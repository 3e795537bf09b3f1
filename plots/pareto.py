"""pareto.py - which format to choose: how much of a weight it keeps against what it brings.

Quality is bits a weight (more keep more), or the numerical error (less is better); gain is
throughput, or operations a joule.

SPDX-License-Identifier: Apache-2.0
"""
from __future__ import annotations

from matplotlib.axes import Axes

import style
from ceilings import bits_per_weight
from charts import (Axis, Chart, Key, add_charts, add_legend, chart_width, log_ticks, mark)
from energy import measured
from groups import by_kernel, by_shape, close_page, nothing, open_page, samples_of
from labels import Box, around, place
from load import Row, Run
from options import Options
from page import Page
from words import value

HEIGHT = 2.7


def quality(row: Row, which: str) -> float | None:
    if which == "bits":
        return bits_per_weight(row)
    return row.q.get("error") or None


def gain(row: Row, which: str) -> float | None:
    if which == "throughput":
        return row.gops
    energy = measured(row)
    return 1e3 / energy.picojoules if energy else None


def front(points: list[tuple[float, float]], more: bool) -> list[tuple[float, float]]:
    """Those that no other beats in both: more gain, and more (or less) of the quality."""
    kept: list[tuple[float, float]] = []
    for x, y in sorted(set(points), key=lambda p: (-p[0] if more else p[0], -p[1])):
        if not kept or y > kept[-1][1]:
            kept.append((x, y))
    return sorted(kept)


def _steps(best: list[tuple[float, float]], more: bool, left: float, right: float,
           low: float) -> list[tuple[float, float]]:
    """The edge of what can be had: from the left to the right end of the chart."""
    if more:
        path = [(left, best[0][1])]
        for (x, y), after in zip(best, best[1:] + [(right, low)]):
            path += [(x, y), (x, after[1])]
        return path
    path = [(best[0][0], low)]
    for (x, y), after in zip(best, best[1:] + [(right, 0.0)]):
        path += [(x, y), (after[0], y)]
    return path


def _near_line(path: list[tuple[float, float]]) -> list[Box]:
    """What a name should keep clear of, in inches."""
    boxes = []
    for (x0, y0), (x1, y1) in zip(path, path[1:]):
        boxes.append(Box(min(x0, x1) - 0.01, min(y0, y1) - 0.01, max(x0, x1) + 0.01,
                         max(y0, y1) + 0.01))
    return boxes


def _draw(page: Page, rows: list[Row], options: Options, width: float):
    more = options.quality == "bits"
    at = {row.name: (quality(row, options.quality), gain(row, options.gain)) for row in rows}
    best = front(list(at.values()), more)

    def draw(axes: Axes) -> None:
        def inches(point: tuple[float, float]) -> tuple[float, float]:
            x, y = axes.transLimits.transform(axes.transScale.transform(point))
            return x * width, y * HEIGHT

        path = _steps(best, more, *axes.get_xlim(), axes.get_ylim()[0])
        axes.plot(*zip(*path), color=style.GREY, linewidth=1.0, zorder=2)
        for row in sorted(rows, key=lambda r: at[r.name] in best):
            ahead = at[row.name] in best
            page.value(mark(axes, *at[row.name], row, 7 if ahead else 4.5),
                       f"{value(row)}; {bits_per_weight(row):.3g} bits a weight"
                       + ("; on the front" if ahead else ""))
        ahead = sorted((row for row in rows if at[row.name] in best), key=lambda r: at[r.name])
        taken = [around(*inches(at[row.name]), 0.04) for row in rows if row not in ahead]
        taken += _near_line([inches(point) for point in path])
        places = place([inches(at[row.name]) for row in ahead],
                       [row.kernel for row in ahead], style.TINY, Box(0, 0, width, HEIGHT),
                       taken)
        for row, where in zip(ahead, places):
            if where:
                axes.text(where.x / width, where.y / HEIGHT, row.kernel, fontsize=style.TINY,
                          color=style.INK, va="center_baseline", transform=axes.transAxes)

    return draw


def _chart(page: Page, rows: list[Row], options: Options, width: float) -> Chart:
    costs = [quality(row, options.quality) for row in rows]
    gains = [gain(row, options.gain) for row in rows]
    low, high = min(costs) / 1.6, max(costs) * 1.6
    bottom, top = min(gains) / 1.6, max(gains) * 2
    ticks = [(b, f"{b:.3g}") for b in (1, 2, 4, 8, 16, 32) if low <= b <= high] \
        if options.quality == "bits" else log_ticks(low, high, width)
    names = {"bits": "bits a weight, scales included (log₂)",
             "error": "relative error (log)",
             "throughput": "GOPS (10⁹ operations a second, log)",
             "energy": "10⁹ operations a joule (log)"}
    return Chart(rows[0].times + (", " + rows[0].cache if rows[0].cache != "hot" else ""),
                 Axis(names[options.quality], low, high, ticks, True),
                 Axis(names[options.gain], bottom, top, log_ticks(bottom, top, HEIGHT), True),
                 _draw(page, rows, options, width))


def _most_threads(runs: list[Run]) -> list[list[Row]]:
    """By run, cache state and shape, of every device the rows with most of its threads."""
    found = []
    for run in runs:
        rows = [row for row in run.rows if row.status == "ok"]
        most = {row.device: max(r.threads or 0 for r in rows if r.device == row.device)
                for row in rows}
        rows = [row for row in rows if (row.threads or 0) == most[row.device]]
        for cache in sorted({row.cache or "" for row in rows}, reverse=True):
            found += by_shape([row for row in rows if row.cache == cache]).values()
    return found


def make(runs: list[Run], options: Options) -> Page:
    found = [[r for r in rows if quality(r, options.quality) is not None
              and gain(r, options.gain) is not None] for rows in _most_threads(runs)]
    found = [rows for rows in found if len({quality(row, options.quality) for row in rows}) > 1]
    if not found:
        missing = {"bits": "formats of different width on one shape",
                   "error": "errors of several formats on one shape"}[options.quality]
        if options.gain == "energy":
            missing += ", with measured energy"
        raise nothing("pareto", f"the files have no {missing}")
    rows = [row for several in found for row in several]
    what = {"bits": "the bits that it keeps of a weight, scales and metadata included",
            "error": "the error of its results relative to those of unrounded operands"}
    about = (f"Each kernel's gain (median of n = {samples_of(rows)} samples, with the most "
             f"threads) against {what[options.quality]}. Line: the front, which nothing beats in "
             "both; the kernels on it are named, all others are shown.")
    columns = min(2, len(found))
    page = open_page(options.title or "Which format to choose", about,
                     7.2 if columns == 1 else 11.0)
    width = chart_width(page, columns)
    add_charts(page, [_chart(page, of, options, width) for of in found], columns, HEIGHT)
    add_legend(page, [Key.of(of[0]) for of in by_kernel(rows).values()])
    return close_page(page, runs)
