#!/usr/bin/env python3
"""figures_test.py - each kind of figure shows what the rows say, legibly and always the same.

Exit 77: no Python with matplotlib.

SPDX-License-Identifier: Apache-2.0
"""
from __future__ import annotations

import itertools
import json
import sys
import tempfile
import unittest
from pathlib import Path
from typing import Any

sys.dont_write_bytecode = True
ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "plots"), str(ROOT / "tests")]
try:
    __import__("matplotlib")
except ImportError:
    print("skipped: this Python has no matplotlib (Debian: python3-matplotlib)")
    sys.exit(77)

import ceilings  # noqa: E402
import findings  # noqa: E402
import forest  # noqa: E402
import groups  # noqa: E402
import labels  # noqa: E402
import pareto  # noqa: E402
import style  # noqa: E402
import sweep  # noqa: E402
import tables  # noqa: E402
from kinds import KINDS  # noqa: E402
from load import PlotError, Run, read_runs  # noqa: E402
from matplotlib.text import Text  # noqa: E402
from options import Change, Options  # noqa: E402
from page import Page  # noqa: E402
from result_maker import SHAPES, document, row, unmeasured, with_ceilings  # noqa: E402

A = (1, 4096, 4096)
SQUARES = [(n, n, n) for n in (16, 64, 256, 1024, 2048)]
KERNELS = ("f32_avx2", "f32_avx512", "i8_avx512vnni", "i8_onednn", "i4_avx512vnni",
           "b1_avx512vpopcnt", "s24_avx512vnni")


def effect(percent: float, wide: float) -> dict[str, Any]:
    return {"pairs": 10, "percent": percent, "low_percent": percent - wide,
            "high_percent": percent + wide, "p_slower": 0.1}


def ab_file(**more: Any) -> dict[str, Any]:
    """As 'qmark ab' writes it."""
    rows = [{"name": f"{kernel}/cpu/1x64x64/threads:1/hot", "family": kernel.split("_")[0],
             "verdict": verdict, "failing": verdict == "slower", "reason": None,
             "effect": effect(percent, 0.5),
             "confirmed": effect(percent, 0.3) if verdict == "slower" else None}
            for kernel, verdict, percent in [("i8_avx2", "slower", 5.0), ("f32_avx2", "same", 0.1),
                                             ("b1_avx2", "faster", -4.0),
                                             ("i4_avx2", "unclear", 0.7)]]
    return {"qmark_ab": 1, "base": {"path": "build-main", "commit": "aaaabbbbcccc"},
            "new": {"path": "build-change", "commit": None}, "margin_percent": 1.0,
            "rules": {"fail_at_percent": 3.0, "confidence": 0.99}, "rows": rows,
            "families": [{"family": "i8", "rows": 1, "effect": effect(5, 1), "confirmed": None,
                          "failing": True}],
            "controls": [{**rows[1], "verdict": None}], "context": document()["context"], **more}


def rich(**more: Any) -> dict[str, Any]:
    """Rows for every kind of figure."""
    rows = [row(kernel, shape, threads, peer="onednn" in kernel)
            for shape in SHAPES + SQUARES if shape != (1024, 1024, 1024) or shape in SQUARES
            for kernel in KERNELS for threads in (1, 2)]
    names = {r["name"]: r for r in rows}
    for r in names.values():
        q = r["qmark"]
        q["energy_models"] = [{"name": "horowitz2014", "node_nm": 45, "arithmetic_pj_per_op": 0.15,
                               "memory_pj_per_op": 40 * q["b_bytes"] / q["ops"]},
                              {"name": "jouppi2021", "node_nm": 7, "arithmetic_pj_per_op": 0.05,
                               "memory_pj_per_op": None}]
    return with_ceilings(document(list(names.values()), [
        unmeasured("i8_avxvnni", A, "skipped", "this processor has no avxvnni")], **more))


def texts(page: Page) -> list[Text]:
    found = list(page.figure.texts)
    for axes in page.figure.axes:
        found += axes.texts
        if axes.axison:
            found += [axes.xaxis.label, *axes.get_xticklabels(), *axes.get_yticklabels()]
    return [t for t in found if t.get_text().strip()]


