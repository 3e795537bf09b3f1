#!/usr/bin/env python3
"""What other programs read: each export against the rules of its reader, the figures of
merit against the regular expressions of the shipped integrations, and the options for
clusters.

  tests/export_test.py path/to/qmark

SPDX-License-Identifier: Apache-2.0
"""
import ast
import csv
import datetime
import io
import math
import os
import re
import socket
import sqlite3
import sys
import tempfile

sys.dont_write_bytecode = True  # nothing is left in the sources

from cli_run import Run, check, expect, strict_json, summary
from result_maker import row, unmeasured, document
from saved_test import SHAPE, history, write

HERE = os.path.dirname(os.path.abspath(__file__))
INTEGRATIONS = os.path.join(HERE, "..", "results", "integrations")
KERNELS = ("i8_avx2", "f32_avx2", "i8_avx512vnni")
TINY = ["run", "--kernel", "i8_ref,f32_ref", "--device", "cpu", "--threads", "1",
        "--repetitions", "2", "--min-time", "0.0005", "--no-peak"]


def export(name, *files, env=None):
    run = Run("export", name, *files, env=env)
    check(f"{name} ends well", run.code == 0 and not run.err, run.all)
    return run.out


def number(x):
    return isinstance(x, (int, float)) and not isinstance(x, bool) and math.isfinite(x)


def test_bencher(path, made):
    """json adapter: names of 1024 characters at most, value needed, bounds around it."""
    bmf = strict_json(export("bencher", path))
    check("bencher: every row", len(bmf) == len(made["benchmarks"]) and
          not any(n.endswith("/real_time") or len(n) > 1024 for n in bmf), bmf)
    metrics = [m for measures in bmf.values() for m in measures.values()]
    check("bencher: two measures each", all(set(m) == {"latency", "throughput"}
                                           for m in bmf.values()), bmf)
    check("bencher: value within its bounds", all(
        number(m["value"]) and m["lower_value"] <= m["value"] <= m["upper_value"] and
        set(m) == {"value", "lower_value", "upper_value"} for m in metrics), bmf)
    q = made["benchmarks"][0]["qmark"]
    first = bmf[made["benchmarks"][0]["name"].replace("/real_time", "")]
    check("bencher: nanoseconds, and operations a second",
          math.isclose(first["latency"]["value"], q["median_ns"], rel_tol=1e-9) and
          math.isclose(first["throughput"]["value"], q["gops"] * 1e9, rel_tol=1e-9), first)


def test_action(path, made):
    """github-action-benchmark: a list; name, unit and extra are texts, value a number."""
    for name, unit in (("customSmallerIsBetter", "ns"), ("customBiggerIsBetter", "GOP/s")):
        entries = strict_json(export(name, path))
        check(f"{name}: form", isinstance(entries, list) and all(
            isinstance(e["name"], str) and e["unit"] == unit and number(e["value"]) and
            isinstance(e["range"], str) and isinstance(e["extra"], str) for e in entries),
            entries)
        check(f"{name}: a name once", len({e["name"] for e in entries}) ==
              len(made["benchmarks"]), entries)


MACHINE = {"name": str, "architecture_name": str, "kernel_name": str, "os_name": str,
           "os_version": str, "cpu_model_name": str, "cpu_l1d_cache_bytes": int,
           "cpu_l1i_cache_bytes": int, "cpu_l2_cache_bytes": int, "cpu_l3_cache_bytes": int,
           "cpu_core_count": int, "cpu_thread_count": int, "cpu_frequency_max_hz": int,
           "memory_bytes": int, "gpu_count": int, "gpu_product_names": list}


