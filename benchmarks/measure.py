"""Timing: one warm-up, interleaved rounds, paired ratios and their spread."""

import math
import time
from dataclasses import dataclass

import numpy as np

SAMPLE = 0.05  # seconds: shorter runs are repeated within a round
MOST_REPEATS = 20
LOADED = 0.95  # CPU time below this share of wall time: others used the machine
NOISY = 0.10  # interquartile range above this share of the median


@dataclass(frozen=True)
class Timing:
    """Seconds of one contender, one entry per round."""

    wall: np.ndarray  # on the clock
    cpu: np.ndarray  # computing, in all threads of this process

    @property
    def busy_share(self):
        """CPU time over wall time, median of the rounds."""
        return float(np.median(self.cpu / self.wall))


@dataclass(frozen=True)
class Ratio:
    """Median of paired ratios over the rounds, with its quartiles."""

    median: float
    low: float
    high: float

    @property
    def spread(self):
        """Interquartile range divided by the median."""
        return (self.high - self.low) / self.median


def warm_up(run):
    """Run once and return the result and the seconds it took."""
    start = time.perf_counter()
    result = run()
    return result, time.perf_counter() - start


def repeats_for(seconds, most=MOST_REPEATS):
    """How often a run of this length is repeated within one round."""
    return min(most, max(1, math.ceil(SAMPLE / max(seconds, 1e-9))))


def time_rounds(contenders, repeats, rounds, tick=lambda: None):
    """Time the contenders in turn, A B C A B C, so that a change of load hits all.

    Parameters
    ----------
    contenders, repeats : dict
        For each name what to run, already warm, and how often in a round: the mean of
        these runs is one sample.
    rounds : int
        Number of rounds.
    tick : callable
        Called after every sample, for the progress bar.

    Returns
    -------
    dict of str to Timing
    """
    samples = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, run in contenders.items():
            wall, cpu = time.perf_counter(), time.process_time()
            for _ in range(repeats[name]):
                run()
            pair = time.perf_counter() - wall, time.process_time() - cpu
            samples[name].append(np.array(pair) / repeats[name])
            tick()
    return {name: Timing(*np.array(pairs).T.copy()) for name, pairs in samples.items()}


def paired_ratios(peer, ours):
    """Peer's time over ours, round by round: above 1 we are faster."""
    peer, ours = np.asarray(peer, float), np.asarray(ours, float)
    if peer.shape != ours.shape or peer.ndim != 1 or len(peer) == 0:
        raise ValueError(
            f"peer and ours must have one entry per round; got shapes {peer.shape} "
            f"and {ours.shape}"
        )
    return peer / ours


def summarise(ratios):
    """Median and quartiles of paired ratios, as a Ratio."""
    low, median, high = np.quantile(ratios, [0.25, 0.5, 0.75]).tolist()
    return Ratio(median, low, high)


def marks(ratio, timings, threads):
    """What makes a row doubtful: "noisy", "loaded", both or nothing.

    With several threads CPU time exceeds wall time, and a gap cannot be seen.
    """
    busy = min(timing.busy_share for timing in timings)
    found = {"noisy": ratio.spread > NOISY, "loaded": threads == 1 and busy < LOADED}
    return " ".join(mark for mark, holds in found.items() if holds)


def log_log_slope(sizes, seconds):
    """Exponent s of the power law seconds ∝ sizes^s, by least squares."""
    return float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0])
