#!/usr/bin/env python3
"""rules.py - the rules of the house that a machine can check.

    rules.py [SOURCE]      checks the tree (default: this repository)
    rules.py --self-test   breaks every rule once and sees that it is noticed

A finding is one line, "file:line: [rule] what is expected"; the status is 1 if there is any.
SPDX-License-Identifier: Apache-2.0
"""
import os
import re
import subprocess
import sys

sys.dont_write_bytecode = True

FILE_LINES = 350
FUNCTION_LINES = 60
FILE_BYTES = 1 << 20
SOURCES = (".c", ".h", ".inc", ".cc", ".cl", ".py", ".sh")
C11 = set("""assert complex ctype errno fenv float inttypes iso646 limits locale math setjmp
    signal stdalign stdarg stdatomic stdbool stddef stdint stdio stdlib stdnoreturn string
    tgmath threads time uchar wchar wctype""".split())
MANY = {"CMakeLists.txt", "README.md", ".gitignore", "__init__.py"}
INTRINSICS = re.compile(r"^(\w*intrin|arm_\w+)\.h$")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
ROW = re.compile(r"^QM_(KERNEL|ISA|FAMILY|PEAK|STREAM|OPENCL\w*|CL\w*|PEER)\(\s*([a-z0-9_]+)")
# Spelled in two parts, so that this file keeps its own rule.
FORBIDDEN = re.compile("march=" + "native|mtune=" + "native|-ffast" + "-math|-O" + r"fast\b|"
                       "fast-relaxed" + "-math|cl-mad" + "-enable|funsafe-math" + "-opt")
FP_CONTRACT = "#pragma OPENCL FP_CONTRACT OFF"


class Tree:
    """The files that belong to the repository, committed or about to be."""

    def __init__(self, root):
        self.root = root
        self.files = sorted(self.listed() or self.walked())
        self.cache = {}

    def listed(self):
        command = ["git", "-C", self.root, "ls-files", "-z", "-co", "--exclude-standard"]
        try:
            done = subprocess.run(command, capture_output=True, check=False)
        except OSError:
            return []
        names = done.stdout.decode().split("\0") if done.returncode == 0 else []
        return [n for n in names if n and os.path.isfile(os.path.join(self.root, n))]

    def walked(self):
        found = []
        for folder, subs, names in os.walk(self.root):
            subs[:] = [s for s in subs if not s.startswith("build") and
                       s not in (".git", "__pycache__")]
            found += [os.path.relpath(os.path.join(folder, n), self.root) for n in names]
        return found

    def lines(self, name):
        if name not in self.cache:
            try:
                with open(os.path.join(self.root, name), encoding="utf-8") as f:
                    self.cache[name] = f.read().splitlines()
            except (OSError, UnicodeDecodeError):
                self.cache[name] = []
        return self.cache[name]

    def under(self, folder, *suffixes):
        return [f for f in self.files
                if f.startswith(folder) and f.endswith(suffixes or ("",))]

    def includes(self, name):
        """(line, '<' or '"', what) of each include."""
        for i, line in enumerate(self.lines(name), 1):
            m = INCLUDE.match(line)
            if m:
                yield i, m[1], m[2]

    def rows(self, name):
        """(line, macro, first word) of each row of a table."""
        for i, line in enumerate(self.lines(name), 1):
            m = ROW.match(line)
            if m:
                yield i, m[1], m[2]

    def words(self, name):
        return {word for _, _, word in self.rows(name)}


def is_c(name):
    return name.endswith((".c", ".h", ".inc", ".cc"))


# What both backends load libraries with; all else in kernels/ is portable.
LOADER = ("kernels/library.c", "dlfcn.h")


def rule_includes(tree):
    """Who may include whom."""
    barred = {"cpu/": ("opencl/", "harness/", "tests/"),
              "opencl/": ("cpu/", "harness/", "tests/"),
              "harness/": ("cpu/", "opencl/", "tests/")}
    for name in filter(is_c, tree.files):
        folder = name.split("/")[0] + "/"
        for i, kind, what in tree.includes(name):
            if folder == "kernels/" and kind == "<" and what[:-2] not in C11 and \
                    (name, what) != LOADER:
                yield name, i, f"kernels/ is portable C11: <{what}> is none of its headers"
            if folder == "kernels/" and kind == '"' and not what.startswith("kernels/"):
                yield name, i, f"kernels/ includes libc and kernels/ only, not {what}"
            if name != "harness/backends.c" and what.startswith(barred.get(folder, ("\0",))):
                yield name, i, f"{folder} does not include {what}; see the order of folders"


