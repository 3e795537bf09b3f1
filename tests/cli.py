#!/usr/bin/env python3
"""The command line: exit codes, messages, help, environment, terminals and files.

  tests/cli.py [emulator ...] path/to/qmark

Only scalar references on tiny shapes are run, so it works on every machine.
SPDX-License-Identifier: Apache-2.0
"""
import csv
import os
import re
import signal
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True  # nothing is left in the sources

from cli_files import test_files
from cli_run import QMARK, TINY, Run, check, environment, expect, in_terminal, strict_json, \
    summary

COMMANDS = ("info", "list", "verify", "peak", "run", "tune", "ab", "compare", "trend")


def test_help():
    alone = Run()
    check("qmark alone helps", alone.code == 0 and "Commands:" in alone.out, alone.all)
    check("examples come first",
          0 < alone.out.find("qmark run") < alone.out.find("Commands:"), alone.all)
    for words in (["--help"], ["-h"], ["help"]):
        check(f"qmark {words[0]}", Run(*words).out == alone.out)
    for command in COMMANDS:
        text = Run(command, "--help")
        check(f"{command} --help", text.code == 0 and not text.err and
              f"usage: qmark {command}" in text.out and "--format" in text.out, text.all)
        check(f"{command} -h", Run(command, "-h").out == text.out)
        check(f"help {command}", Run("help", command).out == text.out)
        wide = [line for line in text.out.splitlines() if len(line) > 90]
        check(f"{command} --help fits 90 columns", not wide, wide)
    version = Run("--version")
    check("--version", version.code == 0 and "commit" in version.out and
          re.match(r"qmark \d+\.\d+", version.out) and "Benchmark" in version.out,
          version.all)


def test_usage_errors():
    cases = [
        ("unknown command", ["rum"], ["rum", "'run'"]),
        ("command after options", ["--seed", "1"], ["--seed", "command"]),
        ("help on nothing", ["help", "lst"], ["'list'"]),
        ("unknown option", ["run", "--kernal", "x"], ["--kernal", "--kernel"]),
        ("unknown letter", ["run", "-z"], ["-z"]),
        ("ambiguous option", ["run", "--s=1"], ["--suite", "--shape", "--seed"]),
        ("option of another command", ["run", "--seeds", "3"], ["verify"]),
        ("value missing", ["run", "--suite"], ["--suite", "NAME"]),
        ("value too many", ["run", "--quiet=1"], ["--quiet"]),
        ("word too many", ["run", "i8_ref"], ["i8_ref"]),
        ("word after --", ["run", "--", "--help"], ["--help"]),
        ("unknown list", ["list", "kernls"], ["'kernels'"]),
        ("unknown suite", ["run", "--suite", "quik"], ["quik", "'quick'"]),
        ("unknown family", ["run", "--family", "f23"], ["f23", "'f32'"]),
        ("unknown kernel", ["verify", "--kernel", "i8_rfe"], ["i8_rfe", "'i8_ref'"]),
        ("kernel by its middle", ["run", "--kernel", "8_re"], ["'i8_ref'"]),
        ("unknown exclude", ["run", "--exclude", "i8_rfe"], ["'i8_ref'"]),
        ("unknown device", ["run", "--device", "abacus"], ["abacus", "cpu"]),
        ("near device", ["list", "--device", "cpi"], ["'cpu'"]),
        ("unknown isa", ["info", "--isa", "axv2"], ["axv2", "'avx2'"]),
        ("unknown data", ["run", "--data", "nrmal"], ["'normal'", "extreme"]),
        ("two kinds of data", ["run", "--data", "zero,codes"], ["zero", "codes"]),
        ("bad shape", ["run", "--shape", "3x4"], ["3x4", "MxNxK"]),
        ("zero in a shape", ["verify", "--shape", "0x4x4"], ["0x4x4"]),
        ("bad threads", ["run", "--threads", "0"], ["1 to 4096", "all"]),
        ("bad seed", ["run", "--seed", "-1"], ["-1", "0 to 2^53"]),
        ("seed too large", ["run", "--seed", str(2**53)], ["2^53"]),
        ("bad repetitions", ["run", "--repetitions", "0"], ["1 to 100000"]),
        ("no number", ["run", "--repetitions", "5x"], ["5x", "whole number"]),
        ("bad time", ["run", "--min-time", "nan"], ["nan", "seconds"]),
        ("times, not seconds", ["run", "--benchmark_min_time=2x"], ["2x", "seconds"]),
        ("bad regex", ["run", "--filter", "("], ["'('", "regular expression"]),
        ("empty value", ["run", "--kernel", "i8_ref,"], ["i8_ref,", "empty"]),
        ("bad format", ["run", "--format", "jsn"], ["jsn", "'json'"]),
        ("csv of a list", ["list", "--format", "csv"], ["csv", "table"]),
        ("bad colour", ["run", "--color", "sometimes"], ["auto, always, never"]),
        ("bad cache", ["run", "--cache", "luke"], ["luke", "hot, cold"]),
        ("bad suffix", ["run", "--out", "x.pdf"], ["x.pdf", ".json"]),
        ("csv of verify", ["verify", "--out", "x.csv"], ["x.csv", ".txt", ".json"]),
        ("unknown benchmark flag", ["run", "--benchmark_filtr=x"],
         ["--benchmark_filtr", "--benchmark_filter"]),
        ("bad benchmark unit", ["run", "--benchmark_time_unit=h"], ["ns, us, ms, s"]),
        ("bad benchmark format", ["run", "--benchmark_format=xml"], ["console"]),
        ("bad benchmark flag", ["run", "--benchmark_counters_tabular=maybe"], ["true"]),
        ("bad context", ["run", "--benchmark_context=abc"], ["abc", "KEY=VALUE"]),
        ("nothing matched", TINY + ["--filter", "no_such_row"], ["nothing matched"]),
    ]
    for name, args, words in cases:
        run = expect(name, 2, words, *args)
        check(f"{name}: nothing on stdout", run.out == "", run.all)


