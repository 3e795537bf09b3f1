#!/usr/bin/env python3
"""report_test.py - the report in a real browser: read, filtered, sorted, pointed at, printed.

Exit 77: no Chromium, no driver for it, or no Python that has selenium and matplotlib.

SPDX-License-Identifier: Apache-2.0
"""
from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from typing import Any

sys.dont_write_bytecode = True
ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "plots"), str(ROOT / "tests")]
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
DRIVER = shutil.which("chromedriver")
try:
    __import__("matplotlib")
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys
except ImportError as error:
    print(f"skipped: {error} (Debian: python3-matplotlib python3-selenium)")
    sys.exit(77)
if not BROWSER or not DRIVER:
    print("skipped: no Chromium with its driver (Debian: chromium chromium-driver)")
    sys.exit(77)

from inline import contrast, on_dark, PAPER  # noqa: E402
from result_maker import document, row, unmeasured, with_ceilings  # noqa: E402
import style  # noqa: E402

EVIL = "</style></script><img src=x onerror=alert(1)>\"'&"
SHAPES = [(1, 4096, 4096), (16, 4096, 4096), (512, 4096, 4096)]


def content() -> dict[str, Any]:
    rows = [row(kernel, shape, threads, peer="onednn" in kernel) for shape in SHAPES
            for kernel in ("f32_avx2", "f32_avx512", "i8_avx512vnni", "i8_onednn", "s24_avx2")
            for threads in (1, 2)]
    made = with_ceilings(document(rows, [
        unmeasured("i8_avxvnni", SHAPES[0], "skipped", "this processor has no avxvnni"),
        unmeasured("i4_avx2", SHAPES[1], "failed", f"element 3 is 7 {EVIL}")], host=EVIL))
    made["context"]["qmark"]["command"] = f"qmark run {EVIL}"
    return made


def report(folder: Path, made: dict[str, Any], *words: str) -> tuple[int, str, Path]:
    file, page = folder / "a.json", folder / "report.html"
    file.write_text(json.dumps(made), "utf-8")
    done = subprocess.run([str(ROOT / "plots" / "plot.sh"), "report", str(file), "-o", str(page),
                           *words], capture_output=True, text=True,
                          env={**os.environ, "QMARK_PYTHON": sys.executable})
    return done.returncode, done.stderr, page


def open_browser():
    options = webdriver.ChromeOptions()
    options.binary_location = BROWSER
    for word in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(word)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return webdriver.Chrome(options=options, service=Service(DRIVER))


