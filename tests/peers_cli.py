#!/usr/bin/env python3
"""Other projects' libraries on the command line: chosen, named, judged, left out.

  tests/peers_cli.py path/to/qmark path/to/a/libopenblas.so.0

The library is a fake that does what FAKE_BLAS says; it is found ahead of the real one.
SPDX-License-Identifier: Apache-2.0
"""
import csv
import io
import os
import sys
import tempfile

sys.dont_write_bytecode = True
FAKE = os.path.dirname(os.path.abspath(sys.argv.pop()))

from cli_run import QMARK, Run, check, expect, strict_json, summary

ONE = ["--device", "cpu", "--threads", "1"]
TINY = ["run", *ONE, "--shape", "5x6x8", "--repetitions", "2", "--min-time", "0.0005",
        "--no-peak"]


def fake(what, folder=FAKE):
    return {"FAKE_BLAS": what, "LD_LIBRARY_PATH": folder}


def rows(run):
    """Of a run's JSON: kernel -> what it says of it, measured or not."""
    data = strict_json(run.out)
    return {r["qmark"]["kernel"]: r["qmark"]
            for r in data["benchmarks"] + data["qmark_unmeasured"]}


def test_choice():
    names = Run("run", *ONE, "--family", "f32", "--shape", "5x6x8", "--dry-run").out
    check("no peers unless asked for", "openblas" not in names, names)
    for words in (["--family", "f32", "--peers"], ["--kernel", "f32_openblas"],
                  ["--kernel", "*_openblas"]):
        run = Run("run", *ONE, *words, "--shape", "5x6x8", "--dry-run", env=fake("right"))
        check(f"peers with {words}", "f32_openblas" in run.out, run.all)
    names = Run("run", *ONE, "--kernel", "f32_*", "--shape", "5x6x8", "--dry-run").out
    check("a pattern that fits our own", "f32_ref" in names and "openblas" not in names, names)
    run = Run("run", *ONE, "--peers", "--exclude", "*_openblas", "--family", "f32", "--shape",
              "5x6x8", "--dry-run", env=fake("right"))
    check("--exclude", "f32_openblas" not in run.out, run.all)
    expect("not of other commands", 2, ["--peers"], "list", "--peers")


def test_right():
    run = Run(*TINY, "--kernel", "f32_openblas,f32_ref", "--format", "json", env=fake("right"))
    row = rows(run)["f32_openblas"]
    check("a peer's row", run.code == 0 and row["peer"] is True and row["status"] == "ok" and
          row["verified"] == "unordered" and 0 <= row["unordered_error"] < 8, run.all)
    check("its library", row["library"] == {"name": "OpenBLAS", "version": "98.7",
                                            "target": "Abacus"}, row)
    check("of ours nothing is said", not {"peer", "library", "unordered_error"} &
          set(rows(run)["f32_ref"]), run.all)
    text = Run(*TINY, "--kernel", "f32_openblas", env=fake("right")).out
    check("the table marks it", "f32_openblas (peer)" in text and
          "OpenBLAS 98.7 (Abacus)" in text and "unordered" in text, text)
    table = list(csv.DictReader(io.StringIO(
        Run(*TINY, "--kernel", "f32_openblas,f32_ref", "--format", "csv",
            env=fake("right")).out)))
    check("CSV", [(r["library"], r["library_version"]) for r in table] ==
          [("", ""), ("OpenBLAS", "98.7")] and None not in table[1], table)
    run = Run("verify", *ONE, "--kernel", "f32_openblas", "--seeds", "1", env=fake("right"))
    check("verify does not call it verified", run.code == 0 and "order of its sums" in run.out
          and "every bit" not in run.out, run.all)


def test_wrong():
    run = Run(*TINY, "--kernel", "f32_openblas", "--format", "json", env=fake("wrong"))
    row = rows(run)["f32_openblas"]
    check("a wrong peer fails", run.code == 3 and row["status"] == "failed" and
          row["peer"] is True and "no order of the sums" in row["reason"], run.all)
    expect("verify too", 3, ["1 of 1 kernels are wrong"], "verify", *ONE, "--kernel",
           "f32_openblas", "--seeds", "1", env=fake("wrong"))


def test_left_out(folder):
    run = expect("threads of its own", 77, ["threads of its own", "libopenblas0-openmp"],
                 *TINY, "--kernel", "f32_openblas", env=fake("pthreads"))
    check("it is a row", "skipped f32_openblas" in run.out, run.all)
    with open(os.path.join(folder, "libopenblas.so.0"), "w", encoding="utf-8") as f:
        f.write("no library\n")
    expect("not installed", 77, ["not installed", "libopenblas0-openmp"], *TINY, "--kernel",
           "f32_openblas", env=fake("right", folder))
    expect("--isa", 77, ["switched off by --isa"], *TINY, "--kernel", "f32_openblas", "--isa",
           "none", env=fake("right"))
    run = Run(*TINY, "--kernel", "f32_openblas,f32_ref", "--cache", "cold", env=fake("right"))
    check("no copies for cold caches", "a library keeps its weights" in run.out, run.all)


