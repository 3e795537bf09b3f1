"""What tests/cli.py asks of files that cannot be written.
SPDX-License-Identifier: Apache-2.0
"""
import os
import resource
import signal

from cli_run import QMARK, TINY, Run, check, expect


def limit_files():
    """Less than any result file, and no less than LLVM's OpenMP needs: 1024 bytes."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))


def test_full_disk(folder, old):
    with open(QMARK[-1], "rb") as f:
        if b"__tsan_init" in f.read():
            return  # it writes and maps a larger file before main() and dies
    # A file that may not grow is a full disk; the signal must stay ignored for that.
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    run = expect("full disk", 5, [old, "large"], *TINY, "--out", old,
                 preexec_fn=limit_files, restore_signals=False)
    check("the results are still printed", "i8_ref" in run.out, run.all)
    with open(old, encoding="utf-8") as f:
        check("the old file is as it was", f.read() == "old")
    check("no temporary file stays", sorted(os.listdir(folder)) ==
          ["old.json", "old.json.journal"], os.listdir(folder))
    os.remove(old + ".journal")


def test_files(folder):
    missing = os.path.join(folder, "none", "x.json")
    run = expect("missing directory", 5, [missing, "No such file"], *TINY, "--out",
                 missing)
    check("it is noticed before anything runs", run.out == "", run.all)
    expect("a directory", 5, ["directory"], *TINY, "--benchmark_out=" + folder)
    old = os.path.join(folder, "old.json")
    with open(old, "w", encoding="utf-8") as f:
        f.write("old")
    test_full_disk(folder, old)
    link = os.path.join(folder, "link.json")
    os.symlink("old.json", link)
    os.chmod(old, 0o600)
    run = Run(*TINY, "--out", link)
    check("a link stays a link", os.path.islink(link) and os.stat(old).st_size > 100,
          run.all)
    check("permissions stay", os.stat(old).st_mode & 0o777 == 0o600)
    if os.geteuid() != 0:
        os.chmod(folder, 0o500)
        expect("read-only directory", 5, ["denied"], *TINY, "--out", old)
        os.chmod(folder, 0o700)
    if os.path.exists("/dev/full"):
        with open("/dev/full", "w", encoding="utf-8") as full:
            expect("full standard output", 5, ["standard output"], "list", stdout=full)
            expect("full standard output of a run", 5, ["standard output"], *TINY,
                   stdout=full)
