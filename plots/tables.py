"""tables.py - the tables of the report.

SPDX-License-Identifier: Apache-2.0
"""
from __future__ import annotations

from collections import defaultdict
from html import escape
from typing import Any

import style
from caption import letter_of, machine
from ceilings import bits_per_weight, roof
from findings import factors, measured, spread, trust
from load import Row, Run
from panels import device_rank

# What a word in a cell stands for.
VERIFIED = {"full": "every element was compared", "freivalds": "all of C by a randomised exact "
            "check", "sampled": "elements of every tile and all edges were compared",
            "unordered": "a library that cannot be held to the same bits",
            "requantised": "a library that hands out sums of 8-bit integers as 8 bits: elements of "
            "every tile and all edges, or all, were compared with the requantised sums"}


def _cell(text: str, value: Any = None, more: str = "") -> str:
    """`value`: what the column is sorted by, where that is not the text."""
    data = "" if value is None else f' data-v="{escape(str(value))}"'
    return f"<td{data}{more}>{text}</td>"


def _number(x: float | None, text: str | None = None, more: str = "") -> str:
    if x is None:
        return _cell('<span class="none">–</span>', -1, f' class="n{more}"')
    return _cell(escape(text or style.number(x)), f"{x:.6g}", f' class="n{more}"')


def _table(caption: str, head: list[str], rows: list[str]) -> str:
    """A name that begins with > is of a column of numbers."""
    heads = "".join(f'<th scope="col" class="n">{text[1:]}</th>' if text[0] == ">" else
                    f'<th scope="col">{text}</th>' for text in head)
    return (f'<div class="scroll" tabindex="0" role="region" aria-label="{caption}">'
            f"<table><caption><span>{caption}</span></caption>\n<thead><tr>{heads}</tr></thead>\n"
            f"<tbody>\n{''.join(rows)}</tbody></table></div>\n")


def _swatch(row: Row) -> str:
    hatched = " hatched" if row.peer else ""
    colour = style.kernel_colour(row.family, row.kernel)
    return f'<i class="swatch{hatched}" style="--swatch:{colour}" aria-hidden="true"></i>'


def _kernel(row: Row) -> str:
    return f'<th scope="row">{_swatch(row)}{escape(row.kernel)}</th>'


def _title(runs: list[Run], index: int) -> str:
    return escape(letter_of(index) + machine(runs[index])) if len(runs) > 1 else ""


def formats(runs: list[Run]) -> str:
    """The fastest of each family on each device, and its factor over f32."""
    parts = []
    for index, run in enumerate(runs):
        rows = measured(run)
        for device in sorted({row.device for row in rows}, key=device_rank):
            found = factors([row for row in rows if row.device == device])
            lines = [f"<tr>{_kernel(f.row)}{_number(f.bits, f'{f.bits:.3g}')}"
                     f"{_number(f.row.gops)}"
                     f"{_number(f.times, style.ratio(f.times) if f.times else None)}"
                     f"{_number(f.share, f'{100 * f.share:.0f} %' if f.share else None)}"
                     f"{_cell(escape(f.row.times))}{_number(f.row.threads)}</tr>\n"
                     for f in found]
            name = ", ".join(filter(None, [_title(runs, index), escape(device)]))
            parts.append(_table(
                f"{name}: the fastest row of each format, and its factor over the fastest of f32",
                ["kernel", ">bits a weight", ">GOPS", ">over f32", ">of its roof", "m × n × k",
                 ">threads"], lines))
        parts += _ceilings(run, _title(runs, index))
    return "".join(parts)


def _ceilings(run: Run, name: str) -> list[str]:
    """What the instructions could do, where the file says so."""
    entries = [e for context in run.contexts for e in context["qmark"].get("ceilings") or []]
    groups = defaultdict(list)
    for entry in entries:
        groups[entry["device"], entry["threads"]].append(entry)
    parts = []
    for (device, threads), of in sorted(groups.items(), key=lambda item: (
            device_rank(item[0][0]), item[0][1] or 0)):
        base = max((e["gops"] for e in of if e.get("format") == "f32"), default=None)
        told = [(field, name) for field, name in [("operands", "operands"),
                                                  ("accumulator", "sums")]
                if any(e.get(field) for e in of)]
        lines = []
        for e in sorted(of, key=lambda e: (-e["gops"], e["class"])):
            times = e["gops"] / base if base else None
            words = "".join(_cell(escape(e.get(field) or "")) for field, _ in told)
            lines.append(f'<tr><th scope="row">{escape(e.get("instruction") or e["class"])}</th>'
                         f"{words}{_number(e['gops'])}"
                         f"{_number(times, style.ratio(times) if times else None)}</tr>\n")
        count = "" if threads is None else f", {threads} thread{'s' if threads > 1 else ''}"
        title = ", ".join(filter(None, [name, escape(device) + count]))
        parts.append(_table(f"{title}: what each instruction can do at most, measured here",
                            ["instruction", *(name for _, name in told), ">GOPS", ">over f32"], lines))
    return parts


