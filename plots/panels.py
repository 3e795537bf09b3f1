"""panels.py - small multiples: one panel a shape, one bar a kernel, threads below each other.

A metric (throughput.py, speedup.py) says how long a bar is and what is written to it;
everything else about a panel is the same for both and stands here.

SPDX-License-Identifier: Apache-2.0
"""
from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

import style
from load import Row, Run, plain
from page import MARGIN, Page
from words import value

SLOT = 0.185         # inches from one bar to the next
BAR = 0.72           # of that, the bar
FAMILY_GAP = 0.35    # slots between families
PANEL_MIN, PANEL_GAP, COLUMNS, PAGE_MIN, PAGE_MAX = 2.15, 0.22, 4, 7.2, 14.0
LABEL_GAP = 0.05     # inches between a bar and what is written beside it

Shape = tuple[int, int, int]
Kernel = tuple[str, str]  # device, name


@dataclass
class Bar:
    """In the units of the axis; label is what stands at its end."""
    end: float
    label: str
    whisker: tuple[float, float] | None = None
    start: float = 0.0


@dataclass
class Facet:
    """The panels of one number of threads and one state of the cache."""
    run: Run
    title: str
    rows: dict[Shape, dict[Kernel, Row]]
    slots: list[tuple[float, str, Kernel | None]] = field(default_factory=list)
    length: float = 0.0  # slots, gaps included

    @property
    def shapes(self) -> list[Shape]:
        return sorted(self.rows)


class Metric:
    """What a figure shows; the two figures are its subclasses."""
    name = title = axis = about = ""

    def bar(self, facet: Facet, row: Row) -> Bar | str:
        """The bar of a measured row, or a few words why there is none."""
        raise NotImplementedError

    def heading(self, facet: Facet, shape: Shape, device: str) -> str:
        """Stands in a panel on the line of the device; "" everywhere: no such line."""
        return ""

    def limits(self, low: float, high: float) -> tuple[float, float]:
        """The least that the axis must show, around the bars."""
        raise NotImplementedError

    def ticks(self, low: float, high: float, inches: float) -> list[tuple[float, str]]:
        raise NotImplementedError


def device_rank(device: str) -> tuple[bool, str, int]:
    word, _, number = device.partition(":")
    return (device != "cpu", word, int(number or 0))


def make_facets(run: Run) -> list[Facet]:
    """Rows whose device chooses its threads stand beside those of the whole machine."""
    measured = [row for row in run.rows if row.status == "ok"]
    facets = []
    for cache in sorted({row.cache for row in measured}, reverse=True):
        here = [row for row in measured if row.cache == cache]
        counts = sorted({row.threads for row in here if row.threads})
        auto = any(row.threads is None for row in here)
        for threads in counts or [None]:
            allowed = {threads, None} if not counts or threads == counts[-1] else {threads}
            rows: dict[Shape, dict[Kernel, Row]] = defaultdict(dict)
            for row in here:
                if row.threads in allowed:
                    rows[row.shape][row.device, row.kernel] = row
            for row in run.rows:
                if row.status != "ok" and row.threads in allowed and row.shape in rows \
                        and row.cache in (None, cache):
                    rows[row.shape].setdefault((row.device, row.kernel), row)
            title = f"{threads} thread{'s' if threads != 1 else ''}" if threads else \
                "Threads: as many as the device chooses"
            if threads and auto and None in allowed:
                title += " (OpenCL: as many as the device chooses)"
            facets.append(Facet(run, f"{title}, {cache} cache", dict(rows)))
    return facets


