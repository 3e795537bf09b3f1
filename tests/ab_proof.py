#!/usr/bin/env python3
"""How often `qmark ab` cries wolf, and how often it finds one: measured, in pieces.

  ab_proof.py run   OUT.json BASE NEW --slowdown 0  [--runs N] [--minutes M] [--load N]
  ab_proof.py show  OUT.json

BASE and NEW are two builds.  With --slowdown 0 they are of the same source, and every
finding is false; otherwise NEW was configured with -DQM_SLOWDOWN=<percent>, and every one
is right.  `ab` runs at its default settings but for the row (--kernel, --shape) and
--ignore-code, for without it equal code could not fail.  Each run is one entry of OUT.json,
which a later call adds to; an interrupted run adds nothing.
SPDX-License-Identifier: Apache-2.0
"""
import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
import time

SCHEMA = 1


def interval(k, n, confidence=0.95):
    """Clopper and Pearson's exact interval of a share, by bisection."""
    def tail(p, low, high):
        return sum(math.comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(low, high + 1))

    def solve(f):
        a, b = 0.0, 1.0
        for _ in range(60):
            a, b = ((a + b) / 2, b) if f((a + b) / 2) else (a, (a + b) / 2)
        return a

    alpha = (1 - confidence) / 2
    return (0.0 if k == 0 else solve(lambda p: tail(p, k, n) < alpha),
            1.0 if k == n else solve(lambda p: tail(p, 0, k) > alpha))


def load_average():
    return round(os.getloadavg()[0], 2)


def one(args):
    """One run of ab, boiled down to its verdicts."""
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "ab.json")
        before = load_average()
        done = subprocess.run(
            [os.path.join(args.base, "harness", "qmark") if os.path.isdir(args.base) else args.base,
             "ab", args.base, args.new, "--kernel", args.kernel, "--shape", args.shape,
             "--ignore-code", "--quiet", "--out", out], capture_output=True, text=True, check=False)
        if done.returncode not in (0, 1) or not os.path.exists(out):
            print(done.stderr, file=sys.stderr)
            return None
        with open(out, encoding="utf-8") as f:
            report = json.load(f)
    rows = [{"name": r["name"], "verdict": r["verdict"], "failing": r["failing"],
             "percent": r["effect"]["percent"], "pairs": r["effect"]["pairs"],
             "confirmed_percent": r["confirmed"]["percent"] if r["confirmed"] else None,
             "interval": [r["effect"]["low_percent"], r["effect"]["high_percent"]]}
            for r in report["rows"] if r["effect"]]
    return {"slowdown": args.slowdown, "exit_code": done.returncode, "seed": report["seed"],
            "seconds": round(report["seconds"], 1), "floor_percent": report["floor_percent"],
            "margin_percent": report["margin_percent"], "load_before": before,
            "load_after": load_average(), "rows": rows}


def read(path):
    if not os.path.exists(path):
        return {"qmark_ab_proof": SCHEMA, "runs": []}
    with open(path, encoding="utf-8") as f:
        return json.load(f)


def write(path, kept):
    with open(path + ".new", "w", encoding="utf-8") as f:
        f.write('{"qmark_ab_proof": %d, "runs": [\n' % SCHEMA +
                ",\n".join(json.dumps(r) for r in kept["runs"]) + "\n]}\n")
    os.replace(path + ".new", path)


def run(args):
    """Beside `--load` processes that never rest, as other people's jobs would."""
    kept, end = read(args.out), time.monotonic() + 60 * args.minutes
    busy = [subprocess.Popen([sys.executable, "-c", "while True: sum(range(10**5))"])
            for _ in range(args.load)]
    try:
        for _ in range(args.runs):
            if time.monotonic() >= end:
                break
            result = one(args)
            if result is None:
                return 1
            kept["runs"].append({**result, "own_load": args.load})
            write(args.out, kept)
    finally:
        for process in busy:
            process.kill()
            process.wait()
    return show(args)


def share(k, n):
    low, high = interval(k, n)
    return f"{k} of {n} ({100 * k / n:.1f} %, 95 % interval {100 * low:.1f} .. {100 * high:.1f} %)"


def show(args):
    runs = read(args.out)["runs"]
    for slowdown in sorted({r["slowdown"] for r in runs}):
        these = [r for r in runs if r["slowdown"] == slowdown]
        rows = [row for r in these for row in r["rows"]]
        loads = [r["load_before"] for r in these]
        print(f"slowed by {slowdown:g} %: {len(these)} runs, {len(rows)} rows, load "
              f"{min(loads)} .. {max(loads)}")
        print("  runs that failed:   ", share(sum(r["exit_code"] == 1 for r in these), len(these)))
        for verdict in ("slower", "faster", "unclear", "same"):
            n = sum(row["verdict"] == verdict for row in rows)
            print(f"  rows {verdict + ':':15}", share(n, len(rows)))
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    commands = parser.add_subparsers(dest="command", required=True)
    p = commands.add_parser("run")
    p.add_argument("out")
    p.add_argument("base")
    p.add_argument("new")
    p.add_argument("--slowdown", type=float, required=True)
    p.add_argument("--kernel", default="i8_avx2,f32_avx2")
    p.add_argument("--shape", default="64x256x1024")
    p.add_argument("--runs", type=int, default=10**6)
    p.add_argument("--minutes", type=float, default=10**6)
    p.add_argument("--load", type=int, default=0)
    commands.add_parser("show").add_argument("out")
    args = parser.parse_args()
    return run(args) if args.command == "run" else show(args)


if __name__ == "__main__":
    sys.exit(main())
