"""groups.py - rows that share a device, threads and cache state, and the page around them.

SPDX-License-Identifier: Apache-2.0
"""
from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field

import style
from caption import add_footer, heading, letter_of, machine
from load import PlotError, Row, Run, USAGE, plain
from page import Page
from panels import device_rank

MANY = 9  # lines in one chart that an eye can follow


@dataclass
class Group:
    run: Run
    device: str
    threads: int | None
    cache: str
    letter: str = ""
    rows: list[Row] = field(default_factory=list)

    @property
    def title(self) -> str:
        threads = "" if self.threads is None else \
            f", {self.threads} thread{'s' if self.threads != 1 else ''}"
        return plain(f"{self.letter}{self.device}{threads}, {self.cache} cache")


def groups(runs: list[Run]) -> list[Group]:
    """In the order of the runs, then devices, then threads, hot before cold."""
    found: dict[tuple, Group] = {}
    for index, run in enumerate(runs):
        letter = letter_of(index) if len(runs) > 1 else ""
        for row in run.rows:
            if row.status == "ok":
                key = (index, device_rank(row.device), row.threads or 0, row.cache != "hot")
                group = found.setdefault(key, Group(run, row.device, row.threads,
                                                    row.cache or "", letter))
                group.rows.append(row)
    return [found[key] for key in sorted(found)]


def by_shape(rows: list[Row]) -> dict[tuple[int, int, int], list[Row]]:
    found = defaultdict(list)
    for row in rows:
        found[row.shape].append(row)
    return dict(sorted(found.items()))


def by_kernel(rows: list[Row]) -> dict[str, list[Row]]:
    """In the order of families, then names."""
    found = defaultdict(list)
    for row in sorted(rows, key=lambda r: (style.family_rank(r.family), r.kernel, r.shape)):
        found[row.kernel].append(row)
    return dict(found)


def fastest(rows: list[Row]) -> list[Row]:
    """The rows of the kernel of each family that is the fastest in the mean of its shapes,
    and beside it those of the fastest of other projects' libraries.

    A mean of ratios to the family's best row of each shape, so that no shape counts more.
    """
    best: dict[tuple, float] = defaultdict(float)
    for row in rows:
        best[row.family, row.shape] = max(best[row.family, row.shape], row.gops)
    logs: dict[tuple[str, bool, str], list[float]] = defaultdict(list)
    for row in rows:
        logs[row.family, row.peer, row.kernel].append(
            math.log(row.gops / best[row.family, row.shape]))
    score = {key: (len(v), sum(v) / len(v), key) for key, v in logs.items()}
    chosen = {max(s for other, s in score.items() if other[:2] == key[:2])[2] for key in score}
    return [row for row in rows if (row.family, row.peer, row.kernel) in chosen]


def best_only(runs: list[Run]) -> list[Run]:
    """Of each run and device the fastest kernels alone; what has no time stays."""
    kept = []
    for run in runs:
        rows = [row for row in run.rows if row.status != "ok"]
        for device in sorted({row.device for row in run.rows}, key=device_rank):
            rows += fastest([row for row in run.rows
                             if row.status == "ok" and row.device == device])
        kept.append(Run(run.files, run.contexts, rows, "Of each format and device the fastest "
                        "kernel is shown, in the mean over the shapes."))
    return kept


def few(rows: list[Row]) -> tuple[list[Row], str]:
    """At most MANY kernels, if that can be had; and the words that say what was left out."""
    kernels = {row.kernel for row in rows}
    kept = fastest(rows)
    if len(kernels) <= MANY or len(kept) == len(rows):
        return rows, ""
    return kept, (f"Of {len(kernels)} kernels the fastest of each family; --kernel chooses "
                  "others.")


def samples_of(rows: list[Row]) -> str:
    counts = {row.samples for row in rows}
    low, high = min(counts), max(counts)
    return str(low) if low == high else f"{low} to {high}"


def open_page(title: str, about: str, width: float) -> Page:
    page = Page(width)
    page.lines(title, style.TITLE, style.INK, "bold")
    page.space(0.02)
    page.lines(about, style.SMALL, style.GREY)
    page.space(0.14)
    return page


def close_page(page: Page, runs: list[Run]) -> Page:
    names = [heading(run, runs) for run in runs]
    if any(name != machine(run) for name, run in zip(names, runs)):  # what the footer lacks
        for index, name in enumerate(names):
            page.lines(letter_of(index) + name, style.SMALL, style.INK, "bold")
        page.space(0.06)
    add_footer(page, runs)
    page.draw()
    return page


def nothing(kind: str, why: str) -> PlotError:
    return PlotError(USAGE, f"{kind}: {why}")
