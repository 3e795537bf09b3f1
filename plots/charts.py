"""charts.py - figures with two axes: small multiples of equal size, and a legend.

The name of the y axis stands above it, where it can be read without turning the head.

SPDX-License-Identifier: Apache-2.0
"""
from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any, Callable

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

import style
from load import Row, plain
from page import MARGIN, Page

GAP = 0.3                       # inches between charts
TITLE, BELOW = 0.36, 0.42       # inches for the title and the y axis' name; for the x axis

Ticks = list[tuple[float, str]]


@dataclass
class Axis:
    label: str
    low: float
    high: float
    ticks: Ticks
    log: bool = False


@dataclass
class Chart:
    title: str
    x: Axis
    y: Axis
    draw: Callable[[Axes], None]


@dataclass(frozen=True)
class Key:
    """One entry of a legend."""
    label: str
    colour: str
    marker: str | None = None
    line: str | None = None      # its dashes: "-", "--", ":"
    hatch: bool = False          # a patch, hatched
    patch: bool = False

    @staticmethod
    def of(row: Row, line: str | None = None) -> "Key":
        return Key(row.kernel + (" (peer)" if row.peer else ""), colour(row),
                   style.family_marker(row.family), line, row.peer)


def colour(row: Row) -> str:
    return style.kernel_colour(row.family, row.kernel)


def mark(axes: Axes, x: float, y: float, row: Row, size: float = 5.5, **more: Any) -> Line2D:
    """The sign of a kernel; a peer's is hollow, as a bar of its would be hatched."""
    face = "white" if row.peer else colour(row)
    return axes.plot([x], [y], style.family_marker(row.family), markersize=size,
                     markerfacecolor=more.pop("face", face),
                     markeredgecolor=more.pop("edge", colour(row) if row.peer else "white"),
                     markeredgewidth=1.3 if row.peer else 0.5, linestyle="none",
                     clip_on=False, zorder=more.pop("zorder", 4), **more)[0]


def log_ticks(low: float, high: float, inches: float, steps: tuple[float, ...] = (1, 2, 5),
              unit: str = "") -> Ticks:
    """Round values of a logarithmic axis, about two an inch."""
    def within(factors: tuple[float, ...], every: int) -> list[float]:
        powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
        return [f * 10.0 ** p for p in powers if p % every == 0 for f in factors
                if low * (1 - 1e-9) <= f * 10.0 ** p <= high * (1 + 1e-9)]

    for factors, every in [(steps, 1), ((1,), 1), ((1,), 2), ((1,), 3), ((1,), 6)]:
        values = within(factors, every)
        if len(values) <= max(2.0, 2.1 * inches):
            break
    return [(v, f"{v:,.10g}{unit}") for v in values]


def octaves(low: float, high: float, inches: float) -> Ticks:
    first, last = math.ceil(math.log2(low) - 1e-9), math.floor(math.log2(high) + 1e-9)
    every = 1 + int((last - first) / max(1.0, 2.2 * inches))
    return [(2.0 ** e, f"{2.0 ** e:,.6g}") for e in range(first, last + 1, every)]


def linear_ticks(high: float, inches: float, unit: str = "") -> Ticks:
    """From zero."""
    power = 10.0 ** math.floor(math.log10(high))
    steps = [power * f for f in (0.1, 0.2, 0.25, 0.5, 1.0, 2.0, 2.5, 5.0)]
    step = next((s for s in steps if high / s <= 2.2 * inches), steps[-1])
    return [(i * step, f"{round(i * step, 10):,.10g}{unit}")
            for i in range(int(high / step * (1 + 1e-9)) + 1)]


def _set_axis(axes: Axes, which: str, axis: Axis) -> None:
    scale = {f"{which}scale": "log"} if axis.log else {}
    axes.set(**scale, **{f"{which}lim": (axis.low, axis.high)})
    ticks = getattr(axes, f"set_{which}ticks")
    ticks([at for at, _ in axis.ticks], [text for _, text in axis.ticks])
    ticks([], minor=True)