def test_environment():
    expect("bad variable", 2, ["QMARK_SEED", "'x'"], "run", env={"QMARK_SEED": "x"})
    expect("variable of a list", 2, ["abacus"], "run", env={"QMARK_DEVICE": "abacus"})
    expect("another command's variable", 0, [], "list", "shapes",
           env={"QMARK_SEEDS": "many"})
    run = Run("list", "shapes", env={"QMARK_FORMAT": "json"})
    check("variable sets", strict_json(run.out)["shapes"], run.all)
    run = Run("list", "shapes", "--format", "md", env={"QMARK_FORMAT": "json"})
    check("option beats variable", run.out.startswith("| set"), run.all)
    run = Run("list", "shapes", env={"QMARK_FORMAT": ""})
    check("empty variable is none", run.out.startswith("set"), run.all)
    run = Run(*TINY, "--format", "json", env={"QMARK_SEED": "7", "QMARK_QUIET": "yes"})
    context = strict_json(run.out)["context"]["qmark"]
    check("variable in the result", context["seed"] == 7, run.all)
    check("variable in the command", "QMARK_SEED=7 " in context["command"], context)
    run = Run("list", "shapes", env={"QMARK_FORMATT": "json"})
    check("a variable that is no option is named", run.code == 0 and
          "QMARK_FORMATT" in run.err and "QMARK_FORMAT?" in run.err, run.all)
    check("a variable of others is not", Run("list", "shapes", env={
        "QMARK_CACHE_DIR": "x", "QMARK_PYTHON": "x", "QMARK_OPENCL_TILE": "x"}).err == "")
    check("nor is any with --quiet",
          Run("list", "shapes", "-q", env={"QMARK_FORMATT": "x"}).err == "")
    run = Run(*TINY, env={"BENCHMARK_FORMAT": "csv", "BENCHMARK_FILTER": "i8"})
    check("Google Benchmark's own variables", run.out.startswith("name,family") and
          "f32_ref" not in run.out, run.all)


