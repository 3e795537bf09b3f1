"""arguments.py - what figures and report are told in the same words.

SPDX-License-Identifier: Apache-2.0
"""
from __future__ import annotations

import argparse
import difflib
from typing import Callable

from groups import best_only
from load import FILTERS, Run, read_runs, select


def words(allowed: tuple[str, ...] | None = None) -> Callable[[str], list[str]]:
    """A comma-separated list, of the allowed words only if they are given."""
    def parse(text: str) -> list[str]:
        found = [word for word in text.split(",") if word]
        for word in found:
            if allowed and word not in allowed:
                near = difflib.get_close_matches(word, allowed, 1, 0.5)
                raise argparse.ArgumentTypeError(
                    f"there is no {word!r}" + (f", did you mean {near[0]!r}" if near else "")
                    + f"; known: {', '.join(allowed)}")
        if not found:
            raise argparse.ArgumentTypeError("the list is empty")
        return found
    return parse


def add_shared(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", metavar="FILE", help="result files (JSON)")
    parser.add_argument("--title", metavar="TEXT")
    parser.add_argument("--reference", default="f32", metavar="FAMILY",
                        help="what speed-up is relative to (f32)")
    parser.add_argument("--whiskers", choices=("ci95", "quartiles"), help="error bars: the "
                        "95%% confidence interval of the median where all rows have one")
    parser.add_argument("--by", choices=("machine", "file"),
                        help="files of several machines: each machine apart, or each file")
    parser.add_argument("--best", action="store_true",
                        help="only the fastest kernel of each format on each device")
    for name in FILTERS:
        parser.add_argument(f"--{name}", type=words(), action="extend", default=[],
                            metavar="LIST")


def chosen(paths: list[str], by: str | None, args: argparse.Namespace) -> list[Run]:
    """The runs of the files, with the rows that were asked for."""
    filters = {name: getattr(args, name) for name in FILTERS if getattr(args, name)}
    runs = select(read_runs(paths, by), filters)
    return best_only(runs) if args.best else runs
