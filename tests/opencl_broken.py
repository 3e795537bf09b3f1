#!/usr/bin/env python3
"""Drivers that go wrong, devices that allow little, and parts of devices: what becomes of a
run.  The faults are those of tests/opencl_faults.c.

  tests/opencl_broken.py path/to/qmark path/to/libopencl_faults.so

Exit: 0 passed, 1 failed, 77 there is no OpenCL device, or no loader that knows layers.
SPDX-License-Identifier: Apache-2.0
"""
import glob
import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True  # nothing is left in the sources

LAYER = os.path.abspath(sys.argv.pop())

from cli_run import Run, check, strict_json, summary

ROWS = ["run", "--kernel", "f32_opencl,i8_opencl", "--shape", "16x64x64,40x70x64",
        "--repetitions", "3", "--min-time", "0.0005", "--no-peak", "--no-tune",
        "--format", "json"]
IN = "pmaddwd"  # of the source of i8_opencl, and of no other of these


class Broken:
    """One run with faults: what it said, and the rows by kernel and m."""

    def __init__(self, fault, *more, env=None, device="opencl:0", rows=ROWS):
        run = Run(*rows, "--device", device, *more, env={
            "OPENCL_LAYERS": LAYER, "QM_FAULT": fault, "QM_FAULT_IN": IN,
            "QMARK_CACHE_DIR": "", **(env or {})})
        self.code, self.all, self.err = run.code, run.all, run.err
        data = strict_json(run.out) if run.out.startswith("{") else {}
        self.rows = {}
        for row in data.get("benchmarks", []) + data.get("qmark_unmeasured", []):
            q = row["qmark"]
            self.rows[q["kernel"], q["shape"]["m"], q["device"]] = q

    def of(self, kernel, m, device="opencl:0"):
        return self.rows.get((kernel, m, device), {"status": "missing", "reason": ""})

    def states(self):
        return [self.of(k, m)["status"] for m in (16, 40)
                for k in ("f32_opencl", "i8_opencl")]


def one_failed(name, fault, words):
    """The first row of i8 fails with its reason; the three others are measured."""
    run = Broken(fault)
    row = run.of("i8_opencl", 16)
    good = run.states() == ["ok", "failed", "ok", "ok"] and run.code == 3
    check(name, good and all(w in row["reason"] for w in words), (row, run.all))
    check(f"{name}: no time in a failed row", "median_ns" not in row, row)


def test_faults():
    run = Broken("build")
    row = run.of("i8_opencl", 16)
    check("a kernel that does not build", run.code == 3 and
          run.states() == ["ok", "failed", "ok", "failed"] and
          "does not compile" in row["reason"], (row, run.all))
    one_failed("a launch that is refused", "launch=4",
               ["launching multiply", "CL_OUT_OF_RESOURCES"])
    one_failed("a launch that fails", "event=4",
               ["running multiply", "CL_OUT_OF_RESOURCES"])
    one_failed("the first launch", "launch=1", ["launching multiply"])
    one_failed("a context that breaks", "lost=4", ["CL_DEVICE_NOT_AVAILABLE"])
    one_failed("a clock that jumps back", "backward=5", ["impossible", "before it starts"])
    run = Broken("zero")
    row = run.of("i8_opencl", 40)
    check("a device without a clock", run.code == 0 and set(run.states()) == {"ok"} and
          row["timer"] == "wall (event rejected: ends before it starts)" or
          row.get("timer") == "wall (event rejected: zero)", (row, run.all))


def test_gone():
    run = Broken("gone=4", "--kernel", "i8_ref", "--threads", "1", device="cpu,opencl:0")
    first, later = run.of("i8_opencl", 16), run.of("i8_opencl", 40)
    check("a device that disappears", run.code == 3 and
          "CL_DEVICE_NOT_AVAILABLE" in first["reason"] and
          "lost" in later["reason"] and later["status"] == "failed", run.all)
    check("the other device goes on", run.of("i8_ref", 40, "cpu")["status"] == "ok",
          run.all)


def test_busy():
    """Ceilings that were measured on a busy machine: they are again, before rows are refused."""
    peak = [w for w in ROWS if w != "--no-peak"]
    for fault, states, code in (("busy=12", {"ok"}, 0), ("busy=1000000", {"ok", "failed"}, 3)):
        run = Broken(fault, rows=peak)
        rows = [run.of("i8_opencl", m) for m in (16, 40)]
        check(f"ceilings, {fault}", run.code == code and set(run.states()) == states and
              all(r["status"] == "ok" or "of its roof" in r["reason"] for r in rows), run.all)


def test_cache():
    with tempfile.TemporaryDirectory() as folder:
        env = {"QMARK_CACHE_DIR": folder}
        check("a cache is filled", Broken("none", env=env).code == 0 and
              glob.glob(folder + "/*.clbin"), os.listdir(folder))
        for fault in ("binary", "hollow"):
            run = Broken(fault, env=env)
            check(f"a cache with {fault} entries", run.code == 0 and
                  set(run.states()) == {"ok"}, run.all)
        for name in glob.glob(folder + "/*.clbin"):
            with open(name, "r+b") as f:
                f.seek(100)
                f.write(b"damaged")
        run = Broken("none", env=env)
        check("a damaged cache", run.code == 0 and set(run.states()) == {"ok"}, run.all)


