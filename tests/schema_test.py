#!/usr/bin/env python3
"""schema_test.py - the rules of result files, each seen to fail, and the kept results.

Exit: 0 passed, 1 failed.  With arguments: validates those files too (what the build wrote).

SPDX-License-Identifier: Apache-2.0
"""
from __future__ import annotations

import copy
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from typing import Any, Callable

sys.dont_write_bytecode = True
ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "results"), str(ROOT / "tests")]
import schema_check  # noqa: E402
import validate  # noqa: E402
from result_maker import document, row, unmeasured, with_evidence  # noqa: E402

SHAPE = (16, 64, 128)
SCHEMA = json.loads((ROOT / "results" / "schema.json").read_text("utf-8"))


def small() -> dict[str, Any]:
    return with_evidence(document(
        [row("f32_avx2", SHAPE), row("i8_opencl", SHAPE, None, "opencl:0")],
        [unmeasured("i8_avx2", SHAPE, "failed", "wrong at [3][5]")]))


def change(where: str, value: Any) -> Callable[[dict[str, Any]], None]:
    """where: keys and indices with dots; the value may be a function of the old one."""
    def apply(d: Any) -> None:
        *path, last = [int(s) if s.isdigit() else s for s in where.split(".")]
        for step in path:
            d = d[step]
        d[last] = value(d[last]) if callable(value) else value
    return apply


def both(*changes: Callable[[Any], None]) -> Callable[[Any], None]:
    def apply(d: Any) -> None:
        for one in changes:
            one(d)
    return apply


Q = "benchmarks.0.qmark."
LIBRARY = {"name": "oneDNN", "version": "2.6.3", "target": None}


def peer(field: str, value: Any) -> Callable[[Any], None]:
    """A good row of a library, but for one field."""
    good = {"peer": True, "library": LIBRARY, "verified": "unordered", "unordered_error": 5.2}
    return both(*(change(Q + key, x) for key, x in (good | {field: value}).items()))


def versus(field: str, value: Any) -> Callable[[Any], None]:
    """A good comparison with a library, but for one field."""
    def apply(d: Any) -> None:
        m, n, k = SHAPE
        d["benchmarks"].append(row("f32_onednn", SHAPE, peer=True, verified="unordered"))
        d["context"]["qmark"]["versus"] = [{
            "family": "f32", "device": "cpu", "shape": {"m": m, "n": n, "k": k}, "threads": 1,
            "cache": "hot", "ours": "f32_avx2", "peer": "f32_onednn", "library": "oneDNN",
            "unordered": True, "pairs": 11, "ratio": 1.2, "ci95": [1.1, 1.3],
            "verdict": "ahead"} | {field: value}]
    return apply


