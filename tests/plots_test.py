#!/usr/bin/env python3
"""plots_test.py - figures are drawn, legible, the same each time, and refused where wrong.

Runs itself with an interpreter that has matplotlib; exit 77: there is none.

SPDX-License-Identifier: Apache-2.0
"""
from __future__ import annotations

import contextlib
import io
import itertools
import json
import math
import os
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree
from pathlib import Path
from typing import Any

sys.dont_write_bytecode = True
ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "plots"), str(ROOT / "tests")]
try:
    __import__("matplotlib")
except ImportError:
    for python in filter(None, [os.environ.get("QMARK_PYTHON"), "/usr/bin/python3"]):
        if "QMARK_PLOTS_TEST" not in os.environ and os.access(python, os.X_OK):
            os.environ["QMARK_PLOTS_TEST"] = "second try"
            os.execv(python, [python, *sys.argv])
    print("skipped: no Python with matplotlib (Debian: python3-matplotlib)")
    sys.exit(77)

import bars  # noqa: E402
import caption  # noqa: E402
import load  # noqa: E402
import qmark_plot  # noqa: E402
import style  # noqa: E402
from result_maker import document, row, unmeasured  # noqa: E402
from speedup import Speedup  # noqa: E402
from throughput import Throughput  # noqa: E402

A, B = (1, 4096, 4096), (512, 4096, 4096)
PNG = b"\x89PNG\r\n\x1a\n"


def few() -> dict[str, Any]:
    return document([row("f32_avx2", A), row("i8_avx512vnni", A), row("i8_avx512vnni", B),
                     row("i8_onednn", A, peer=True)])


