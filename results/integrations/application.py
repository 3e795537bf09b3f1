"""qmark as a Ramble application, for Ramble itself and for Benchpark.

Put this folder into a repository of applications as `applications/qmark/application.py`.
SPDX-License-Identifier: Apache-2.0
"""
from ramble.appkit import *


class Qmark(ExecutableApplication):
    """Low-precision matrix multiplication on CPUs and OpenCL devices, verified bit for bit."""

    name = "qmark"

    tags("synthetic-benchmarks", "matrix-multiplication", "low-precision")

    software_spec("qmark", pkg_spec="qmark", package_manager="spack*")

    executable(
        "run",
        "qmark run --format fom --no-progress --suite {suite} --device {device}"
        " --threads {threads} --out {experiment_run_dir}/qmark-%h-%j.json",
        use_mpi=False,
    )

    for set_name in ("quick", "llm", "bert", "cnn", "sweep"):
        workload(set_name, executables=["run"])
        workload_variable(
            "suite", default=set_name, description="Set of shapes", workloads=[set_name]
        )

    workload_variable(
        "device", default="cpu", description="Device, as 'qmark list devices' names it",
        workloads=["*"],
    )
    workload_variable(
        "threads", default="all", description="Threads of the CPU", workloads=["*"]
    )

    figure_of_merit(
        "{row}",
        fom_regex=r"^FOM (?P<row>\S+) (?P<gops>\S+) GOP/s$",
        group_name="gops",
        units="GOP/s",
    )

    success_criteria(
        "validated", mode="string", match=r"^VALIDATION: PASSED n=\d+$", file="{log_file}"
    )
