#!/usr/bin/env python3
"""`qmark peak`, and what ceilings do to the rows of `qmark run`.

  tests/peak_cli.py [emulator ...] path/to/qmark

SPDX-License-Identifier: Apache-2.0
"""
import csv
import io
import os
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "results"))

from cli_run import Run, check, expect, strict_json, summary
import validate

ONE = ["--device", "cpu", "--threads", "1"]
RUN = ["run", *ONE, "--shape", "64x64x256", "--repetitions", "2", "--min-time", "0.001"]


def test_peak():
    run = Run("peak", *ONE, "--format", "json")
    data = strict_json(run.out)
    kernels = strict_json(Run("list", "kernels", "--device", "cpu", "--format",
                              "json").out)["kernels"]
    check("peak", run.code == 0 and not run.err, run.all)
    names = [c["class"] for c in data["ceilings"]]
    check("a class stands once", len(names) == len(set(names)), names)
    ideas = [c["instruction"] for c in data["ceilings"]]
    check("every kernel has a class", all(
        any(k["idea"].startswith(i) for i in ideas) for k in kernels
        if k["runs"] and not k["name"].endswith("_ref") and not k["library"]), ideas)
    best = max((c["gops"] for c in data["ceilings"] if c["format"] == "f32"), default=0)
    check("compared with f32", all(abs(c["times_f32"] - c["gops"] / best) < 1e-6 * c["times_f32"]
                                   for c in data["ceilings"]), data["ceilings"])
    check("memory last", not data["bandwidths"] or data["bandwidths"][-1]["level"] == "DRAM",
          data["bandwidths"])
    table = Run("peak", *ONE, "--isa", "none", "--format", "md")
    check("nothing may be used, nothing measured", table.code == 0 and
          "zmm" not in table.out, table.all)


def test_rows(folder):
    path = os.path.join(folder, "r.json")
    run = Run(*RUN, "--family", "i8", "--kernel", "i8_*", "--cache", "hot,cold", "--out", path)
    check("hot and cold", run.code == 0 and " cold " in run.out, run.all)
    document, errors = validate.file_errors(path)
    check("a good file", not errors, errors)
    rows = {r["name"].split("/")[0] + r["qmark"]["cache"]: r["qmark"]
            for r in document["benchmarks"]}
    fast = [q for q in rows.values() if not q["kernel"].endswith("_ref")]
    check("every kernel is measured both ways",
          2 * sum(q["cache"] == "cold" for q in fast) == len(fast), list(rows))
    for q in fast:
        shape = q["shape"]
        check("bytes", q["bytes"] == q["a_bytes"] + q["b_bytes"] +
              4 * shape["m"] * shape["n"] and
              abs(q["intensity"] * q["bytes"] - q["ops"]) < 1e-6 * q["ops"], q)
        check("a share of a roof", q["class"] and 0 < q["roof_share"] <= 1.05 and
              abs(q["roof_gops"] * q["roof_share"] - q["gops"]) < 1e-6 * q["gops"], q)
        check("the class is among the ceilings", any(
            c["class"] == q["class"] and c["gops"] == q["ceiling_gops"]
            for c in document["context"]["qmark"]["ceilings"]), q)
    gone = document["qmark_unmeasured"]
    check("a reference is not made cold", any(
        u["qmark"]["kernel"] == "i8_ref" and u["qmark"]["cache"] == "cold" and
        u["qmark"]["status"] == "skipped" for u in gone), gone)
    run = Run("peak", *ONE, "--results", path, "--format", "json")
    named = [c["best_kernel"] for c in strict_json(run.out)["ceilings"] if c["best_kernel"]]
    check("the best kernels", not fast or named and all(n.startswith("i8_") for n in named),
          run.all)
    table = list(csv.DictReader(io.StringIO(Run(*RUN, "--kernel", "i8_*", "--format",
                                                "csv").out)))
    check("CSV", all(None not in r and None not in r.values() for r in table) and
          all(float(r["bytes"]) > 0 for r in table if r["status"] == "ok"), table)


def test_without(folder):
    path = os.path.join(folder, "n.json")
    run = Run(*RUN, "--kernel", "i8_ref", "--no-peak", "--out", path)
    document, errors = validate.file_errors(path)
    check("--no-peak", run.code == 0 and not errors and
          "ceilings" not in document["context"]["qmark"], errors or run.all)
    row = document["benchmarks"][0]["qmark"]
    check("no roof, but bytes", row["roof"] is None and row["roof_share"] is None and
          row["class"] is None and row["bytes"] > 0, row)
    foreign = os.path.join(folder, "f.json")
    with open(foreign, "w", encoding="utf-8") as f:
        f.write("{}")
    for name, words in ((os.path.join(folder, "none"), ["none"]), (foreign, ["f.json"]),
                        ("/dev/null", ["/dev/null"])):
        expect("not a result file", 5, words, "peak", *ONE, "--isa", "none", "--results", name)


def main():
    test_peak()
    with tempfile.TemporaryDirectory() as folder:
        test_rows(folder)
        test_without(folder)
    return summary()


if __name__ == "__main__":
    sys.exit(main())