def fill_slots(facet: Facet, headings: bool) -> None:
    """Device, then family, then speed; the same order in all panels of the facet."""
    best: dict[tuple[Shape, str], float] = defaultdict(float)
    for shape, rows in facet.rows.items():
        for row in rows.values():
            best[shape, row.family] = max(best[shape, row.family], row.gops)
    shares: dict[Kernel, list[float]] = defaultdict(list)
    family: dict[Kernel, str] = {}
    for shape, rows in facet.rows.items():
        for key, row in rows.items():
            family[key] = row.family
            if row.status == "ok":
                shares[key].append(row.gops / best[shape, row.family])
            elif row.status == "failed":
                shares.setdefault(key, [])

    def rank(key: Kernel) -> tuple:
        logs = [math.log(share) for share in shares[key]]
        speed = sum(logs) / len(logs) if logs else -math.inf
        return (device_rank(key[0]), style.family_rank(family[key]), -speed, key[1])

    y, last = 0.0, None
    for key in sorted(shares, key=rank):
        device, kernel = key
        if last is None or last[0] != device:
            if headings:
                y += FAMILY_GAP if last else 0.0
                facet.slots.append((y, device, None))
                y += 1.0
            elif last:
                y += FAMILY_GAP
        elif last[1] != family[key]:
            y += FAMILY_GAP
        facet.slots.append((y, kernel, key))
        y += 1.0
        last = (device, family[key])
    facet.length = y


def _axis(metric: Metric, bars: list[Bar], inches: float) -> tuple[float, float]:
    """Limits that leave room for every label at the end of its bar."""
    ends = [x for bar in bars for x in (bar.start, bar.end, *(bar.whisker or ()))]
    least = metric.limits(min(ends, default=0.0), max(ends, default=1.0))
    low, high = least
    for _ in range(100):
        scale = (high - low) / inches
        new_low, new_high = least
        for bar in bars:
            room = (LABEL_GAP * 1.6 + style.width(bar.label, style.TINY)) * scale
            if bar.end >= bar.start:
                new_high = max(new_high, max(bar.end, *(bar.whisker or (bar.end,))) + room)
            else:
                new_low = min(new_low, min(bar.end, *(bar.whisker or (bar.end,))) - room)
        if (new_low, new_high) == (low, high):
            break
        low, high = new_low, new_high
    return low, high


def _draw_bar(page: Page, axes: Axes, y: float, bar: Bar, row: Row, scale: float) -> None:
    left, right = sorted((bar.start, bar.end))
    patch = axes.add_patch(Rectangle(
        (left, y - BAR / 2), right - left, BAR, zorder=2, linewidth=0,
        facecolor=style.kernel_colour(row.family, row.kernel), edgecolor="white",
        hatch="/////" if row.peer else None))
    page.value(patch, value(row))
    tip = bar.end
    if bar.whisker:
        low, high = bar.whisker
        axes.hlines(y, low, high, colors=style.INK, linewidth=0.8, zorder=3)
        axes.vlines([low, high], y - 0.17, y + 0.17, colors=style.INK, linewidth=0.8, zorder=3)
        tip = max(tip, high) if bar.end >= bar.start else min(tip, low)
    right_side = bar.end >= bar.start
    axes.text(tip + (LABEL_GAP if right_side else -LABEL_GAP) * scale, y, bar.label,
              fontsize=style.TINY, va="center_baseline", ha="left" if right_side else "right",
              color=style.INK, zorder=4)


def _draw_panel(page: Page, metric: Metric, facet: Facet, shape: Shape, x: float, top: float,
                inches: float) -> None:
    page.text(x, top + 0.13, " × ".join(map(str, shape)), style.TEXT, weight="bold")
    axes = page.axes(x, top + 0.2, inches, facet.length * SLOT)
    bars = {key: metric.bar(facet, row) for key, row in facet.rows[shape].items()
            if row.status == "ok"}
    low, high = _axis(metric, [b for b in bars.values() if isinstance(b, Bar)], inches)
    scale = (high - low) / inches
    axes.set_xlim(low, high)
    axes.set_ylim(facet.length - 0.5, -0.5)
    axes.set_yticks([])
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    # A label may stand over the edge of its panel, but not reach the next panel's.
    ticks = [(at, text) for at, text in metric.ticks(low, high, inches)
             if (at - low) / scale + style.width(text, style.SMALL) / 2 < inches + 0.08]
    axes.set_xticks([at for at, _ in ticks], [text for _, text in ticks])
    axes.tick_params(axis="x", length=2.5, width=0.7, pad=2)
    for first, last in _sections(facet):
        axes.vlines([at for at, _ in ticks], first, last, colors=style.RULE, linewidth=0.7,
                    zorder=1)
        axes.vlines(0, first, last, colors=style.GREY, linewidth=0.9, zorder=3.5)
    axes.set_xlabel(metric.axis, fontsize=style.TINY, color=style.GREY, labelpad=1.5)

    for y, text, key in facet.slots:
        if key is None:
            axes.text(low, y, metric.heading(facet, shape, text),
                      fontsize=style.TINY, color=style.GREY, va="center_baseline")
            continue
        row = facet.rows[shape].get(key)
        what = bars.get(key) or (row.status if row else "not measured")
        if isinstance(what, Bar):
            _draw_bar(page, axes, y, what, row, scale)
        else:
            axes.text(LABEL_GAP * scale, y, what, fontsize=style.TINY, style="italic",
                      color=style.RED if what == "failed" else style.FAINT,
                      va="center_baseline", zorder=4,
                      bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.4})


