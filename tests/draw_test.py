#!/usr/bin/env python3
"""Every kind of figure, drawn by `qmark plot` from what `qmark run` and `qmark ab` measured.

  tests/draw_test.py path/to/qmark

What one machine cannot have, other builds and another machine, is made of its own file.

SPDX-License-Identifier: Apache-2.0
"""
import copy
import json
import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True  # nothing is left in the sources

from cli_run import QMARK, Run, check, strict_json, summary

PLOTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "plots")
SUITE = ["--kernel", "f32_*,i8_*,s24_*", "--exclude", "*_ref", "--device", "cpu", "--shape",
         "1x64x128,16x64x128,32x64x128,64x64x128", "--repetitions", "3", "--min-time", "0.0005"]
TIMES = ("min_ns", "q25_ns", "median_ns", "q75_ns", "max_ns", "wall_ns")
SMALLEST = 8000  # bytes of a PNG with something on it
MODEL = {"name": "made up", "node_nm": 7, "arithmetic_pj_per_op": 0.1, "memory_pj_per_op": 0.4}


def put(folder, name, document):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as f:
        json.dump(document, f)
    return path


def slower(document, factor):
    """The same rows, `factor` times as slow."""
    for entry in document["benchmarks"]:
        q = entry["qmark"]
        for key in TIMES:
            q[key] *= factor
        for key in ("samples_ns", "ci95_ns"):
            q[key] = q[key] and [x * factor for x in q[key]]
        q["gops"] /= factor
        q["roof_share"] = q.get("roof_share") and q["roof_share"] / factor
        entry["real_time"] = entry["cpu_time"] = q["median_ns"]
        entry["items_per_second"] /= factor
    return document


def history(folder, document):
    """Fourteen builds, slower from the eighth on, and what `qmark trend` says of them."""
    files = []
    for i in range(14):
        build = slower(copy.deepcopy(document), (1.2 if i >= 7 else 1.0) + i % 3 * 0.001)
        build["context"]["date"] = f"2026-10-{i + 1:02d}T10:00:00+00:00"
        build["context"]["qmark"].update(commit=f"{i:02d}" * 20, dirty=False)
        files.append(put(folder, f"build{i:02d}.json", build))
    trend = os.path.join(folder, "trend.json")
    run = Run("trend", *files, "--quiet", "--out", trend)
    check("trend finds what became slower", run.code == 0 and os.path.exists(trend), run.all)
    return [*files, trend]


def measure(folder):
    """The files of each kind, and what it is told besides."""
    threads = "1,2" if len(os.sched_getaffinity(0)) > 1 else "1"
    real = os.path.join(folder, "real.json")
    run = Run("run", *SUITE, "--threads", threads, "--quiet", "--out", real)
    check("a result to draw", run.code == 0, run.all)
    with open(real, encoding="utf-8") as f:
        document = strict_json(f.read())
    other = copy.deepcopy(document)
    other["context"]["host_name"] = "elsewhere"
    other["context"]["qmark"]["cpu"]["name"] = "Another"
    modelled = copy.deepcopy(document)
    for entry in modelled["benchmarks"]:
        entry["qmark"].setdefault("energy_models", [MODEL])
    ab = os.path.join(folder, "ab.json")
    run = Run("ab", QMARK[0], QMARK[0], "--kernel", "i8_ref,f32_ref", "--shape", "8x16x64",
              "--pairs", "8", "--max-pairs", "8", "--repetitions", "3", "--min-time", "0.0005",
              "--quiet", "--out", ab)
    check("a comparison to draw", run.code == 0, run.all)
    files = {kind: [real] for kind in ("throughput", "speedup", "roofline", "heatmap", "sweep",
                                       "pareto", "sparse")}
    if threads != "1":
        files["scaling"] = [real]
    return {**files, "energy": [put(folder, "energy.json", modelled)], "ab": [ab],
            "machines": [real, put(folder, "other.json", other)],
            "trend": history(folder, document)}


def pictures(folder):
    found = {}
    for name in os.listdir(folder) if os.path.isdir(folder) else []:
        with open(os.path.join(folder, name), "rb") as f:
            found[name] = f.read()
    return found


def draws(kind, files, folder):
    """Twice the same bytes."""
    out = [os.path.join(folder, f"{kind}-{i}") for i in range(2)]
    for to in out:
        run = Run("plot", *files, "--kind", kind, "-o", to, "--format", "png,svg")
        check(f"{kind} is drawn", run.code == 0 and not run.err, run.all)
    first, second = map(pictures, out)
    check(f"{kind} is two files", sorted(first) == [
        f"qmark-{kind}.{form}" for form in ("png", "svg")], str(sorted(first)))
    check(f"{kind} is the same again", first == second)
    png = first.get(f"qmark-{kind}.png", b"")
    check(f"{kind} shows something", png.startswith(b"\x89PNG") and len(png) > SMALLEST,
          f"{len(png)} bytes")
    check(f"{kind} tells values", b"<title>" in first.get(f"qmark-{kind}.svg", b""))


def refuses(kind, folder):
    """One row alone, which allows four kinds."""
    tiny = os.path.join(folder, "tiny.json")
    if not os.path.exists(tiny):
        run = Run("run", "--kernel", "i8_ref", "--shape", "4x8x16", "--device", "cpu",
                  "--threads", "1", "--no-peak", "--repetitions", "3", "--min-time", "0.0005",
                  "--quiet", "--out", tiny)
        check("one row", run.code == 0, run.all)
    if kind in ("throughput", "roofline", "heatmap", "energy"):
        return
    to = os.path.join(folder, f"no-{kind}")
    run = Run("plot", tiny, "--kind", kind, "-o", to)
    check(f"{kind} of one row is refused", run.code == 2 and not pictures(to) and
          run.err.startswith("qmark plot: ") and "Traceback" not in run.err, run.all)


def main():
    draw = subprocess.run(["sh", os.path.join(PLOTS, "plot.sh"), "--help"], check=False,
                          capture_output=True)
    if draw.returncode == 77:
        print("skipped: no Python with matplotlib")
        return 77
    with tempfile.TemporaryDirectory() as folder:
        for kind, files in measure(folder).items():
            draws(kind, files, folder)
            refuses(kind, folder)
    return summary()


if __name__ == "__main__":
    sys.exit(main())
