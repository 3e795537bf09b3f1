#!/usr/bin/env python3
"""codegen.py - what the compiler made of the kernels, which no result can show.

    codegen.py OBJDUMP BUILD ARCH       the objects in a build folder; ARCH x86_64 or aarch64
    codegen.py --self-test OBJDUMP CC ARCH

In the innermost loops of each kernel no vector register goes to the stack, and the
instruction that its .idea begins with is there, in the register class that it names; in a
ceiling (peaks.def) it is there once for each of its chains.  All other objects keep to the
baseline of the architecture, and hold no writable variable.  Those of a library of C++
headers (cpu/peers/<library>_<instruction set>.cc) keep to it in what is not the library's own.
SPDX-License-Identifier: Apache-2.0
"""
import glob
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
INSTRUCTION = re.compile(r"^\s*([0-9a-f]+):\t((?:[0-9a-f]{2,8} )+)\s*\t(?:\{e?vex\} )?(\S+)\s*"
                         r"(.*?)(?:\s+(?:# |//).*)?$")
TARGET = re.compile(r"\b([0-9a-f]+) <")
BRANCH = {"x86_64": re.compile(r"^j"), "aarch64": re.compile(r"^(b$|b\.|cbn?z|tbn?z)")}
ENDS = re.compile(r"^(ret|jmp|notrack|ud2|hlt|b$|br$|udf|brk)")  # what follows is not next
SPELLINGS = {"AMD64": "x86_64", "arm64": "aarch64"}
STACK = {"x86_64": "%rsp", "aarch64": "sp"}
VECTOR = {"x86_64": re.compile(r"%[xyz]mm\d"), "aarch64": re.compile(r"\b[qdv]\d+\b")}
# Beyond the baseline: any VEX or EVEX encoding; anything after Armv8.0.
BEYOND = {
    "x86_64": re.compile(r"^(v(?!err|erw|mcall|mrun)|k(mov|or|and|xor|not|shift|unpck))\w*"),
    "aarch64": re.compile(r"^([su]dot|usdot|[su]mmla|usmmla|bf(?!i\b|xil\b|m\b|c\b)\w+|fml[as]l|cas|ld(add|set|clr)|swp)"),
}
CHAINS = 12  # of a ceiling: fewer do not hide the latency of every core
# Writable variables: the mask of instruction sets, what a signal handler sets, a library's own.
WRITABLE = {"isa.c": {"mask"}, "interrupt.c": {"asked"}, "crash.c": {"armed"},
            "gemmlowp_avx2.cc": {"_ZZN8gemmlowp22GetHardwareConcurrencyEiE22hardware_threads_count"}}
SECTION = re.compile(r"^[0-9a-f]+ .{7} (\.data(?!\.rel\.ro)\S*|\.bss\S*|\*COM\*)\t[0-9a-f]+ (?:\.hidden )?(\S+)$")


