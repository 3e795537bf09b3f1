#!/usr/bin/env python3
"""Result files after the run: hostile ones, two of them, many of them, parts of them.

  tests/saved_test.py path/to/qmark

SPDX-License-Identifier: Apache-2.0
"""
import copy
import json
import os
import random
import sys
import tempfile

sys.dont_write_bytecode = True  # nothing is left in the sources

from cli_run import Run, check, expect, strict_json, summary
from result_maker import document, row, unmeasured, with_ceilings

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "results"))
import validate

SHAPE = (64, 256, 1024)


def write(folder, name, what):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as f:
        f.write(what if isinstance(what, str) else json.dumps(what))
    return path


def small(kernels=("i8_avx2", "f32_avx2"), speed=100.0, **run):
    return document([row(k, SHAPE, speed=speed) for k in kernels], **run)


def changed(change, made=None):
    """A good file after somebody's edit."""
    made = copy.deepcopy(made or small())
    change(made)
    return made


def plain(times, name="BM_a", **row_more):
    rows = [{"name": name, "run_name": name, "run_type": "iteration", "iterations": 9,
             "real_time": t, "cpu_time": t, "time_unit": "us", **row_more} for t in times]
    rows.append({"name": f"{name}_mean", "run_name": name, "run_type": "aggregate",
                 "aggregate_name": "mean", "real_time": 99.0, "cpu_time": 9, "time_unit": "us"})
    return {"context": {"date": "2024-05-06T07:08:09+00:00", "host_name": "ci", "num_cpus": 2,
                        "caches": []}, "benchmarks": rows}