def _sections(facet: Facet) -> list[tuple[float, float]]:
    """The parts of the y axis between the lines of the devices."""
    edges = [y for y, _, key in facet.slots if key is None]
    starts = [y + 0.5 for y in edges] or [-0.5]
    ends = [y - 0.5 for y in edges[1:]] + [facet.length - 0.5]
    return list(zip(starts, ends))


def _draw_labels(page: Page, facet: Facet, right: float, top: float) -> None:
    for y, text, key in facet.slots:
        baseline = top + 0.2 + (y + 0.5) * SLOT + 0.037
        if key is None:
            page.text(MARGIN, baseline, style.drawable(plain(text)), style.SMALL,
                      style.INK, "bold")
        else:
            page.text(right, baseline, text, style.TEXT, ha="right")


@dataclass
class Grid:
    """The columns that all facets of a figure share."""
    left: float     # inches for the names of kernels
    columns: int
    panel: float
    page: float


def make_grid(metric: Metric, facets: list[Facet]) -> Grid:
    names = [style.width(style.drawable(plain(text)), style.TEXT, "normal" if key else "bold")
             for facet in facets for _, text, key in facet.slots]
    left = max(names) + 0.1
    heads = [style.width(metric.heading(facet, shape, text), style.TINY)
             for facet in facets for shape in facet.shapes
             for _, text, key in facet.slots if key is None]
    titles = [style.width(" × ".join(map(str, shape)), style.TEXT, "bold")
              for facet in facets for shape in facet.shapes]
    least = max([PANEL_MIN, *(w + 0.1 for w in heads), *(w + 0.05 for w in titles)])
    shapes = max(len(facet.shapes) for facet in facets)
    room = PAGE_MAX - 2 * MARGIN - left + PANEL_GAP
    most = max(1, min(COLUMNS, shapes, int(room / (least + PANEL_GAP))))
    columns = math.ceil(shapes / math.ceil(shapes / most))  # rows of even length
    page = max(PAGE_MIN, 2 * MARGIN + left + columns * (least + PANEL_GAP) - PANEL_GAP)
    panel = (page - 2 * MARGIN - left + PANEL_GAP) / columns - PANEL_GAP
    return Grid(left, columns, panel, page)


def add_facet(page: Page, metric: Metric, facet: Facet, grid: Grid) -> None:
    page.lines(facet.title, style.HEAD, style.INK, "bold")
    page.space(0.06)
    height = 0.2 + facet.length * SLOT + 0.36
    for first in range(0, len(facet.shapes), grid.columns):
        line = facet.shapes[first:first + grid.columns]

        def draw(page: Page, top: float, line: list[Shape] = line) -> None:
            _draw_labels(page, facet, MARGIN + grid.left - 0.07, top)
            for column, shape in enumerate(line):
                x = MARGIN + grid.left + column * (grid.panel + PANEL_GAP)
                _draw_panel(page, metric, facet, shape, x, top, grid.panel)

        page.strip(height, draw)
        page.space(0.1)