def _within(axis: Axis, inches: float) -> Axis:
    """Without ticks whose text would reach over the end of the axis."""
    def place(value: float) -> float:
        if axis.log:
            return math.log(value / axis.low) / math.log(axis.high / axis.low) * inches
        return (value - axis.low) / (axis.high - axis.low) * inches

    ticks = [(value, text) for value, text in axis.ticks
             if place(value) + style.width(text, style.TINY) / 2 < inches + 0.1]
    return replace(axis, ticks=ticks)


def _draw(page: Page, chart: Chart, x: float, top: float, width: float, height: float,
          left: float) -> None:
    page.text(x, top + 0.12, chart.title, style.TEXT, weight="bold")
    page.text(x, top + 0.27, chart.y.label, style.TINY, style.GREY)
    axes = page.axes(x + left, top + TITLE, width - left, height)
    _set_axis(axes, "x", _within(chart.x, width - left))
    _set_axis(axes, "y", chart.y)
    axes.tick_params(length=2.5, width=0.7, pad=2, labelsize=style.TINY, labelcolor=style.GREY,
                     color=style.FAINT)
    axes.grid(True, color=style.RULE, linewidth=0.7, zorder=0)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.set_xlabel(chart.x.label, fontsize=style.TINY, color=style.GREY, labelpad=1.5)
    chart.draw(axes)


def add_charts(page: Page, charts: list[Chart], columns: int, height: float) -> None:
    """In lines of so many; all have axes of the same size."""
    left = 0.1 + max(style.width(text, style.TINY) for chart in charts
                     for _, text in chart.y.ticks)
    width = (page.inside - (columns - 1) * GAP) / columns
    for first in range(0, len(charts), columns):
        line = charts[first:first + columns]

        def draw(page: Page, top: float, line: list[Chart] = line) -> None:
            for column, chart in enumerate(line):
                _draw(page, chart, MARGIN + column * (width + GAP), top, width, height, left)

        page.strip(TITLE + height + BELOW, draw)
        page.space(0.06)


def chart_width(page: Page, columns: int) -> float:
    """About how wide the axes will be, to choose ticks by."""
    return (page.inside - (columns - 1) * GAP) / columns - 0.5


def _draw_key(axes: Axes, x: float, y: float, key: Key) -> None:
    if key.patch:
        axes.add_patch(Rectangle((x, y - 0.045), 0.2, 0.09, facecolor=key.colour, linewidth=0,
                                 edgecolor="white", hatch="/////" if key.hatch else None))
    if key.line:
        axes.plot([x, x + 0.2], [y, y], key.line, color=key.colour, linewidth=1.4)
    if key.marker:
        axes.plot([x + 0.1], [y], key.marker, color=key.colour, markersize=5,
                  markerfacecolor="white" if key.hatch else key.colour, linestyle="none",
                  markeredgecolor=key.colour if key.hatch else "white",
                  markeredgewidth=1.3 if key.hatch else 0.5)
    sign = key.patch or key.line or key.marker
    axes.text(x + (0.27 if sign else 0.0), y, plain(key.label), fontsize=style.SMALL, color=style.INK,
              va="center_baseline")


def add_legend(page: Page, keys: list[Key]) -> None:
    """Entries in columns of equal width."""
    if not keys:
        return
    cell = 0.27 + 0.22 + max(style.width(plain(key.label), style.SMALL) for key in keys)
    columns = max(1, min(len(keys), int((page.inside + 0.2) / cell)))
    lines = math.ceil(len(keys) / columns)

    def draw(page: Page, top: float) -> None:
        height = lines * 0.17
        axes = page.axes(0, top, page.width, height)
        axes.set(xlim=(0, page.width), ylim=(height, 0))
        axes.axis("off")
        for i, key in enumerate(keys):
            _draw_key(axes, MARGIN + i // lines * cell, (i % lines + 0.5) * 0.17, key)

    page.strip(lines * 0.17, draw)
    page.space(0.1)