class Code:
    """The instructions of one object file, function by function."""

    def __init__(self, objdump, path, arch):
        self.arch = arch
        self.functions = []  # lists of (address, bytes, mnemonic, operands)
        self.names = []
        listing = subprocess.run([objdump, "-d", "-w", path], capture_output=True, text=True,
                                 check=True).stdout
        for line in listing.splitlines():
            m = INSTRUCTION.match(line)
            if m and self.functions:
                self.functions[-1].append((int(m[1], 16), m[2], m[3], m[4]))
            elif line.endswith(">:"):
                self.functions.append([])
                self.names.append(line.split("<", 1)[1][:-2])

    def loops(self):
        """The instructions of each innermost loop, with the registers that point into the
        stack on the way in."""
        for code in self.functions:
            bodies = self.bodies(code)
            for body in bodies:
                if not any(other < body for other in bodies):
                    yield [code[i] for i in sorted(body)], self.pointers(code[:min(body)])

    def bodies(self, code):
        """For each jump back to `head`, what leads to the jump without passing head."""
        index = {at: i for i, (at, _, _, _) in enumerate(code)}
        before, back = [[] for _ in code], []
        for i, (_, _, mnemonic, operands) in enumerate(code):
            if not ENDS.match(mnemonic) and i + 1 < len(code):
                before[i + 1].append(i)
            m = BRANCH[self.arch].match(mnemonic) and TARGET.search(operands)
            if m and int(m[1], 16) in index:
                head = index[int(m[1], 16)]
                before[head].append(i)
                back += [(head, i)] if head <= i else []
        found = set()
        for head, tail in back:
            body, todo = {head}, [tail]
            while todo:
                i = todo.pop()
                if i not in body:
                    body.add(i)
                    todo += before[i]
            inside = body - {head}
            leads = head == tail or any(head in before[i] for i in inside)
            if leads and all(before[i] for i in inside):  # no other way in
                found.add(frozenset(body))
        return sorted(found, key=min)

    def pointers(self, before):
        """The stack pointer, and every register last written with its value plus a constant."""
        known = {STACK[self.arch]}
        for _, _, mnemonic, operands in before:
            if self.arch == "x86_64":
                source, _, target = operands.rpartition(",")
                target = re.sub(r"^%e(?=\w\w$)", "%r", re.sub(r"^(%r\d+)d$", r"\1", target))
                copies = mnemonic == "mov" and source in known or mnemonic == "lea" and \
                    re.fullmatch(r"(?:-?0x[0-9a-f]+)?\((%r\w+)\)", source) and \
                    source[source.index("(") + 1:-1] in known
                writes = re.fullmatch(r"%r\w+|\S*\(%\w+\)", target) and not re.match("cmp|test", mnemonic)
                moves = mnemonic in ("add", "sub", "and") and target in known
            else:
                target, _, source = operands.partition(", ")
                target = re.sub(r"^w(?=\d)", "x", target)
                copies = mnemonic in ("mov", "add", "sub") and \
                    re.match(r"[xs]\w+", source) and source.split(", ")[0] in known
                writes = re.fullmatch(r"x\d+", target) and not re.match("cmp|st|cb|tb", mnemonic)
                moves = False
            if copies:
                known.add(target)
            elif writes and not moves:
                known.discard(target)
        return known | {STACK[self.arch]}


def memory(arch, operands):
    """The registers that form an address among the operands."""
    m = re.search(r"\(([^)]*)\)" if arch == "x86_64" else r"\[([^\]]*)\]", operands)
    return set(re.split(r",\s*", m[1])) if m else set()


def spills(code):
    for loop, pointers in code.loops():
        for at, _, mnemonic, operands in loop:
            if VECTOR[code.arch].search(operands) and memory(code.arch, operands) & pointers:
                yield f"a vector register is on the stack in an inner loop, at {at:x}: " \
                      f"{mnemonic} {operands}"


def lacks(code, idea, times=1):
    """The idea "vpdpbusd ymm (EVEX), ..." against the innermost loops: an empty string if
    one of them has it so many times, else what was expected."""
    words = idea.replace(",", " ").split() + ["", "", ""]
    register = words[1] if words[1] in ("xmm", "ymm", "zmm") else ""
    evex = {"(EVEX)": True, "(VEX)": False}.get(words[2])
    for loop, _ in code.loops():
        if times <= sum(mnemonic.startswith(words[0]) and
                        "%" * bool(register) + register in operands and
                        evex in (None, raw.startswith("62 "))
                        for _, raw, mnemonic, operands in loop):
            return ""
    return f"an inner loop with '{' '.join(words[:3]).strip()}'" + \
        (f" {times} times" if times > 1 else "") + ", which its .idea begins with"


def beyond(code, only=None):
    """What an old processor has not, in all functions or in these."""
    for name, function in zip(code.names, code.functions):
        for at, _, mnemonic, operands in function if only is None or name in only else ():
            if BEYOND[code.arch].match(mnemonic) or re.search(r"%[yz]mm\d", operands):
                yield f"built for the baseline, so no {mnemonic} {operands}, at {at:x}"
                break


