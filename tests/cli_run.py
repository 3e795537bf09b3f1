"""Running qmark for tests/cli.py: its exit code, what it says, and on what.
SPDX-License-Identifier: Apache-2.0
"""
import json
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from fcntl import ioctl

QMARK = [os.path.abspath(a) if os.path.exists(a) else a for a in sys.argv[1:]]
# The least work that still makes a result.
TINY = ["run", "--kernel", "i8_ref,f32_ref", "--shape", "5x6x8", "--device", "cpu",
        "--threads", "1", "--repetitions", "2", "--min-time", "0.0005", "--no-peak"]
FOREIGN = ("QMARK_", "BENCHMARK_", "NO_COLOR", "CLICOLOR", "COLUMNS")

passed = 0
failed = 0


def check(name, good, seen=""):
    global passed, failed
    if good:
        passed += 1
    else:
        failed += 1
        print(f"FAILED {name}\n{seen}")


def environment(**more):
    env = {k: v for k, v in os.environ.items() if not k.startswith(FOREIGN)}
    env.update({"TERM": "xterm", "LC_ALL": "C"}, **more)
    return env


class Run:
    def __init__(self, *args, env=None, **more):
        done = subprocess.run(QMARK + list(args), env=environment(**(env or {})),
                              stdin=subprocess.DEVNULL, stdout=more.pop("stdout", -1),
                              stderr=-1, timeout=300, **more)
        self.code = done.returncode
        self.out = (done.stdout or b"").decode()
        self.err = done.stderr.decode()
        self.all = f"  {args}: exit {self.code}\n  {self.out[:800]}\n  {self.err[:800]}"


def expect(name, code, words, *args, **more):
    """Exit code, and every word in what is said on standard error."""
    run = Run(*args, **more)
    good = run.code == code and all(w in run.err for w in words)
    check(name, good and (code == 0 or run.err.startswith("qmark: ")), run.all)
    return run


def strict_json(text):
    def refuse(word):
        raise ValueError(f"{word} is not JSON")
    return json.loads(text, parse_constant=refuse)


def in_terminal(args, columns=80, env=None, seconds=120):
    """Output of both streams on a terminal of so many columns."""
    main, end = pty.openpty()
    ioctl(end, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    child = subprocess.Popen(QMARK + list(args), stdin=end, stdout=end, stderr=end,
                             env=environment(**(env or {})))
    os.close(end)
    text, limit = b"", time.monotonic() + seconds
    while time.monotonic() < limit:
        if main in select.select([main], [], [], 0.2)[0]:
            try:
                part = os.read(main, 65536)
            except OSError:
                break
            if not part:
                break
            text += part
    child.wait()
    os.close(main)
    return text.decode().replace("\r\n", "\n")


def summary():
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0
