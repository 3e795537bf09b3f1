#!/usr/bin/env python3
"""qmark run --versus: ours against real libraries, one ratio for each shape.

  tests/versus_cli.py path/to/qmark

The scalar reference is slower than any library, so it is known who must win.
SPDX-License-Identifier: Apache-2.0
"""
import os
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, "results")

from cli_run import QMARK, Run, check, expect, strict_json, summary
import validate

CPU = ["run", "--device", "cpu", "--threads", "1", "--min-time", "0.0005", "--no-peak"]
SHAPES = ["33x64x128", "40x64x128"]


def peers():
    """The libraries' kernels of f32 that run here, and why others do not."""
    kernels = strict_json(Run("list", "kernels", "--device", "cpu", "--format", "json").out)
    of_f32 = [k for k in kernels["kernels"] if k["library"] and k["family"] == "f32"]
    return [k for k in of_f32 if k["runs"]], [k["name"] for k in of_f32]


def versus_of(run):
    data = strict_json(run.out)
    check("a good file", validate.check(data) == [], validate.check(data))
    return data["context"]["qmark"]["versus"], {
        r["qmark"]["kernel"]: r["qmark"] for r in data["benchmarks"]}


def test_json(peer):
    run = Run(*CPU, "--kernel", f"f32_ref,{peer['name']}", "--shape", ",".join(SHAPES),
              "--versus", "best-peer", "--repetitions", "7", "--format", "json")
    made, rows = versus_of(run)
    check("one for each shape", run.code == 0 and len(made) == 2 and
          [v["shape"]["m"] for v in made] == [33, 40], run.all)
    for v in made:
        check("the library wins", v["ours"] == "f32_ref" and v["peer"] == peer["name"] and
              v["library"] == peer["library"]["name"] and v["unordered"] and
              v["peer_verified"] == "unordered" and
              v["ratio"] < 1 and v["ci95"][1] < 1 and v["verdict"] == "behind" and
              v["pairs"] == 7, v)
    whole = rows["f32_ref"]["gops"] / rows[peer["name"]]["gops"]
    check("about the ratio of medians", 1 / 3 < made[-1]["ratio"] / whole < 3, (made, whole))


def test_texts(peer):
    words = [*CPU, "--kernel", f"f32_ref,{peer['name']}", "--shape", SHAPES[0], "--versus",
             peer["library"]["name"].upper()]
    run = Run(*words, "--repetitions", "7")
    check("after the table", run.code == 0 and 0 < run.out.find("verified") <
          run.out.find("ours : peer") < run.out.find("2 measured") and
          f"{peer['name']} (unordered)" in run.out and "1 behind" in run.out, run.out)
    run = Run(*words, "--repetitions", "3", "--format", "md")
    check("Markdown; three samples make no interval", "ours : peer |" in run.out and
          "| unclear |" in run.out and "- ours against" in run.out, run.out)
    check("CSV as before", Run(*words, "--repetitions", "2", "--format", "csv").out.split("\n")[0]
          == Run(*words[:-2], "--repetitions", "2", "--format", "csv").out.split("\n")[0])


def test_choice():
    expect("near name", 2, ["--versus", "'best-peer'"], *CPU, "--versus", "best-per")
    expect("unknown name", 2, ["abbey", "known: best-peer"], *CPU, "--versus", "abbey")
    expect("not of other commands", 2, ["--versus"], "list", "--versus", "best-peer")
    run = Run(*CPU, "--family", "f32", "--shape", SHAPES[0], "--versus", "best-peer", "--dry-run")
    plain = Run(*CPU, "--family", "f32", "--shape", SHAPES[0], "--dry-run")
    check("it asks for peers", "onednn" not in plain.out and "openblas" not in plain.out and
          any(p in run.out for p in peers()[1]), run.all)
    run = Run(*CPU, "--kernel", "f32_ref", "--shape", SHAPES[0], "--repetitions", "1",
              "--versus", "best-peer")
    check("nobody to meet", run.code == 0 and "no shape that both" in run.out, run.all)
    run = Run(*CPU, "--kernel", "f32_ref", "--shape", SHAPES[0], "--repetitions", "1",
              "--format", "json")
    check("nothing unless asked", "versus" not in strict_json(run.out)["context"]["qmark"])


def test_merge(peer, folder):
    parts = []
    for shape in SHAPES:
        parts.append(os.path.join(folder, shape + ".json"))
        Run(*CPU, "--kernel", f"f32_ref,{peer['name']}", "--shape", shape, "--repetitions", "6",
            "--versus", "best-peer", "--out", parts[-1])
    made, _ = versus_of(Run("merge", *parts))
    check("parts are joined", [v["shape"]["m"] for v in made] == [33, 40], made)


def main():
    if not QMARK:
        print(__doc__)
        return 2
    here, known = peers()
    if not here:
        print("no library to meet:", ", ".join(known) + " cannot run" if known else
              "this build has none", "(Debian: libdnnl-dev, libopenblas-openmp-dev)")
        return 77
    test_choice()
    test_json(here[0])
    test_texts(here[0])
    with tempfile.TemporaryDirectory() as folder:
        test_merge(here[0], folder)
    return summary()


if __name__ == "__main__":
    sys.exit(main())