class Folder(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.path = Path(self.folder.name)

    def put(self, name: str, content: dict[str, Any] | str) -> str:
        path = self.path / name
        path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
        return str(path)

    def plot(self, *words: str) -> tuple[int, str, str]:
        done = subprocess.run([str(ROOT / "plots" / "plot.sh"), "-o", str(self.path), *words],
                              capture_output=True, text=True,
                              env={**os.environ, "QMARK_PYTHON": sys.executable})
        return done.returncode, done.stdout, done.stderr

    def plot_here(self, *words: str) -> tuple[int, str, str]:
        """The same in this process, which is faster."""
        out, err = io.TextIOWrapper(io.BytesIO()), io.TextIOWrapper(io.BytesIO())
        old = sys.argv
        sys.argv = ["qmark_plot", "-o", str(self.path), *words]
        try:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                code = qmark_plot.main()
        except SystemExit as end:
            code = end.code
        finally:
            sys.argv = old
        for stream in (out, err):
            stream.seek(0)
        return code, out.read(), err.read()

    def pictures(self) -> dict[str, bytes]:
        return {p.name: p.read_bytes() for p in sorted(self.path.iterdir())
                if p.suffix != ".json"}


class Program(Folder):
    def test_files_and_bytes(self) -> None:
        file = self.put("a.json", few())
        code, out, err = self.plot(file)
        self.assertEqual((code, err), (0, "qmark plot: not drawn: sweep, scaling, sparse, "
                                          "energy, trend, machines (--kind NAME says why)\n"))
        first = self.pictures()
        self.assertEqual(sorted(first), [f"qmark-{kind}.{form}" for kind in
                                         ("heatmap", "pareto", "roofline", "speedup",
                                          "throughput") for form in ("png", "svg")])
        self.assertEqual(sorted(Path(line).name for line in out.splitlines()), sorted(first))
        self.assertEqual(self.plot(file)[0], 0)
        self.assertEqual(self.pictures(), first)

        for name, data in first.items():
            if name.endswith("png"):
                self.assertTrue(data.startswith(PNG))
                continue
            xml.etree.ElementTree.fromstring(data)
            text = data.decode()  # letters are drawn as paths, and named in comments
            for words in ["f32_avx2", "i8_avx512vnni", "i8_onednn", "GOPS", "n = 11 samples",
                          "seed 1", "AMD EPYC 9R45", "commit 3f2a9c1d7e",
                          "2026-11-21T09:15:02"]:
                self.assertIn(words, text, name)
            self.assertRegex(text, "1 × 4096 × 4096|4,096")
            self.assertRegex(text, "<title>i8_onednn on cpu, 1 × 4096 × 4096, 1 thread, hot: .* "
                             "GOPS, 95 % interval .* n = 11")
            self.assertNotIn("<dc:date>", text)

    def test_options(self) -> None:
        file = self.put("a.json", few())
        code, _, err = self.plot(file, "--format", "svg", "--kind", "throughput", "--name",
                                 "x", "--kernel", "i8_*", "--shape", "512x*", "--whiskers",
                                 "quartiles", "--title", "A title with $dollars$")
        self.assertEqual((code, err), (0, ""))
        self.assertEqual(list(self.pictures()), ["x-throughput.svg"])
        text = self.pictures()["x-throughput.svg"].decode()
        self.assertIn("quartile", text)
        self.assertIn("$dollars$", text)
        self.assertNotIn("f32_avx2", text)

    def test_refused(self) -> None:
        good, other = self.put("a.json", few()), self.put("b.json", few())
        elsewhere = self.put("h.json", document(host="other"))
        wrong = few()
        wrong["benchmarks"][0]["qmark"]["gops"] *= 2
        newer = document(schema=2)
        empty = document([], [unmeasured("i8_avx2", A, "failed", "wrong")])
        for code, said, *words in [
                (5, "No such file", str(self.path / "none.json")),
                (5, "not JSON", self.put("c.json", "{")),
                (5, "not a qmark result file", self.put("d.json", "[]")),
                (5, "qmark.gops: expected", self.put("e.json", wrong)),
                (5, "the file has schema 2", self.put("f.json", newer)),
                (2, "no measured row is left", self.put("g.json", empty)),
                (2, "did you mean i8_avx512vnni", good, "--kernel", "i8_avx512vni"),
                (2, "no measured row is left", good, "--kernel", "f32*", "--shape", "512*"),
                (2, "--by file draws them apart", good, other),
                (2, "no measured row of i4", good, "--reference", "i4"),
                (2, "no measured row of f32", good, "--kind", "speedup", "--family", "i8"),
                (2, "there is no 'gif'", good, "--format", "gif"),
                (2, "did you mean 'roofline'; known", good, "--kind", "rofline"),
                (2, "no 3 shapes differ", good, "--kind", "sweep"),
                (2, "several numbers of threads", good, "--kind", "scaling"),
                (2, "s24 with i8", good, "--kind", "sparse"),
                (2, "all of one machine", good, "--kind", "machines"),
                (2, "no errors of several formats", good, "--kind", "pareto", "--quality",
                 "error"),
                (2, "--by machine draws them apart", good, elsewhere),
                (2, "the list is empty", good, "--format", ","),
                (2, "--out is the folder", good, "--name", "a/b"),
                (2, "expected 30 to 1200", good, "--dpi", "0"),
                (2, "arguments are required: FILE"),
                (5, "cannot write", good, "-o", good)]:
            with self.subTest(said=said):
                got, out, err = self.plot_here(*words)
                self.assertEqual((got, out), (code, ""), err)
                self.assertIn(said, err)
                self.assertNotIn("Traceback", err)
                self.assertEqual(self.pictures(), {})

    def test_wrapper_names_the_package(self) -> None:
        fake = self.path / "bin"
        fake.mkdir()
        for name, body in [("python3", "exit 1"), ("dirname", 'exec /usr/bin/dirname "$@"'),
                           ("readlink", 'exec /usr/bin/readlink "$@"')]:
            (fake / name).write_text(f"#!/bin/sh\n{body}\n")
            (fake / name).chmod(0o755)
        script = (ROOT / "plots" / "plot.sh").read_text().replace("/usr/bin/python3", "python3")
        copy = self.path / "plot.sh"
        copy.write_text(script)
        done = subprocess.run(["/bin/sh", copy, "x.json"], capture_output=True, text=True,
                              env={"PATH": str(fake)})
        self.assertEqual(done.returncode, 77)
        self.assertIn("apt install python3-matplotlib", done.stderr)


class Runs(Folder):
    def test_machines_stay_apart(self) -> None:
        one = self.put("a.json", few())
        two = self.put("b.json", document(few()["benchmarks"], host="other", cpu="Neoverse-V2"))
        runs = load.read_runs([one, two], "machine")
        self.assertEqual([len(run.rows) for run in runs], [4, 4])
        page = draw(runs)
        words = [text.get_text() for text in page.figure.texts]
        self.assertIn("A. AMD EPYC 9R45, 2 CPUs (bench01)", words)
        self.assertIn("B. Neoverse-V2, 2 CPUs (other)", words)

    def test_same_machine_is_one_run(self) -> None:
        one = self.put("a.json", few())
        two = self.put("b.json", document([row("f32_avx2", B)]))
        dirty = self.put("c.json", document([row("f32_avx2", B)], dirty=True))
        self.assertEqual(len(load.read_runs([one, two], "machine")), 1)
        self.assertEqual(len(load.read_runs([one, dirty], "machine")), 2)
        self.assertEqual(len(load.read_runs([one, two], "file")), 2)

    def test_what_is_doubtful_is_said(self) -> None:
        d = document([row("f32_avx2", A, data="zero"),
                      row("i8_opencl", A, None, "opencl:0", data="zero",
                          timer="wall (event rejected: 0 ns)")],
                     [unmeasured("i8_avx2", A, "failed", "wrong"),
                      unmeasured("i8_avx512vnni", A, "skipped", "no such CPU")],
                     interrupted=True, build_type="Debug", dirty=True, commit=None)
        d["context"]["cpu_scaling_enabled"] = True
        page = draw(load.read_runs([self.put("a.json", d)], "machine"))
        text = " ".join(t.get_text() for t in page.figure.texts)
        for words in ["interrupted", "frequency was free", "Not a release build: Debug",
                      "Not the usual data: zero", "1 row failed", "1 row could not run",
                      "with local changes", "commit unknown", "timer was rejected"]:
            self.assertIn(words, text)
        panel = [t.get_text() for axes in page.figure.axes for t in axes.texts]
        self.assertIn("failed", panel)
        self.assertTrue(any(label.endswith("†") for label in panel))


def draw(runs: list[load.Run], metric: type = Throughput):
    made = Throughput("ci95") if metric is Throughput else Speedup("ci95", "f32", runs)
    return bars.compose(made, runs, None)


class Legible(Folder):
    def cases(self) -> dict[str, dict[str, Any]]:
        families = list(style.FAMILIES)
        many = [row(f"{family}_{target}", shape, threads) for family in families[:12]
                for target in ("avx2", "avx512vnni") for threads in (1, 16)
                for shape in [(m, 4096, 11008) for m in (1, 2, 4, 8, 16, 64, 512)]]
        wide = [row(kernel, (123456, 65536, 100000), None if "opencl" in device else 128, device)
                for kernel, device in [("f32_avx512_a_rather_long_variant", "cpu"),
                                       ("mxfp8e4m3_avx512vnni_twolevel_scaled_blocks", "cpu"),
                                       ("f32_opencl_tiled_local_memory", "opencl:0"),
                                       ("i8_opencl_tiled_local_memory", "opencl:0")]]
        spread = [row(f"f32_{t}", A, speed=s) for t, s in [("ref", 0.02), ("avx2", 80)]]
        spread += [row(f"i8_{t}", A, speed=s) for t, s in [("ref", 0.01), ("avx2", 200)]]
        odd = document(wide)
        odd["context"]["host_name"] = "a name\nwith _$x_2$ and \u4e2d\u6587 and " + "long" * 90
        return {"one": document([row("f32_avx2", (8, 8, 8), samples=1, ci95_ns=None)]),
                "few": few(), "usual": document(), "many": document(many), "wide": odd,
                "spread": document(spread)}

    def test_no_text_overlaps_or_is_cut_off(self) -> None:
        for (name, d), metric in itertools.product(self.cases().items(), [Throughput, Speedup]):
            with self.subTest(case=name, figure=metric.name):
                runs = load.read_runs([self.put("a.json", d)], "machine")
                figure = draw(runs, metric).figure
                figure.set_dpi(100)
                boxes = self.boxes(figure)
                for text, box in boxes:
                    self.assertTrue(box.x0 >= 0 and box.y0 >= 0 and
                                    box.x1 <= figure.bbox.x1 and box.y1 <= figure.bbox.y1,
                                    f"{text!r} leaves the page")
                boxes.sort(key=lambda item: item[1].x0)
                for i, (text, box) in enumerate(boxes):
                    for other, its in itertools.islice(boxes, i + 1, None):
                        if its.x0 >= box.x1:
                            break
                        apart = its.y0 >= box.y1 - 2 or its.y1 <= box.y0 + 2
                        self.assertTrue(apart, f"{text!r} lies on {other!r}")

    @staticmethod
    def boxes(figure) -> list[tuple[str, Any]]:
        renderer = figure.canvas.get_renderer()
        texts = list(figure.texts)
        for axes in figure.axes:
            axes.apply_aspect()
            texts += [*axes.texts, axes.xaxis.label, *axes.get_xticklabels()]
            axes.xaxis._update_label_position(renderer)
        return [(t.get_text(), t.get_window_extent(renderer)) for t in texts if t.get_text()]

    def test_bars_start_at_zero(self) -> None:
        runs = load.read_runs([self.put("a.json", document())], "machine")
        for axes in draw(runs).figure.axes:
            self.assertEqual(axes.get_xlim()[0], 0.0)
            self.assertTrue(all(bar.get_x() == 0.0 for bar in axes.patches))

    def test_reference_is_the_best_row(self) -> None:
        runs = load.read_runs([self.put("a.json", few())], "machine")
        texts = [t.get_text() for axes in draw(runs, Speedup).figure.axes for t in axes.texts]
        base = next(r for r in runs[0].rows if r.kernel == "f32_avx2")
        self.assertIn(f"1× = f32_avx2, {style.number(base.gops)} GOPS", texts)
        self.assertIn("no f32 to compare with", texts)
        ours = next(r for r in runs[0].rows if r.kernel == "i8_avx512vnni" and r.shape == A)
        self.assertIn(style.ratio(ours.gops / base.gops), texts)

    def test_peers_are_hatched(self) -> None:
        runs = load.read_runs([self.put("a.json", few())], "machine")
        hatched = [bar for axes in draw(runs).figure.axes for bar in axes.patches
                   if bar.get_hatch()]
        self.assertEqual(len(hatched), 1)


def seen(colour: str) -> list[tuple[float, float, float]]:
    """OKLab of a colour for normal sight, and without green or red receptors (Machado)."""
    def linear(c: float) -> float:
        return c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4

    def times(matrix: Any, v: Any) -> list[float]:
        return [sum(a * b for a, b in zip(line, v)) for line in matrix]

    rgb = [linear(c) for c in style.to_rgb(colour)]
    sights = [rgb] + [times(m, rgb) for m in (
        ((.367322, .860646, -.227968), (.280085, .672501, .047413),
         (-.011820, .042940, .968881)),
        ((.152286, 1.052583, -.204868), (.114503, .786281, .099216),
         (-.003882, -.048116, 1.051998)))]
    cones = ((.4122214708, .5363325363, .0514459929), (.2119034982, .6806995451, .1073969566),
             (.0883024619, .2817188376, .6299787005))
    lab = ((.2104542553, .7936177850, -.0040720468), (1.9779984951, -2.4285922050, .4505937099),
           (.0259040371, .7827717662, -.8086757660))
    return [tuple(times(lab, [max(x, 0.0) ** (1 / 3) for x in times(cones, sight)]))
            for sight in sights]


class Colours(unittest.TestCase):
    def test_families_are_distinct_for_everyone(self) -> None:
        views = {family: seen(colour) for family, colour in style.FAMILIES.items()}
        for (a, one), (b, two) in itertools.combinations(views.items(), 2):
            for x, y in zip(one, two):
                self.assertGreater(math.dist(x, y), 0.06, f"{a} looks like {b}")

    def test_a_name_has_one_colour(self) -> None:
        self.assertEqual(style.kernel_colour("i8", "i8_avx512vnni"), style.FAMILIES["i8"])
        self.assertNotEqual(style.kernel_colour("i8", "i8_avx2"), style.FAMILIES["i8"])
        self.assertEqual(style.family_colour("brandnew"), style.family_colour("brandnew"))
        self.assertNotEqual(style.family_colour("brandnew"), style.FAMILIES["f32"])

    def test_words(self) -> None:
        self.assertEqual([style.number(x) for x in (0.01234, 9.996, 99.96, 999.6, 12345)],
                         ["0.0123", "10.0", "100", "1,000", "12,345"])
        self.assertEqual([style.ratio(x) for x in (0.5, 12.34, 150)],
                         ["0.50×", "12.3×", "150×"])
        self.assertEqual(style.wrap("aa " + "b" * 50, 8, 1.0)[0], "aa")
        self.assertEqual(caption.letter_of(30), "31. ")


if __name__ == "__main__":
    style.setup()
    unittest.main()
