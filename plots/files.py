"""files.py - what was made goes out whole, or not at all.

SPDX-License-Identifier: Apache-2.0
"""
from __future__ import annotations

import os
import tempfile
from pathlib import Path

from load import FILE, PlotError


def write(files: dict[Path, bytes]) -> None:
    """All or nothing of each file: a reader never sees half a picture."""
    for path, data in files.items():
        temporary = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
            with os.fdopen(handle, "wb") as out:
                out.write(data)
            mask = os.umask(0)
            os.umask(mask)
            os.chmod(temporary, 0o666 & ~mask)
            os.replace(temporary, path)
            temporary = None
        except OSError as error:
            raise PlotError(FILE, f"{path}: cannot write: {error.strerror or error}") from None
        finally:
            if temporary:
                os.unlink(temporary)
