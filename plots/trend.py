"""trend.py - one row of the same machine over several builds, and where it changed.

The builds stand in the order of their dates.  Change points come from the file of
'qmark trend', where one is given.

SPDX-License-Identifier: Apache-2.0
"""
from __future__ import annotations

from collections import defaultdict

from matplotlib.axes import Axes

import style
from caption import built, machine
from charts import Axis, Chart, Key, add_charts, add_legend, chart_width, colour, linear_ticks, mark
from groups import by_kernel, few, nothing, open_page, samples_of
from load import Row, Run, machine_of, plain
from options import Change, Options
from page import Page
from words import threads_of, value

HEIGHT = 2.1
LEAST = 3   # builds


def _series(runs: list[Run]) -> list[tuple[list[Run], list[str],
                                           list[list[tuple[int, Row]]]]]:
    """By machine, then by shape, device, threads and cache: (number of the build, row)."""
    machines: dict[tuple, list[Run]] = defaultdict(list)
    for run in runs:
        machines[machine_of(run.contexts[0])].append(run)
    found = []
    for several in machines.values():
        several.sort(key=lambda run: run.contexts[0]["date"])
        if len(several) < LEAST:
            continue
        names = [(run.info["commit"] or "unknown")[:7] + ("*" if run.info["dirty"] else "")
                 for run in several]
        charts: dict[tuple, list[tuple[int, Row]]] = defaultdict(list)
        for at, run in enumerate(several):
            for row in run.rows:
                if row.status == "ok":
                    key = (row.shape, row.device, row.threads or 0, row.cache or "")
                    charts[key].append((at, row))
        found.append((several, names, [charts[key] for key in sorted(charts)]))
    return found


def _draw(page: Page, points: list[tuple[int, Row]], builds: list[Run], names: list[str],
          changes: list[Change]):
    def draw(axes: Axes) -> None:
        index = {id(row): at for at, row in points}
        for rows in by_kernel([row for _, row in points]).values():
            rows.sort(key=lambda row: index[id(row)])
            xs = [index[id(row)] for row in rows]
            axes.fill_between(xs, [r.quartiles[0] for r in rows], [r.quartiles[1] for r in rows],
                              color=colour(rows[0]), alpha=0.25, linewidth=0, zorder=2)
            axes.plot(xs, [r.gops for r in rows], color=colour(rows[0]), linewidth=1.3, zorder=3)
            for at, row in zip(xs, rows):
                page.value(mark(axes, at, row.gops, row, 4.5), f"{names[at]}: {value(row)}")
            for change in changes:
                at = _build_of(change, builds)
                if change.name == rows[0].name and at in xs:
                    _mark_change(page, axes, at, rows[xs.index(at)], change)

    return draw


def _build_of(change: Change, builds: list[Run]) -> int | None:
    for at, run in enumerate(builds):
        dates = {context["date"] for context in run.contexts}
        if (run.info["commit"] or "unknown") == change.commit and \
                (not change.date or change.date in dates):
            return at
    return None


def _mark_change(page: Page, axes: Axes, at: int, row: Row, change: Change) -> None:
    """Time is what changed: more of it is slower."""
    slower = change.percent > 0
    text = f"{change.percent:+.1f} % time".replace("-", "−")
    line = axes.axvline(at - 0.5, color=style.RED if slower else style.GREEN, linewidth=1.0,
                        linestyle=":", zorder=1)
    page.value(line, f"{row.kernel}: {text} from {change.commit[:12]} on")
    axes.annotate(text, (at - 0.5, row.gops), (4, -9), textcoords="offset points",
                  fontsize=style.TINY, zorder=4, va="top",
                  color=style.RED if slower else style.GREEN)


def make(runs: list[Run], options: Options) -> Page:
    found = _series(runs)
    if not found:
        raise nothing("trend", f"fewer than {LEAST} builds of one machine")
    rows, left_out = few([row for _, _, charts in found for points in charts
                          for _, row in points])
    kept = {row.kernel for row in rows}
    about = (f"Line: median of n = {samples_of(rows)} samples of each build; band: lower to upper "
             "quartile. Builds in the order of their dates, by commit; *: with local changes. "
             + ("Dotted: where 'qmark trend' found a change. " if options.changes else "")
             + left_out)
    columns = min(2, max(len(several) for _, _, several in found))
    page = open_page(options.title or "Over time", about.strip(), 7.2 if columns == 1 else 11.0)
    width = chart_width(page, columns)
    for builds, names, several in found:
        if len(found) > 1:
            page.lines(machine(builds[-1]), style.HEAD + 1, style.INK, "bold")
            page.space(0.06)
        every = 1 + int(len(names) / (1.4 * width))
        charts = []
        for points in several:
            points = [(at, row) for at, row in points if row.kernel in kept]
            if not points:
                continue
            first = points[0][1]
            top = 1.12 * max(row.quartiles[1] for _, row in points)
            threads = f", {threads_of(first)}" if first.threads else ""
            charts.append(Chart(
                plain(f"{first.times}, {first.device}{threads}, {first.cache}"),
                Axis("commit", -0.4, len(names) - 0.6,
                     [(i, name) for i, name in enumerate(names) if i % every == 0]),
                Axis("GOPS (10⁹ operations a second)", 0.0, top, linear_ticks(top, HEIGHT)),
                _draw(page, points, builds, names, list(options.changes))))
        add_charts(page, charts, columns, HEIGHT)
    add_legend(page, [Key.of(of[0], "-") for of in by_kernel(rows).values()])
    for builds, _, _ in found:
        first, last = builds[0], builds[-1]
        page.lines(plain(f"{machine(last)}; {first.contexts[0]['date']} to "
                         f"{last.contexts[0]['date']}; data: {last.data}; from {built(first)} to "
                         f"{built(last)}"), style.TINY, style.GREY)
    page.draw()
    return page
