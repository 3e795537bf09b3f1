"""result_maker.py - small result files for the tests, made up but of the real form.

    result_maker.py FILE   writes one, to look at

SPDX-License-Identifier: Apache-2.0
"""
from __future__ import annotations

import json
import random
import statistics
import sys
from typing import Any

KERNELS = ["f32_avx2", "f32_avx512", "i8_avx2", "i8_avx512vnni", "i8_avx512vnni_ymm",
           "f32_opencl", "i8_opencl"]
SHAPES = [(1, 4096, 4096), (16, 4096, 4096), (512, 4096, 4096), (1024, 1024, 1024)]
# Operations a nanosecond on one thread, where memory does not hold it back.
SPEED = {"f32_avx2": 118, "f32_avx512": 231, "i8_avx2": 203, "i8_avx512vnni": 912,
         "i8_avx512vnni_ymm": 468, "f32_opencl": 88, "i8_opencl": 141}
WEIGHT_BITS = {"f32": 32, "f16": 16, "bf16": 16, "i4": 4, "b1": 1, "mxfp4": 4, "nvfp4": 4}
BYTES_PER_NS = 38.0


def row(kernel: str, shape: tuple[int, int, int], threads: int | None = 1,
        device: str = "cpu", samples: int = 11, speed: float | None = None,
        **more: Any) -> dict[str, Any]:
    """A row that was measured; the noise follows from its name alone."""
    m, n, k = shape
    family = kernel.split("_")[0]
    bits = WEIGHT_BITS.get(family, 8)
    word = "auto" if threads is None else threads
    name = f"{kernel}/{device}/{m}x{n}x{k}/threads:{word}/hot/real_time"
    rng = random.Random(name)
    ops = 2 * m * n * k
    speed = speed or SPEED.get(kernel) or rng.uniform(100, 900)
    share = {None: 1.9, 1: 1.0}.get(threads, 0.95 * (threads or 1))
    best = max(ops / (speed * share), (n * k * bits / 8) / (BYTES_PER_NS * share ** 0.6))
    times = [round(100 + best * (1.01 + rng.expovariate(30)), 1) for _ in range(samples)]
    quartile = statistics.quantiles(times, n=4) if samples > 1 else times * 3
    median = statistics.median(times)
    ordered = sorted(times)
    edge = max(0, round(samples / 2 - 0.98 * samples ** 0.5) - 1)
    opencl = device != "cpu"
    counts = [max(1, round(5e7 / median))] * samples
    return {
        "name": name, "family_index": 0, "per_family_instance_index": 0, "run_name": name,
        "run_type": "iteration", "repetitions": 1, "repetition_index": 0,
        "threads": threads or 1, "iterations": sum(counts), "real_time": median,
        "cpu_time": median, "time_unit": "ns", "items_per_second": ops / median * 1e9,
        "qmark": {
            "family": family, "kernel": kernel, "device": device,
            "shape": {"m": m, "n": n, "k": k}, "threads": threads, "cache": "hot",
            "data": "normal", "seed": 1, "status": "ok", "verified": "freivalds",
            "checked": m, "ops": ops, "gops": ops / median, "samples_ns": times,
            "iterations_per_sample": counts, "min_ns": ordered[0],
            "q25_ns": max(ordered[0], min(median, quartile[0])), "median_ns": median,
            "q75_ns": min(ordered[-1], max(median, quartile[2])), "max_ns": ordered[-1],
            "ci95_ns": [ordered[edge], ordered[-1 - edge]],
            "timer": "event" if opencl else "wall", "wall_ns": median,
            "placement": "" if opencl else "0", "a_bytes": m * k,
            "b_bytes": -(-n * k * bits // 8), "packed_bytes": -(-n * k * bits // 8), "pack_ns": 1e6, "compile_ns": 2e8 if opencl else None,
            "first_launch_ns": 3e6 if opencl else None, "upload_ns": 1e5 if opencl else None,
            "download_ns": 2e4 if opencl else None, **more},
    }


def unmeasured(kernel: str, shape: tuple[int, int, int], status: str, reason: str,
               threads: int | None = 1, device: str = "cpu") -> dict[str, Any]:
    m, n, k = shape
    word = "auto" if threads is None else threads
    return {"name": f"{kernel}/{device}/{m}x{n}x{k}/threads:{word}/hot/real_time",
            "qmark": {"family": kernel.split("_")[0], "kernel": kernel, "device": device,
                      "shape": {"m": m, "n": n, "k": k}, "threads": threads,
                      "status": status, "reason": reason}}


def document(rows: list[dict[str, Any]] | None = None,
             gone: list[dict[str, Any]] | None = None, host: str = "bench01",
             cpu: str = "AMD EPYC 9R45", **run: Any) -> dict[str, Any]:
    """A whole file: the seven kernels on four shapes if nothing else is asked for."""
    if rows is None:
        rows = [row(kernel, shape, threads, "opencl:0" if "opencl" in kernel else "cpu")
                for shape in SHAPES for kernel in KERNELS
                for threads in ([None] if "opencl" in kernel else [1, 2])]
    return {
        "context": {
            "date": "2026-11-21T09:15:02+00:00", "host_name": host, "executable": "qmark",
            "num_cpus": 2, "mhz_per_cpu": 4000, "cpu_scaling_enabled": False,
            "caches": [{"type": "Data", "level": 1, "size": 49152, "num_sharing": 1}],
            "load_avg": [0.1, 0.2, 0.1], "library_build_type": "release",
            "qmark": {
                "schema": 1, "version": "0.1.0", "commit": "3f2a9c1d7e", "dirty": False,
                "build_type": "Release", "compiler": "GNU 12.2.0", "flags": "-O2",
                "command": "qmark run --suite llm", "suites": ["llm"], "seed": 1,
                "data": "normal", "interrupted": False,
                "cpu": {"name": cpu, "arch": "x86_64", "isa": ["avx2", "avx512vnni"],
                        "isa_allowed": ["avx2", "avx512vnni"]},
                "devices": [{"id": "cpu", "name": cpu, "driver": ""},
                            {"id": "opencl:0", "name": "pthread-skylake-avx512",
                             "driver": "Portable Computing Language 3.1, LLVM 14.0.6"}],
                "kernel": "Linux 6.1.0", "memory_bytes": 8 << 30, **run},
        },
        "benchmarks": rows,
        "qmark_unmeasured": gone or [],
    }


PEAKS = {"fma_zmm": 240, "fma_ymm": 120, "vpdpbusd_zmm": 960, "vpopcnt_zmm": 3000}
READ = {"L1": 300, "L2": 140, "L3": 70, "DRAM": 39}


def with_ceilings(made: dict[str, Any]) -> dict[str, Any]:
    """The same file, of a run that measured the machine's ceilings first."""
    of = {row["qmark"]["device"]: set() for row in made["benchmarks"]}
    for row in made["benchmarks"]:
        of[row["qmark"]["device"]].add(row["qmark"]["threads"])
    ceilings, bandwidths = [], []
    for device, counts in of.items():
        for threads in sorted(counts, key=str):
            factor = 0.97 * (threads or 2)
            ceilings += [{"device": device, "threads": threads, "class": name,
                          "gops": gops * factor, "instruction": name.replace("_", " "),
                          "format": "f32" if name.startswith("fma") else "i8"}
                         for name, gops in PEAKS.items()]
            bandwidths += [{"device": device, "threads": threads, "level": level,
                            "bytes": 1 << 20, "read_gbs": gbs * factor, "copy_gbs": gbs * factor}
                           for level, gbs in READ.items()]
    for row in made["benchmarks"]:
        q = row["qmark"]
        shape = q["shape"]
        q["bytes"] = q["a_bytes"] + q["b_bytes"] + 4 * shape["m"] * shape["n"]
        q["intensity"] = q["ops"] / q["bytes"]
        q["class"] = {"f32": "fma_zmm", "b1": "vpopcnt_zmm"}.get(q["family"], "vpdpbusd_zmm")
        factor = 0.97 * (q["threads"] or 2)
        q["ceiling_gops"] = PEAKS[q["class"]] * factor
        memory = q["intensity"] * READ["DRAM"] * factor
        q["roof"] = "DRAM" if memory < q["ceiling_gops"] else "compute"
        q["roof_gops"] = min(memory, q["ceiling_gops"])
        q["roof_share"] = q["gops"] / q["roof_gops"]
    made["context"]["qmark"].update(ceilings=ceilings, bandwidths=bandwidths)
    return made


def with_evidence(made: dict[str, Any]) -> dict[str, Any]:
    """The same file, of a run that measured energy and watched what else happened."""
    for row in made["benchmarks"]:
        q = row["qmark"]
        ci = q["ci95_ns"]
        share = (ci[1] - ci[0]) / 2 / q["median_ns"]
        label = "ABCD"[sum(share > limit for limit in (0.01, 0.03, 0.1))]
        products = max(1, round(1e9 / q["median_ns"]))
        q.update(
            trust={"label": label, "reason": f"interval +-{100 * share:.1f} %"},
            evidence={"interval_share": share, "mhz": 3400.0, "mhz_low": 3380.0,
                      "mhz_high": 3410.0, "frequency_spread": 30 / 3400, "steal_share": 0.0,
                      "switches_per_s": 2.0, "wall_by_event": None},
            energy={"net_joules": 40.0 / products, "gross_joules": 50.0 / products,
                    "idle_watts": 10.0, "window_s": 1.0, "products": products,
                    "source": "powercap", "domains": "package-0", "reason": None},
            energy_models=[{"name": "horowitz2014", "node_nm": 45, "arithmetic_pj_per_op": 0.15,
                            "memory_pj_per_op": 0.5, "outer_level": "cache"}])
    return made


if __name__ == "__main__":
    with open(sys.argv[1], "w", encoding="utf-8") as out:
        json.dump(document(), out, indent=1)
