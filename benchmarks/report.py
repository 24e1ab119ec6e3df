"""The results: tables on screen, CSV files, two figures."""

import matplotlib as mpl
import numpy as np
import pandas as pd

from benchmarks.measure import log_log_slope
from helpers.plots import COLOURS, STYLE, new_figure

COLUMNS = (
    "threads job case size peer ratio ratio_low ratio_high spread ours_ms peer_ms "
    "first_ms first_ratio first_target ours_cpu_share peer_cpu_share target met marks "
    "same_work distance tolerance remark"
).split()
LINE = "  {:41}{:>9} {:>6} {:>9} {:>9} {:>9} {:>9} {:>6} {:>3}  {}"
FLOOR = "kernel floor"
REACHED = {FLOOR: "kernels alone", "bare NumPy": "bare NumPy"}  # beside missed targets
EXACT = "sklearn LinearRegression"  # takes no steps
README_COLUMNS = {  # first word of a peer: heading; the first of its rows is shown
    "PyTorch": "PyTorch",
    "JAX": "JAX, compiled",
    "sklearn": "scikit-learn",
    "textbook": "textbook loop",
}
README_ROWS = {  # first cell: job, and how its case begins
    "least squares, full batch, 2000 steps": ("linear", "full batch"),
    "Ames housing, one example per step, 150 epochs": ("ames", "per sample, float32"),
    "logistic, batches of 128, with validation": ("logistic", "batch 128, validation"),
    "logistic, batches of 128": ("logistic", "batch 128"),
    "softmax, batches of 128": ("softmax", "batch 128"),
    "softmax, 8 penalties at once": ("sweep", "8 penalties"),
    "network 784-200-10, batches of 128": ("mlp", "1 hidden layer, batch 128, SGD"),
    "the same with batches of 64": ("mlp", "1 hidden layer, batch 64, SGD"),
    "the same with Adam, batches of 128": ("mlp", "1 hidden layer, batch 128, Adam"),
    "softmax, one example per step": ("per-sample", "softmax"),
    "network, one example per step": ("per-sample", "mlp"),
}
LIBRARIES = {  # first word of a peer: colour and label of its bars
    "PyTorch": (COLOURS[1], "PyTorch"),
    "JAX": (COLOURS[4], "JAX, compiled"),
    "sklearn": (COLOURS[0], "sklearn"),
    "textbook": (COLOURS[3], "textbook"),
    "helpers": (COLOURS[2], "helpers, another way"),
    "bare": (COLOURS[5], "bare NumPy"),
}


def to_frame(rows):
    """Rows of `run_job` as a table with all columns."""
    return pd.DataFrame(rows).reindex(columns=COLUMNS)


def header():
    """Heading of the table for the terminal."""
    names = (
        "peer",
        "peer/ours",
        "spread",
        "ours ms",
        "peer ms",
        "first ms",
        "cpu/wall",
    )
    return LINE.format(*names, "target", "met", "remark")


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
        above = f"distance {row.distance:.1e} is above {row.tolerance:g}"
        return f"  {name:41}NOT THE SAME WORK: {above}"
    if pd.isna(row.ratio):
        return f"  {name:41}{'':16} {row.ours_ms:9.2f}"
    target, met = "", ""
    if not pd.isna(row.target):
        target, met = f"{row.target:g}", "yes" if row.met else "NO"
    times = (f"{value:.2f}" for value in (row.ours_ms, row.peer_ms, row.first_ms))
    busy = f"{row.ours_cpu_share:.2f}/{row.peer_cpu_share:.2f}"
    ratio = f"{row.ratio:.2f}", f"{row.spread:.1%}"
    return LINE.format(name, *ratio, *times, busy, target, met, remark)


def missed(frame):
    """Rows whose target was not met or whose work was not the same."""
    slow_first = frame["first_ratio"].astype(float) < frame["first_target"].astype(
        float
    )
    is_missed = frame["met"].eq(False) | frame["same_work"].eq(False) | slow_first
    return frame[is_missed]


def readme_table(frame):
    """The table of README.md, in Markdown, from the ratios with one thread."""
    frame = frame[frame["peer"].notna()]
    library = frame["peer"].str.split(r"[ ,]", regex=True).str[0]
    lines = ["| job | " + " | ".join(README_COLUMNS.values()) + " |"]
    lines.append("|---" * (1 + len(README_COLUMNS)) + "|")
    for title, (job, case) in README_ROWS.items():
        own = (frame["job"] == job) & frame["case"].str.startswith(case)
        cells = []
        for name in README_COLUMNS:
            found = frame[own & (library == name) & (frame["peer"] != EXACT)]
            ratio = found["ratio"].iloc[0] if len(found) else np.nan
            cells.append("–" if np.isnan(ratio) else f"{float(f'{ratio:.2g}'):g}")
        lines.append(f"| {title} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def slopes(frame):
    """Exponents of the growth of the time, over all sizes and their upper half."""
    rows = []
    for axis, times in frame.groupby("case", sort=False):
        for library, column in (("helpers", "ours_ms"), ("PyTorch", "peer_ms")):
            known = times[["size", column]].astype(float).dropna().to_numpy()
            if len(known) > 1:
                upper = known[min(len(known) // 2, len(known) - 2) :]
                exponents = (log_log_slope(*part.T) for part in (known, upper))
                rows.append((axis, library, *exponents))
    return pd.DataFrame(rows, columns=["axis", "library", "slope", "upper_slope"])


def ratio_figure(frame):
    """Bars of the ratios on a log scale; black ticks: targets, whiskers: quartiles."""
    rows = frame[frame["ratio"].notna() & (frame["peer"] != FLOOR)].iloc[::-1]
    figure, axes = new_figure(height=1.2 + 0.17 * len(rows))
    heights = np.arange(len(rows))
    ratios = rows["ratio"].to_numpy(float)
    library = rows["peer"].str.split(r"[ ,]", regex=True).str[0]
    for name, (colour, label) in LIBRARIES.items():
        own = (library == name).to_numpy()
        if own.any():
            widths = ratios[own] - 1
            axes.barh(heights[own], widths, 0.7, left=1, color=colour, label=label)
    axes.hlines(heights, rows["ratio_low"], rows["ratio_high"], color="#777777", lw=1)
    targets = rows["target"].to_numpy(float)
    axes.plot(targets, heights, "|k", markersize=8, markeredgewidth=2, label="target")
    axes.axvline(1, color="black", linewidth=0.8)
    axes.set(xscale="log", xlabel="time of the peer / our time")
    ticks = [0.1, 0.3, 1, 3, 10, 30, 100, 300]
    axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    axes.xaxis.set_minor_formatter(mpl.ticker.NullFormatter())
    lowest, highest = np.nanmin([0.5, *ratios]), np.nanmax([2, *ratios, *targets])
    axes.set(xlim=(0.8 * lowest, 1.3 * highest), ylim=(-0.8, len(rows) - 0.2))
    labels = rows["job"] + ", " + rows["case"] + " | " + rows["peer"]
    axes.set_yticks(heights, labels, fontsize=6)
    axes.grid(axis="y", visible=False)
    figure.legend(loc="outside upper right", ncols=3, frameon=False, fontsize=7)
    return figure


def growth_figure(frame):
    """Time against size, one panel per axis, on log scales: slopes can be compared."""
    growth = frame.groupby("case", sort=False)
    figure, panels = new_figure(
        columns=len(growth), height=2.6, squeeze=False, sharey=True
    )
    for axes, (axis, rows) in zip(panels[0], growth, strict=True):
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
