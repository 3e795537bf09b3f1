"""energy.py - where a model says that the energy goes: into arithmetic or into moving data.

What was measured and what a table says are never drawn in one chart.

SPDX-License-Identifier: Apache-2.0
"""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

import style
from charts import Axis, Chart, Key, add_charts, add_legend, chart_width, colour, linear_ticks
from groups import by_kernel, by_shape, close_page, fastest, groups, nothing, open_page
from load import Row, Run, plain
from options import Options
from page import Page
from words import threads_of, value

BAR = 0.22       # inches from one bar to the next
PALE = 0.62      # of what moves data


@dataclass(frozen=True)
class Modelled:
    """pJ for one operation, by a published table."""
    table: str
    arithmetic: float
    memory: float | None


@dataclass(frozen=True)
class Measured:
    """pJ for one operation, idling left out."""
    picojoules: float
    source: str


def modelled(row: Row) -> list[Modelled]:
    return [Modelled(plain(f"{e['name']}, {e['node_nm']} nm"), float(e["arithmetic_pj_per_op"]),
                     None if e["memory_pj_per_op"] is None else float(e["memory_pj_per_op"]))
            for e in row.q.get("energy_models") or []]


def measured(row: Row) -> Measured | None:
    found: dict[str, Any] = row.q.get("energy") or {}
    joules = found.get("net_joules")
    return Measured(joules / row.q["ops"] * 1e12, plain(
        f"{found.get('source') or ''} {found.get('domains') or ''}").strip()) if joules else None


def _draw(page: Page, rows: list[Row], parts: list[list[tuple[float, str, bool]]]):
    """Of each row the parts of its bar: length, words, whether it moves data."""
    def draw(axes: Axes) -> None:
        axes.grid(False, axis="y")
        space = axes.get_xlim()[1] * 0.012
        for line, (row, several) in enumerate(zip(rows, parts)):
            start = 0.0
            for length, words, moves in several:
                ink = colour(row)
                patch = axes.add_patch(Rectangle(
                    (start, line - 0.36), length, 0.72, linewidth=0, edgecolor="white", zorder=2,
                    facecolor=style.whiter(ink, PALE) if moves else ink,
                    hatch="/////" if row.peer else None))
                page.value(patch, f"{value(row)}; {words}: {style.number(length)} pJ an operation")
                start += length
            axes.text(start + space, line, style.number(start), fontsize=style.TINY,
                      color=style.INK, va="center_baseline", zorder=4)

    return draw


def _chart(page: Page, title: str, rows: list[Row],
           parts: list[list[tuple[float, str, bool]]], width: float) -> Chart:
    top = 1.15 * max(sum(length for length, _, _ in of) for of in parts)
    names = [(i, row.kernel) for i, row in enumerate(rows)]
    return Chart(title, Axis("pJ an operation", 0.0, top, linear_ticks(top, width)),
                 Axis("", len(rows) - 0.5, -0.5, names), _draw(page, rows, parts))


def _charts(page: Page, rows: list[Row], title: str, width: float) -> list[Chart]:
    """One chart a table, and one of what was measured."""
    found = []
    for table in dict.fromkeys(m.table for row in rows for m in modelled(row)):
        parts = [[part for m in modelled(row) if m.table == table
                  for part in [(m.arithmetic, "arithmetic", False),
                               (m.memory or 0.0, "data movement", True)]] for row in rows]
        bare = all(m.memory is None for row in rows for m in modelled(row) if m.table == table)
        found.append(_chart(page, f"{title}: model {table}" + (", arithmetic only" if bare else ""),
                            rows, parts, width))
    known = [(row, m) for row in rows if (m := measured(row))]
    if known:
        sources = ", ".join(sorted({m.source for _, m in known}))
        found.append(_chart(page, f"{title}: measured ({sources})", [row for row, _ in known],
                            [[(m.picojoules, "measured", False)] for _, m in known], width))
    return found


def make(runs: list[Run], options: Options) -> Page:
    found = []
    for group in groups(runs):
        for rows in by_shape(fastest(group.rows)).values():
            rows = [row for of in by_kernel(rows).values() for row in of
                    if modelled(row) or measured(row)]
            if rows:
                found.append((group, rows))
    if not found:
        raise nothing("energy", "no row has energy, modelled or measured")
    about = ("Energy of one operation (of 2·m·n·k), by the fastest kernel of each family. A model "
             "is a published table of costs, not a measurement of this machine: only ratios between "
             "rows mean anything. Measured: idling left out. Bars from zero.")
    page = open_page(options.title or "Energy: arithmetic and data movement", about, 11.0)
    width = chart_width(page, 2)
    for group, rows in found:
        letter = group.letter
        title = f"{letter}{rows[0].times}, {rows[0].device}, {threads_of(rows[0])}, {group.cache}"
        add_charts(page, _charts(page, rows, plain(title), width), 2, BAR * len(rows))
    add_legend(page, [Key("arithmetic", style.GREY, patch=True),
                      Key("data movement", style.whiter(style.GREY, PALE), patch=True)])
    return close_page(page, runs)
