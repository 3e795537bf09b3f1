"""scaling.py - more threads: how much faster, and how well each is used.

SPDX-License-Identifier: Apache-2.0
"""
from __future__ import annotations

from dataclasses import dataclass

from matplotlib.axes import Axes

import style
from caption import letter_of
from charts import (Axis, Chart, Key, add_charts, add_legend, chart_width, colour, linear_ticks,
                    mark, octaves)
from groups import by_kernel, by_shape, close_page, few, nothing, open_page, samples_of
from load import Row, Run, plain
from options import Options
from page import Page
from words import value

HEIGHT = 2.2


@dataclass
class Set:
    """The rows of one device, cache state and shape, with several numbers of threads."""
    title: str
    run: Run
    device: str
    rows: list[Row]


def _complete(rows: list[Row]) -> list[Row]:
    """Of kernels that were also measured with the fewest threads: what others divide by."""
    least = min(row.threads for row in rows)
    bases = {row.kernel for row in rows if row.threads == least}
    several = {row.kernel for row in rows if row.threads > least}
    return [row for row in rows if row.kernel in bases & several]


def sets(runs: list[Run]) -> list[Set]:
    found = []
    for index, run in enumerate(runs):
        letter = letter_of(index) if len(runs) > 1 else ""
        measured = [row for row in run.rows if row.status == "ok" and row.threads]
        for device, cache in sorted({(row.device, row.cache) for row in measured}):
            here = [r for r in measured if (r.device, r.cache) == (device, cache)]
            for rows in by_shape(here).values():
                rows = _complete(rows)
                if rows:
                    found.append(Set(plain(f"{letter}{rows[0].times}, {device}, {cache}"), run,
                                     device, rows))
    return found


def _limits(run: Run) -> list[tuple[int, str]]:
    """Where the machine changes, as far as the file knows."""
    context = run.contexts[0]
    topology = context["qmark"].get("topology") or {}
    marks = {context["num_cpus"]: "CPUs"}
    for field, name in [("cores", "cores"), ("cores_per_package", "cores of a socket")]:
        if isinstance(topology.get(field), int):
            marks.setdefault(topology[field], name)
    return sorted(marks.items())


def _draw(page: Page, of: Set, share: bool):
    def draw(axes: Axes) -> None:
        left, right = axes.get_xlim()
        top = axes.get_ylim()[1]
        for threads, name in _limits(of.run):
            if left < threads < right:
                axes.axvline(threads, color=style.FAINT, linewidth=0.8, linestyle=":", zorder=1)
                axes.text(threads, top, f" {name} ", fontsize=style.TINY, color=style.GREY,
                          ha="right", va="top", zorder=3)
        for rows in by_kernel(of.rows).values():
            rows.sort(key=lambda r: r.threads)
            base = rows[0]
            if not share and base.kernel == of.rows[0].kernel:
                axes.plot([base.threads, right], [1, right / base.threads], "--",
                          color=style.FAINT, linewidth=0.9, zorder=1)
            ys = [r.gops / base.gops / (r.threads / base.threads if share else 1) for r in rows]
            axes.plot([r.threads for r in rows], ys, color=colour(base), linewidth=1.4, zorder=3)
            for row, y in zip(rows, ys):
                times = row.gops / base.gops
                page.value(mark(axes, row.threads, y, row, 4.5),
                           f"{value(row)}; {style.ratio(times)} of {base.threads}, efficiency "
                           f"{100 * times * base.threads / row.threads:.0f} %")
        if share:
            axes.axhline(1.0, color=style.FAINT, linewidth=0.9, linestyle="--", zorder=1)

    return draw


def make(runs: list[Run], options: Options) -> Page:
    found = sets(runs)
    if not found:
        raise nothing("scaling", "no kernel was measured with several numbers of threads on "
                      "one shape (qmark run --threads 1,2,all)")
    rows, left_out = few([row for of in found for row in of.rows])
    for of in found:
        of.rows = [row for row in of.rows if row in rows]
    about = (f"Medians of n = {samples_of(rows)} samples, relative to the fewest threads of the "
             "same kernel. Dashed: ideal. Efficiency: speed-up over the factor of threads. "
             + left_out)
    # Speed-up and efficiency stand side by side.
    page = open_page(options.title or "Scaling with threads", about.strip(),
                     8.6 if len(found) == 1 else 13.6)
    columns = 2 if len(found) == 1 else 4
    width = chart_width(page, columns)
    charts = []
    for of in found:
        low, high = min(r.threads for r in of.rows), max(r.threads for r in of.rows)
        bases = {r.kernel: r for r in of.rows if r.threads == low}
        best = max(r.gops / bases[r.kernel].gops for r in of.rows)
        top = 1.08 * max(best, high / low)
        x = Axis("threads (log₂)", low / 1.15, high * 1.15, octaves(low, high, width), True)
        share = 1.15 * max(1.0, max(r.gops / bases[r.kernel].gops * low / r.threads
                                    for r in of.rows))
        charts += [
            Chart(of.title, x, Axis(f"times as fast as {low} thread{'s' if low > 1 else ''}",
                                    0.0, top, linear_ticks(top, HEIGHT, "×")),
                  _draw(page, of, False)),
            Chart("", x, Axis("efficiency", 0.0, share,
                              [(t / 100, f"{t} %") for t in range(0, int(100 * share) + 1, 25)]),
                  _draw(page, of, True))]
    add_charts(page, charts, columns, HEIGHT)
    add_legend(page, [Key.of(of[0], "-") for of in by_kernel(rows).values()])
    return close_page(page, runs)
