#!/usr/bin/env python3
"""qmark tune, run --tune and --no-tune: what is kept, what is used, what is said.

  tests/tune_cli.py path/to/qmark

Exit: 0 passed, 1 failed, 77 there is no OpenCL device.
SPDX-License-Identifier: Apache-2.0
"""
import fnmatch
import json
import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True  # nothing is left in the sources

from cli_run import Run, check, expect, strict_json, summary

# One row of C: there are fewer variants.
KERNEL = ["--kernel", "i8_opencl", "--device", "opencl:0", "--shape", "1x70x64"]
RUN = ["run", *KERNEL, "--repetitions", "3", "--min-time", "0.0005", "--no-peak"]


def row(run):
    return strict_json(run.out)["benchmarks"][0]["qmark"]


def kept(folder):
    with open(os.path.join(folder, "tuning.json"), encoding="utf-8") as f:
        return strict_json(f.read())


def test_tune(folder, env):
    run = Run("tune", *KERNEL, env=env)
    check("tune", run.code == 0 and "i8_opencl" in run.out and "x" in run.out, run.all)
    found = kept(folder)["tuned"]
    check("one finding", len(found) == 1 and found[0]["kernel"] == "i8_opencl" and
          found[0]["best_ns"] <= found[0]["default_ns"] and found[0]["candidates"] > 3 and
          found[0]["shape"] == "1x70x64", found)
    run = Run("tune", *KERNEL, "--format", "json", env=env)
    check("as JSON, what the file holds", run.code == 0 and
          strict_json(run.out)["tuned"] == kept(folder)["tuned"], run.all)
    check("in place of the old finding", len(kept(folder)["tuned"]) == 1, kept(folder))


def force(folder, best):
    """As if this had been found."""
    data = kept(folder)
    data["tuned"][0]["best"] = best
    with open(os.path.join(folder, "tuning.json"), "w", encoding="utf-8") as f:
        json.dump(data, f)
    return data["tuned"][0]


def test_use(folder, env):
    other = "vec=4 vecs=1 rows=1 group_n=1 group_m=1 local=0 unroll=2"
    found = force(folder, other)
    run = Run(*RUN, "--format", "json", env=env)
    used = row(run)
    check("run uses what was kept", used["variant"] == other and
          used["tuning"] == "tuned" and used["default_ns"] > 0, used)
    check("with memory", used["memory"] in ("shared", "own"), used)
    file = os.path.join(folder, "r.json")
    Run(*RUN, "--out", file, env=env)
    done = subprocess.run([sys.executable, "results/validate.py", file], text=True,
                          capture_output=True)
    check("the file keeps the schema", done.returncode == 0, done.stderr)
    table = Run(*RUN, env=env)
    check("the table says both times", "the default variant" in table.out and
          other in table.out, table.all)
    csv = Run(*RUN, "--format", "csv", env=env).out.splitlines()
    check("so does CSV", "variant,tuning,default_ns" in csv[0] and
          other in csv[1] and ",tuned," in csv[1], csv)
    plain = row(Run(*RUN, "--no-tune", "--format", "json", env=env))
    check("--no-tune", plain["variant"] == found["default"] and
          plain["tuning"] == "default" and plain["default_ns"] is None, plain)
    run = Run("run", "--kernel", "i8_opencl", "--device", "opencl:0", "--shape", "1x80x32",
              "--repetitions", "2", "--min-time", "0.0005", "--no-peak", "--format", "json",
              env=env)
    check("another shape of the class", row(run)["variant"] == other, run.all)
    force(folder, other.replace(" unroll=2", ""))
    run = Run(*RUN, "--format", "json", env=env)
    check("what was kept before there was unroll", row(run)["tuning"] == "tuned" and
          row(run)["variant"] == other.replace("2", "1"), run.all)
    force(folder, "vec=64 vecs=1")
    run = Run(*RUN, "--format", "json", env=env)
    check("a variant that is none", run.code == 0 and "is no variant" in run.err and
          row(run)["tuning"] == "default", run.all)
    force(folder, "vec=16 vecs=100 rows=1 group_n=1 group_m=1 local=0")
    run = Run("run", "--kernel", "i8_opencl", "--device", "opencl:0", "--shape", "1x80x32",
              "--repetitions", "2", "--min-time", "0.0005", "--no-peak", "--format", "json",
              env=env)
    check("a variant that does not fit", run.code == 0 and "cannot take" in run.err and
          row(run)["tuning"] == "default", run.all)