def writable(objdump, path, source):
    """Global variables that can be written; a thread's own are in other sections."""
    table = subprocess.run([objdump, "-t", path], capture_output=True, text=True,
                           check=True).stdout
    for line in table.splitlines():
        m = SECTION.match(line)
        if not m or m[2].startswith((".", "DW.ref.", "_ZStL8__ioinit", "_ZGV")):
            continue
        if re.sub(r"\.\d+$", "", m[2]) not in WRITABLE.get(source, ()):
            yield f"no global state that can be written: {m[2]} is in {m[1]}"


def idea_of(name):
    """Of a kernel its idea, of a ceiling its instruction; None for a stream."""
    with open(os.path.join(ROOT, "cpu", name + ".c"), encoding="utf-8") as f:
        m = re.search(r'\.(?:idea|instruction)\s*=\s*"([^"]*)"', f.read())
    return m[1] if m else None if name.startswith("stream_") else ""


def built(build):
    """The rows of the tables whose files are built for an instruction set."""
    for table in ("kernels", "peaks"):
        with open(os.path.join(build, "cpu", table + "_built.def"), encoding="utf-8") as f:
            yield from re.findall(r"^QM_\w+\((\w+),", f.read(), re.M)


def library_of(source):
    """Whose headers cpu/peers/<library>_<instruction set>.cc makes a product of."""
    m = re.fullmatch(r"([a-z0-9]+)_([a-z0-9]+)\.cc", source)
    return m and m[1]


def shared(objdump, path, library):
    """Functions not of the library that the linker may give to other objects, too: C++ calls
    them inline, and of all that bear one name it keeps any."""
    table = subprocess.run([objdump, "-t", path], capture_output=True, text=True,
                           check=True).stdout
    return {m[1] for m in re.finditer(r"^[0-9a-f]+  ?w.* F .*\t[0-9a-f]+ (?:\.hidden )?(\S+)$",
                                      table, re.M) if library not in m[1]}


def classless(kernels):
    """Kernels whose idea begins with the instruction of no ceiling."""
    known = [re.escape(idea_of(k)) for k in kernels if k.startswith("peak_")]
    for k in kernels:
        if not k.startswith(("peak_", "stream_")) and \
                not any(re.match(i + r"(?![a-z0-9])", idea_of(k)) for i in known):
            yield f"{k}: peaks.def has no class whose instruction its .idea begins with: " \
                  f"{idea_of(k)}"


def check(objdump, build, arch):
    kernels = list(built(build))
    objects = sorted(path for folder in ("kernels", "cpu", "opencl", "harness")
                     for path in glob.glob(f"{build}/{folder}/**/*.o", recursive=True))
    findings, seen = list(classless(kernels)), set()
    for path in objects:
        source = os.path.basename(path)[:-2]
        code = Code(objdump, path, arch)
        found = list(writable(objdump, path, source))
        if source.endswith(".c") and source[:-2] in kernels:
            seen.add(source[:-2])
            idea = idea_of(source[:-2])
            missing = idea is not None and \
                lacks(code, idea, CHAINS if source.startswith("peak_") else 1)
            found += list(spills(code)) + ([missing] if missing else [])
        else:
            library = library_of(source)
            found += beyond(code, shared(objdump, path, library) if library else None)
        findings += [f"{source}: {text}" for text in found]
    findings += [f"{k}: a table of what was built names it, but no object is in {build}"
                 for k in kernels if k not in seen]
    print("\n".join(findings) or f"{len(seen)} kernels and {len(objects) - len(seen)} other "
          "objects are as they should be")
    return 1 if findings else 0


def sample(sums, width):
    """A loop with this many sums; more than there are registers must spill."""
    lines = [f"typedef float v __attribute__((vector_size({width})));",
             "void f(v *c, const v *a, const v *b, long n)", "{"]
    lines += [f"\tv c{i} = c[{i}];" for i in range(sums)]
    lines += ["\tfor (long p = 0; p < n; p++) {", "\t\tconst v x = *a++;"]
    lines += [f"\t\tc{i} += x * b[{i}];" for i in range(sums)]
    lines += [f"\t\tb += {sums};", "\t}"] + [f"\tc[{i}] = c{i};" for i in range(sums)]
    return "\n".join(lines + ["}", ""])