def skipped(name, fault, words, **more):
    run = Broken(fault, **more)
    row = run.of("i8_opencl", 16)
    check(name, run.code == 77 and row["status"] == "skipped" and
          all(w in row["reason"] for w in words), (row, run.all))


def test_limits():
    gpu = {"QMARK_OPENCL_TILE": "gpu"}
    skipped("the largest buffer", "buffer=1000",
            ["in one buffer", "0.0 MB", "CL_DEVICE_MAX_MEM_ALLOC_SIZE"])
    skipped("all memory", "memory=5000", ["CL_DEVICE_GLOBAL_MEM_SIZE"])
    skipped("the kernel's largest group", "kernel=4", ["CL_KERNEL_WORK_GROUP_SIZE", "4 for"],
            env=gpu)
    skipped("counts beyond the device's", "address=1", ["beyond the 1 bits"])
    for fault in ("group=16", "items=8", "local=900", "group=1"):
        run = Broken(fault, env=gpu)
        check(f"tiles keep to {fault}", run.code == 0 and set(run.states()) == {"ok"},
              run.all)


def test_memory():
    run = Broken("none")
    check("shared memory", run.of("i8_opencl", 16)["memory"] in ("shared", "own"), run.all)
    run = Broken("apart")
    row = run.of("i8_opencl", 16)
    check("memory apart", run.code == 0 and set(run.states()) == {"ok"} and
          row["memory"] == "own" and row["upload_ns"] > 0 and row["download_ns"] > 0,
          (row, run.all))


def test_devices():
    """PoCL can be told to be two devices."""
    two = {"POCL_DEVICES": "pthread basic"}
    known = strict_json(Run("list", "devices", "--format", "json", env=two).out)["devices"]
    if not {"opencl:0", "opencl:1"} <= {d["id"] for d in known}:
        return
    run = Broken("none", device="opencl:1,opencl:0", env=two)
    check("two devices in one run", run.code == 0 and len(run.rows) == 8 and
          all(r["status"] == "ok" for r in run.rows.values()), run.all)
    run = Broken("gone=4", device="opencl:1,opencl:0", env=two)
    later = [run.of("f32_opencl", 40, f"opencl:{i}")["status"] for i in (0, 1)]
    check("one of two is lost", run.code == 3 and sorted(later) == ["failed", "ok"],
          run.all)


def test_file():
    with tempfile.TemporaryDirectory() as folder:
        name = os.path.join(folder, "r.json")
        run = Broken("none", "--out", name, device="opencl:0:1of1,opencl:0")
        done = subprocess.run([sys.executable, "results/validate.py", name], text=True,
                              capture_output=True)
        check("a file with parts keeps the schema", run.code == 0 and done.returncode == 0,
              done.stderr)


def usage(name, device, words, code=2, fault="none"):
    run = Broken(fault, device=device)
    check(name, run.code == code and all(w in run.err for w in words), run.all)


def test_parts():
    units = [d for d in strict_json(Run("list", "devices", "--format", "json").out)["devices"]
             if d["id"] == "opencl:0"]
    run = Broken("none", device="opencl:0:1of1,opencl:0")
    check("a part that is everything", units and run.code == 0 and
          run.of("i8_opencl", 16, "opencl:0:1of1")["status"] == "ok" and
          run.of("i8_opencl", 16)["status"] == "ok", run.all)
    if os.cpu_count() > 1:
        run = Broken("none", device="opencl:0:2of2,opencl:0:1of2,opencl:0:2of2")
        check("two halves in one run", run.code == 0 and len(run.rows) == 8 and
              all(r["status"] == "ok" for r in run.rows.values()), run.all)
        half = run.of("f32_opencl", 40, "opencl:0:2of2")
        check("fewer units", half["placement"].split()[0] ==
              str(os.cpu_count() // 2) or "POCL_MAX_PTHREAD_COUNT" in os.environ, half)
    usage("a part past the last", "opencl:0:3of2", ["1 to 2", "opencl:0:1of2"])
    usage("too many parts", "opencl:0:1of5000", ["compute units", "5000"])
    usage("a part of the CPU", "cpu:1of2", ["--threads"])
    usage("a part of nothing", "abacus:1of2", ["abacus"])
    usage("a device that cannot be divided", "opencl:0:1of2",
          ["cannot be divided", "CL_DEVICE_PARTITION_FAILED"], 77, "whole")


def main():
    devices = strict_json(Run("list", "devices", "--format", "json").out)["devices"]
    if not any(d["id"] == "opencl:0" for d in devices):
        print("no OpenCL device")
        return 77
    if Broken("buffer=1000").code == 0:
        print("this loader knows no layers: OPENCL_LAYERS has no effect")
        return 77
    test_faults()
    test_gone()
    test_busy()
    test_cache()
    test_limits()
    test_memory()
    test_parts()
    test_devices()
    test_file()
    return summary()


if __name__ == "__main__":
    sys.exit(main())
