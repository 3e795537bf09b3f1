#!/usr/bin/env python3
"""Kernels that are made wrong on purpose must be refused, and those that are not must be
clean in a simulator that sees races, accesses out of bounds and what was never written.

  tests/opencl_sabotage.py path/to/qmark path/to/libopencl_patch.so
  tests/opencl_sabotage.py path/to/qmark path/to/libopencl_patch.so \
      path/to/opencl_backend path/to/liboclgrind-rt-icd.so

Without a simulator: `qmark verify` on the first device.  The changes are made by
tests/opencl_patch.c in the source that the driver gets.
Exit: 0 passed, 1 failed, 77 there is no OpenCL device, or no loader that knows layers.
SPDX-License-Identifier: Apache-2.0
"""
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

sys.dont_write_bytecode = True  # nothing is left in the sources

SIMULATED = len(sys.argv) > 3
SIMULATOR = os.path.abspath(sys.argv.pop()) if SIMULATED else ""
BACKEND = os.path.abspath(sys.argv.pop()) if SIMULATED else ""
LAYER = os.path.abspath(sys.argv.pop())

from cli_run import Run, check, environment, strict_json, summary

FIRST = "barrier(CLK_LOCAL_MEM_FENCE);\n\tfor"  # of qm_stage(): old steps are done with
SECOND = "barrier(CLK_LOCAL_MEM_FENCE);\n}"     # and the new ones are there
C_AT = "panel * QM_PANEL + column;"
STEPS = "b + column, steps);"

# The body of the loops: kernel, tile, from, to.  Every step is under it in turn.
BODY = [(f"{k}: the last step of k", k, "cpu", STEPS, STEPS.replace("steps", "steps - 1"))
        for k in ("f32_opencl", "i8_opencl", "i4_opencl", "i4f_opencl", "b1_opencl",
                  "s24_opencl", "s24f_opencl")] + [
    ("columns of the second panel", "f32_opencl", "cpu", C_AT, C_AT[:-1] + " - (panel > 0);"),
    ("rows of the second items", "i8_opencl", "gpu", "a_near + row", "a_near"),
    ("the last staged step", "i8_opencl", "gpu", "b_near + column, count);",
     "b_near + column, count - 1);"),
    ("no barrier after staging", "f32_opencl", "gpu", SECOND, "}"),
    ("one code too few in a row", "bf16_opencl", "gpu", "at < bytes ?", "at + 2 < bytes ?"),
]
# What a step does; the tile of a GPU has the portable way, that of a CPU may have another.
STEP = [
    ("a product that is rounded", "f32_opencl", "gpu", "return fma((qm_b)(a), b, acc);",
     "return (qm_b)(a) * b + acc;"),
    ("no scale of e4m3", "fp8e4m3_opencl", "gpu", "* QM_A_SCALE;", ";"),
    ("bf16 one bit off", "bf16_opencl", "gpu", "code << 16", "code << 15"),
    ("the third byte twice", "i8_opencl", "gpu", "x->s2 : x->s3", "x->s2 : x->s2"),
    ("pairs of 16 bits swapped", "i8_opencl", "cpu", "as_uint(even), as_uint(odd)",
     "as_uint(odd), as_uint(even)"),
    ("no bias", "i8_opencl_vnni", "cpu", "word[0] ^ 0x80808080u;", "word[0];"),
    ("codes less 7", "i4_opencl", "gpu", "-8 * sum", "-7 * sum"),
    ("no scale of the row", "i4_opencl", "gpu", "return acc * scale;", "return acc;"),
    ("a group that is rounded", "i4_opencl", "gpu", "fma(QM_AS(float)(scale), ",
     "QM_AS(float)(scale) * (0.0f + 1.0f) * (1.0f + 0x1p-23f) + (acc * 0 + "),
    ("halves at 16 bits swapped", "i4_opencl", "cpu", "word >> 4 & 0x0F0F0F0Fu;",
     "word >> 8 & 0x0F0F0F0Fu;"),
    ("codes less 7", "i4f_opencl", "gpu", "(code & 15u) - 8", "(code & 15u) - 7"),
    ("a scaled product that is rounded", "i4f_opencl", "gpu",
     "return fma((qm_b)(a), b, acc);", "return (qm_b)(a) * b + acc;"),
    ("bits that differ, once", "b1_opencl", "gpu", "(int)k - 2 * differ", "(int)k - differ"),
    ("counts that carry", "b1_opencl", "cpu", "#define QM_BURST 31", "#define QM_BURST 99"),
    ("a bit of the index", "s24_opencl", "gpu", "8 * p) & 3u)", "8 * p) & 1u)"),
    ("the second group's first byte", "s24_opencl", "cpu", "0x09080100u", "0x01000100u"),
    ("a bit of the index", "s24f_opencl", "gpu", "(index & 2u) != 0 ? high : low", "low"),
    ("a picked product that is rounded", "s24f_opencl", "gpu",
     "fma(qm_picked(a, b.index), b.kept, acc)", "qm_picked(a, b.index) * b.kept + acc"),
]
# What only a simulator sees: kernel, tile, from, to, what it says, when it looks for what.
STAGED = "i < count * QM_STRIP;"
SEEN = [
    ("a step that is not written", "f32_opencl", "cpu", "s < last;", "s + 1 < last;",
     "ninitialized", "UNINITIALIZED"),
    ("a step that is not written", "i8_opencl", "gpu", "s < last;", "s + 1 < last;",
     "ninitialized", "UNINITIALIZED"),
    ("an element that is not staged", "i8_opencl", "gpu", STAGED,
     STAGED.replace("i <", "i + 1 <"), "ninitialized", "UNINITIALIZED"),
    ("no barrier ahead of staging", "f32_opencl", "gpu", FIRST, "for", "data race", "DATA_RACES"),
    ("no barrier after staging", "i4_opencl", "gpu", SECOND, "}", "data race", "DATA_RACES"),
    ("a row past the end", "i8_opencl", "cpu", "row < m ?", "row <= m ?", "Invalid read", "DATA_RACES"),
    ("a column past the end", "s24_opencl", "gpu", C_AT, C_AT[:-1] + " + (panel > 0);",
     "Invalid write", "DATA_RACES"),
]
TROUBLE = "ninitialized|data race|Invalid (read|write)"
SHAPE = "13x69x64"  # two strips of a CPU, two panels, several stages of local memory
LONG = "13x69x4096"