def self_test(objdump, cc, arch):
    x86 = arch == "x86_64"
    wide, flags = (32, ["-mavx2", "-mfma"]) if x86 else (16, ["-march=armv8.2-a+dotprod"])
    idea = "vfmadd ymm, sums" if x86 else "fmla, sums"
    dead = []

    def expect(what, truth):
        if not truth:
            dead.append(what)

    with tempfile.TemporaryDirectory() as folder:
        def build(text, *options):
            path = os.path.join(folder, "sample.o")
            with open(path[:-1] + "c", "w", encoding="utf-8") as f:
                f.write(text)
            subprocess.run([cc, "-O2", "-ffp-contract=fast", "-c", path[:-1] + "c", "-o", path,
                            *options], check=True)
            return Code(objdump, path, arch), list(writable(objdump, path, "sample.c"))

        few, none = build(sample(6, wide), *flags)
        many, _ = build(sample(48, wide), *flags)
        plain, _ = build(sample(6, 16))
        dot, _ = build('void f(void)\n{\n\t__asm__("' + (
            "vpaddd %ymm0, %ymm1, %ymm2" if x86 else "sdot v0.4s, v1.16b, v2.16b") + '");\n}\n',
            *flags)
        _, state = build("int counter;\nstatic int hidden = 1;\n_Thread_local int own;\n"
                         "const int table[] = { 1 };\n"
                         "int next(void)\n{\n\treturn own + counter++ + hidden++;\n}\n")
        mark = "__attribute__((weak, noinline)) int "
        build(f"{mark} given(void)\n{{\n\treturn 1;\n}}\n{mark} own_one(void)\n{{\n\treturn 2;\n"
              "}\nint other(void)\n{\n\treturn 3;\n}\n")
        weak = shared(objdump, os.path.join(folder, "sample.o"), "own")
    expect("6 sums were called spilled", not list(spills(few)))
    expect("48 sums were not seen to spill", list(spills(many)))
    expect("the instruction of the idea was not found", not lacks(few, idea))
    expect("6 sums passed for 12 chains", lacks(few, idea, 12) and not lacks(few, idea, 6))
    expect("a missing instruction was not noticed", lacks(few, "vpdpbusd ymm" if x86 else "smmla"))
    expect("a narrower register was not noticed", not x86 or lacks(few, "vfmadd zmm"))
    expect("a VEX prefix passed for EVEX", not x86 or lacks(few, "vfmadd ymm (EVEX)"))
    expect("baseline code was refused", not list(beyond(plain)))
    expect("code beyond the baseline was not noticed", list(beyond(dot)))
    expect("code that is shared was not found", weak == {"given"})
    expect("code that is not shared was refused", list(beyond(dot, {"f"})) and
           not list(beyond(dot, {"g"})))
    expect("constants were called writable", not none)
    expect(f"two writable variables, found: {state}", len(state) == 2)
    print("\n".join(dead) or "spills, missing instructions, other instruction sets and "
          "writable variables are all noticed")
    return 1 if dead else 0


def is_gnu(objdump):
    return "GNU objdump" in subprocess.run([objdump, "--version"], capture_output=True,
                                           text=True, check=True).stdout


def main(words):
    words[-1:] = [SPELLINGS.get(w, w) for w in words[-1:]]
    if words[-1:] and words[-1] not in STACK and len(words) in (3, 4):
        print(f"nothing is known of the code of {words[-1]}")
        return 77
    if len(words) in (3, 4) and not is_gnu(words[-3]):
        print(f"{words[-3]} is not GNU objdump, whose listing is read here")
        return 77
    if len(words) == 4 and words[0] == "--self-test":
        return self_test(*words[1:])
    if len(words) == 3:
        return check(*words)
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