def test_lists():
    for name in ("kernels", "families", "shapes", "devices"):
        rows = strict_json(Run("list", name, "--format", "json").out)[name]
        check(f"list {name} as JSON", isinstance(rows, list) and rows, rows)
        table = Run("list", name)
        check(f"list {name}", table.code == 0 and len(table.out.splitlines()) > 1,
              table.all)
        check(f"list {name}: no blanks at the end",
              not re.search(r" +$", table.out, re.M), table.all)
        check(f"list {name} as Markdown",
              Run("list", name, "--format", "md").out.startswith("| "))
    both = Run("list", "families", "shapes", "--format", "json")
    check("two lists", set(strict_json(both.out)) == {"families", "shapes"}, both.all)
    kernels = strict_json(Run("list", "kernels", "--format", "json").out)["kernels"]
    check("a kernel runs, or there is a reason",
          all(k["runs"] == (k["reason"] is None) for k in kernels), kernels)
    none = strict_json(Run("list", "kernels", "--isa", "none", "--device", "cpu",
                           "--format", "json").out)["kernels"]
    check("--isa none leaves the references",
          {k["name"] for k in none if k["runs"]} ==
          {k["name"] for k in none if k["name"].endswith("_ref")}, none)
    info = strict_json(Run("info", "--format=json").out)
    check("info as JSON", info["machine"]["qmark"]["cpu"]["name"] and
          info["machine"]["topology"]["threads_allowed"] >= 1 and
          isinstance(info["instruction_sets"], list), info)
    check("info", "processor" in Run("info").out)


def test_devices():
    first = strict_json(Run("list", "devices", "--format", "json").out)["devices"][0]
    for word in ("0", "cpu", "cp*", first["name"][:6].swapcase()):
        rows = strict_json(Run("list", "devices", "--device", word, "--format",
                               "json").out)["devices"]
        check(f"--device {word}", rows[0]["id"] == first["id"], rows)


def test_results(folder):
    names = [os.path.join(folder, "r." + s) for s in ("json", "csv", "md", "txt")]
    run = Run(*TINY, "--out", ",".join(names[:2]), f"--out={names[2]}", "--out", names[3])
    check("run", run.code == 0, run.all)
    check("no temporary file stays", sorted(os.listdir(folder)) ==
          ["r.csv", "r.json", "r.md", "r.txt"], os.listdir(folder))
    with open(names[0], encoding="utf-8") as f:
        data = strict_json(f.read())
    check("two rows", len(data["benchmarks"]) == 2, data["benchmarks"])
    for row in data["benchmarks"]:
        check("Google Benchmark's fields", row["real_time"] > 0 and
              row["time_unit"] == "ns" and row["name"].endswith("/real_time"), row)
        check("samples", len(row["qmark"]["samples_ns"]) == 2, row)
    with open(names[1], encoding="utf-8", newline="") as f:
        table = list(csv.reader(f))
    check("CSV is even", len({len(line) for line in table}) == 1 and len(table) == 3,
          table)
    with open(names[2], encoding="utf-8") as f:
        check("Markdown", f.read().startswith("| kernel |"))
    with open(names[3], encoding="utf-8") as f:
        check("the text file holds the table", "i8_ref" in f.read())
    run = Run(*TINY, "--isa", "none", "--kernel", "i8_ref,f32_ref", "--format=json")
    check("JSON on stdout is all there is", strict_json(run.out), run.all)
    check("nothing said in a pipe", run.err == "", run.all)


def test_benchmark_flags(folder):
    path = os.path.join(folder, "g.dat")
    run = Run(*TINY, "--benchmark_filter=^i8", f"--benchmark_out={path}",
              "--benchmark_repetitions=3", "--benchmark_min_time=0.001",
              "--benchmark_context=team=a b,run=2", "--benchmark_color=false",
              "--benchmark_enable_random_interleaving=false", "--v=0",
              "--benchmark_time_unit=us", "--benchmark_format=json")
    check("Google Benchmark's flags", run.code == 0, run.all)
    with open(path, encoding="utf-8") as f:
        data = strict_json(f.read())
    check("--benchmark_out without a suffix is JSON", data["benchmarks"], data)
    check("--benchmark_filter", {b["qmark"]["kernel"] for b in data["benchmarks"]} ==
          {"i8_ref"}, data)
    check("--benchmark_repetitions",
          len(data["benchmarks"][0]["qmark"]["samples_ns"]) == 3, data)
    check("--benchmark_context", data["context"]["team"] == "a b" and
          data["context"]["run"] == "2", data["context"])
    check("--benchmark_format", strict_json(run.out), run.all)
    Run(*TINY, f"--benchmark_out={path}", "--benchmark_out_format", "csv")
    with open(path, encoding="utf-8") as f:
        check("--benchmark_out_format", f.read().startswith("name,family"))
    run = Run(*TINY, "--benchmark_list_tests")
    check("--benchmark_list_tests", run.code == 0 and len(run.out.split()) == 2 and
          all(n.endswith("/real_time") for n in run.out.split()), run.all)
    run = Run(*TINY, "--benchmark_filter=-i8", "--benchmark_list_tests=true")
    check("a filter that takes away", run.out.startswith("f32_ref"), run.all)


