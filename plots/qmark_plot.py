#!/usr/bin/env python3
"""qmark_plot.py - result files -> figures (kinds.py lists them).

plot.sh runs it with an interpreter that has matplotlib.  Exit: 0 drawn; 2 wrong use, or no
row is left; 5 a file cannot be read, is not a result file or cannot be written.

SPDX-License-Identifier: Apache-2.0
"""
from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
import forest  # noqa: E402
import style  # noqa: E402
from arguments import add_shared, chosen, words  # noqa: E402
from files import write  # noqa: E402
from kinds import KINDS  # noqa: E402
from load import PlotError, Run, USAGE  # noqa: E402
from options import Options  # noqa: E402
from page import Page  # noqa: E402
from verdicts import kind_of, read_trend  # noqa: E402

FORMATS = ("png", "svg", "pdf")


def _dpi(text: str) -> float:
    if not text.isdigit() or not 30 <= int(text) <= 1200:
        raise argparse.ArgumentTypeError(f"expected 30 to 1200, not {text!r}")
    return float(text)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="qmark plot", description="Draw qmark result files.",
        epilog="Filters take shell patterns, comma-separated, and may be repeated. "
        "Exit: 0 drawn, 2 wrong use or no row left, 5 a bad file.")
    parser.add_argument("-o", "--out", default=".", metavar="DIR", help="where to (here)")
    parser.add_argument("--name", default="qmark", metavar="BASE",
                        help="files are BASE-KIND.FORMAT (qmark)")
    parser.add_argument("--format", type=words(FORMATS), default=["png", "svg"],
                        metavar="LIST", help="png,svg (both if not given), pdf")
    parser.add_argument("--dpi", type=_dpi, default=style.PNG_DPI, metavar="N",
                        help=f"dots an inch of a PNG ({style.PNG_DPI:g})")
    parser.add_argument("-k", "--kind", type=words((*KINDS, "ab")), metavar="LIST",
                        help="; ".join(f"{k.name}: {k.question}" for k in KINDS.values())
                        + "; ab: what 'qmark ab' found (all that the rows allow if not given)")
    parser.add_argument("--quality", choices=("bits", "error"), default="bits",
                        help="pareto: bits a weight, or the numerical error")
    parser.add_argument("--gain", choices=("throughput", "energy"), default="throughput",
                        help="pareto: operations a second, or a joule")
    add_shared(parser)
    args = parser.parse_args()
    if not args.name or os.sep in args.name:
        parser.error("--name is the beginning of a file name; --out is the folder")
    return args


def pages(args: argparse.Namespace, runs: list[Run], options: Options) -> dict[str, Page]:
    """Those that were asked for, or all that the rows allow."""
    made: dict[str, Page] = {}
    for name in dict.fromkeys(args.kind or KINDS):
        try:
            made[name] = KINDS[name].make(runs, options)
        except PlotError:
            # All rows allow throughput; and a reference was meant for something.
            asked = args.kind or (name == "speedup" and args.reference != "f32")
            if asked or name == "throughput":
                raise
    missing = [name for name in KINDS if name not in made]
    if missing and not args.kind:
        print(f"qmark plot: not drawn: {', '.join(missing)} (--kind NAME says why)",
              file=sys.stderr)
    return made


def draw(args: argparse.Namespace) -> dict[str, Page]:
    """The figures of all files; what 'qmark ab' wrote is a figure of its own."""
    found = {path: kind_of(path) for path in args.files}
    several = [path for path, kind in found.items() if kind == "ab"]
    options = Options(args.title, args.reference, args.whiskers, args.quality, args.gain,
                      tuple(change for path, kind in found.items() if kind == "trend"
                            for change in read_trend(path)))
    if several:
        others = [path for path in args.files if path not in several]
        if others or (args.kind and args.kind != ["ab"]):
            raise PlotError(USAGE, f"{several[0]} is of 'qmark ab', which --kind ab draws alone"
                            + (f"; {others[0]} is not" if others else ""))
        return {"ab": forest.make(several, options)}
    results = [path for path, kind in found.items() if kind == "results"]
    if not results:
        raise PlotError(USAGE, f"{args.files[0]} marks changes in the figure of result files: "
                        "give those too")
    by = args.by or ("machine" if args.kind == ["machines"] else None)
    runs = chosen(results, by, args)
    if args.kind and "ab" in args.kind:
        raise PlotError(USAGE, f"ab: {results[0]} is a result file; 'qmark ab BASE NEW --out "
                        "FILE.json' writes what this kind draws")
    return pages(args, runs, options)


def main() -> int:
    args = arguments()
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")
    try:
        style.setup()
        files = {}
        for kind, page in draw(args).items():
            for form in dict.fromkeys(args.format):
                path = Path(args.out) / f"{args.name}-{kind}.{form}"
                title = KINDS[kind].title if kind in KINDS else kind
                files[path] = page.save(form, f"qmark: {title}", args.dpi)
        write(files)
    except PlotError as error:
        for line in str(error).splitlines():
            print(f"qmark plot: {line}", file=sys.stderr)
        return error.code
    for path in files:
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