def rule_backends(tree):
    """Backends are named in one place."""
    for name in filter(is_c, tree.under("harness/")):
        for i, line in enumerate(tree.lines(name), 1):
            m = re.search(r"\bqm_\w+_backend\b", line)
            if m and name != "harness/backends.c":
                yield name, i, f"only harness/backends.c names {m[0]}"


def kernel_files(tree):
    return {f"cpu/{word}.c" for table in ("kernels", "peaks")
            for word in tree.words(f"cpu/{table}.def")}


def rule_intrinsics(tree):
    """Intrinsics in kernels, lanes_*.h and shared bodies only."""
    kernels = kernel_files(tree)
    for name in filter(is_c, tree.files):
        may = name in kernels or name.endswith(".inc") or \
            os.path.basename(name).startswith("lanes_")
        for i, _, what in tree.includes(name):
            if INTRINSICS.match(what) and not may:
                yield name, i, f"{what} only in a row of kernels.def or peaks.def, lanes_*.h or a .inc"


def rule_inline(tree):
    """What a file built for an instruction set sees defines static inline functions only."""
    seen, todo = set(), sorted(kernel_files(tree))
    while todo:
        name = todo.pop()
        if name in seen or name not in tree.files:
            continue
        seen.add(name)
        todo += [what for _, kind, what in tree.includes(name) if kind == '"']
    for name in sorted(s for s in seen if s.endswith(".h")):
        for first, _, head in functions(tree.lines(name)):
            if not re.match(r"static inline\b|QM_ALWAYS_INLINE|extern \"C\"", head):
                yield name, first, "a header that kernels see defines static inline functions only"


def functions(lines):
    """(first line, lines, head) of each body that opens and closes in column 0."""
    start = None
    for i, line in enumerate(lines):
        if line == "{":
            head = i
            while head > 0 and lines[head - 1] and not re.search(r"[;}]$|\*/$|^#", lines[head - 1]):
                head -= 1
            start = head
        elif line.startswith("}") and start is not None:
            yield start + 1, i - start + 1, lines[start]
            start = None


def rule_length(tree):
    """A file and a function fit a head."""
    for name in tree.files:
        if not name.endswith(SOURCES):
            continue
        lines = tree.lines(name)
        if len(lines) > FILE_LINES:
            yield name, FILE_LINES, f"at most {FILE_LINES} lines, these are {len(lines)}"
        for first, count, _ in functions(lines):
            if count > FUNCTION_LINES:
                yield name, first, f"at most {FUNCTION_LINES} lines a function, these are {count}"


def rule_unique(tree):
    """A file name says which file it is."""
    seen = {}
    for name in tree.files:
        base = os.path.basename(name)
        # A table has the same name in each backend; results are told apart by folder.
        if base in MANY or base.endswith(".def") or name.startswith("results/"):
            continue
        if base in seen:
            yield name, 1, f"file names are unique: {seen[base]} has this one"
        seen.setdefault(base, name)


