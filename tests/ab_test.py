#!/usr/bin/env python3
"""`qmark ab` on stand-ins that are slower, faster, noisy, wrong or not there.

  tests/ab_test.py path/to/qmark

SPDX-License-Identifier: Apache-2.0
"""
import json
import os
import re
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

sys.dont_write_bytecode = True  # nothing is left in the sources

from cli_run import Run, check, expect, strict_json, summary

FAKE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "fake_qmark.py")


def build(folder, name, **settings):
    """A folder that looks like a build."""
    path = os.path.join(folder, name)
    os.makedirs(path, exist_ok=True)
    with open(FAKE, encoding="utf-8") as f:
        first, rest = f.read().split("\n", 1)
    program = os.path.join(path, "qmark")
    with open(program, "w", encoding="utf-8") as f:
        f.write(f"{first}\nSETTINGS = {settings!r}\n{rest}")
    os.chmod(program, 0o755)
    return path


class Ab(Run):
    """One run of ab: its verdicts by kernel, its files."""

    def __init__(self, folder, base, new, *more, env=None, pairs="8"):
        self.file = os.path.join(folder, "ab.json")
        if os.path.exists(self.file):
            os.unlink(self.file)
        super().__init__("ab", base, new, "--seed", "5", "--pairs", pairs, "--max-pairs", "16",
                         "--quiet", "--out", self.file, *more, env=env)
        self.report = {}
        if os.path.exists(self.file):
            with open(self.file, encoding="utf-8") as f:
                self.report = strict_json(f.read())
        self.rows = {r["name"].split("/")[0]: r for r in self.report.get("rows", [])}
        self.all += f"\n  {json.dumps(self.report.get('rows'))[:1500]}"

    def verdicts(self):
        return {kernel: row["verdict"] for kernel, row in self.rows.items()}


def test_verdicts(folder):
    base = build(folder, "base")
    same = Ab(folder, base, build(folder, "same"))
    check("equal builds", same.code == 0 and set(same.verdicts().values()) == {"same"}, same.all)
    check("the floor is the noise", 0 <= same.report["floor_percent"] < 0.3, same.all)
    check("the margin is 1 % at least", same.report["margin_percent"] >= 0.999, same.all)
    slow = Ab(folder, base, build(folder, "slow", ratio={"i8_slow": 1.05}))
    row = slow.rows.get("i8_slow", {})
    check("5 % slower fails", slow.code == 1 and row.get("verdict") == "slower" and
          row["failing"] and "slower" in slow.err, slow.all)
    check("and is confirmed on fresh pairs", row["confirmed"]["pairs"] == 16 and
          4.5 < row["confirmed"]["percent"] < 5.5 and
          len(row["confirm_new_ns"]) == 16, slow.all)
    check("the others are the same",
          [slow.verdicts()[k] for k in ("i8_fast", "f32_plain")] == ["same", "same"], slow.all)
    less = Ab(folder, base, build(folder, "less", ratio={"i8_slow": 1.02}))
    check("2 % slower is told and passes", less.code == 0 and
          less.verdicts()["i8_slow"] == "slower" and not less.rows["i8_slow"]["failing"],
          less.all)
    strict = Ab(folder, base, os.path.join(folder, "less"), "--fail-at", "1.5%")
    check("--fail-at 1.5% fails it", strict.code == 1, strict.all)
    lax = Ab(folder, base, build(folder, "four", ratio={"f32_plain": 1.04}), "--profile", "shared")
    check("--profile shared lets 4 % pass", lax.code == 0, lax.all)
    fast = Ab(folder, base, build(folder, "fast", ratio={"f32_plain": 0.9}))
    check("faster is told", fast.code == 0 and fast.verdicts()["f32_plain"] == "faster", fast.all)
    family = Ab(folder, base, build(folder, "all", ratio={"i8_slow": 1.024, "i8_fast": 1.024}))
    check("2.4 % in a whole family fails", family.code == 1 and not any(
        r["failing"] for r in family.rows.values()) and [
        f["failing"] for f in family.report["families"] if f["family"] == "i8"] == [True],
        family.all)


def test_code(folder):
    code = {"i8_fast": "aa", "i8_slow": "bb", "f32_plain": "cc"}
    base = build(folder, "base", code=code)
    slow = {"i8_slow": 1.2, "i8_fast": 1.2}
    moved = Ab(folder, base, build(folder, "moved", code=code, ratio=slow))
    check("the same code cannot fail", moved.code == 0 and
          moved.verdicts()["i8_slow"] == "environment" and
          "machine code" in moved.rows["i8_slow"]["reason"], moved.all)
    times = Ab(folder, base, os.path.join(folder, "moved"), "--ignore-code")
    check("unless one says so", times.code == 1, times.all)
    changed = Ab(folder, base, build(folder, "changed", code={**code, "i8_slow": "b2"}, ratio=slow))
    check("changed code can", changed.code == 1 and [
        k for k, r in changed.rows.items() if r["failing"]] == ["i8_slow"], changed.all)