class Report(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        code, said, cls.page = report(Path(cls.folder.name), content())
        assert code == 0, said
        cls.browser = open_browser()
        cls.addClassCleanup(cls.browser.quit)

    def setUp(self) -> None:
        self.look(1280)

    def tearDown(self) -> None:
        self.assertEqual(self.browser.get_log("browser"), [])

    def look(self, width: int, dark: bool = False) -> None:
        self.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False})
        self.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "screen", "features": [
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]})
        self.browser.get(self.page.as_uri())

    def all(self, selector: str):
        return self.browser.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector: str):
        return self.browser.find_element(By.CSS_SELECTOR, selector)

    def run_js(self, script: str, *words: Any) -> Any:
        return self.browser.execute_script(script, *words)

    def shown(self) -> list[str]:
        return self.run_js("return [...document.querySelectorAll('#rows tbody tr')]"
                           ".filter(r => !r.hidden).map(r => r.dataset.kernel)")

    def test_filters(self) -> None:
        self.assertEqual(len(self.shown()), 30)
        self.one("button[data-family=i8]").click()
        self.assertEqual(set(self.shown()), {"i8_avx512vnni", "i8_onednn"})
        self.assertEqual(self.one("#count").text, "12 of 30 rows")
        self.assertEqual(self.one("button[data-family=i8]").get_attribute("aria-pressed"), "true")
        self.one("button[data-family=f32]").click()
        self.assertEqual(len(self.shown()), 24)
        self.one("select[data-filter=threads]").send_keys("2")
        self.one("input[data-filter=kernel]").send_keys("VNNI")
        self.assertEqual(self.shown(), ["i8_avx512vnni"] * 3)
        self.one("button[type=reset]").click()
        self.assertEqual(len(self.shown()), 30)
        self.assertEqual(self.one("input[data-filter=kernel]").get_attribute("value"), "")

    def test_sorting(self) -> None:
        def column(name: str) -> tuple[Any, list[float]]:
            heads = self.all("#rows thead th")
            at = next(i for i, head in enumerate(heads) if head.text.split()[0] == name)
            values = self.run_js("return [...document.querySelectorAll('#rows tbody tr')]"
                                 f".map(r => Number(r.cells[{at}].dataset.v))")
            return heads[at], values

        head, _ = column("GOPS")
        self.assertEqual(head.get_attribute("aria-sort"), "none")
        head.find_element(By.TAG_NAME, "button").click()
        head, values = column("GOPS")
        self.assertEqual(head.get_attribute("aria-sort"), "descending")
        self.assertEqual(values, sorted(values, reverse=True))
        head.find_element(By.TAG_NAME, "button").send_keys(Keys.ENTER)
        head, values = column("GOPS")
        self.assertEqual(head.get_attribute("aria-sort"), "ascending")
        self.assertEqual(values, sorted(values))
        self.all("#rows thead button")[0].click()
        names = self.shown()
        self.assertEqual(names, sorted(names))
        self.assertEqual(column("GOPS")[0].get_attribute("aria-sort"), "none")

    def test_values_by_pointer_and_keys(self) -> None:
        tip = self.one("#tip")
        self.assertFalse(tip.is_displayed())
        mark = self.one("#figure-throughput .v")
        self.run_js("arguments[0].scrollIntoView({block: 'center'})", mark)
        ActionChains(self.browser).move_to_element(mark).perform()
        self.assertTrue(tip.is_displayed())
        self.assertRegex(tip.text, r"^f32_avx512 on cpu, 1 × 4096 × 4096, 1 thread, hot: "
                         r"[\d.]+ GOPS, 95 % interval .* n = 11$")
        ActionChains(self.browser).move_to_element(self.one("#summary h2")).perform()
        self.assertFalse(tip.is_displayed())

        plot = self.one("#figure-roofline .plot")
        self.run_js("arguments[0].focus()", plot)
        plot.send_keys(Keys.ARROW_RIGHT)
        first = tip.text
        plot.send_keys(Keys.ARROW_RIGHT)
        self.assertTrue(tip.is_displayed())
        self.assertNotEqual(tip.text, first)
        self.assertEqual(self.one("#said").get_attribute("textContent"), tip.text)
        plot.send_keys(Keys.ARROW_LEFT)
        self.assertEqual(tip.text, first)
        plot.send_keys(Keys.ESCAPE)
        self.assertFalse(tip.is_displayed())

    def test_widths(self) -> None:
        for width in (320, 400, 1600):
            self.look(width)
            room = self.run_js("return [document.documentElement.scrollWidth, innerWidth]")
            self.assertLessEqual(room[0], room[1], f"the page scrolls sideways at {width} px")
            for box in self.all(".scroll"):
                self.assertLessEqual(box.rect["width"], width)
        self.look(400)
        self.assertFalse(self.all("#rows th.wide")[0].is_displayed())

    def test_dark(self) -> None:
        def colours(selector: str) -> list[str]:
            return self.run_js("const s = getComputedStyle(document.querySelector(arguments[0]));"
                               "return [s.color, s.backgroundColor, s.fill]", selector)

        light = colours("body"), colours("#figure-throughput svg #f0-patch_1 path")
        self.look(1280, dark=True)
        dark = colours("body"), colours("#figure-throughput svg #f0-patch_1 path")
        self.assertEqual(light[0][1], "rgb(255, 255, 255)")
        self.assertEqual(dark[0][1], "rgb(20, 24, 29)")
        self.assertEqual((light[1][2], dark[1][2]), ("rgb(255, 255, 255)", "rgb(20, 24, 29)"))
        for colour in (*style.FAMILIES.values(), style.INK, style.GREY, style.RED, style.FAINT):
            self.assertGreaterEqual(contrast(on_dark(colour), PAPER), 3, colour)

    def test_for_readers_of_all_kinds(self) -> None:
        self.assertEqual(self.one("html").get_attribute("lang"), "en")
        for table in self.all("table"):
            self.assertTrue(table.find_element(By.TAG_NAME, "caption").text)
            for head in table.find_elements(By.CSS_SELECTOR, "th"):
                self.assertIn(head.get_attribute("scope"), ("col", "row"))
        for figure in self.all("figure svg"):
            self.assertEqual(figure.get_attribute("role"), "img")
            self.assertTrue(figure.get_attribute("aria-label"))
        for button in self.all("button"):
            self.assertTrue(button.get_attribute("textContent").strip())
        for field in self.all("select, input"):
            self.assertTrue(field.find_element(By.XPATH, "./ancestor::label").text.strip())
        levels = [int(h.tag_name[1]) for h in self.all("h1, h2, h3")]
        self.assertEqual(levels[0], 1)
        self.assertTrue(all(b - a <= 1 for a, b in zip(levels, levels[1:])))
        ids = self.run_js("return [...document.querySelectorAll('[id]')].map(e => e.id)")
        self.assertEqual(len(ids), len(set(ids)))
        self.one("body").send_keys(Keys.TAB)
        self.assertEqual(self.run_js("return document.activeElement.className"), "skip")

    def test_what_is_said(self) -> None:
        text = self.one("main").text
        for words in ["is the fastest", "What holds them back at the least: ", "of its roof",
                      "this processor has no avxvnni", "element 3 is 7", "1 row failed",
                      "AMD EPYC 9R45", "over f32", "fma zmm"]:
            self.assertIn(words, text)
        self.assertIn(EVIL, self.one("#machine").text)
        self.assertFalse(self.all("img"))

    def test_needs_nothing_else(self) -> None:
        self.assertEqual(self.run_js("return performance.getEntriesByType('resource')"
                                     ".map(e => e.name)"), [])
        text = self.page.read_text("utf-8")
        self.assertNotRegex(text, r'(?:src|href)="(?!#|data:)')
        self.assertRegex(text, r"default-src 'none';.* script-src 'sha256-[^' ]+'\">")
        self.assertIsNone(re.search(r"@import|url\((?!#)", text))

    def test_prints(self) -> None:
        self.look(1280, dark=True)
        self.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
        self.assertFalse(self.one(".filters").is_displayed())
        self.assertEqual(self.run_js("return getComputedStyle(document.body).backgroundColor"),
                         "rgb(255, 255, 255)")
        pdf = self.browser.execute_cdp_cmd("Page.printToPDF", {})["data"]
        self.assertTrue(pdf.startswith("JVBERi0"))  # %PDF-

    def test_wrong_input(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            for code, said, made, words in [
                    (5, "not a qmark result file", {"a": 1}, []),
                    (2, "no measured row is left", document([]), []),
                    (2, "did you mean 'roofline'", content(), ["--kind", "roofine"]),
                    (2, "no 3 shapes differ", document([row("f32_avx2", SHAPES[0])]),
                     ["--kind", "sweep"]),
                    (2, "no such row", content(), ["--family", "i3"])]:
                with self.subTest(said=said):
                    got, text, page = report(folder, made, *words)
                    self.assertEqual(got, code, text)
                    self.assertIn(said, text)
                    self.assertNotIn("Traceback", text)
                    self.assertFalse(page.exists())


if __name__ == "__main__":
    unittest.main()
