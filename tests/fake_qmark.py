#!/usr/bin/python3 -ISE
"""A stand-in for a build of qmark: it claims times and computes nothing.

ab_test.py writes SETTINGS in front of a copy of this file.  Only what is cheap to import is
imported, for a test starts hundreds of these.
SPDX-License-Identifier: Apache-2.0
"""
import os
import sys

DEFAULTS = {"rows": ["i8_fast", "i8_slow", "f32_plain"], "ns": 20000.0, "ratio": {}, "noise": 0.002,
            "fate": {}, "code": {}, "commit": "0" * 40, "once": ""}
SETTINGS = {**DEFAULTS, **globals().get("SETTINGS", {})}

ROW = """{"name": "%(name)s/real_time", "run_name": "%(name)s/real_time", "run_type": "iteration",
"repetitions": 1, "repetition_index": 0, "threads": 1, "iterations": 12, "real_time": %(q50)r,
"cpu_time": %(q50)r, "time_unit": "ns", "items_per_second": 1e9, "family_index": 0,
"per_family_instance_index": 0, "qmark": {"family": "%(family)s", "kernel": "%(kernel)s",
"device": "cpu", "shape": {"m": 8, "n": 8, "k": 8}, "threads": 1, "cache": "hot",
"status": "ok", "verified": "full", "checked": 64, "ops": 1024, "gops": 1.0, "code": %(code)s,
"samples_ns": [%(q0)r, %(q50)r], "min_ns": %(q0)r, "q25_ns": %(q25)r, "median_ns": %(q50)r,
"q75_ns": %(q75)r, "max_ns": %(q75)r, "ci95_ns": null}}"""
TROUBLE = """{"name": "%(name)s", "qmark": {"family": "%(family)s", "kernel": "%(kernel)s",
"device": "cpu", "shape": {"m": 8, "n": 8, "k": 8}, "threads": 1, "status": "%(status)s",
"reason": "element 3 is 7, expected 8"}}"""
FILE = """{"context": {"date": "2024-05-06T07:08:09+00:00", "host_name": "made-up",
"qmark": {"schema": 1, "commit": "%s", "dirty": false, "cpu": {"name": "made up"}}},
"benchmarks": [%s], "qmark_unmeasured": [%s]}"""


def uniform():
    """The n-th call of a build has the n-th of its numbers, which are the same in every test."""
    with open(sys.argv[0] + ".calls", "ab") as calls:
        calls.write(b".")
        x = calls.tell()
    x += 1000 * sum(os.path.dirname(sys.argv[0]).rsplit("/", 1)[-1].encode())
    for factor in (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D):  # odd, and each bit mixed with all others
        x = (x * factor) % 2**32
        x ^= x >> 15
    return x / 2**32


def first_time(name):
    """Whether this fate has not struck yet: `once` is a folder for marks."""
    if not SETTINGS["once"]:
        return True
    try:
        os.close(os.open(os.path.join(SETTINGS["once"], name), os.O_CREAT | os.O_EXCL))
        return True
    except FileExistsError:
        return False


def measure(kernel):
    fate = SETTINGS["fate"].get(kernel, "")
    if fate and not first_time(kernel):
        fate = ""
    words = {"name": f"{kernel}/cpu/8x8x8/threads:1/hot", "kernel": kernel,
             "family": kernel.split("_")[0], "status": fate}
    if fate == "crash":
        os.abort()
    if fate == "garbage":
        print('{"context": {"qmark"')
        return 0
    if fate in ("failed", "skipped"):
        print(FILE % (SETTINGS["commit"], "", TROUBLE % words))
        return 3 if fate == "failed" else 77
    best = SETTINGS["ns"] * SETTINGS["ratio"].get(kernel, 1) * (1 + SETTINGS["noise"] * uniform())
    code = SETTINGS["code"].get(kernel)
    words.update({"q0": best, "q25": best * 1.01, "q50": best * 1.02, "q75": best * 1.1,
                  "code": f'"{code}"' if code else "null"})
    print(FILE % (SETTINGS["commit"], ROW % words, ""))
    return 0


def main(words):
    if "--benchmark_list_tests=true" in words:
        for kernel in SETTINGS["rows"]:
            print(f"{kernel}/cpu/8x8x8/threads:1/hot/real_time")
        return 0
    return measure(words[words.index("--kernel") + 1])


sys.exit(main(sys.argv[1:]))