_COLUMNS = [  # n: numbers; wide: narrow screens leave it out
    ("kernel", ""), ("device", "wide"), ("m × n × k", ""), ("threads", "n wide"),
    ("cache", "wide"), ("time", "n"), ("±", "n wide"), ("GOPS", "n"), ("of its roof", "n"),
    ("limit", "wide"), ("verified", "wide")]


def _result(row: Row, letter: str, trusted: bool) -> str:
    limit, wide = roof(row), spread(row)
    m, n, k = row.shape
    away = ' class="wide"'
    cells = [
        _kernel(row), _cell(escape(row.device), more=away),
        _cell(escape(row.times), f"{2 * m * n * k:.9g}"),
        _number(row.threads, str(row.threads) if row.threads else None, " wide"),
        _cell(escape(row.cache or ""), more=away),
        _number(row.q["median_ns"], style.duration(row.q["median_ns"])),
        _number(wide, f"{100 * wide:.1f} %" if wide is not None else None, " wide"),
        _number(row.gops),
        _number(limit.share if limit else None, f"{100 * limit.share:.0f} %" if limit else None,
                " broken" if limit and limit.broken else ""),
        _cell(escape(limit.by) if limit else '<span class="none">–</span>', more=away),
        _cell(f'<abbr title="{escape(VERIFIED.get(row.q["verified"], ""))}">'
              f'{escape(row.q["verified"])}</abbr>', more=away)]
    if trusted:
        label, why = trust(row) or ("", "")
        cells.append(_cell(f'<abbr class="trust" title="{escape(why)}">{escape(label)}</abbr>'))
    if letter:
        cells.append(_cell(escape(letter)))
    data = {"family": row.family, "device": row.device, "shape": row.times,
            "threads": row.threads or "auto", "cache": row.cache, "kernel": row.kernel}
    text = "".join(f' data-{name}="{escape(str(value))}"' for name, value in data.items())
    return f"<tr{text}>{''.join(cells)}</tr>\n"


def _choice(name: str, label: str, values: list[str]) -> str:
    if len(values) < 2:
        return ""
    options = "".join(f"<option>{escape(value)}</option>" for value in values)
    return (f'<label>{label} <select data-filter="{name}"><option value="">all</option>'
            f"{options}</select></label>\n")


def _filters(rows: list[Row]) -> str:
    families = sorted({row.family for row in rows}, key=style.family_rank)
    buttons = "".join(
        f'<button type="button" aria-pressed="false" data-family="{escape(family)}">'
        f'<i class="swatch" style="--swatch:{style.family_colour(family)}" aria-hidden="true">'
        f"</i>{escape(family)}</button>\n" for family in families)
    choices = [
        ("device", "device", sorted({row.device for row in rows}, key=device_rank)),
        ("shape", "shape", [" × ".join(map(str, s)) for s in sorted({r.shape for r in rows})]),
        ("threads", "threads", [str(t or "auto") for t in
                                sorted({r.threads or 0 for r in rows})]),
        ("cache", "cache", sorted({row.cache or "" for row in rows}, reverse=True))]
    return (f'<form class="filters" aria-label="Filter the results">\n'
            f'<div role="group" aria-label="Formats">{buttons}</div>\n'
            f'<div><label>kernel <input type="search" data-filter="kernel" '
            f'placeholder="part of a name"></label>\n{"".join(_choice(*c) for c in choices)}'
            '<button type="reset">Show all</button></div>\n</form>\n'
            f'<p id="count" role="status">{len(rows)} of {len(rows)} rows</p>\n')


