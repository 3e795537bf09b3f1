"""machines.py - the same kernels on several machines, and how well each is used.

SPDX-License-Identifier: Apache-2.0
"""
from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

import style
from caption import letter_of
from ceilings import roof
from charts import Axis, Chart, add_charts, chart_width, colour, linear_ticks
from groups import by_shape, close_page, nothing, open_page, samples_of
from load import Row, Run
from options import Options
from page import Page
from words import value

BAR = 0.24       # inches from one bar to the next


def best_rows(run: Run) -> dict[tuple, Row]:
    """By shape and family: the fastest row, whatever device and threads it took."""
    found: dict[tuple, Row] = {}
    for row in sorted((r for r in run.rows if r.status == "ok" and r.cache == "hot"),
                      key=lambda r: (r.gops, r.name)):
        found[row.shape, row.family] = row
    return found


def _bars(page: Page, rows: list[tuple[int, Row]], share: bool):
    def draw(axes: Axes) -> None:
        axes.spines["left"].set_visible(True)
        right = axes.get_xlim()[1]
        for line, (machine, row) in enumerate(rows):
            limit = roof(row)
            end = row.gops if not share else 100 * limit.share if limit else None
            letter = letter_of(machine).strip(". ")
            if end is None:
                axes.text(right * 0.01, line, "no ceiling in the file", fontsize=style.TINY,
                          style="italic", color=style.FAINT, va="center_baseline")
                continue
            patch = axes.add_patch(Rectangle(
                (0, line - 0.36), end, 0.72, facecolor=colour(row), linewidth=0,
                edgecolor="white", hatch="/////" if row.peer else None, zorder=2))
            page.value(patch, f"{letter}: {value(row)}")
            text = f"{end:.0f} %" if share else \
                f"{style.number(end)}  {row.kernel}, {row.device}" + (
                    f", {row.threads} threads" if row.threads and row.threads > 1 else "")
            axes.text(end + right * 0.01, line, text, fontsize=style.TINY, color=style.INK,
                      va="center_baseline", zorder=4)

    return draw


def make(runs: list[Run], options: Options) -> Page:
    if len(runs) < 2:
        raise nothing("machines", "the files are all of one machine and build; give one of each")
    best = [best_rows(run) for run in runs]
    common = sorted(set.intersection(*(set(b) for b in best)),
                    key=lambda key: (key[0], style.family_rank(key[1])))
    if not common:
        raise nothing("machines", "no shape and family was measured on all of them")
    rows = [b[key] for b in best for key in common]
    about = (f"The fastest kernel of each family on each machine: median of n = "
             f"{samples_of(rows)} samples, and its share of that machine's own roof. Bars from "
             "zero; A, B ... are the machines below.")
    page = open_page(options.title or "Machines", about, 10.6)
    width = chart_width(page, 2)
    for shape in by_shape(rows):
        lines = [(machine, best[machine][shape, family]) for at, family in common
                 if at == shape for machine in range(len(runs))]
        names = [(i, f"{row.family} {letter_of(machine).strip('. ')}")
                 for i, (machine, row) in enumerate(lines)]
        # What is written beside a bar takes up to half of the width.
        top = 1.9 * max(row.gops for _, row in lines)
        height = BAR * len(lines)
        y = Axis("", len(lines) - 0.5, -0.5, names)
        add_charts(page, [
            Chart(" × ".join(map(str, shape)), Axis("GOPS (10⁹ operations a second)", 0.0, top,
                                                    linear_ticks(top, width)), y,
                  _bars(page, lines, False)),
            Chart("share of its own roof", Axis("%", 0.0, 118.0,
                                                [(t, str(t)) for t in range(0, 101, 25)]), y,
                  _bars(page, lines, True))], 2, height)
    return close_page(page, runs)
