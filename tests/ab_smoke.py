#!/usr/bin/env python3
"""A build against its own copy must be `same`, in less than a minute, on a busy machine too.

  tests/ab_smoke.py path/to/qmark

SPDX-License-Identifier: Apache-2.0
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

SECONDS = 60
# Runs everywhere, in microseconds: what is tested is the gate, not a kernel.
SELECTION = ["--kernel", "i8_ref,f32_ref", "--shape", "8x16x64", "--pairs", "8", "--max-pairs",
             "8", "--repetitions", "5", "--min-time", "0.001", "--budget", "40s"]


def compare(program, copy, out):
    """One run: its report, or None."""
    done = subprocess.run([program, "ab", program, copy, *SELECTION, "--out", out],
                          capture_output=True, text=True, timeout=10 * SECONDS, check=False)
    print(done.stdout + done.stderr)
    if done.returncode or not os.path.exists(out):
        print(f"exit {done.returncode}")
        return None
    with open(out, encoding="utf-8") as f:
        return json.load(f)


def main():
    program = sys.argv[1]
    with tempfile.TemporaryDirectory() as folder:
        copy, out = os.path.join(folder, "qmark"), os.path.join(folder, "ab.json")
        shutil.copy2(program, copy)
        # What a busy machine does to equal code once, it does not do again.
        for _ in range(2):
            started = time.monotonic()
            report = compare(program, copy, out)
            seconds = time.monotonic() - started
            if not report or len(report["rows"]) != 2:
                return 1
            if not all(row["same_code"] for row in report["rows"]):
                print("this build does not know its machine code (no objdump)")
                return 77
            if seconds > SECONDS:
                print(f"{seconds:.0f} s are more than {SECONDS}")
                return 1
            if all(row["verdict"] == "same" for row in report["rows"]):
                return 0
    print("a build differs from its own copy")
    return 1


if __name__ == "__main__":
    sys.exit(main())
