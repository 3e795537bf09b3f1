"""words.py - one row, said in a line.

SPDX-License-Identifier: Apache-2.0
"""
from __future__ import annotations

import style
from load import Row, plain


def threads_of(row: Row) -> str:
    return "threads: auto" if row.threads is None else \
        f"{row.threads} thread{'s' if row.threads != 1 else ''}"


def value(row: Row) -> str:
    """One row in a line: what a mark of it says when it is pointed at."""
    text = (f"{row.kernel} on {row.device}, {row.times}, {threads_of(row)}, {row.cache}: "
            f"{style.number(row.gops)} GOPS")
    if row.ci95:
        text += f", 95 % interval {style.number(row.ci95[0])} to {style.number(row.ci95[1])}"
    text += f", {style.duration(row.q['median_ns'])}, n = {row.samples}"
    return plain(text)
