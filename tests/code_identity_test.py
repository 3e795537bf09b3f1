#!/usr/bin/env python3
"""code_identity_test.py - the hash of a kernel's code: the same wherever it is built, another
one whenever the code is another.

    code_identity_test.py BUILD CMAKE OBJDUMP    (BUILD: a configured build directory)

SPDX-License-Identifier: Apache-2.0
"""
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SCRIPT = os.path.join(ROOT, "cpu", "code_identity.cmake")
BUILD = CMAKE = OBJDUMP = ""

SAMPLE = """
struct kernel { const char *name, *idea; unsigned tile; void (*run)(float *); };
static const float table[4] = { 1, 2, 3, 4 };
void f(void);
void g(void);
void h(float *);
void run(float *x);
void run(float *x) { for (int i = 0; i < 4; i++) x[i] += table[i]; f(); }
extern const struct kernel sample;
const struct kernel sample = { "sample", "idea", 16, run };
"""
CHANGES = {
    "a constant": ("3, 4", "3, 5"),
    "an operation": ("+=", "-="),
    "the function that is called": ("f(); }", "g(); }"),
    "the tile": ("16, run", "24, run"),
    "the function that is offered": ("16, run", "16, h"),
}


def commands():
    """Of each kernel that this build has: the compiler's command and its folder."""
    with open(os.path.join(BUILD, "cpu", "kernels_built.def"), encoding="utf-8") as f:
        kernels = re.findall(r"^QM_KERNEL\((\w+),", f.read(), re.M)
    with open(os.path.join(BUILD, "compile_commands.json"), encoding="utf-8") as f:
        entries = json.load(f)
    return {name: entry for entry in entries for name in kernels
            if entry["file"] == os.path.join(ROOT, "cpu", name + ".c")}


def hash_of(path, name):
    """What the script says of one object that defines the kernel `name`."""
    folder = os.path.dirname(path)
    kernels, out = os.path.join(folder, "kernels.def"), os.path.join(folder, "code.def")
    with open(kernels, "w", encoding="utf-8") as f:
        f.write(f"QM_KERNEL({name}, any)\n")
    subprocess.run([CMAKE, f"-DOBJDUMP={OBJDUMP}", f"-DOBJECTS={path}", f"-DKERNELS={kernels}",
                    f"-DOUTPUT={out}", "-P", SCRIPT], check=True)
    with open(out, encoding="utf-8") as f:
        return dict(re.findall(r'QM_CODE\("(\w+)", "([0-9a-f]{16})"\)', f.read())).get(name)


class Identity(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def compiled(self, where, name, text, extra=()):
        folder = os.path.join(self.folder.name, where)
        os.makedirs(folder, exist_ok=True)
        source = os.path.join(folder, name + ".c")
        with open(source, "w", encoding="utf-8") as f:
            f.write(text)
        compiler = shlex.split(next(iter(commands().values()))["command"])[0]
        subprocess.run([compiler, "-O2", *extra, "-c", source, "-o", source + ".o"], check=True)
        return hash_of(source + ".o", name)

    def test_real_kernels_in_two_places(self):
        for name, entry in list(commands().items())[:3]:
            hashes = set()
            for where in ("a", "b/with/a/longer/path"):
                tree = os.path.join(self.folder.name, where)
                for part in ("cpu", "kernels"):
                    shutil.copytree(os.path.join(ROOT, part), os.path.join(tree, part),
                                    dirs_exist_ok=True)
                made = os.path.join(tree, name + ".c.o")
                words = shlex.split(entry["command"].replace(ROOT + "/", tree + "/")
                                    .replace("-I" + ROOT + " ", f"-I{tree} "))
                words[words.index("-o") + 1] = made
                subprocess.run(words, check=True, cwd=tree)
                hashes.add(hash_of(made, name))
            self.assertEqual(len(hashes), 1, name)
            self.assertNotIn(None, hashes, name)

    def test_place_and_debug_information_do_not_count(self):
        first = self.compiled("a", "sample", SAMPLE)
        self.assertIsNotNone(first)
        self.assertEqual(first, self.compiled("some/where/else", "sample", SAMPLE))
        self.assertEqual(first, self.compiled("c", "sample", SAMPLE, ("-g",)))
        self.assertEqual(first, self.compiled("d", "sample", SAMPLE.replace("idea", "text")))

    def test_every_change_counts(self):
        first = self.compiled("a", "sample", SAMPLE)
        for what, (old, new) in CHANGES.items():
            self.assertIn(old, SAMPLE)
            self.assertNotEqual(first, self.compiled("b", "sample", SAMPLE.replace(old, new)),
                                what)

    def test_an_object_without_code_has_no_hash(self):
        self.assertIsNone(self.compiled("a", "sample", "extern int sample; int sample;"))


if __name__ == "__main__":
    BUILD, CMAKE, OBJDUMP = sys.argv[1:4]
    if not commands():
        sys.exit(77)
    unittest.main(argv=sys.argv[:1])