def test_conbench(path, made):
    """POST /api/benchmark-results/: the keys it needs, and no machine beside a cluster."""
    results = strict_json(export("conbench", path, env={
        "CONBENCH_PROJECT_REPOSITORY": "https://github.com/org/repo",
        "CONBENCH_PROJECT_PR_NUMBER": "12"}))
    check("conbench: every row", len(results) == len(made["benchmarks"]), results)
    for r in results:
        s = r["stats"]
        check("conbench: needed keys", {"run_id", "batch_id", "run_reason", "timestamp", "tags",
                                        "info", "context", "machine_info", "stats",
                                        "github"} == set(r), r)
        check("conbench: machine", {k: type(v) for k, v in r["machine_info"].items()} == MACHINE,
              r["machine_info"])
        check("conbench: stats", all(number(x) for x in s["data"] + s["times"]) and
              len(s["data"]) == len(s["times"]) == s["iterations"] and s["unit"] == "i/s" and
              s["time_unit"] == "s", s)
        check("conbench: name and language", r["tags"]["name"] and
              r["context"]["benchmark_language"] == "C", r)
        check("conbench: date with a zone", datetime.datetime.fromisoformat(
            r["timestamp"]).tzinfo is not None, r["timestamp"])
        check("conbench: commit", r["github"] == {
            "repository": "https://github.com/org/repo", "commit": "3f2a9c1d7e",
            "pr_number": 12}, r["github"])
    alone = strict_json(export("conbench", path))
    check("conbench: no repository, no github", all("github" not in r for r in alone), alone)


def test_otava(folder):
    """Its CSV importer: a header, one time column, numbers or nothing in metric columns."""
    files = history(folder, 13, lambda i: 1.0)
    extra = write(folder, "extra.json", document([row("f32_avx2", SHAPE)], commit="ee"))
    lines = list(csv.DictReader(io.StringIO(export("otava", *files, extra))))
    check("otava: a line a run", len(lines) == 14, lines)
    times = [datetime.datetime.fromisoformat(line["time"]) for line in lines]
    check("otava: in order, with zones", times == sorted(times) and times[0].tzinfo, times)
    metrics = [k for k in lines[0] if k not in ("time", "commit", "machine")]
    check("otava: a column a row", len(metrics) == 2 and all(
        line[m] == "" or float(line[m]) > 0 for line in lines for m in metrics), lines[0])
    check("otava: a missing point is empty",
          [sum(line[m] == "" for line in lines) for m in sorted(metrics)] == [13, 1], lines)


def test_sqlite(folder, path, made):
    out = os.path.join(folder, "r.sqlite")
    for _ in range(2):  # a second time it replaces the first
        run = Run("export", "sqlite", path, "--out", out)
        if "no SQLite" in run.err:
            return
        check("sqlite ends well", run.code == 0, run.all)
    db = sqlite3.connect(out)
    rows = db.execute("SELECT name, ops / median_ns, threads FROM row ORDER BY id").fetchall()
    check("sqlite: rows", [r[0] for r in rows] == [b["name"] for b in made["benchmarks"]] and
          all(math.isclose(r[1], b["qmark"]["gops"], rel_tol=1e-9)
              for r, b in zip(rows, made["benchmarks"])), rows)
    check("sqlite: samples", db.execute("SELECT count(*) FROM sample").fetchone()[0] ==
          sum(len(b["qmark"]["samples_ns"]) for b in made["benchmarks"]))
    check("sqlite: what has no time", db.execute("SELECT failed, reason FROM unmeasured")
          .fetchall() == [(0, "it's not here")])
    check("sqlite: whole", db.execute("PRAGMA integrity_check").fetchone()[0] == "ok" and
          not db.execute("PRAGMA foreign_key_check").fetchall())
    db.close()
    expect("sqlite needs a file", 2, ["--out"], "export", "sqlite", path)
    expect("sqlite: no such folder", 5, ["/nothere"], "export", "sqlite", path,
           "--out", "/nothere/r.sqlite")


def test_usage(path):
    expect("no format", 2, ["FORMAT"], "export")
    expect("no file", 2, ["FILE"], "export", "bencher")
    expect("an unknown format", 2, ["bencher"], "export", "benchr", path)
    expect("two files for one page", 2, ["merge"], "export", "bencher", path, path)


