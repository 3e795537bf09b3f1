"""bars.py - the figures of bars: one panel a shape, one bar a kernel.

SPDX-License-Identifier: Apache-2.0
"""
from __future__ import annotations

import style
from caption import add_footer, heading, letter_of, subtitle
from load import Run
from options import Options
from page import Page
from panels import Metric, add_facet, fill_slots, make_facets, make_grid
from speedup import Speedup
from throughput import Throughput


def compose(metric: Metric, runs: list[Run], title: str | None) -> Page:
    facets = [(run, make_facets(run)) for run in runs]
    flat = [facet for _, several in facets for facet in several]
    devices = {row.device for run in runs for row in run.rows if row.status == "ok"}
    headings = metric.name == "speedup" or len(devices) > 1
    for facet in flat:
        fill_slots(facet, headings)
    grid = make_grid(metric, flat)

    page = Page(grid.page)
    page.lines(title or metric.title, style.TITLE, style.INK, "bold")
    page.space(0.02)
    page.lines(subtitle(metric, runs), style.SMALL, style.GREY)
    page.space(0.16)
    for index, (run, several) in enumerate(facets):
        if len(runs) > 1:
            page.lines(letter_of(index) + heading(run, runs), style.HEAD + 1.5, style.INK,
                       "bold")
            page.space(0.08)
        for facet in several:
            add_facet(page, metric, facet, grid)
            page.space(0.06)
    add_footer(page, runs)
    page.draw()
    return page


def throughput(runs: list[Run], options: Options) -> Page:
    return compose(Throughput(options.whiskers_of(runs)), runs, options.title)


def speedup(runs: list[Run], options: Options) -> Page:
    return compose(Speedup(options.whiskers_of(runs), options.reference, runs), runs,
                   options.title)
