#!/usr/bin/env python3
"""Long runs: what they would do, how they share their time, and how they go on.

  tests/long_cli.py path/to/qmark

SPDX-License-Identifier: Apache-2.0
"""
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "results"))

import validate
from cli_run import QMARK, Run, check, environment, expect, strict_json, summary

# Products of a tenth of a millisecond: what surrounds them takes less.
SHAPES = [f"{64 + i}x64x64" for i in range(8)]
LONG = ["run", "--kernel", "i8_ref", "--shape", ",".join(SHAPES), "--device", "cpu",
        "--threads", "1", "--no-peak", "--min-time", "0.04", "--repetitions", "3"]


def read(path):
    with open(path, encoding="utf-8") as f:
        return strict_json(f.read())


def good(path):
    data = read(path)
    check(f"{path} is a good file", validate.check(data) == [], validate.check(data))
    return data


def started(path, lines, *args):
    """A run whose journal has so many lines."""
    child = subprocess.Popen(QMARK + LONG + ["--out", path, *args], env=environment(),
                             stdout=-1, stderr=-1)
    limit = time.monotonic() + 60
    while time.monotonic() < limit and child.poll() is None:
        if os.path.exists(path + ".journal"):
            with open(path + ".journal", "rb") as f:
                if f.read().count(b"\n") >= lines:
                    break
        time.sleep(0.01)
    return child


def test_dry_run():
    run = Run(*LONG, "--dry-run", "--format", "json")
    data = strict_json(run.out)
    check("the plan", len(data["plan"]) == 8 and data["estimate"]["rows"] == 8 and
          all(p["runs"] and p["seconds"] > 0 for p in data["plan"]), run.all)
    check("the estimate", 1 < data["estimate"]["seconds"] < 4, data["estimate"])
    table = Run(*LONG, "--dry-run")
    check("as a table", table.code == 0 and table.out.count("i8_ref") == 8 and
          "seconds, about" in table.out, table.all)
    before = time.monotonic()
    Run("run", "--suite", "llm", "--dry-run")
    check("nothing is measured", time.monotonic() - before < 30)
    run = Run(*LONG, "--dry-run", "--budget", "1s", "--format", "json")
    check("a budget bounds the estimate", strict_json(run.out)["estimate"]["seconds"] == 1,
          run.all)


def test_budget(folder):
    path = os.path.join(folder, "b.json")
    before = time.monotonic()
    run = Run(*LONG, "--budget", "12s", "--repetitions", "6", "--out", path)
    spent = time.monotonic() - before
    data = good(path)
    budget = data["context"]["qmark"]["budget"]
    check("a budget is kept", run.code == 0 and spent < 18, f"{spent} s, {run.all}")
    check("and told", budget["seconds"] == 12 and budget["unreached"] == 0 and
          "budget of 12 s" in run.out, f"{budget} {run.all}")
    wide = [r for r in data["benchmarks"]
            if r["qmark"]["evidence"]["interval_share"] > budget["clear_share"]]
    check("what is unclear is counted", len(wide) == budget["unclear"], budget)
    check("every row has its turn", len(data["benchmarks"]) == 8 and
          all(len(r["qmark"]["samples_ns"]) >= 3 for r in data["benchmarks"]), run.all)
    run = Run(*LONG, "--budget", "1s", "--min-time", "0.2", "--out", path)
    data = good(path)
    check("too small a budget is said", data["context"]["qmark"]["budget"]["unreached"] > 0
          and "was over before its turn" in data["qmark_unmeasured"][-1]["qmark"]["reason"],
          run.all)
    expect("a bad budget", 2, ["--budget", "soon"], "run", "--budget", "soon")


def test_kill(folder):
    """kill -9 in the middle, and a line that was cut in half."""
    path = os.path.join(folder, "k.json")
    child = started(path, 4)
    child.kill()
    child.communicate()
    check("nothing but the journal is left", os.listdir(folder) == ["k.json.journal"],
          os.listdir(folder))
    with open(path + ".journal", "r+b") as f:
        whole = f.read()
        known = whole.count(b"\n") - 1
        kept = whole.split(b"\n")[1]
        f.seek(0, os.SEEK_END)
        f.write(b'{"row":"i8_ref/cpu/71x64x64/thre')
    run = Run(*LONG, "--out", path, "--resume")
    check("it goes on", run.code == 0 and f"{known} of 8 rows are known" in run.err, run.all)
    data = good(path)
    first = data["benchmarks"][0]["qmark"]
    check("with all rows", len(data["benchmarks"]) == 8, data["benchmarks"])
    check("of which the first is the old one", all(
        f'{x / 1e9:.9g}'[:8].encode() in kept for x in first["samples_ns"][:1]) and
        first["trust"]["label"] in "ABCD", f"{first} {kept}")
    check("the journal is gone", os.listdir(folder) == ["k.json"], os.listdir(folder))
    check("with nothing to go on it starts", Run(
        *LONG, "--out", path, "--resume", "--shape", "64x64x64").code == 0)