def literal(name, pattern):
    """A raw string in a shipped integration, which must compile."""
    with open(os.path.join(INTEGRATIONS, name), encoding="utf-8") as f:
        text = f.read()
    compile(text, name, "exec")
    found = [n.value for n in ast.walk(ast.parse(text))
             if isinstance(n, ast.Constant) and isinstance(n.value, str) and
             n.value.startswith(pattern)]
    check(f"{name} has {pattern}", len(found) > 0, found)
    return found[0] if found else "$."


def test_figures(folder):
    """What ReFrame and Ramble look for is what `run --format fom` prints."""
    log = os.path.join(folder, "run.fom")
    run = Run(*TINY, "--shape", "5x6x8", "--format", "fom", "--out", log)
    with open(log, encoding="utf-8") as f:
        check("figures of merit in a file", f.read().count("\nVALIDATION") == 1)
    for name in ("qmark_reframe.py", "application.py"):
        lines = re.findall(literal(name, "^FOM "), run.out, re.M)
        check(f"{name} finds every row", [n for n, _ in lines] == [
            "f32_ref/cpu/5x6x8/threads:1/hot", "i8_ref/cpu/5x6x8/threads:1/hot"] and
            all(float(value) > 0 for _, value in lines), run.all)
        passed = literal(name, "^VALIDATION")
        check(f"{name} sees that it passed", re.search(passed, run.out, re.M), run.all)
        check(f"{name} sees a failure", not re.search(passed, "VALIDATION: FAILED n=1", re.M))


def test_clusters(folder):
    """Parts of a job array, and the names of their files."""
    names = []
    for part in (1, 2, 3):
        env = {"SLURM_JOB_ID": "77", "SLURM_PROCID": str(part)}
        run = Run(*TINY, "--shape", "5x6x8,6x6x8,7x6x8", "--shard", f"{part}/3", "--out",
                  os.path.join(folder, "r-%h-%j-%r-%%.json"), env=env)
        path = os.path.join(folder, f"r-{socket.gethostname()}-77-{part}-%.json")
        check(f"part {part} of 3 is written under its name", run.code == 0 and
              os.path.isfile(path), run.all)
        names.append(path)
    whole = Run("merge", *names)
    rows = {r["name"] for r in strict_json(whole.out)["benchmarks"]}
    check("the parts are the whole", whole.code == 0 and len(rows) == 6, whole.all)
    run = Run(*TINY, "--shape", "5x6x8", "--shard", "3/3")
    check("a part without work is skipped", run.code == 77 and "nothing is left" in run.err,
          run.all)
    run = Run(*TINY, "--shape", "5x6x8", "--out", os.path.join(folder, "p%p-%j.json"))
    check("%p is a number, %j outside of a cluster 0", any(
        re.fullmatch(r"p\d+-0\.json", n) for n in os.listdir(folder)), run.all)
    for bad in ("0/3", "4/3", "1", "1/", "a/b", "-1/2", "1/2x"):
        expect(f"--shard {bad}", 2, ["I/N"], *TINY, "--shard", bad)
    for bad in ("r-%x.json", "r-%.json", "%"):
        expect(f"--out {bad}", 2, ["%"], *TINY, "--out", bad)


def main():
    made = document([row(k, SHAPE) for k in KERNELS],
                    [unmeasured("i8_neon", SHAPE, "skipped", "it's not here")])
    with tempfile.TemporaryDirectory() as folder:
        path = write(folder, "made.json", made)
        test_bencher(path, made)
        test_action(path, made)
        test_conbench(path, made)
        test_otava(folder)
        test_sqlite(folder, path, made)
        test_usage(path)
        test_figures(folder)
    with tempfile.TemporaryDirectory() as folder:
        test_clusters(folder)
    return summary()


if __name__ == "__main__":
    sys.exit(main())