def test_requantised():
    """8-bit results, of the real library."""
    words = ["--kernel", "i8_xnnpack,i8_ref"]
    run = Run(*TINY, *words, "--versus", "xnnpack", "--format", "json")
    row = rows(run)["i8_xnnpack"]
    if row["status"] == "skipped":
        print(row["reason"])
        return
    made = strict_json(run.out)["context"]["qmark"]["versus"]
    check("its word", run.code == 0 and row["verified"] == "requantised" and
          row["checked"] == 30 and "unordered_error" not in row, run.all)
    check("one byte an element of C", row["bytes"] == 5 * 8 + 6 * 8 + 5 * 6 and
          rows(run)["i8_ref"]["bytes"] == 5 * 8 + 6 * 8 + 5 * 6 * 4, row)
    check("versus says it", [v["peer_verified"] for v in made] == ["requantised"] and
          not made[0]["unordered"], made)
    text = Run(*TINY, *words, "--versus", "xnnpack").out
    check("so do tables", "i8_xnnpack (requantised)" in text and
          "\nrequantised: exact sums" in text and "unordered" not in text, text)
    table = list(csv.DictReader(io.StringIO(Run(*TINY, *words, "--format", "csv").out)))
    check("CSV", {r["verified"]: r["unordered_error"] for r in table} ==
          {"full": "", "requantised": ""}, table)
    run = Run("verify", *ONE, "--kernel", "i8_xnnpack", "--seeds", "1")
    check("verify", run.code == 0 and "sums requantised to 8 bits" in run.out, run.all)


def test_list():
    kernels = strict_json(Run("list", "kernels", "--device", "cpu", "--format", "json",
                              env=fake("right")).out)["kernels"]
    row = next(k for k in kernels if k["name"] == "f32_openblas")
    check("list", row["runs"] and row["tile"] is None and row["library"] ==
          {"name": "OpenBLAS", "version": "98.7", "target": "Abacus"}, row)
    check("ours have none", all(k["library"] is None for k in kernels
                                if k["name"].endswith("_ref")), kernels)


def test_opencl(folder):
    """A peer of the other backend, whose library is the real one."""
    words = ["run", "--kernel", "f32_clblast", "--shape", "5x6x8", "--repetitions", "2",
             "--min-time", "0.0005", "--device", "opencl:0", "--format", "json"]
    with open(os.path.join(folder, "libclblast.so.1"), "w", encoding="utf-8") as f:
        f.write("no library\n")
    run = Run(*words, env={"LD_LIBRARY_PATH": folder})
    row = rows(run)["f32_clblast"]
    check("CLBlast is not installed", run.code == 77 and row["status"] == "skipped" and
          row["peer"] is True and "libclblast1" in row["reason"], run.all)
    run = Run(*words)
    row = rows(run)["f32_clblast"]
    if run.code == 77:
        print(row["reason"])
        return
    check("CLBlast", run.code == 0 and row["peer"] is True and row["verified"] == "unordered" and
          row["library"]["name"] == "CLBlast" and row["library"]["version"][0] == "1" and
          row["timer"] == "wall", run.all)
    check("its costs", row["pack_ns"] is None and row["compile_ns"] is None and
          row["first_launch_ns"] > 0 and row["upload_ns"] > 0, row)
    check("it has no variants", row.get("variant") is None and row["code"] is None, row)
    check("its ceiling is that of ours", row["class"] == "f32_opencl" and
          row["ceiling_gops"] > 0, row)
    expect("tune", 77, ["has variants"], "tune", "--kernel", "f32_clblast", "--device",
           "opencl:0", "--shape", "5x6x8")


def main():
    if not QMARK:
        print(__doc__)
        return 2
    kernels = Run("list", "kernels", "--device", "cpu").out
    if "f32_openblas" not in kernels:
        print("this build has no f32_openblas")
        return 77
    test_choice()
    test_right()
    test_wrong()
    if "i8_xnnpack" in kernels:
        test_requantised()
    with tempfile.TemporaryDirectory() as folder:
        test_left_out(folder)
    test_list()
    if "f32_clblast" in Run("list", "kernels", "--device", "opencl").out:
        with tempfile.TemporaryDirectory() as folder:
            test_opencl(folder)
    return summary()


if __name__ == "__main__":
    sys.exit(main())