def test_trouble(folder):
    base = build(folder, "base")
    for fate, word in (("failed", "expected 8"), ("crash", "signal"), ("garbage", "line 2")):
        bad = build(folder, "bad", fate={"i8_fast": fate}, ratio={"i8_slow": 1.5})
        for sides in ((base, bad), (bad, base)):
            run = Ab(folder, *sides)
            check(f"{fate} on either side fails first", run.code == 3 and
                  run.verdicts()["i8_fast"] == "wrong" and
                  word in run.rows["i8_fast"]["reason"], run.all)
    marks = os.path.join(folder, "marks")
    os.makedirs(marks)
    once = build(folder, "once", fate={"i8_fast": "failed"}, once=marks)
    run = Ab(folder, base, once)
    check("wrong once is wrong", run.code == 3, run.all)
    run = Ab(folder, base, build(folder, "skips", fate={"i8_fast": "skipped"}))
    check("what cannot run is skipped", run.code == 0 and
          run.verdicts()["i8_fast"] == "unmeasured", run.all)
    run = Ab(folder, base, build(folder, "grown", rows=["i8_fast", "i8_new"]))
    check("rows of one side are named", run.code == 0 and
          run.report["only_in_new"] == ["i8_new/cpu/8x8x8/threads:1/hot"] and
          len(run.report["only_in_base"]) == 2, run.all)
    expect("no row in common", 2, ["in common"], "ab", base,
           build(folder, "other", rows=["x_y"]))


def test_noise(folder):
    noisy = build(folder, "noisy", noise=0.5)
    run = Ab(folder, noisy, build(folder, "noisier", noise=0.5))
    check("noise is unclear, and passes", run.code == 0 and
          "slower" not in run.verdicts().values(), run.all)
    check("noise widens the margin", run.report["margin_percent"] > 1.5, run.all)
    run = Ab(folder, noisy, os.path.join(folder, "noisier"), "--on-unclear", "fail")
    check("--on-unclear fail ends with 4", run.code == 4, run.all)
    # Two rows, three controls: nothing fits into a second, and it must not take longer.
    run = Ab(folder, noisy, os.path.join(folder, "noisier"), "--budget", "1s", pairs="16")
    check("--budget is kept", run.report["seconds"] < 20, run.all)


def test_errors(folder):
    base = build(folder, "base")
    text = os.path.join(folder, "text")
    with open(text, "w", encoding="utf-8") as f:
        f.write("no program")
    empty = os.path.join(folder, "empty")
    os.makedirs(empty)
    cases = [("one build", 2, ["BASE NEW"], [base]),
             ("three builds", 2, ["not 3"], [base, base, base]),
             ("no such file", 5, ["nothere"], [base, os.path.join(folder, "nothere")]),
             ("no program", 5, ["not a program"], [text, base]),
             ("an empty folder", 5, ["holds no qmark"], [empty, base]),
             ("too few pairs", 2, ["8"], [base, base, "--pairs", "5"]),
             ("pairs above their limit", 2, ["--max-pairs"], [base, base, "--pairs", "40"]),
             ("no percentage", 2, ["--fail-at", "3%"], [base, base, "--fail-at", "much"]),
             ("no time", 2, ["--budget", "8m"], [base, base, "--budget", "8x"]),
             ("unknown profile", 2, ["shared"], [base, base, "--profile", "share"]),
             ("unwritable file", 5, ["/nothere/x.md"], [base, base, "--out", "/nothere/x.md"])]
    for name, code, words, arguments in cases:
        expect(name, code, words, "ab", *arguments)


def test_files(folder):
    base = build(folder, "base", fate={"f32_plain": "skipped"})
    new = build(folder, "new", ratio={"i8_slow": 1.1})
    page, tests, step = (os.path.join(folder, n) for n in ("ab.md", "ab.xml", "step.md"))
    run = Ab(folder, base, new, "--out", f"{page},{tests}", env={"GITHUB_STEP_SUMMARY": step})
    with open(page, encoding="utf-8") as f:
        text = f.read()
    check("Markdown: heading, table, details", text.startswith("### qmark ab: slower\n") and
          "| FAIL slower | i8_slow/" in text and "<details>" in text and "seed 5" in text, text)
    with open(step, encoding="utf-8") as f:
        check("the step summary is the same page", f.read() == text)
    suite = ElementTree.parse(tests).getroot()
    cases = {c.get("name").split("/")[0]: c for c in suite.iter("testcase")}
    check("JUnit: counts", suite.tag == "testsuites" and
          int(suite.get("tests")) == len(cases) and suite.get("skipped") == "1" and
          int(suite.get("failures")) == len(list(suite.iter("failure"))), run.all)
    check("JUnit: failure, skip, pass", cases["i8_slow"].find("failure") is not None and
          cases["f32_plain"].find("skipped") is not None and len(cases["i8_fast"]) == 0, run.all)
    check("JSON: both sides and the settings", run.report["qmark_ab"] == 1 and
          run.report["rules"]["pairs"] == 8 and run.report["exit_code"] == run.code and
          run.report["base"]["commit"] == "0" * 40, run.all)
    again = Run("ab", base, new, "--kernel", "f32_*", "--quiet", "--format", "md")
    seed = re.search(r", seed (\d+),", again.out)
    check("the line that repeats it has the seed", seed and re.search(
        rf"^- again: `[^`]* --kernel 'f32_\*' [^`]* --seed {seed[1]}`$", again.out, re.M), again.all)
    check("options for us do not reach the builds", Ab(
        folder, base, new, env={"QMARK_KERNEL": "i8_*", "QMARK_SEED": "1"}).code == 1)


def main():
    for test in (test_verdicts, test_code, test_trouble, test_noise, test_errors, test_files):
        with tempfile.TemporaryDirectory() as folder:
            test(folder)
    return summary()


if __name__ == "__main__":
    sys.exit(main())
