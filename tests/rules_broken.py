"""rules_broken.py - a small tree that keeps every rule of rules.py, and what breaks each.
SPDX-License-Identifier: Apache-2.0
"""
import os
import tempfile

from rules import FILE_BYTES, FILE_LINES, FP_CONTRACT, FUNCTION_LINES

SPDX = "/* SPDX-License-Identifier: Apache-2.0 */\n"
KERNEL = '#include "cpu/k.h"\nconst struct qm_cpu_kernel i8_avx2 = {\n\t.name = "i8_avx2",\n};\n'
GOOD = {
    "kernels/families.def": "QM_FAMILY(i8)\n",
    "cpu/isa.def": 'QM_ISA(avx2, x86_64, "-mavx2", "256 bits")\n',
    "cpu/kernels.def": "QM_KERNEL(i8_avx2)\n",
    "cpu/i8_avx2.c": SPDX + "#include <immintrin.h>\n" + KERNEL,
    "cpu/k.h": SPDX + "static inline int f(void)\n{\n\treturn 1;\n}\n",
    "kernels/qm.c": SPDX + '#include <stdint.h>\n#include "kernels/qm.h"\n',
    "kernels/qm.h": SPDX,
    "harness/backends.c": SPDX + '#include "cpu/k.h"\n&qm_cpu_backend\n',
    "cpu/peers/peers.def": "QM_PEER(i8_blas, blas)\n",
    "cpu/peers/blas.c": SPDX + KERNEL.replace("qm_cpu_kernel", "qm_peer").replace("avx2", "blas"),
    "opencl/peers/peers.def": "QM_PEER(i8_clblas, clblas)\n",
    "opencl/peers/clblas.c":
        SPDX + 'const struct qm_cl_peer i8_clblas = {\n\t.name = "i8_clblas",\n};\n',
    "opencl/a.cl": SPDX + FP_CONTRACT + "\n",
    "opencl/kernels.def": 'QM_OPENCL_KERNEL(i8_opencl, i8, a, "",\n',
}
# What breaks each rule: the rule, then a file in place of the good one.
BAD = [
    ("includes", "kernels/qm.c", SPDX + "#include <omp.h>\n"),
    ("includes", "kernels/qm.c", SPDX + '#include "cpu/k.h"\n'),
    ("includes", "cpu/a.c", SPDX + '#include "opencl/b.h"\n'),
    ("includes", "opencl/a.c", SPDX + '#include "harness/b.h"\n'),
    ("includes", "kernels/qm.c", SPDX + "#include <dlfcn.h>\n"),
    ("includes", "harness/a.c", SPDX + '#include "cpu/k.h"\n'),
    ("backends", "harness/a.c", SPDX + "&qm_cpu_backend\n"),
    ("intrinsics", "cpu/gemm.c", SPDX + "#include <immintrin.h>\n"),
    ("intrinsics", "kernels/a.h", SPDX + "#include <arm_neon.h>\n"),
    ("inline", "cpu/k.h", SPDX + "inline int f(void)\n{\n\treturn 1;\n}\n"),
    ("length", "cpu/gemm.c", SPDX + "int x;\n" * FILE_LINES),
    ("length", "cpu/gemm.c", SPDX + "int f(void)\n{\n" + "\t;\n" * FUNCTION_LINES + "}\n"),
    ("unique", "harness/k.h", SPDX),
    ("names", "cpu/kernels.def", "QM_KERNEL(i8_avx2)\nQM_KERNEL(i9_avx2)\n"),
    ("names", "cpu/kernels.def", "QM_KERNEL(i8_avx2)\nQM_KERNEL(i8_avx3)\n"),
    ("names", "cpu/kernels.def", ""),
    ("names", "opencl/kernels.def", 'QM_OPENCL_KERNEL(i8_opencl, i8, b, "",\n'),
    ("names", "cpu/peaks.def", "QM_PEAK(peak_fma_avx2)\n"),
    ("names", "cpu/peers/peers.def", "QM_PEER(i8_blas, blas)\nQM_PEER(i9_blas, blas)\n"),
    ("names", "cpu/peers/peers.def", "QM_PEER(i8_other, other)\n"),
    ("names", "opencl/peers/peers.def", "QM_PEER(i8_blas, blas)\n"),
    ("names", "cpu/i8_avx2.c", SPDX + KERNEL.replace('"i8_avx2"', '"i8_avx"')),
    ("names", "cpu/i8_avx2.c", SPDX + KERNEL.replace("kernel i8_avx2", "kernel i8_avx")),
    ("contract", "opencl/a.cl", SPDX + "float f;\n" + FP_CONTRACT + "\n"),
    ("flags", "CMakeLists.txt", "add_compile_options(-march=" + "native)\n"),
    ("flags", "opencl/a.c", SPDX + '"-cl-mad' + '-enable"\n'),
    ("size", "results/a.json", " " * (FILE_BYTES + 1)),
    ("licence", "cpu/k.h", "static int x;\n"),
]


def broken(rules, change):
    """The rules that fire on the good tree with one file changed."""
    with tempfile.TemporaryDirectory() as root:
        for name, text in {**GOOD, **change}.items():
            path = os.path.join(root, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as f:
                f.write(text)
        return {found[0] for found in rules.check(root)}


def self_test(rules):
    """Breaks every rule once."""
    dead = [f"a good tree breaks {r}" for r in sorted(broken(rules, {}))]
    dead += [f"{rule} did not notice {name}: {text[-60:]!r}" for rule, name, text in BAD
             if rule not in broken(rules, {name: text})]
    dead += [f"{rule} is never broken here" for rule in rules.RULES if rule not in {b[0] for b in BAD}]
    print("\n".join(dead) or f"{len(BAD)} breaches of {len(rules.RULES)} rules, all noticed")
    return 1 if dead else 0
