"""qmark as a ReFrame test: one job a node, every kernel verified, GOP/s of each row kept.

    reframe -C site.py -c qmark_reframe.py -r --distribute=all
    reframe -c qmark_reframe.py -r -S binary=/opt/qmark/bin/qmark -S suite=llm

Each row of `qmark run --format fom` is a performance variable, so references, the log of
past runs and --performance-compare work on single rows.  --distribute makes a job for each
node: the slow one is the one whose figures stand apart.
SPDX-License-Identifier: Apache-2.0
"""
import re

import reframe as rfm
import reframe.utility.sanity as sn
from reframe.core.builtins import performance_function, run_before, sanity_function, variable

FOM = r"^FOM (?P<name>\S+) (?P<value>\S+) GOP/s$"


@rfm.simple_test
class qmark_run(rfm.RunOnlyRegressionTest):
    """Verify and time what this node can run."""

    descr = "low-precision matrix multiplication, verified bit for bit"
    valid_systems = ["*"]
    valid_prog_environs = ["*"]
    num_tasks = 1
    exclusive_access = True

    binary = variable(str, value="qmark")
    suite = variable(str, value="quick")
    devices = variable(str, value="cpu")
    threads = variable(str, value="all")

    @run_before("run")
    def set_command(self):
        self.executable = self.binary
        self.executable_opts = ["run", "--format", "fom", "--no-progress", "--suite", self.suite,
                                "--device", self.devices, "--threads", self.threads,
                                "--out", "qmark-%h-%j.json"]
        self.keep_files = ["qmark-*.json"]

    @sanity_function
    def every_row_is_right(self):
        return sn.assert_found(r"^VALIDATION: PASSED n=\d+$", self.stdout)

    @run_before("performance")
    def set_figures(self):
        """A variable for each line: the rows are known only when the job has run."""
        names = sn.evaluate(sn.extractall(FOM, self.stdout, "name"))
        self.perf_variables = {self.variable_name(name): self.figure(name) for name in names}

    @staticmethod
    def variable_name(name):
        return re.sub(r"\W+", "_", name)

    @performance_function("GOP/s")
    def figure(self, name):
        return sn.extractsingle(rf"^FOM {re.escape(name)} (\S+) GOP/s$", self.stdout, 1, float)
