#!/usr/bin/env python3
"""qmark_report.py - result files -> one page of HTML that needs nothing else.

plot.sh runs it with an interpreter that has matplotlib.  Exit: 0 written; 2 wrong use, or no
row is left; 5 a file cannot be read, is not a result file or cannot be written.

SPDX-License-Identifier: Apache-2.0
"""
from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
import style  # noqa: E402
from arguments import add_shared, chosen, words  # noqa: E402
from document import document  # noqa: E402
from files import write  # noqa: E402
from kinds import KINDS  # noqa: E402
from load import PlotError  # noqa: E402
from options import Options  # noqa: E402


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="qmark report", description="Make a page of qmark result files.",
        epilog="Filters take shell patterns, comma-separated, and may be repeated. "
        "Exit: 0 written, 2 wrong use or no row left, 5 a bad file.")
    parser.add_argument("-o", "--out", default="report.html", metavar="FILE",
                        help="the page (report.html); - is standard output")
    parser.add_argument("-k", "--kind", type=words(tuple(KINDS)), metavar="LIST",
                        help=f"figures: {', '.join(KINDS)} (all that the rows allow if not "
                        "given)")
    add_shared(parser)
    return parser.parse_args()


def main() -> int:
    args = arguments()
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")
    try:
        style.setup()
        runs = chosen(args.files, args.by, args)
        options = Options(reference=args.reference, whiskers=args.whiskers)
        page = document(runs, options, args.title, args.kind).encode()
        if args.out == "-":
            sys.stdout.buffer.write(page)
            return 0
        write({Path(args.out): page})
    except PlotError as error:
        for line in str(error).splitlines():
            print(f"qmark report: {line}", file=sys.stderr)
        return error.code
    print(args.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
