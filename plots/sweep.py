"""sweep.py - speed over size: where kernels scale, and where the caches end.

A sweep is three shapes or more that differ in one dimension, or squares.  One token (m = 1,
decode) is another regime than several, so no line joins it to them.

SPDX-License-Identifier: Apache-2.0
"""
from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from matplotlib.axes import Axes

import style
from ceilings import C_BYTES, bits_per_weight
from charts import (Axis, Chart, Key, add_charts, add_legend, chart_width, colour, linear_ticks,
                    mark, octaves)
from groups import (Group, by_kernel, by_shape, close_page, few, groups, nothing, open_page,
                    samples_of)
from load import Row, Run
from options import Options
from page import Page
from words import value

HEIGHT = 2.3
LEAST = 3  # sizes that make a sweep
_NAMES = ("m", "n", "k")


@dataclass(frozen=True)
class Line:
    """What varies: 0, 1, 2 for m, n, k with the others fixed, or 3 for squares."""
    vary: int
    fixed: tuple[int, ...]

    @property
    def title(self) -> str:
        if self.vary == 3:
            return "squares, m = n = k"
        others = [name for i, name in enumerate(_NAMES) if i != self.vary]
        text = ", ".join(f"{name} = {at:,}" for name, at in zip(others, self.fixed))
        return f"{_NAMES[self.vary]} varies, {text}"

    def shape(self, size: float) -> tuple[float, float, float]:
        if self.vary == 3:
            return size, size, size
        rest = iter(self.fixed)
        return tuple(size if i == self.vary else next(rest) for i in range(3))


def lines_of(shapes: list[tuple[int, int, int]]) -> dict[Line, list[int]]:
    """Every sweep among the shapes, with its sizes."""
    found: dict[Line, set[int]] = defaultdict(set)
    for shape in shapes:
        for vary in range(3):
            fixed = tuple(x for i, x in enumerate(shape) if i != vary)
            found[Line(vary, fixed)].add(shape[vary])
        if len(set(shape)) == 1:
            found[Line(3, ())].add(shape[0])
    return {line: sorted(sizes) for line, sizes in
            sorted(found.items(), key=lambda item: (-item[0].vary, item[0].fixed))
            if len(sizes) >= LEAST}


def size_that_fills(line: Line, cache: int, row: Row) -> float:
    """Where weights, activations and C together are as large as the cache."""
    m, _, k = row.shape
    activation, weight = row.q["a_bytes"] / (m * k), bits_per_weight(row) / 8
    low, high = 0.01, 1e7
    for _ in range(80):
        middle = (low * high) ** 0.5
        m, n, k = line.shape(middle)
        if m * k * activation + n * k * weight + m * n * C_BYTES < cache:
            low = middle
        else:
            high = middle
    return low


def _caches(run: Run, threads: int | None) -> list[tuple[str, int]]:
    """Name and bytes of each level that holds data, as many as the threads can use."""
    found: dict[int, int] = {}
    for cache in run.contexts[0]["caches"]:
        if cache["type"] != "Instruction" and cache["level"] not in found:
            sharing = max(1, cache["num_sharing"])
            found[cache["level"]] = cache["size"] * max(1, -(-(threads or 1) // sharing))
    return [(f"L{level}", size) for level, size in sorted(found.items())]


def _draw(page: Page, group: Group, line: Line, rows: list[Row], top: float):
    def size_of(row: Row) -> int:
        return row.shape[0 if line.vary == 3 else line.vary]

    def draw(axes: Axes) -> None:
        left, right = axes.get_xlim()
        caches = _caches(group.run, group.threads) if group.device == "cpu" else []
        for name, size in caches:
            ends = [size_that_fills(line, size, row) for row in rows]
            low, high = max(min(ends), left), min(max(ends), right)
            if low < high:
                axes.axvspan(low, high, color=style.INK, alpha=0.055, linewidth=0, zorder=0.5)
            elif low > right or high < left:
                continue
            at = (low * high) ** 0.5
            axes.axvline(at, color=style.FAINT, linewidth=0.8, linestyle=":", zorder=1)
            axes.text(at, top * 0.985, name, fontsize=style.TINY, color=style.GREY,
                      ha="center", va="top", zorder=3,
                      bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6})
        for of in by_kernel(rows).values():
            of.sort(key=size_of)
            joined = [row for row in of if line.vary != 0 or row.shape[0] > 1]
            xs = [size_of(row) for row in joined]
            axes.fill_between(xs, [r.quartiles[0] for r in joined],
                              [r.quartiles[1] for r in joined], color=colour(of[0]),
                              alpha=0.25, linewidth=0, zorder=2)
            axes.plot(xs, [r.gops for r in joined], color=colour(of[0]), linewidth=1.4,
                      zorder=3)
            for row in of:
                page.value(mark(axes, size_of(row), row.gops, row, 4.5), value(row))

    return draw


def make(runs: list[Run], options: Options) -> Page:
    sweeps, used, left_out = [], [], set()
    for group in groups(runs):
        for line, sizes in lines_of(list(by_shape(group.rows))).items():
            rows, words = few([r for r in group.rows if line == Line(
                line.vary, tuple(x for i, x in enumerate(r.shape) if i != line.vary))
                or (line.vary == 3 and len(set(r.shape)) == 1)])
            sweeps.append((group, line, sizes, rows))
            used += rows
            left_out.add(words)
    if not sweeps:
        raise nothing("sweep", f"no {LEAST} shapes differ in one dimension only, and there are "
                      f"not {LEAST} squares ('qmark run --suite sweep' measures some)")
    about = (f"Line: median of n = {samples_of(used)} samples; band: lower to upper quartile. "
             "Grey: where operands and C together fill a cache, from the widest format to the "
             "narrowest.")
    if any(line.vary == 0 for _, line, _, _ in sweeps):
        about += " m = 1 (decode) is not joined to the rest."
    about = " ".join([about, *sorted(left_out - {""})])
    columns = min(len(sweeps), 2)
    page = open_page(options.title or "Speed over size", about, 7.2 if columns == 1 else 11.0)
    width = chart_width(page, columns)
    charts = []
    for group, line, sizes, rows in sweeps:
        top = 1.12 * max(r.quartiles[1] for r in rows)
        low, high = sizes[0] / 1.25, sizes[-1] * 1.25
        name = "size" if line.vary == 3 else _NAMES[line.vary]
        charts.append(Chart(
            f"{group.title}: {line.title}",
            Axis(f"{name} (log₂)", low, high, octaves(low, high, width), True),
            Axis("GOPS (10⁹ operations a second)", 0.0, top, linear_ticks(top, HEIGHT)),
            _draw(page, group, line, rows, top)))
    add_charts(page, charts, columns, HEIGHT)
    add_legend(page, [Key.of(of[0], "-") for of in by_kernel(used).values()])
    return close_page(page, runs)
