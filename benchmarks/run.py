"""Run the jobs: compare the outcomes, then time them, then judge."""

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


def run_job(job, rounds, threads, tick=lambda: None):
    """Rows of the table of one job, one per peer; without peers one with our time.

    A peer whose outcome is not ours is not timed; its row says so.

    Parameters
    ----------
    job : Job
        What to run.
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
    result, seconds = warm_up(job.ours)
    contenders, repeats = {OURS: job.ours}, {OURS: repeats_for(seconds)}
    distances, valid = {}, {}
    for peer in job.peers:
        theirs, seconds = warm_up(peer.run)
        distances[peer.name] = _distance(peer, result, theirs)
        distance = distances[peer.name]
        valid[peer.name] = distance is None or distance <= peer.tolerance
        if valid[peer.name]:
            contenders[peer.name] = peer.run
            repeats[peer.name] = repeats_for(seconds)
    timings = time_rounds(contenders, repeats, rounds, tick)
    common = {
        "threads": threads,
        "job": job.group,
        "case": job.case,
        "size": job.size,
        "ours_ms": timings[OURS].wall.min() * 1e3,
        "ours_cpu_share": busy_share(timings[OURS]),
    }
    if not job.peers:
        return [common]
    rows = []
    for peer in job.peers:
        row = common | {
            "peer": peer.name,
            "same_work": valid[peer.name],
            "distance": distances[peer.name],
            "tolerance": None if peer.compare is None else peer.tolerance,
            "target": peer.target,
            "remark": peer.remark,
        }
        if valid[peer.name]:
            row |= _judged(peer, timings[OURS], timings[peer.name], threads)
        rows.append(row)
    return rows


def _distance(peer, result, theirs):
    if peer.compare is None:
        return None
    if peer.proof is not None:
        result, theirs = (run() for run in peer.proof)
    return peer.compare(result, theirs)


def _judged(peer, ours, theirs, threads):
    ratio = summarise(peer.scale * paired_ratios(theirs.wall, ours.wall))
    return {
        "ratio": ratio.median,
        "ratio_low": ratio.low,
        "ratio_high": ratio.high,
        "spread": ratio.spread,
        "peer_ms": theirs.wall.min() * 1e3 * peer.scale,
        "peer_cpu_share": busy_share(theirs),
        "met": None if peer.target is None else ratio.median >= peer.target,
        "marks": marks(ratio, (ours, theirs), threads),
    }
