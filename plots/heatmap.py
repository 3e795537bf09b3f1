"""heatmap.py - every kernel on every shape: the share of the ceiling, and who wins.

SPDX-License-Identifier: Apache-2.0
"""
from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

import style
from ceilings import roof
from groups import Group, by_kernel, by_shape, close_page, groups, open_page, samples_of
from load import Row, Run
from options import Options
from page import MARGIN, Page
from words import value

CELL_H = 0.21


def shares(group: Group) -> tuple[dict[str, float], bool]:
    """By row name; false: of the fastest row of the shape, since some have no ceiling."""
    roofs = {row.name: roof(row) for row in group.rows}
    if all(roofs.values()):
        return {name: limit.share for name, limit in roofs.items()}, True
    best = {shape: max(r.gops for r in rows) for shape, rows in by_shape(group.rows).items()}
    return {row.name: row.gops / best[row.shape] for row in group.rows}, False


def _percent(share: float) -> str:
    return f"{100 * share:.0f}" if share >= 0.0995 else f"{100 * share:.1f}"


def _cell(page: Page, axes: Axes, x: float, y: float, width: float, row: Row, share: float,
          best: bool) -> None:
    fill = style.SCALE[round(50 * min(share, 1.0))]
    wrong = share > 1.0
    patch = axes.add_patch(Rectangle((x + 0.01, y + 0.01), width - 0.02, CELL_H - 0.02,
                                     facecolor=style.RED if wrong else fill, linewidth=0))
    page.value(patch, f"{value(row)}; {_percent(share)} %" + (", the fastest" if best else ""))
    light = share > 0.55 or wrong
    axes.text(x + width / 2, y + CELL_H / 2, _percent(share), fontsize=style.SMALL,
              ha="center", va="center_baseline", weight="bold" if best else "normal",
              color=style.ON_DARK if light else style.ON_LIGHT)
    if best:
        axes.add_patch(Rectangle((x + 0.015, y + 0.015), width - 0.03, CELL_H - 0.03, fill=False,
                                 edgecolor="#e08a1e", linewidth=1.5))


def _draw(group: Group, left: float, width: float, top_gap: float):
    shapes, kernels = list(by_shape(group.rows)), list(by_kernel(group.rows))
    share, _ = shares(group)
    winners = {shape: max(rows, key=lambda r: (r.gops, r.kernel))
               for shape, rows in by_shape(group.rows).items()}

    def draw(page: Page, top: float) -> None:
        height = top_gap + CELL_H * (len(kernels) + 1) + 0.08
        axes = page.axes(0, top, page.width, height)
        axes.set(xlim=(0, page.width), ylim=(height, 0))
        axes.axis("off")
        for column, shape in enumerate(shapes):
            x = left + column * width
            for line, size in enumerate(shape):
                axes.text(x + width / 2, 0.07 + line * 0.125, f"{'mnk'[line]} {size:,}",
                          fontsize=style.TINY, color=style.GREY, ha="center",
                          va="center_baseline")
            best = winners[shape]
            y = top_gap + CELL_H * len(kernels) + 0.08
            axes.add_patch(Rectangle((x + 0.01, y + 0.01), width - 0.02, 0.05, linewidth=0,
                                     facecolor=style.kernel_colour(best.family, best.kernel)))
            axes.text(x + width / 2, y + 0.14, style.number(best.gops), fontsize=style.TINY,
                      ha="center", va="center_baseline", color=style.INK)
        axes.text(left - 0.07, top_gap + CELL_H * len(kernels) + 0.22, "fastest, GOPS",
                  fontsize=style.TINY, ha="right", va="center_baseline", color=style.GREY)
        for line, kernel in enumerate(kernels):
            y = top_gap + line * CELL_H
            axes.text(left - 0.07, y + CELL_H / 2, kernel, fontsize=style.TEXT, ha="right",
                      va="center_baseline", color=style.INK)
            for row in by_kernel(group.rows)[kernel]:
                x = left + shapes.index(row.shape) * width
                _cell(page, axes, x, y, width, row, share[row.name],
                      winners[row.shape].kernel == kernel)

    return draw


def make(runs: list[Run], options: Options) -> Page:
    found = groups(runs)
    rows = [row for group in found for row in group.rows]
    against_roof = all(shares(group)[1] for group in found)
    what = "in % of its roof (ceiling or bandwidth, measured in the same run)" if against_roof \
        else "in % of the fastest row of its shape: the file has no ceilings for all of them"
    about = (f"Median speed of n = {samples_of(rows)} samples, {what}. Outlined and bold: the "
             "fastest of its shape; its colour and GOPS stand below.")
    if any(share > 1 for group in found for share in shares(group)[0].values()):
        about += " Red: above its roof, so that one of the two was measured wrong."
    left = MARGIN + 0.1 + max(style.width(row.kernel, style.TEXT) for row in rows)
    cell = max(0.46, 0.1 + max(style.width(f"k {size:,}", style.TINY)
                               for row in rows for size in row.shape))
    most = max(len(by_shape(group.rows)) for group in found)
    cell = max(cell, min(0.9, (7.2 - left - MARGIN) / most))
    page = open_page(options.title or "Who is near the limit, and who wins", about,
                     max(7.2, left + MARGIN + cell * most))
    for group in found:
        kernels = by_kernel(group.rows)
        page.lines(group.title, style.HEAD, style.INK, "bold")
        page.space(0.04)
        page.strip(0.42 + CELL_H * (len(kernels) + 1) + 0.14,
                   _draw(group, left, cell, 0.4))
        page.space(0.12)
    return close_page(page, runs)
