"""The results: tables on screen, CSV files, two figures."""

import matplotlib as mpl
import numpy as np
import pandas as pd

from benchmarks.measure import log_log_slope
from helpers.plots import COLOURS, STYLE, new_figure

COLUMNS = (
    "threads job case size peer ratio ratio_low ratio_high spread ours_ms peer_ms "
    "ours_cpu_share peer_cpu_share target met marks same_work distance tolerance remark"
).split()
FLOOR = "kernel floor"
LIBRARIES = {
    "PyTorch": COLOURS[1],
    "sklearn": COLOURS[0],
    "textbook": COLOURS[3],
    "helpers": COLOURS[2],
}


def to_frame(rows):
    """Rows of `run_job` as a table with all columns."""
    return pd.DataFrame(rows).reindex(columns=COLUMNS)


def header():
    """Heading of the table for the terminal."""
    return (
        f"{'':2}{'peer':41}{'peer/ours':>9} {'spread':>6} {'ours ms':>9} "
        f"{'peer ms':>9} {'cpu/wall':>9} {'target':>6} {'met':>3}  remark"
    )


def block(rows):
    """Lines of the table for the terminal: one job, one line per peer."""
    frame = to_frame(rows)
    title = f"{frame['job'][0]}: {frame['case'][0]}"
    if frame["size"].notna()[0]:
        title += f" = {frame['size'][0]}"
    return "\n".join([title, *(_line(row) for row in frame.itertuples())])


def _line(row):
    remarks = [text for text in (row.marks, row.remark) if isinstance(text, str)]
    remark = "; ".join(filter(None, remarks))
    name = row.peer if isinstance(row.peer, str) else "(no peer)"
    if row.same_work is False:
        return (
            f"  {name:41}NOT THE SAME WORK: distance {row.distance:.1e} is above "
            f"{row.tolerance:g}"
        )
    if pd.isna(row.ratio):
        return f"  {name:41}{'':16} {row.ours_ms:9.2f}"
    target, met = "", ""
    if not pd.isna(row.target):
        target, met = f"{row.target:g}", "yes" if row.met else "NO"
    return (
        f"  {name:41}{row.ratio:9.2f} {row.spread:6.1%} {row.ours_ms:9.2f} "
        f"{row.peer_ms:9.2f} {row.ours_cpu_share:4.2f}/{row.peer_cpu_share:4.2f} "
        f"{target:>6} {met:>3}  {remark}"
    )


def kernel_table(rows):
    """Table of `floors.kernels` for the terminal."""
    return "\n".join(
        f"  {row['kernel']:45}{row['microseconds']:12.1f} us {row['rate']:8.1f} "
        f"{row['unit']}"
        for row in rows
    )


def missed(frame):
    """Rows whose target was not met or whose work was not the same."""
    met = frame["met"].map(lambda value: value is not False and value != 0)
    same = frame["same_work"].map(lambda value: value is not False)
    return frame[~(met & same)]


def slopes(frame):
    """Exponents of the growth of the time, over all sizes and their upper half."""
    rows = []
    for axis, times in frame.groupby("case", sort=False):
        for library, column in (("helpers", "ours_ms"), ("PyTorch", "peer_ms")):
            known = times.dropna(subset=[column])
            if len(known) < 2:
                continue
            sizes, ms = known["size"].to_numpy(float), known[column].to_numpy(float)
            upper = slice(min(len(sizes) // 2, len(sizes) - 2), None)
            rows.append(
                {
                    "axis": axis,
                    "library": library,
                    "slope": log_log_slope(sizes, ms),
                    "upper_slope": log_log_slope(sizes[upper], ms[upper]),
                }
            )
    return pd.DataFrame(rows, columns=["axis", "library", "slope", "upper_slope"])


def ratio_figure(frame):
    """Bars of the ratios on a log scale; black ticks: targets, whiskers: quartiles."""
    rows = frame[frame["ratio"].notna() & (frame["peer"] != FLOOR)].iloc[::-1]
    figure, axes = new_figure(height=1.2 + 0.17 * len(rows))
    heights = np.arange(len(rows))
    ratios = rows["ratio"].to_numpy(float)
    library = rows["peer"].str.split(r"[ ,]", regex=True).str[0]
    for name, colour in LIBRARIES.items():
        own = (library == name).to_numpy()
        if own.any():
            axes.barh(
                heights[own],
                ratios[own] - 1,
                left=1,
                height=0.7,
                color=colour,
                label="helpers, another way" if name == "helpers" else name,
            )
    axes.hlines(heights, rows["ratio_low"], rows["ratio_high"], color="#777777", lw=1)
    targets = rows["target"].to_numpy(float)
    axes.plot(targets, heights, "|k", markersize=8, markeredgewidth=2, label="target")
    axes.axvline(1, color="black", linewidth=0.8)
    axes.set_xscale("log")
    axes.set_xticks([0.1, 0.3, 1, 3, 10, 30, 100, 300])
    axes.xaxis.set_major_formatter(mpl.ticker.FormatStrFormatter("%g"))
    axes.xaxis.set_minor_formatter(mpl.ticker.NullFormatter())
    lowest, highest = np.nanmin([0.5, *ratios]), np.nanmax([2, *ratios, *targets])
    axes.set_xlim(0.8 * lowest, 1.3 * highest)
    axes.set_ylim(-0.8, len(rows) - 0.2)
    labels = rows["job"] + ", " + rows["case"] + " | " + rows["peer"]
    axes.set_yticks(heights, labels, fontsize=6)
    axes.grid(axis="y", visible=False)
    axes.set_xlabel("time of the peer / our time")
    figure.legend(loc="outside upper right", ncols=3, frameon=False, fontsize=7)
    return figure


def growth_figure(frame):
    """Time against size, one panel per axis, on log scales: slopes can be compared."""
    axis_names = list(dict.fromkeys(frame["case"]))
    figure, panels = new_figure(
        columns=len(axis_names), height=2.6, squeeze=False, sharey=True
    )
    for axes, axis in zip(panels[0], axis_names, strict=True):
        rows = frame[frame["case"] == axis]
        axes.loglog(rows["size"], rows["ours_ms"], "o-", ms=3, label="helpers")
        if rows["peer_ms"].notna().any():
            axes.loglog(rows["size"], rows["peer_ms"], "s--", ms=3, label="PyTorch")
        axes.xaxis.set_minor_formatter(mpl.ticker.NullFormatter())
        axes.yaxis.set_minor_formatter(mpl.ticker.NullFormatter())
        ends = [rows["size"].min(), rows["size"].max()]
        axes.set_xticks(ends, [f"{end:g}" for end in ends])
        axes.set_xlabel(axis)
    panels[0, 0].set_ylabel("ms")
    panels[0, 0].legend(fontsize=7)
    return figure


def save_figure(figure, path):
    """Save a figure in the style of the notebooks, the same bytes for the same data."""
    with mpl.rc_context(STYLE):
        figure.savefig(path, metadata={"Date": None, "Creator": None})