def test_damage(folder, env):
    path = os.path.join(folder, "tuning.json")
    good = json.dumps(kept(folder))
    for name, text in (("cut", good[:50]), ("empty", ""), ("other JSON", "[]"),
                       ("a newer version", good.replace('"qmark_tuning": 1', '"qmark_tuning": 2')),
                       ("a number for text", good.replace('"i8_opencl"', "8")),
                       ("a time below zero", good.replace('"best_ns": ', '"best_ns": -'))):
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)
        run = Run(*RUN, env=env)
        check(f"a damaged file: {name}", run.code == 0 and path in run.err and
              "ignored" in run.err, run.all)
    run = Run(*RUN, "--tune", env=env)
    check("--tune builds it anew", run.code == 0 and "tuning i8_opencl" in run.err and
          len(kept(folder)["tuned"]) == 1, run.all)
    run = Run(*RUN, "--tune", env=env)
    check("--tune on the second use", run.code == 0 and "tuning" not in run.err, run.all)


def test_unwritable(folder):
    # Below a file no folder can be made, not even by root.
    env = {"QMARK_CACHE_DIR": "/dev/null/x"}
    run = expect("a file that cannot be written", 5, ["/dev/null/x/tuning.json"], "tune",
                 *KERNEL, env=env)
    check("the finding is told all the same", "i8_opencl" in run.out, run.all)
    run = Run(*RUN, "--tune", "--format", "json", env=env)
    check("--tune goes on without it", run.code == 0 and "not kept" in run.err and
          row(run)["status"] == "ok", run.all)
    expect("no folder at all", 5, ["XDG_CACHE_HOME"], "tune", *KERNEL,
           env={"QMARK_CACHE_DIR": ""})
    home = Run("tune", *KERNEL, env={"XDG_CACHE_HOME": folder})
    check("XDG_CACHE_HOME", home.code == 0 and
          os.path.exists(os.path.join(folder, "qmark", "tuning.json")), home.all)


def test_shipped(device):
    """What comes with the build is whole, and is used where its pattern fits."""
    with open("opencl/tuned.json", encoding="utf-8") as f:
        shipped = strict_json(f.read())["tuned"]
    names = {k["name"] for k in strict_json(Run("list", "kernels", "--format",
                                                "json").out)["kernels"]}
    keys = [(t["kernel"], t["shapes"]) for t in shipped]
    check("kernels of this build", {t["kernel"] for t in shipped} <= names, names)
    check("each finding once", len(keys) == len(set(keys)), keys)
    check("none slower than the default",
          all(t["best_ns"] <= t["default_ns"] for t in shipped), shipped)
    useful = [t for t in shipped if t["best"] != t["default"] and
              t["shape"].startswith("1x") and fnmatch.fnmatchcase(device, t["device"])]
    for t in useful[:1]:
        run = Run("run", "--device", "opencl:0", "--kernel", t["kernel"], "--shape",
                  t["shape"], "--repetitions", "2", "--min-time", "0.0005", "--no-peak",
                  "--format", "json", env={"QMARK_CACHE_DIR": ""})
        check("a shipped finding is used", row(run)["tuning"] == "shipped" and
              row(run)["variant"] == t["best"], run.all)


def test_usage():
    expect("both", 2, ["--tune", "--no-tune"], *RUN, "--tune", "--no-tune")
    expect("an unknown kernel", 2, ["i8_opncl"], "tune", "--kernel", "i8_opncl")


def main():
    devices = strict_json(Run("list", "devices", "--format", "json").out)["devices"]
    if not any(d["id"] == "opencl:0" for d in devices):
        print("no OpenCL device")
        return 77
    test_usage()
    with tempfile.TemporaryDirectory() as folder:
        env = {"QMARK_CACHE_DIR": folder}
        test_tune(folder, env)
        test_shipped(kept(folder)["tuned"][0]["device"])
        test_use(folder, env)
        test_damage(folder, env)
    with tempfile.TemporaryDirectory() as folder:
        test_unwritable(folder)
    return summary()


if __name__ == "__main__":
    sys.exit(main())