# What is done to a good file, and what the one line then says.
FORM = [
    (lambda d: d["benchmarks"][0]["qmark"].pop("median_ns"), "[0].qmark: lacks median_ns"),
    (lambda d: d.pop("qmark_unmeasured"), "the document: lacks qmark_unmeasured"),
    (change("context.date", "21 Nov 2026"), "context.date: expected text like"),
    (change("context.qmark.dirty", "no"), "context.qmark.dirty: expected boolean or null"),
    (change("context.num_cpus", 2.5), "context.num_cpus: expected integer, found 2.5"),
    (change(Q + "shape.m", 0), "benchmarks[0].qmark.shape.m: expected at least 1"),
    (change(Q + "cache", "warm"), 'qmark.cache: expected one of "hot", "cold"'),
    (change(Q + "status", "failed"), 'qmark.status: expected "ok"'),
    (change(Q + "min_ns", 0), "qmark.min_ns: expected more than 0"),
    (change(Q + "samples_ns", []), "qmark.samples_ns: expected at least 1 items"),
    (change(Q + "ci95_ns", [1.0]), "qmark.ci95_ns: expected at least 2 items"),
    (change(Q + "ci95_ns", [1, 2, 3]), "qmark.ci95_ns: expected at most 2 items"),
    (change(Q + "timer", "sundial"), "qmark.timer: expected text like"),
    (change(Q + "kernel", "I8"), "qmark.kernel: expected text like"),
    (change("benchmarks.0.time_unit", "s"), 'time_unit: expected "ns", found "s"'),
    (change("benchmarks.0.repetitions", True), "repetitions: expected 1, found true"),
    (change("qmark_unmeasured.0.qmark.reason", ""), "reason: expected at least 1 characters"),
    (change("qmark_unmeasured.0.qmark.status", "ok"), 'expected one of "failed", "skipped"'),
    (versus("ci95", [1.1]), "versus[0].ci95: expected at least 2 items"),
    (versus("ratio", 0), "versus[0].ratio: expected more than 0"),
    (versus("verdict", "faster"), 'verdict: expected one of "ahead", "behind"'),
]
RULES = [
    (change("context.qmark.schema", 2), "context.qmark.schema: the file has schema 2"),
    (change("context.qmark.schema", "1"), "context.qmark.schema: expected 1"),
    (lambda d: d["context"].pop("qmark"), "Google Benchmark wrote this"),
    (change("context.load_avg.0", float("nan")), "load_avg[0]: NaN is not a finite number"),
    (change(Q + "gops", float("inf")), "qmark.gops: Infinity is not a finite number"),
    (change(Q + "seed", 1 << 64), "qmark.seed: does not fit in 64 bits"),
    (change("benchmarks.1", lambda r: copy.deepcopy(r)), ""),
    (lambda d: d["benchmarks"].append(d["benchmarks"][0]), "is the name of benchmarks[0]"),
    (lambda d: d["qmark_unmeasured"][0].update(name=d["benchmarks"][0]["name"]),
     "qmark_unmeasured[0].name: f32_avx2/"),
    (change("benchmarks.0.name", "f32"), "[0].name: expected f32_avx2/cpu/16x64x128/threads:1"),
    (change("benchmarks.1.name", "x"), "expected i8_opencl/opencl:0/16x64x128/threads:auto/hot"),
    (change("benchmarks.0.run_name", "f32"), "run_name: differs from name"),
    (change(Q + "family", "i8"), "kernel: expected a name that begins with i8_"),
    (change("context.qmark.devices.1.id", "cpu"), "devices[1].id: cpu stands twice"),
    (change("context.qmark.devices.0.id", "cpu0"), "cpu is not in context.qmark.devices"),
    (lambda d: d["benchmarks"][0]["qmark"]["samples_ns"].pop(), "11 items for 10 samples"),
    (change("benchmarks.0.iterations", 1), "iterations: expected the sum"),
    (change(Q + "q25_ns", lambda x: x * 9), "qmark.median_ns: "),
    (change(Q + "q75_ns", 1.0), "is less than median_ns"),
    (change(Q + "max_ns", 1.0), "is less than q75_ns"),
    (change(Q + "max_ns", lambda x: x * 2), "max_ns: "),
    (change(Q + "min_ns", lambda x: x / 2), "does not follow from samples_ns"),
    (both(change(Q + "median_ns", 5.0), change(Q + "q25_ns", 5.0), change(Q + "min_ns", 5.0)),
     "median_ns: 5.0 does not follow from samples_ns"),
    (change(Q + "ci95_ns", lambda ci: [ci[1] * 2, ci[1] * 3]), "low end is greater than median"),
    (change(Q + "ci95_ns.1", 1.0), "median_ns is greater than high end"),
    (change(Q + "ops", lambda x: x + 2), "ops: expected 2*m*n*k = 262144, found 262146"),
    (change(Q + "gops", lambda x: x * 1.001), "gops: expected ops/median_ns"),
    (change("benchmarks.0.items_per_second", 1.0), "items_per_second: expected"),
    (change("benchmarks.0.real_time", 1.0), "real_time: expected median_ns"),
    (change("benchmarks.0.cpu_time", 1.0), "cpu_time: expected median_ns"),
    (change("benchmarks.0.threads", 7), "threads: expected 1 as in qmark, found 7"),
    (both(change(Q + "bytes", 1000), change(Q + "intensity", 1.0)), "intensity: expected ops"),
    (both(change(Q + "roof_gops", 1e6), change(Q + "roof_share", 0.5)), "roof_share: expected"),
    (both(change(Q + "roof_gops", 1e-3), change(Q + "roof_share", 1.0)), "is above the roof"),
    (change(Q + "trust.label", "E"), 'label: expected one of "A", "B", "C", "D"'),
    (change(Q + "trust", {"label": "A"}), "trust: lacks reason"),
    (change(Q + "evidence.interval_share", 0.5), "interval_share: expected"),
    (change(Q + "evidence.mhz", 0), "mhz: expected more than 0"),
    (change(Q + "energy.gross_joules", None), "either joules, or why there are none"),
    (change(Q + "energy.reason", "none"), "either joules, or why there are none"),
    (change(Q + "energy.source", None), "energy.source: missing beside joules"),
    (change(Q + "energy.source", "guess"), "energy.source: expected one of"),
    (change(Q + "energy.net_joules", 9.0), "more than with what idling costs"),
    (change(Q + "energy.window_s", 0.5), "0.5 s are too short"),
    (change(Q + "energy", None), ""),
    (change(Q + "energy_models.0.node_nm", 0), "node_nm: expected at least 1"),
    (change(Q + "verified", "unordered"), "only a peer library's row may be unordered"),
    (change(Q + "verified", "requantised"), "only a peer library's row may be requantised"),
    (change(Q + "verified", "believed"), 'verified: expected one of "full", "freivalds"'),
    (change(Q + "library", LIBRARY), "only a peer's row has a library"),
    (peer("library", {"name": "oneDNN"}), "library: lacks version"),
    (peer("library", LIBRARY | {"version": ""}), "version: expected at least 1 characters"),
    (peer("verified", "full"), "the row is full, so it has no such error"),
    (peer("verified", "requantised"), "the row is requantised, so it has no such error"),
    (peer("unordered_error", -1), "unordered_error: expected at least 0"),
    (peer("unordered_error", 1e9), "more than any order of the sums can do"),
    (versus("pairs", 11), ""),
    (versus("pairs", 12), "versus[0].pairs: more than the samples of f32_avx2"),
    (versus("ours", "f32_onednn"), "versus[0].ours: f32_onednn is no row of such a kernel"),
    (versus("peer", "f32_avx2"), "versus[0].peer: f32_avx2 is no row of such a kernel"),
    (versus("threads", 2), "versus[0].ours: f32_avx2 is no row of such a kernel"),
    (versus("unordered", False), "versus[0].unordered: the row is unordered"),
    (versus("peer_verified", "unordered"), ""),
    (versus("peer_verified", "full"), "versus[0].peer_verified: the row is unordered"),
    (versus("ratio", 1.4), "versus[0].ratio: is not in its interval"),
    (versus("verdict", "behind"), "versus[0].verdict: expected ahead from ci95"),
    (versus("ci95", [0.9, 1.3]), "versus[0].verdict: expected level from ci95"),
    (versus("ci95", None), "versus[0].verdict: expected unclear from ci95"),
]


