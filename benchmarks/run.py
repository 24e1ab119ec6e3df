"""Run the jobs: compare the outcomes, then time them, then judge."""

from dataclasses import replace

from benchmarks import bare, floors, measure, ours, peers_sklearn, textbook

OURS = "helpers"


def trainers(*optional):
    """Ways to do a piece of work: name → function of a Work that returns its run.

    A run is a function without arguments that returns an Outcome; `optional` are
    `benchmarks.peers_torch` and `benchmarks.peers_jax`, None where one is missing.
    """
    sides = filter(None, [ours, peers_sklearn, textbook, bare, floors, *optional])
    return {name: trainer for side in sides for name, trainer in side.TRAINERS.items()}


def run_job(job, ways, rounds, threads, tick=lambda: None):
    """Rows of the table of one job, one per peer; without peers one with our time.

    A peer whose outcome is not ours is not timed; its row says so. `ways` is what
    `trainers` returns, `threads` goes on record, `tick` is called after every sample.
    """
    run = ways[job.ours](job.work)
    result, seconds = measure.warm_up(run)
    contenders, repeats = {OURS: run}, {OURS: measure.repeats_for(seconds)}
    rows, scales = {}, {}
    for peer in job.peers:
        work = replace(job.work, **peer.changes)
        run = ways[peer.name](work)
        theirs, first = measure.warm_up(run)
        distance = _distance(job, peer, ways, result, theirs)
        same_work = distance is None or distance <= peer.tolerance
        if same_work:
            contenders[peer.name] = run
            repeats[peer.name] = measure.repeats_for(first)
            scales[peer.name] = work.scale
        rows[peer.name] = {
            "peer": peer.name,
            "same_work": same_work,
            "distance": distance,
            "tolerance": None if peer.compare is None else peer.tolerance,
            "first_ms": first * 1e3,
            "first_target": peer.first_target,
            "target": peer.target,
            "remark": peer.remark,
        }
    timings = measure.time_rounds(contenders, repeats, rounds, tick)
    mine = timings[OURS]
    for name, scale in scales.items():
        rows[name] |= _judged(scale, rows[name]["target"], mine, timings[name], threads)
    common = {"threads": threads, "job": job.group, "case": job.case, "size": job.size}
    common |= {"ours_ms": mine.wall.min() * 1e3, "ours_cpu_share": mine.busy_share}
    for row in rows.values():
        row["first_ratio"] = row["first_ms"] / common["ours_ms"]
    return [common | row for row in rows.values()] or [common]


def _distance(job, peer, ways, result, theirs):
    if peer.compare is None:
        return None
    if peer.instead is not None:
        work = replace(job.work, **peer.instead)
        result, theirs = (ways[name](work)() for name in (job.ours, peer.name))
    return peer.compare(result, theirs, job.work)


def _judged(scale, target, ours, theirs, threads):
    ratio = measure.summarise(scale * measure.paired_ratios(theirs.wall, ours.wall))
    return {
        "ratio": ratio.median,
        "ratio_low": ratio.low,
        "ratio_high": ratio.high,
        "spread": ratio.spread,
        "peer_ms": theirs.wall.min() * 1e3 * scale,
        "peer_cpu_share": theirs.busy_share,
        "met": None if target is None else ratio.median >= target,
        "marks": measure.marks(ratio, (ours, theirs), threads),
    }
