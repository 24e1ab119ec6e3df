"""Run the jobs: compare the outcomes, then time them, then judge."""

from dataclasses import replace

from benchmarks import floors, ours, peers_sklearn, textbook
from benchmarks.measure import (
    busy_share,
    marks,
    paired_ratios,
    repeats_for,
    summarise,
    time_rounds,
    warm_up,
)

OURS = "helpers"


def trainers(torch_side):
    """Ways to do a piece of work: name → function of a Work that returns its run.

    A run is a function without arguments that returns an Outcome; `torch_side` is
    `benchmarks.peers_torch`, or None.
    """
    sides = [ours, peers_sklearn, textbook, floors]
    if torch_side:
        sides.append(torch_side)
    return {name: trainer for side in sides for name, trainer in side.TRAINERS.items()}


def run_job(job, ways, rounds, threads, tick=lambda: None):
    """Rows of the table of one job, one per peer; without peers one with our time.

    A peer whose outcome is not ours is not timed; its row says so.

    Parameters
    ----------
    job : Job
        What to run.
    ways : dict
        From `trainers`.
    rounds : int
        Rounds of timing.
    threads : int
        Threads in use, for the record.
    tick : callable
        Called after every sample.

    Returns
    -------
    list of dict
    """
    run = ways[job.ours](job.work)
    result, seconds = warm_up(run)
    contenders, repeats = {OURS: run}, {OURS: repeats_for(seconds)}
    rows, scales = {}, {}
    for peer in job.peers:
        work = replace(job.work, **peer.changes)
        run = ways[peer.name](work)
        theirs, seconds = warm_up(run)
        distance = _distance(job, peer, ways, result, theirs)
        same_work = distance is None or distance <= peer.tolerance
        if same_work:
            contenders[peer.name], repeats[peer.name] = run, repeats_for(seconds)
            scales[peer.name] = work.scale
        rows[peer.name] = {
            "peer": peer.name,
            "same_work": same_work,
            "distance": distance,
            "tolerance": None if peer.compare is None else peer.tolerance,
            "target": peer.target,
            "remark": peer.remark,
        }
    timings = time_rounds(contenders, repeats, rounds, tick)
    for name, scale in scales.items():
        pair = timings[OURS], timings[name]
        rows[name] |= _judged(scale, rows[name]["target"], *pair, threads)
    common = {
        "threads": threads,
        "job": job.group,
        "case": job.case,
        "size": job.size,
        "ours_ms": timings[OURS].wall.min() * 1e3,
        "ours_cpu_share": busy_share(timings[OURS]),
    }
    return [common | row for row in rows.values()] or [common]


def _distance(job, peer, ways, result, theirs):
    if peer.compare is None:
        return None
    if peer.in_order is not None:
        work = replace(job.work, shuffle=False, **peer.in_order)
        result, theirs = (ways[name](work)() for name in (job.ours, peer.name))
    return peer.compare(result, theirs, job.work)


def _judged(scale, target, ours, theirs, threads):
    ratio = summarise(scale * paired_ratios(theirs.wall, ours.wall))
    return {
        "ratio": ratio.median,
        "ratio_low": ratio.low,
        "ratio_high": ratio.high,
        "spread": ratio.spread,
        "peer_ms": theirs.wall.min() * 1e3 * scale,
        "peer_cpu_share": busy_share(theirs),
        "met": None if target is None else ratio.median >= target,
        "marks": marks(ratio, (ours, theirs), threads),
    }