class Form(unittest.TestCase):
    def test_good(self) -> None:
        self.assertEqual(validate.check(small()), [])
        self.assertEqual(validate.check(document([row("i8_avx2", SHAPE, ci95_ns=None)])), [])
        self.assertEqual(validate.check(document([row("i8_onednn", SHAPE, peer=True,
                                                      verified="unordered")])), [])
        self.assertEqual(validate.check(document([row("i8_xnnpack", SHAPE, peer=True,
                                                      verified="requantised")])), [])
        good = small()
        peer("unordered_error", None)(good)
        self.assertEqual(validate.check(good), [])
        self.assertEqual(validate.check(document([])), [])

    def test_unknown_fields_are_ignored(self) -> None:
        d = small()
        d["context"]["qmark"]["energy"] = {"domain": "package"}
        d["context"]["qmark"]["cpu"]["microcode"] = "0x1"
        d["benchmarks"][0]["qmark"]["unheard_of"] = {"relative": 0.01}
        d["extra"] = []
        self.assertEqual(validate.check(d), [])

    def test_each_rule_fails(self) -> None:
        for spoil, words in FORM + RULES:
            d = small()
            spoil(d)
            lines = [f"{where}: {what}" for where, what in validate.check(d)]
            with self.subTest(words=words, lines=lines):
                if words:
                    self.assertTrue(any(words in line for line in lines))
                else:
                    self.assertEqual(lines, [])

    def test_own_checker_agrees_with_the_package(self) -> None:
        if schema_check.jsonschema is None:
            self.skipTest("python3-jsonschema is not installed")
        schema_check.jsonschema.Draft202012Validator.check_schema(SCHEMA)
        for spoil, words in FORM:
            d = small()
            spoil(d)
            own = sorted(map(str, schema_check.own_errors(SCHEMA, d, SCHEMA)))
            package = sorted(map(str, schema_check.package_errors(SCHEMA, d)))
            with self.subTest(words=words):
                self.assertTrue(own)
                self.assertEqual(own, package)