def with_patch(tile, old, new, **more):
    return {"OPENCL_LAYERS": LAYER, "QM_PATCH_FROM": old, "QM_PATCH_TO": new,
            "QMARK_OPENCL_TILE": tile, "QMARK_CACHE_DIR": "", **more}


def verify(kernel, tile, old, new):
    return Run("verify", "--kernel", kernel, "--device", "opencl:0", "--shape",
               LONG if kernel.startswith("b1") else SHAPE, env=with_patch(tile, old, new))


def refuse(trial):
    """Refused for its values; what is not compiled on this device cannot be."""
    name, kernel, tile, old, new = trial
    if verify(kernel, tile, old, old + "\n#error it is compiled\n").code != 3:
        return name, None, None
    return name, trial, verify(kernel, tile, old, new)


def test_values(pool):
    control = [verify(k, t, "kernel void", "kernel void")
               for k, t in (("f32_opencl", "cpu"), ("i8_opencl", "gpu"))]
    check("what is not changed is right", all(r.code == 0 for r in control),
          [r.all for r in control])
    compiled = 0
    for name, trial, run in pool.map(refuse, BODY + STEP):
        compiled += trial is not None
        check(f"{trial}", trial is None or
              (run.code == 3 and "C[" in run.out + run.err and "#error" not in run.err),
              run and run.all)
    portable = [t for t in BODY + STEP if t in BODY or t[2] == "gpu"]
    check("what is portable is compiled", compiled >= len(portable), compiled)
    print(f"opencl_sabotage: {compiled} of {len(BODY + STEP)} changes are compiled here")


def simulate(kernel, tile, patch=(), looks=("DATA_RACES", "UNINITIALIZED")):
    env = with_patch(tile, *patch) if patch else {"QMARK_OPENCL_TILE": tile}
    env.update({"OCL_ICD_VENDORS": SIMULATOR, "QMARK_CACHE_DIR": ""})
    env.update({f"OCLGRIND_{look}": "1" for look in looks})
    done = subprocess.run([BACKEND, "--one", kernel, SHAPE], env=environment(**env),
                          stdout=-1, stderr=-2, timeout=300)
    return done.returncode, done.stdout.decode(errors="replace")


def test_simulated(pool):
    rows = strict_json(Run("list", "kernels", "--format", "json").out)["kernels"]
    # Instructions of x86 are nothing for a simulator.
    clean = [(k["name"], tile) for k in rows for tile in ("cpu", "gpu")
             if "_opencl" in k["name"] and not k["name"].endswith("_vnni")]
    check("there are kernels", len(clean) > 20, clean)
    for (kernel, tile), (code, said) in zip(clean, pool.map(lambda c: simulate(*c), clean)):
        check(f"{kernel}, tile of a {tile}", code == 0 and not re.search(TROUBLE, said),
              said[:800])
    # One kind at a time: after a thousand messages the simulator says no more.
    runs = pool.map(lambda s: simulate(*s[1:3], s[3:5], (s[6],)), SEEN)
    for (name, kernel, tile, _, _, words, _), (_, said) in zip(SEEN, runs):
        check(f"{kernel}, tile of a {tile}: {name}", words in said, said[:800])


def main():
    env = {"OCL_ICD_VENDORS": SIMULATOR} if SIMULATED else {}
    devices = strict_json(Run("list", "devices", "--format", "json", env=env).out)["devices"]
    if not any(d["id"] == "opencl:0" for d in devices):
        print("no OpenCL device")
        return 77
    if verify("i8_opencl", "cpu", "no such text", "").code == 0:
        print("this loader knows no layers: OPENCL_LAYERS has no effect")
        return 77
    with ThreadPoolExecutor(2) as pool:
        (test_simulated if SIMULATED else test_values)(pool)
    return summary()


if __name__ == "__main__":
    sys.exit(main())
