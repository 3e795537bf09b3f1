"""caption.py - what the bars mean, and where the numbers come from.

SPDX-License-Identifier: Apache-2.0
"""
from __future__ import annotations

import style
from load import Row, Run, plain
from page import Page
from panels import Metric, device_rank


def _range(values: set[int]) -> str:
    low, high = min(values), max(values)
    return str(low) if low == high else f"{low} to {high}"


def libraries(rows: list[Row]) -> str:
    """Of the peers: oneDNN 2.6.3, OpenBLAS 0.3.21; files of before do not say."""
    found = {(row.q["library"]["name"], row.q["library"]["version"])
             for row in rows if row.peer and row.q.get("library")}
    return plain(", ".join(" ".join(one) for one in sorted(found)))


def subtitle(metric: Metric, runs: list[Run]) -> str:
    rows = [row for run in runs for row in run.rows if row.status == "ok"]
    what = {"ci95": "95 % confidence interval of the median",
            "quartiles": "lower and upper quartile"}[metric.whiskers]
    parts = [f"Bars: median of n = {_range({row.samples for row in rows})} samples; "
             f"whiskers: {what}. {metric.about}",
             "Panels: m\u00a0×\u00a0n\u00a0×\u00a0k, C[m][n]\u00a0=\u00a0A[m][k]·B[k][n].",
             "Colour: number format; the paler, the older or narrower the instructions."]
    if any(row.peer for row in rows):
        which = libraries(rows)
        parts.append("Hatched: another project's library" + (f" ({which})." if which else "."))
    if any(row.rejected for row in rows):
        parts.append("†: the device's timer was rejected, this is the host's clock.")
    return " ".join(parts)


def machine(run: Run) -> str:
    context = run.contexts[0]
    cpus = context["num_cpus"]
    return plain(f"{run.info['cpu']['name']}, {cpus} CPU{'s' if cpus != 1 else ''} "
                 f"({context['host_name']})")


def heading(run: Run, runs: list[Run]) -> str:
    """The machine, and where it is not alone what else tells the runs apart."""
    text = machine(run)
    if sum(machine(other) == text for other in runs) > 1:
        text += f", commit {(run.info['commit'] or 'unknown')[:12]}, {', '.join(run.names)}"
    return plain(text)


def letter_of(index: int) -> str:
    return f"{chr(ord('A') + index) if index < 26 else index + 1}. "


def built(run: Run) -> str:
    q = run.info
    commit = f", commit {q['commit'][:12]}" if q["commit"] else ", commit unknown"
    changed = " with local changes" if q["dirty"] else ""
    return f"qmark {q['version']}{commit}{changed}, {q['build_type']} build, {q['compiler']}"


def _data(run: Run) -> str:
    seeds = sorted({context["qmark"]["seed"] for context in run.contexts})
    dates = sorted({context["date"] for context in run.contexts})
    when = dates[0] if len(dates) == 1 else f"{dates[0]} to {dates[-1]}"
    return (f"{when}; data: {run.data}, seed {', '.join(map(str, seeds))}")


def doubts(run: Run) -> list[str]:
    found = []
    if any(context["qmark"]["interrupted"] for context in run.contexts):
        found.append("The run was interrupted: it is incomplete.")
    if any(context.get("cpu_scaling_enabled") for context in run.contexts):
        found.append("The CPU's frequency was free to change.")
    if run.info["build_type"].lower() not in ("release", "relwithdebinfo"):
        found.append(f"Not a release build: {run.info['build_type'] or 'unknown'}.")
    if run.data != "normal":
        found.append(f"Not the usual data: {run.data}.")
    for status, words in [("failed", "failed: no number is shown for it"),
                          ("skipped", "could not run here")]:
        count = len({row.name for row in run.rows if row.status == status})
        if count:
            found.append(f"{count} row{'s' if count != 1 else ''} {words}; "
                         "the result file says why.")
    return found


def add_footer(page: Page, runs: list[Run]) -> None:
    """Machine, devices, build, data and what makes the numbers doubtful; one part a run."""
    for index, run in enumerate(runs):
        letter = letter_of(index) if len(runs) > 1 else ""
        page.lines(plain(f"{letter}{machine(run)}; {_data(run)}; {built(run)}"),
                   style.TINY, style.GREY)
        used = {row.device for row in run.rows if row.status == "ok"} - {"cpu"}
        for device in sorted(run.info["devices"], key=lambda d: device_rank(d["id"])):
            if device["id"] in used:
                driver = f", {device['driver']}" if device["driver"] else ""
                page.lines(plain(f"{device['id']}: {device['name']}{driver}"),
                           style.TINY, style.GREY)
        if run.note:
            page.lines(run.note, style.TINY, style.GREY)
        for warning in doubts(run):
            page.lines(plain(warning), style.TINY, style.RED)
        page.space(0.04)