class Program(unittest.TestCase):
    def run_on(self, data: bytes | None) -> tuple[int, str, str]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "run.json")
            if data is not None:
                path.write_bytes(data)
            done = subprocess.run([sys.executable, str(ROOT / "results" / "validate.py"), path],
                                  capture_output=True, text=True)
        return done.returncode, done.stdout, done.stderr.replace(str(path), "run.json")

    def test_good(self) -> None:
        code, out, err = self.run_on(json.dumps(small()).encode())
        self.assertEqual((code, err), (0, ""))
        self.assertIn("good, 2 rows, 1 not measured", out)

    def test_bad_files(self) -> None:
        spoiled = small()
        spoiled["benchmarks"][0]["qmark"]["gops"] = float("nan")
        for data, words in [
                (None, "run.json: No such file"), (b"", "not JSON"), (b"\xff\xfe\x00", "not JSON"),
                (b"[" * 100000, "nested too deeply"), (b"[]", "not a qmark result file"),
                (b'{"a": 1}', "context.qmark: missing"),
                (b'{"a": 1, "a": 2}', 'the field "a" stands twice'),
                (json.dumps(spoiled).encode(), "run.json: benchmarks[0].qmark.gops: NaN")]:
            code, out, err = self.run_on(data)
            with self.subTest(words=words, err=err):
                self.assertEqual((code, out), (5, ""))
                self.assertIn(words, err)
                self.assertEqual(err.count("\n"), 1)

    def test_many_errors_are_cut(self) -> None:
        d = document()
        for entry in d["benchmarks"]:
            entry["run_name"] = "x"
        code, _, err = self.run_on(json.dumps(d).encode())
        self.assertEqual((code, err.count("\n")), (5, validate.SHOWN + 1))
        self.assertIn("and 28 more errors", err)

    def test_usage(self) -> None:
        done = subprocess.run([sys.executable, str(ROOT / "results" / "validate.py")],
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 2)


class Kept(unittest.TestCase):
    def test_files(self) -> None:
        kept = [p for p in (ROOT / "results").rglob("*.json")
                if p.name != "schema.json" and p.parent.name != "proof"]
        for path in kept + FILES:
            with self.subTest(path=str(path)):
                self.assertEqual(validate.file_errors(str(path))[1], [])


FILES: list[Path] = []

if __name__ == "__main__":
    FILES += [Path(word) for word in sys.argv[1:] if word.endswith(".json")]
    unittest.main(argv=[word for word in sys.argv if not word.endswith(".json")])