def rule_names(tree):
    """family _ target [_ variant]: file = symbol = row = name; OpenCL's rows name a step."""
    families, isas = tree.words("kernels/families.def"), tree.words("cpu/isa.def")
    seen = {}
    for table in sorted(t for t in tree.files if t.endswith("/kernels.def")):
        for i, _, word in tree.rows(table):
            folder, (family, _, rest) = os.path.dirname(table), word.partition("_")
            target, path = rest.split("_")[0], f"{folder}/{word}.c"
            if word in seen:
                yield table, i, f"kernel names are unique: {seen[word]} has {word}"
            seen[word] = table
            if family not in families:
                yield table, i, f"kernels/families.def has no '{family}'"
            if folder == "cpu" and target not in isas:
                yield table, i, f"cpu/isa.def has no '{target}'"
            if folder == "opencl":
                path = f"opencl/{(tree.lines(table)[i - 1].split(', ') + 2 * [''])[2]}.cl"
            if path not in tree.files:
                yield table, i, f"{path} must exist: file = symbol = row = name, or the row's step"
            elif folder != "opencl":
                text = "\n".join(tree.lines(path))
                if f"const struct qm_cpu_kernel {word} = {{" not in text:
                    yield path, 1, f"must define const struct qm_cpu_kernel {word}"
                if f'.name = "{word}"' not in text:
                    yield path, 1, f'must say .name = "{word}"'
    for i, _, word in tree.rows("cpu/peaks.def"):
        if f'.name = "{word}"' not in "\n".join(tree.lines(f"cpu/{word}.c")):
            yield "cpu/peaks.def", i, f'cpu/{word}.c must say .name = "{word}"'
    yield from peer_names(tree, families)
    yield from orphans(tree, families, isas)


def peer_names(tree, families):
    """A peer is called family _ library [_ variant], and stands in its library's file."""
    for backend, struct in (("cpu", "qm_peer"), ("opencl", "qm_cl_peer")):
        table = f"{backend}/peers/peers.def"
        for i, _, word in tree.rows(table):
            family, _, rest = word.partition("_")
            path = f"{backend}/peers/{rest.split('_')[0]}.c"
            text = "\n".join(tree.lines(path))
            if family not in families:
                yield table, i, f"kernels/families.def has no '{family}'"
            if f"const struct {struct} {word} = {{" not in text or \
                    f'.name = "{word}"' not in text:
                yield path, 1, f'must define const struct {struct} {word}, .name = "{word}"'


def orphans(tree, families, isas):
    """Files that look like kernels but stand in no table."""
    rows = kernel_files(tree)
    for name in tree.under("cpu/", ".c"):
        words = os.path.basename(name)[:-2].split("_")
        if len(words) > 1 and words[0] in families and words[1] in isas and name not in rows:
            yield name, 1, f"cpu/kernels.def has no row for {os.path.basename(name)[:-2]}"


def rule_contract(tree):
    """OpenCL C contracts a * b + c unless told not to."""
    for name in tree.under("", ".cl"):
        text = re.sub(r"/\*.*?\*/", lambda m: re.sub(r".", "", m[0]),
                      "\n".join(tree.lines(name)), flags=re.S)
        code = [(i, s.strip()) for i, s in enumerate(text.split("\n"), 1) if s.strip()]
        if not code or code[0][1] != FP_CONTRACT:
            yield name, code[0][0] if code else 1, f"begins with {FP_CONTRACT}"


def rule_flags(tree):
    """The binary is portable and exact."""
    for name in tree.files:
        if name.endswith((".md", ".json")):
            continue
        for i, line in enumerate(tree.lines(name), 1):
            m = FORBIDDEN.search(line)
            if m:
                yield name, i, f"no {m[0]}: flags come from isa.def, contraction stays off"


def rule_size(tree):
    """What is tracked stays small."""
    for name in tree.files:
        size = os.path.getsize(os.path.join(tree.root, name))
        if size > FILE_BYTES:
            yield name, 1, f"at most {FILE_BYTES} bytes, these are {size}"


def rule_licence(tree):
    """Every source says its licence."""
    for name in tree.files:
        if name.endswith(SOURCES) and not any(
                "SPDX-License-Identifier: Apache-2.0" in s for s in tree.lines(name)):
            yield name, 1, "a line SPDX-License-Identifier: Apache-2.0"


RULES = {f.__name__[5:]: f for f in (
    rule_includes, rule_backends, rule_intrinsics, rule_inline, rule_length, rule_unique,
    rule_names, rule_contract, rule_flags, rule_size, rule_licence)}


def check(root):
    tree = Tree(root)
    return [(rule, *found) for rule, f in RULES.items() for found in f(tree)]


def main(words):
    if words == ["--self-test"]:
        import rules
        import rules_broken
        return rules_broken.self_test(rules)
    root = words[0] if words else os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
    findings = check(root)
    for rule, name, line, text in findings:
        print(f"{name}:{line}: [{rule}] {text}")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