def test_interrupt(folder):
    path = os.path.join(folder, "i.json")
    child = started(path, 3)
    child.send_signal(signal.SIGINT)
    child.communicate(timeout=60)
    check("interrupted", child.returncode == 130 and read(path)["context"]["qmark"]
          ["interrupted"] is True, child.returncode)
    check("its journal stays", os.path.exists(path + ".journal"))
    expect("another run's journal", 5, ["--resume", "its seed is 1, here it is 2"], *LONG,
           "--out", path, "--resume", "--seed", "2")
    run = Run(*LONG, "--out", path, "--resume")
    data = good(path)
    check("and is finished", run.code == 0 and len(data["benchmarks"]) == 8 and
          data["context"]["qmark"]["interrupted"] is False, run.all)
    child = started(path, 2)
    expect("two at once", 5, ["in use"], *LONG, "--out", path)
    child.kill()
    child.communicate()
    run = Run(*LONG, "--out", path)
    check("without --resume it starts anew, and says so", run.code == 0 and
          "--resume" in run.err and len(good(path)["benchmarks"]) == 8, run.all)
    expect("resume what?", 2, ["--resume", "--out"], *LONG, "--resume")


def limit_files():
    resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))


def test_full_disk(folder):
    """Some rows fit; the file does not.  With more room nothing is measured twice."""
    with open(QMARK[-1], "rb") as f:
        if b"__tsan_init" in f.read():
            return  # it writes and maps a larger file before main() and dies
    path = os.path.join(folder, "f.json")
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    run = Run(*LONG, "--out", path, preexec_fn=limit_files, restore_signals=False)
    check("a full disk", run.code == 5 and "large" in run.err and
          "the run goes on" in run.err, run.all)
    check("its rows are printed", run.out.count("i8_ref") == 8, run.all)
    check("no half line stays", open(path + ".journal", "rb").read().endswith(b"}\n"))
    run = Run(*LONG, "--out", path, "--resume")
    check("then there is room", run.code == 0 and "rows are known" in run.err and
          len(good(path)["benchmarks"]) == 8, run.all)
    with open(path + ".journal", "w", encoding="utf-8") as f:
        f.write("not ours\n")
    expect("a journal of others", 5, ["is not the journal"], *LONG, "--out", path, "--resume")


def test_doctor():
    run = Run("info", "--doctor", "--format", "json")
    rows = strict_json(run.out)["unreliable"]
    check("the doctor", run.code == 0 and all(
        set(r) == {"finding", "now", "why", "command"} and all(r.values()) for r in rows),
        run.all)
    table = Run("info", "--doctor")
    check("as a table", all(r["finding"] in table.out for r in rows), table.all)


def test_energy():
    """Here there may be a meter or not: a row has joules, or says why not."""
    run = Run(*LONG, "--shape", "64x64x64", "--energy", "--format", "json")
    rows = strict_json(run.out)["benchmarks"]
    check("energy, or a reason", run.code == 0 and all(
        (r["qmark"]["energy"]["gross_joules"] is None) ==
        bool(r["qmark"]["energy"]["reason"]) for r in rows), run.all)
    check("a reason in the table", rows[0]["qmark"]["energy"]["gross_joules"] or
          "energy was not measured: powercap" in Run(*LONG, "--energy").out)
    run = Run(*LONG, "--shape", "64x64x64", "--format", "json")
    check("nobody asked", strict_json(run.out)["benchmarks"][0]["qmark"]["energy"] is None)


def main():
    test_dry_run()
    test_doctor()
    test_energy()
    for test in (test_budget, test_kill, test_interrupt, test_full_disk):
        with tempfile.TemporaryDirectory() as folder:
            test(folder)
    return summary()


if __name__ == "__main__":
    sys.exit(main())
