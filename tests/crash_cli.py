#!/usr/bin/env python3
"""A kernel that dies costs its row, not the run.

  tests/crash_cli.py path/to/qmark_sabotaged

SPDX-License-Identifier: Apache-2.0
"""
import json
import os
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "results"))

import validate
from cli_run import Run, check, strict_json, summary

BRIEF = ["--device", "cpu", "--min-time", "0.001", "--repetitions", "2", "--no-peak",
         "--shape", "16x64x64"]


def victims():
    """Two kernels of one family that run here, or as many as there are."""
    rows = strict_json(Run("list", "kernels", "--device", "cpu", "--format", "json").out)
    names = [k["name"] for k in rows["kernels"] if k["runs"] and k["name"].startswith("i8_")
             and not k["name"].endswith("_ref")]
    return names[:2]


def test_death(folder, victim, how, when, threads):
    """It dies in its first product, which is verified, or while it is timed."""
    path = os.path.join(folder, "r.json")
    run = Run("run", "--family", "i8,f32", "--threads", threads, *BRIEF, "--out", path,
              env={"DIE": f"{victim} {how} {when}"})
    name = f"{victim} dies of SIG{how} at {when} on {threads}"
    check(name, run.code == 3 and f"it died of SIG{how}" in run.out, run.all)
    with open(path, encoding="utf-8") as f:
        data = strict_json(f.read())
    check(f"{name}: the file is good", validate.check(data) == [], validate.check(data))
    gone = {r["qmark"]["kernel"]: r["qmark"] for r in data["qmark_unmeasured"]}
    kept = {r["qmark"]["kernel"] for r in data["benchmarks"]}
    check(f"{name}: its row failed", gone.get(victim, {}).get("status") == "failed" and
          f"SIG{how}" in gone[victim]["reason"], gone)
    check(f"{name}: the others are measured", victim not in kept and
          any(k.startswith("f32_") for k in kept), kept)
    check(f"{name}: no journal stays", os.listdir(folder) == ["r.json"], os.listdir(folder))
    os.remove(path)


def test_without_file(victim):
    run = Run("run", "--family", "i8", *BRIEF, "--format", "json",
              env={"DIE": f"{victim} ILL 1"})
    data = strict_json(run.out)
    check("without a file the journal is in memory", run.code == 3 and
          victim in json.dumps(data["qmark_unmeasured"]), run.all)


def test_full_disk(victim):
    """Nothing can be noted: then it is an end like any other."""
    run = Run("run", "--family", "i8", *BRIEF, "--journal", "/dev/full",
              env={"DIE": f"{victim} ILL 1"})
    check("a death that cannot be noted is one", run.code < 0, run.all)


def main():
    found = victims()
    if not found:
        print("no kernel of i8 runs here")
        return 77
    with tempfile.TemporaryDirectory() as folder:
        for how, when, threads in (("ILL", 1, "1"), ("SEGV", 3, "all"), ("ABRT", 2, "1"),
                                   ("ILL", 1, "all")):
            test_death(folder, found[-1], how, when, threads)
        test_without_file(found[0])
        test_full_disk(found[0])
    return summary()


if __name__ == "__main__":
    sys.exit(main())
