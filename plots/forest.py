"""forest.py - two builds compared: one line a row, its effect and interval.

SPDX-License-Identifier: Apache-2.0
"""
from __future__ import annotations

from collections import Counter

from matplotlib.axes import Axes

import style
from caption import built, machine
from groups import nothing, open_page
from load import Run
from options import Options
from page import MARGIN, Page
from verdicts import Comparison, Verdict, read_ab

LINE = 0.19
MOST = 70   # rows, above which those that are the same are only counted
INKS = {"slower": style.RED, "faster": style.GREEN, "same": style.GREY, "unclear": style.FAINT,
        "mean": style.INK, "control": style.FAINT}


def percent(x: float) -> str:
    return f"{x:+.1f} %".replace("-", "−")


def _words(v: Verdict) -> str:
    e = v.effect
    text = f"{percent(e.estimate)} [{percent(e.low)}, {percent(e.high)}]"
    if v.word not in ("mean", "control"):
        text += f" {v.word}"
    if v.failing or not v.confirmed:
        return text + (", fails" if v.failing else "")
    return text + (", confirmed" if v.word == "slower" else ", not confirmed")


def _sections(of: Comparison) -> list[tuple[str, list[Verdict]]]:
    rows = sorted(of.rows, key=lambda v: (-v.effect.estimate, v.name))
    if len(rows) > MOST:
        rows = [v for v in rows if v.word != "same"]
    found = [("rows", rows),
             ("families, geometric mean", sorted(of.families, key=lambda v: v.name)),
             ("control: the base build against itself",
              sorted(of.controls, key=lambda v: v.name))]
    return [(name, several) for name, several in found if several]


def _limits(of: Comparison) -> tuple[float, float]:
    every = of.rows + of.families + of.controls
    ends = [of.margin, of.fail_at, *(e for v in every for e in (v.effect.low, v.effect.high))]
    # One wild interval must not squeeze all the others.
    reach = sorted(map(abs, ends))[int(0.95 * (len(ends) - 1))] * 1.3
    reach = max(reach, 1.3 * of.fail_at, 1.3 * of.margin, 1.2 * max(
        abs(v.effect.estimate) for v in every))
    return -reach, reach


def _ticks(reach: float) -> list[float]:
    step = next(s for s in (0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 1e4, 1e6)
                if reach / s <= 4)
    count = int(reach / step)
    return [i * step for i in range(-count, count + 1)]


def _draw_verdict(page: Page, axes: Axes, y: float, v: Verdict, low: float, high: float) -> None:
    ink = INKS.get(v.word, style.GREY)
    axes.hlines(y, max(v.effect.low, low), min(v.effect.high, high), colors=ink, linewidth=1.5,
                zorder=3)
    family = v.family or v.kernel.split("_")[0]
    colour = style.family_colour(family) if v.word == "mean" else \
        style.kernel_colour(family, v.kernel)
    if v.word in ("unclear", "control"):
        colour = style.FAINT
    point = axes.plot([v.effect.estimate], [y], style.family_marker(family), markersize=5.5,
                      color=colour, markeredgecolor="white", markeredgewidth=0.5, zorder=4)[0]
    page.value(point, f"{v.name}: {_words(v)}, {v.effect.pairs} pairs"
               + (f"; {v.reason}" if v.reason else ""))


def _draw(of: Comparison, rows: list[Verdict], left: float, right: float):
    low, high = _limits(of)

    def draw(page: Page, top: float) -> None:
        axes = page.axes(MARGIN + left, top, page.inside - left - right, len(rows) * LINE)
        axes.set(xlim=(low, high), ylim=(len(rows) - 0.5, -0.5))
        axes.set_yticks([])
        axes.axvspan(-of.margin, of.margin, color=style.INK, alpha=0.07, linewidth=0, zorder=0)
        axes.axvline(0, color=style.GREY, linewidth=0.9, zorder=1)
        if of.fail_at:
            axes.axvline(of.fail_at, color=style.RED, linewidth=0.9, linestyle=":", zorder=1)
        at = _ticks(high)
        axes.set_xticks(at, [f"{t:+g} %".replace("-", "−") if t else "0" for t in at])
        axes.tick_params(length=2.5, width=0.7, pad=2, labelsize=style.TINY,
                         labelcolor=style.GREY, color=style.FAINT)
        for side in ("top", "left", "right"):
            axes.spines[side].set_visible(False)
        for i, v in enumerate(rows):
            _draw_verdict(page, axes, i, v, low, high)
            base = top + (i + 0.5) * LINE + 0.037
            page.text(MARGIN + left - 0.1, base, _name(v), style.TEXT, ha="right")
            page.text(page.width - MARGIN - right + 0.1, base, _words(v), style.TINY,
                      INKS[v.word] if v.word in ("slower", "faster") else style.GREY,
                      "bold" if v.failing else "normal")

    return draw


def _name(v: Verdict) -> str:
    return style.drawable(v.name.removesuffix("/real_time").replace("/hot", ""))


def make(files: list[str], options: Options) -> Page:
    if len(files) != 1:
        raise nothing("ab", f"one file of 'qmark ab' at a time, not {len(files)}")
    of = read_ab(files[0])
    sections = _sections(of)
    if not sections:
        raise nothing("ab", f"{of.path} has no row with an effect")
    every = [v for _, rows in sections for v in rows]
    left = 0.12 + max(style.width(_name(v), style.TEXT) for v in every)
    right = 0.12 + max(style.width(_words(v), style.TINY, "bold") for v in every)
    counts = Counter(v.word for v in of.rows)
    pairs = sorted({v.effect.pairs for v in every})
    said = ", ".join(f"{counts[word]} {word}" for word in
                     ("slower", "faster", "same", "unclear") if counts[word])
    about = (f"{of.base} is the base, {of.new} is new. {said}. Effect on the time of a product: "
             f"Hodges-Lehmann estimate with its {100 * of.confidence:g} % interval from n = "
             f"{pairs[0]} to {pairs[-1]} pairs of processes; to the right is slower. Grey band: "
             f"± {of.margin:.1f} %, where both are the same; dotted: fails from "
             f"{of.fail_at:g} % on.")
    if len(of.rows) > MOST:
        about += f" Rows that are the same ({counts['same']}) are not drawn."
    if of.unmeasured:
        about += f" {of.unmeasured} rows have no effect: the file says why."
    page = open_page(options.title or "Two builds compared", about, left + right + 4.2)
    for name, rows in sections:
        page.lines(name, style.HEAD, style.INK, "bold")
        page.space(0.05)
        page.strip(len(rows) * LINE + 0.28, _draw(of, rows, left, right))
        page.space(0.08)
    run = Run([of.path], [of.context])
    page.lines(f"{machine(run)}; {of.context['date']}; {built(run)}", style.TINY, style.GREY)
    page.draw()
    return page