def test_colour():
    esc = "\033["
    check("no colour in a pipe", esc not in Run("list").out + Run(*TINY).out)
    check("--color always", esc in Run("list", "--color=always").out)
    check("CLICOLOR_FORCE", esc in Run("list", env={"CLICOLOR_FORCE": "1"}).out)
    check("CLICOLOR_FORCE=0", esc not in Run("list", env={"CLICOLOR_FORCE": "0"}).out)
    check("NO_COLOR beats CLICOLOR_FORCE", esc not in
          Run("list", env={"CLICOLOR_FORCE": "1", "NO_COLOR": "1"}).out)
    check("--color beats NO_COLOR",
          esc in Run("list", "--color=always", env={"NO_COLOR": "1"}).out)
    check("no colour in JSON", esc not in
          Run("list", "--color=always", "--format=json").out)
    check("colour on a terminal", esc in in_terminal(["list", "shapes"]))
    check("NO_COLOR", esc not in in_terminal(["list", "shapes"], env={"NO_COLOR": "1"}))
    check("TERM=dumb", esc not in in_terminal(["list", "shapes"], env={"TERM": "dumb"}))
    check("--color never", esc not in in_terminal(["list", "shapes", "--color=never"]))


def test_terminal():
    text = in_terminal(["list", "shapes", "--color=never"], columns=60)
    wide = [line for line in text.splitlines() if len(line) > 60]
    check("a list fits 60 columns", not wide, wide)
    text = in_terminal(TINY + ["--color=never", "--no-progress"], columns=50)
    wide = [line for line in text.splitlines() if len(line) > 50]
    check("results fit 50 columns", not wide and "GOPS" in text, text)
    progress = in_terminal(TINY, columns=70)
    check("progress on a terminal", "\r\033[K[" in progress, progress)
    check("it fits", all(len(p) < 70 for p in re.findall(r"\[[#.]+\][^\r]*", progress)),
          progress)
    for words in (["--quiet"], ["--no-progress"]):
        text = in_terminal(TINY + words)
        check(f"no progress with {words[0]}", "\033[K" not in text, text)
    text = in_terminal(TINY, env={"TERM": "dumb"})
    check("no progress with TERM=dumb", "\033[K" not in text, text)


def test_interrupt(folder):
    path = os.path.join(folder, "i.json")
    child = subprocess.Popen(
        QMARK + ["run", "--kernel", "i8_ref", "--shape", "8x8x8,9x9x9", "--device", "cpu",
                 "--threads", "1", "--min-time", "1", "--repetitions", "30", "--out",
                 path], env=environment(), stdout=-1, stderr=-1)
    time.sleep(2.5)
    child.send_signal(signal.SIGINT)
    _, err = child.communicate(timeout=60)
    check("interrupted", child.returncode == 130, f"{child.returncode} {err}")
    try:
        with open(path, encoding="utf-8") as f:
            data = strict_json(f.read())
        check("the file says so", data["context"]["qmark"]["interrupted"] is True, data)
    except OSError as error:
        check("an interrupted run is written", False, error)


def test_skipped():
    kernels = strict_json(Run("list", "kernels", "--isa", "none", "--device", "cpu",
                              "--format", "json").out)["kernels"]
    other = [k["name"] for k in kernels if not k["runs"]]
    if other:
        expect("nothing to run on", 77, [other[0].split("_")[1], "--isa"], "run",
               "--isa", "none", "--kernel", other[0], "--shape", "4x4x4", "--device",
               "cpu")


def main():
    if not QMARK:
        print(__doc__)
        return 2
    test_help()
    test_usage_errors()
    test_environment()
    test_lists()
    test_devices()
    test_colour()
    test_terminal()
    test_skipped()
    for test in (test_results, test_benchmark_flags, test_files, test_interrupt):
        with tempfile.TemporaryDirectory() as folder:
            test(folder)
    return summary()


if __name__ == "__main__":
    sys.exit(main())