class Figures(unittest.TestCase):
    def runs(self, *documents: dict[str, Any]) -> list[Run]:
        with tempfile.TemporaryDirectory() as folder:
            paths = []
            for i, content in enumerate(documents):
                paths.append(Path(folder) / f"{i}.json")
                paths[-1].write_text(json.dumps(content), "utf-8")
            return read_runs(map(str, paths), "machine")

    def setUp(self) -> None:
        self.both = [rich(), rich(host="other", cpu="Neoverse-V2")]

    def draw(self, kind: str, *documents: dict[str, Any], **options: Any) -> Page:
        return KINDS[kind].make(self.runs(*(documents or self.both[:1])), Options(**options))

    def pages(self) -> dict[str, Page]:
        files = {"machines": self.both, "trend": self.history()}
        return {kind: self.draw(kind, *files.get(kind, self.both[:1])) for kind in KINDS}

    def forest(self, content: Any) -> Page:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "ab.json"
            path.write_text(json.dumps(content), "utf-8")
            return forest.make([str(path)], Options())

    def history(self, builds: int = 5) -> list[dict[str, Any]]:
        made = []
        for i in range(builds):
            made.append(document([row(kernel, (8, 64, 64), 1) for kernel in KERNELS[:3]],
                                 commit=f"{i}f2a9c1d7e{i:06d}" if i else "3f2a9c1d7e"))
            made[-1]["context"]["date"] = f"2026-11-{i + 1:02d}T09:15:02+00:00"
        return made

    def test_every_kind_is_legible_and_complete(self) -> None:
        for kind, page in {**self.pages(), "ab": self.forest(ab_file())}.items():
            with self.subTest(kind=kind):
                if kind == "ab":
                    self.legible(page)
                    continue
                said = " ".join(t.get_text() for t in texts(page))
                for words in ["bench01", "commit 3f2a9c1d7e", "data: normal"]:
                    self.assertIn(words, said)
                self.assertRegex(said, "n = 11|model")
                self.assertRegex(said, "GOPS|times as fast|%|pJ")
                self.assertGreater(len(page.values), 10)
                self.legible(page)

    def legible(self, page: Page) -> None:
        page.figure.set_dpi(100)
        page.figure.draw_without_rendering()
        renderer = page.figure.canvas.get_renderer()
        boxes = [(t.get_text(), t.get_window_extent(renderer)) for t in texts(page)
                 if t.get_rotation() == 0]
        for text, box in boxes:
            self.assertTrue(box.x0 >= 0 and box.y0 >= 0 and box.x1 <= page.figure.bbox.x1 and
                            box.y1 <= page.figure.bbox.y1, f"{text!r} leaves the page")
        for (text, box), (other, its) in itertools.combinations(boxes, 2):
            apart = its.x0 >= box.x1 - 1 or its.x1 <= box.x0 + 1 or its.y0 >= box.y1 - 3 or \
                its.y1 <= box.y0 + 3
            self.assertTrue(apart, f"{text!r} lies on {other!r}")

    def test_the_same_bytes(self) -> None:
        first, second = self.pages(), self.pages()
        for kind in first:
            self.assertEqual(first[kind].save("svg", "x"), second[kind].save("svg", "x"), kind)
        for form in ("png", "pdf"):
            self.assertEqual(first["roofline"].save(form, "x"),
                             second["roofline"].save(form, "x"), form)

    def test_a_kernel_has_one_colour(self) -> None:
        for kind, page in self.pages().items():
            svg = page.save("svg", "x").decode()
            expected = {style.kernel_colour(k.split("_")[0], k) for k in KERNELS}
            self.assertTrue(any(colour in svg for colour in expected), kind)

    def test_best_is_one_kernel_a_format(self) -> None:
        made = document(None, [unmeasured("i8_avxvnni", A, "skipped", "no avxvnni")])
        made["benchmarks"] += [row("i8_onednn", A, peer=True, speed=9e9)]
        run = groups.best_only(self.runs(made))[0]
        self.assertEqual({r.kernel for r in run.rows if r.status == "ok"}, {
            "f32_avx512", "i8_avx512vnni", "i8_onednn", "f32_opencl", "i8_opencl"})
        self.assertEqual([r.kernel for r in run.rows if r.status != "ok"], ["i8_avxvnni"])
        said = " ".join(t.get_text() for t in texts(KINDS["throughput"].make([run], Options())))
        self.assertIn("the fastest kernel is shown", said)

    def test_peers_are_no_reference(self) -> None:
        big = SHAPES[2]
        made = document([row("f32_avx512", big), row("i8_avx512vnni", big),
                         row("f32_onednn", big, peer=True, speed=900, library={
                             "name": "oneDNN", "version": "2.6.3", "target": None})])
        said = " ".join(t.get_text() for t in texts(self.draw("throughput", made)))
        self.assertIn("another project's library (oneDNN 2.6.3).", said.replace("\n", " "))
        said = " ".join(t.get_text() for t in texts(self.draw("speedup", made)))
        self.assertIn("1× = f32_avx512", said)
        run = self.runs(made)[0]
        found = {factor.row.kernel: factor.times for factor in findings.factors(run.rows)}
        self.assertEqual(set(found), {"f32_avx512", "i8_avx512vnni"})
        self.assertEqual(found["f32_avx512"], 1.0)

    def test_roofline_without_ceilings_says_so(self) -> None:
        bare = document([row("f32_avx2", A), row("i8_avx512vnni", A)])
        said = " ".join(t.get_text() for t in texts(self.draw("roofline", bare)))
        self.assertIn("No ceilings are drawn for cpu, 1 thread, hot cache", said)
        self.assertIn("the file has no ceilings", " ".join(
            t.get_text() for t in texts(self.draw("heatmap", bare))))

    def test_close_ceilings_share_a_line_that_fits(self) -> None:
        d = rich()
        tops = d["context"]["qmark"]["ceilings"]
        tops += [{**top, "class": f"close_{i}", "instruction": f"one of many that are close, {i}",
                  "gops": top["gops"] * (1 - i / 1000)} for top in tops[:1] for i in range(9)]
        said = [t.get_text() for t in texts(self.draw("roofline", d))]
        shared = [text for text in said if text.endswith(" more")]
        self.assertTrue(shared, said)
        self.assertLess(max(map(len, shared)), 120)

    def test_above_the_roof_is_red(self) -> None:
        d = rich()
        q = d["benchmarks"][0]["qmark"]
        q["roof_gops"], q["roof_share"] = q["gops"] / 1.03, 1.03
        page = self.draw("roofline", d)
        self.assertIn(style.RED, page.save("svg", "x").decode())
        self.assertTrue(any("above it" in value for value in page.values))
        self.assertNotIn(style.RED, self.draw(
            "roofline", document([row("f32_avx2", A)])).save("svg", "x").decode())

    def test_intensity_counts_what_is_stored(self) -> None:
        run = self.runs(document([row("f32_avx2", A), row("i4_avx512vnni", A)]))[0]
        f32, i4 = sorted(run.rows, key=lambda r: r.family)
        self.assertEqual(ceilings.bits_per_weight(f32), 32)
        self.assertEqual(ceilings.bits_per_weight(i4), 4)
        self.assertAlmostEqual(ceilings.intensity(i4),
                               2 * 4096 ** 2 / (4096 ** 2 / 2 + 4096 + 4 * 4096))

    def test_sweeps(self) -> None:
        lines = sweep.lines_of([(1, 8, 8), (2, 8, 8), (4, 8, 8), (8, 8, 8), (16, 16, 16),
                                (32, 32, 32), (1, 8, 16)])
        self.assertEqual({line.title: sizes for line, sizes in lines.items()},
                         {"squares, m = n = k": [8, 16, 32],
                          "m varies, n = 8, k = 8": [1, 2, 4, 8]})
        run = self.runs(document([row("i8_avx2", (64, 64, 64))]))[0]
        size = sweep.size_that_fills(sweep.Line(3, ()), 6 * 64 * 64, run.rows[0])
        self.assertAlmostEqual(size, 64, 6)

    def test_front(self) -> None:
        points = [(1, 10), (8, 5), (8, 6), (4, 3), (32, 1), (2, 10)]
        self.assertEqual(pareto.front(points, True), [(2, 10), (8, 6), (32, 1)])
        self.assertEqual(pareto.front([(0.1, 5), (0.2, 9), (0.3, 7), (0.1, 4)], False),
                         [(0.1, 5), (0.2, 9)])

    def test_labels_keep_clear(self) -> None:
        points = [(1.0, 1.0)] * 6
        places = labels.place(points, ["abc"] * 6, 7, labels.Box(0, 0, 3, 3), [])
        spots = [(p.x, p.y) for p in places]
        self.assertEqual(len(set(spots)), 6)
        self.assertEqual(labels.place([(0.1, 0.1)], ["a long name"], 7,
                                      labels.Box(0, 0, 0.2, 0.2), []), [None])

    def test_sparse_pairs_need_both(self) -> None:
        with self.assertRaises(PlotError):
            self.draw("sparse", document([row("s24_avx2", A), row("f32_avx2", A)]))
        page = self.draw("sparse", document([row("s24_avx2", A), row("i8_avx2", A)]))
        self.assertEqual(len(page.values), 1)
        self.assertRegex(page.values[0], "^[0-9.]+×: s24_avx2 .*; i8_avx2 ")

    def test_forest(self) -> None:
        page = self.forest(ab_file())
        said = [t.get_text() for t in texts(page)]
        self.assertIn("+5.0 % [+4.7 %, +5.3 %] slower, fails", said)
        self.assertIn("−4.0 % [−4.5 %, −3.5 %] faster", said)
        self.assertTrue(any("1 slower, 1 faster, 1 same, 1 unclear" in t for t in said))
        names = [t for t in said if "/threads:1" in t]
        self.assertEqual([n.split("_")[0] for n in names], ["i8", "i4", "f32", "b1", "f32"])
        for wrong, code in [({"rows": [{}]}, 5), ({"qmark_ab": 2}, 5), ({"base": 3}, 5),
                            ({"rows": [], "families": [], "controls": []}, 2)]:
            with self.assertRaises(PlotError) as error:
                self.forest(ab_file(**wrong))
            self.assertEqual(error.exception.code, code, wrong)

    def test_trend_marks_changes(self) -> None:
        history = self.history()
        name = history[0]["benchmarks"][0]["name"]
        at = history[3]["context"]
        change = Change(name, at["qmark"]["commit"], at["date"], 12.5)
        page = self.draw("trend", *reversed(history), changes=(change,))
        self.assertIn("+12.5 % time", [t.get_text() for t in texts(page)])
        self.assertIn(f"f32_avx2: +12.5 % time from {at['qmark']['commit'][:12]} on", page.values)
        elsewhere = Change(name, "0000", at["date"], 1.0)
        page = self.draw("trend", *history, changes=(elsewhere,))
        self.assertNotIn("+1.0 % time", [t.get_text() for t in texts(page)])
        with self.assertRaises(PlotError):
            self.draw("trend", *history[:2])

    def test_energy_keeps_models_apart(self) -> None:
        page = self.draw("energy")
        titles = [t.get_text() for t in texts(page)]
        self.assertTrue(any("model horowitz2014, 45 nm" in t for t in titles))
        self.assertTrue(any("jouppi2021, 7 nm, arithmetic only" in t for t in titles))
        self.assertTrue(any("data movement: " in value for value in page.values))
        with self.assertRaises(PlotError):
            self.draw("energy", document())

    def test_machines_share_of_their_own_roof(self) -> None:
        page = self.draw("machines", rich(), document(
            [row("f32_avx2", A)], host="other", cpu="Neoverse-V2"))
        said = [t.get_text() for t in texts(page)]
        self.assertIn("no ceiling in the file", said)
        self.assertTrue(any("Neoverse-V2" in t for t in said))


class Words(unittest.TestCase):
    def test_each_way_of_checking_is_explained(self) -> None:
        schema = json.loads((ROOT / "results" / "schema.json").read_text("utf-8"))
        contract = (ROOT / "results" / "SCHEMA.md").read_text("utf-8")
        words = schema["$defs"]["verified"]["enum"]
        self.assertEqual(list(tables.VERIFIED), words)
        for word in words:
            self.assertIn(f"`{word}`: ", contract)


if __name__ == "__main__":
    style.setup()
    unittest.main()