def test_hostile(folder):
    def first(made):
        return made["benchmarks"][0]

    text = json.dumps(small())
    cases = [
        ("an empty file", "", ["empty"]),
        ("a truncated file", text[:len(text) // 2], ["line 1"]),
        ("no JSON", "hello", ["line 1"]),
        ("another kind of JSON", "[1, 2]", ["neither"]),
        ("no benchmarks", '{"context": {}}', ["neither"]),
        ("NaN", text.replace('"median_ns": ', '"median_ns": NaN, "x": ', 1), ["line 1"]),
        ("Infinity", text.replace('"ops": ', '"ops": Infinity, "x": ', 1), ["line 1"]),
        ("a number without end", text.replace('"ops": ', '"ops": 1e999, "x": ', 1), ["overflow"]),
        ("a field twice", text.replace('"ops": ', '"ops": 7, "ops": ', 1), ["uplicate"]),
        ("nested too deep", "[" * 100000, ["nested"]),
        ("deep inside", text.replace('"ops": ', '"x": ' + "[" * 40 + "]" * 40 + ', "ops": ', 1),
         ["nested"]),
        ("too many values", '{"context": {}, "benchmarks": [' + "1," * 4200000 + "1]}",
         ["values"]),
        ("a future version", changed(lambda d: d["context"]["qmark"].update(schema=2)),
         ["newer qmark", "schema 2"]),
        ("schema as text", changed(lambda d: d["context"]["qmark"].update(schema="1")),
         ["context.qmark.schema", "'1'"]),
        ("a context that is no object", changed(lambda d: d.update(context=[])), ["context"]),
        ("a row that is no object", changed(lambda d: d["benchmarks"].append(3)),
         ["benchmarks[2]", "object"]),
        ("a time of 0", changed(lambda d: first(d)["qmark"].update(min_ns=0)),
         ["benchmarks[0].qmark.min_ns", "above 0"]),
        ("a time as text", changed(lambda d: first(d)["qmark"].update(median_ns="5")),
         ["benchmarks[0].qmark.median_ns"]),
        ("quantiles out of order", changed(lambda d: first(d)["qmark"].update(q25_ns=1e-3)),
         ["q25_ns", "quantile"]),
        ("no samples", changed(lambda d: first(d)["qmark"].update(samples_ns=[])),
         ["samples_ns"]),
        ("a sample below 0", changed(lambda d: first(d)["qmark"].update(samples_ns=[-5])),
         ["samples_ns[0]"]),
        ("a shape of half", changed(lambda d: first(d)["qmark"]["shape"].update(m=0.5)),
         ["shape.m", "whole number"]),
        ("two rows of one name", changed(lambda d: d["benchmarks"].append(first(d))),
         ["two rows"]),
        ("a date that is none", changed(lambda d: d["context"].update(date="yesterday")),
         ["context.date"]),
        ("an unknown status", changed(lambda d: d["qmark_unmeasured"].append(
            unmeasured("i8_neon", SHAPE, "lost", "?"))), ["status", "skipped"]),
        ("an odd unit", plain([1.0], time_unit="min"), ["time_unit"]),
        ("bytes that are no text", None, ["decode"]),
    ]
    for name, what, words in cases:
        path = os.path.join(folder, "hostile.json")
        if what is None:
            with open(path, "wb") as f:
                f.write(text.replace("bench01", "bench\x01").encode().replace(b"\x01", b"\xff"))
        else:
            write(folder, "hostile.json", what)
        good = write(folder, "good.json", small())
        for sides in ((path, good), (good, path)):
            expect(name, 5, ["hostile.json", *words], "compare", *sides)
    path = os.path.join(folder, "huge.json")
    with open(path, "wb") as f:
        f.truncate((64 << 20) + 2)
    expect("a huge file", 5, ["huge.json", "64 MiB"], "trend", path)
    expect("no such file", 5, ["nothere"], "compare", good, os.path.join(folder, "nothere"))
    expect("a folder", 5, ["cannot read"], "compare", good, folder)


def test_compare(folder):
    old = write(folder, "old.json", small())
    new = write(folder, "new.json", small(speed=110.0))
    run = Run("compare", old, old)
    check("a file against itself", run.code == 0 and "2 same" in run.out, run.all)
    run = Run("compare", new, old)
    check("slower is suspect, and passes", run.code == 0 and
          run.out.count("suspect slower") == 3 and "qmark ab" in run.out and
          "i8_avx2,f32_avx2" in run.out, run.all)
    check("--gate fails", Run("compare", new, old, "--gate").code == 1)
    check("a wider margin", Run("compare", new, old, "--margin", "15%", "--gate").code == 0)
    run = Run("compare", old, new, "--format", "json")
    rows = strict_json(run.out)["rows"]
    check("faster, as JSON", [r["verdict"] for r in rows] == ["suspect faster"] * 2 and
          all(-10 < r["change_percent"] < -8 for r in rows), run.all)
    other = write(folder, "other.json", small(cpu="Another CPU", speed=200.0))
    expect("another machine", 4, ["Another CPU", "--force"], "compare", old, other)
    expect("and no ceilings", 4, ["ceilings"], "compare", old, other, "--force")
    two = [write(folder, f"roof{i}.json", with_ceilings(small(cpu=f"CPU {i}", speed=100.0 * i)))
           for i in (1, 2)]
    run = Run("compare", *two, "--force")
    check("shares of each one's ceiling", run.code == 0 and "ceiling" in run.out and
          "suspect faster" in run.out and " %" in run.out, run.all)
    code = [write(folder, f"code{i}.json", changed(
        lambda d: [r["qmark"].update(code="ab") for r in d["benchmarks"]], small(speed=s)))
        for i, s in enumerate((100.0, 80.0))]
    run = Run("compare", *code, "--gate")
    check("the same code is no suspect", run.code == 0 and "2 same code" in run.out, run.all)
    failed = write(folder, "failed.json", document(
        [row("f32_avx2", SHAPE, speed=100.0)],
        [unmeasured("i8_avx2", SHAPE, "failed", "wrong")]))
    expect("a row that fails now", 3, ["1 rows"], "compare", old, failed)
    a, b = (write(folder, n, plain(t)) for n, t in (("a.json", [5.0, 5.1]), ("b.json", [6.0, 6.1])))
    run = Run("compare", a, b)
    check("plain Google Benchmark files", run.code == 0 and "suspect slower" in run.out and
          "+19" in run.out and "1 rows" in run.out, run.all)
    expect("one of each kind", 5, ["nothing in common"], "compare", a, old)


def history(folder, count, level):
    files = []
    for i in range(count):
        rng = random.Random(i)
        made = small(("i8_avx2",), speed=100.0 * level(i) * rng.uniform(0.998, 1.002),
                     commit=f"{i:040x}")
        made["context"]["date"] = f"2026-{1 + i // 28:02d}-{1 + i % 28:02d}T09:15:02+00:00"
        files.append(write(folder, f"h{i:03d}.json", made))
    return files


def test_trend(folder):
    place = os.path.join(folder, "history")
    files = history(folder, 40, lambda i: 1.0 if i < 23 else 0.97)
    run = Run("history", place, *files[:30])
    check("files are filed away", run.code == 0 and "30 files" in run.err, run.all)
    expect("once", 5, ["already"], "history", place, files[3])
    dirty = write(folder, "dirty.json", small(dirty=True))
    expect("local changes are not filed", 5, ["local changes"], "history", place, dirty)
    check("more of them", Run("history", place, *files[30:]).code == 0)
    with open(os.path.join(place, "index.json"), encoding="utf-8") as f:
        index = strict_json(f.read())
    check("the index is by date", [e["commit"] for e in index["files"]] ==
          [f"{i:040x}" for i in range(40)] and all(
              os.path.isfile(os.path.join(place, e["file"])) for e in index["files"]), index)
    run = Run("trend", place, "--format", "json")
    found = strict_json(run.out)
    check("one change is found where it is", len(found["changes"]) == 1 and
          found["changes"][0]["last_good"] == f"{22:040x}" and
          found["changes"][0]["first_of_new"] == f"{23:040x}" and
          2.5 < found["changes"][0]["percent"] < 3.7, run.all)
    check("the same every time", Run("trend", place, "--format", "json").out == run.out)
    check("in the order of dates, not of names",
          strict_json(Run("trend", *reversed(files), "--format", "json").out)["changes"][0]
          ["point"] == 23)
    check("--gate fails", Run("trend", place, "--gate").code == 1)
    check("a step below the margin", "0 changes" in Run("trend", place, "--margin", "5%").out)
    run = Run("trend", *files[:11])
    check("eleven points are too few", run.code == 0 and "fewer than 12" in run.out, run.all)
    flat = os.path.join(folder, "flat")
    os.makedirs(flat)
    check("noise is no change", "0 changes" in Run(
        "trend", *history(flat, 60, lambda i: 1.0)).out)
    expect("nothing there", 5, ["no result file"], "trend", flat)


def test_merge(folder):
    parts = [write(folder, "a.json", small(("i8_avx2",))),
             write(folder, "b.json", document([row("f32_avx2", SHAPE)], [
                 unmeasured("f32_neon", SHAPE, "skipped", "no neon")]))]
    out = os.path.join(folder, "all.json")
    run = Run("merge", *parts, "--out", out)
    with open(out, encoding="utf-8") as f:
        made = strict_json(f.read())
    check("parts are joined", run.code == 0 and len(made["benchmarks"]) == 2 and
          len(made["qmark_unmeasured"]) == 1 and
          len(made["context"]["qmark"]["merged"]) == 2 and
          len(made["context"]["qmark"]["devices"]) == 2, run.all)
    check("into a valid file", not validate.check(made), validate.check(made))
    parts += [write(folder, f"{n}.json", with_ceilings(document([row("i8_avx2", SHAPE, n)])))
              for n in (3, 4)]
    made = strict_json(Run("merge", *parts[2:]).out)["context"]["qmark"]
    check("ceilings of all threads are kept", [{e["threads"] for e in made[field]} for field in
                                               ("ceilings", "bandwidths")] == [{3, 4}] * 2 and
          len(made["ceilings"]) == 8, made["ceilings"])
    expect("a row twice", 5, ["i8_avx2"], "merge", parts[0], parts[0])
    expect("another commit", 5, ["not one run"], "merge", parts[0],
           write(folder, "c.json", small(("f32_avx2",), commit="00ff")))
    expect("another machine", 5, ["not one run"], "merge", parts[0],
           write(folder, "m.json", small(("f32_avx2",), cpu="X")))


def main():
    for test in (test_hostile, test_compare, test_trend, test_merge):
        with tempfile.TemporaryDirectory() as folder:
            test(folder)
    return summary()


if __name__ == "__main__":
    sys.exit(main())