def results(runs: list[Run]) -> str:
    rows = [(letter_of(i).strip(". ") if len(runs) > 1 else "", row)
            for i, run in enumerate(runs) for row in measured(run)]
    trusted = any(trust(row) for _, row in rows)
    columns = _COLUMNS + [("trust", "")] * trusted + [("machine", "")] * (len(runs) > 1)
    heads = "".join(f'<th scope="col" aria-sort="none" class="{look}">'
                    f'<button type="button">{name}</button></th>' for name, look in columns)
    body = "".join(_result(row, letter, trusted) for letter, row in sorted(
        rows, key=lambda item: (item[0], item[1].shape, -item[1].gops, item[1].name)))
    return (_filters([row for _, row in rows]) +
            '<div class="scroll" tabindex="0" role="region" aria-label="Results">'
            '<table id="rows"><caption><span>Every measured row: median of its samples; ±: half of '
            "the 95 % interval. The names of columns sort.</span></caption>\n"
            f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{body}</tbody></table></div>\n")


def _facts(run: Run) -> list[tuple[str, str]]:
    context, q = run.contexts[0], run.info
    caches = ", ".join(
        f"L{c['level']} {c['type'].lower()} {c['size'] / 1024:,.0f} KiB"
        + (f" for {c['num_sharing']} CPUs" if c["num_sharing"] > 1 else "")
        for c in context["caches"])
    facts = [
        ("processor", f"{q['cpu']['name']} ({q['cpu']['arch']}), {context['num_cpus']} CPUs"),
        ("instruction sets", ", ".join(q["cpu"]["isa"])), ("caches", caches),
        ("memory", f"{q['memory_bytes'] / 2**30:.1f} GiB" if q["memory_bytes"] else "unknown"),
        ("system", f"{q['kernel']}, host {context['host_name']}")]
    facts += [(d["id"], f"{d['name']}" + (f", {d['driver']}" if d["driver"] else ""))
              for d in q["devices"] if d["id"] != "cpu"]
    mark = (q.get("fingerprint") or {}).get("hash")
    facts += [("fingerprint", mark)] if mark else []
    facts += [
        ("build", f"qmark {q['version']}, commit {q['commit'] or 'unknown'}"
         f"{' with local changes' if q['dirty'] else ''}, {q['build_type']}, {q['compiler']}, "
         f"{q['flags']}"),
        ("data", f"{run.data}, seed {', '.join(sorted({str(c['qmark']['seed']) for c in run.contexts}))}"),
        ("load at the start", ", ".join(f"{x:.2f}" for x in context["load_avg"])),
        ("started", ", ".join(sorted({c["date"] for c in run.contexts})))]
    return facts + [("command", c["qmark"]["command"]) for c in run.contexts]


def machines(runs: list[Run]) -> str:
    parts = []
    for index, run in enumerate(runs):
        if len(runs) > 1:
            parts.append(f"<h3>{_title(runs, index)}</h3>")
        facts = "".join(
            f"<div><dt>{escape(name)}</dt><dd>"
            f"{f'<code>{escape(text)}</code>' if name == 'command' else escape(text)}</dd></div>\n"
            for name, text in _facts(run) if text)
        parts.append(f"<dl>\n{facts}</dl>\n")
    return "".join(parts)


def unmeasured(runs: list[Run]) -> str:
    groups: dict[tuple, list[Row]] = defaultdict(list)
    for index, run in enumerate(runs):
        for row in run.rows:
            if row.status != "ok":
                groups[row.status, index, row.kernel, row.device,
                       row.q.get("reason", "")].append(row)
    if not groups:
        return "<p>Every chosen row was measured.</p>\n"
    lines = []
    for (status, index, kernel, device, reason), rows in sorted(groups.items()):
        shapes = sorted({row.shape for row in rows})
        few = ", ".join(" × ".join(map(str, s)) for s in shapes[:3])
        more = f" and {len(shapes) - 3} more" if len(shapes) > 3 else ""
        letter = letter_of(index).strip(". ") + ": " if len(runs) > 1 else ""
        lines.append(f'<tr class="{status}"><th scope="row">{letter}{escape(kernel)}</th>'
                     f"{_cell(escape(device))}{_cell(status)}{_cell(escape(few + more))}"
                     f"{_cell(escape(reason))}</tr>\n")
    return _table("Rows that have no time, and why",
                  ["kernel", "device", "what", "shapes", "why"], lines)
