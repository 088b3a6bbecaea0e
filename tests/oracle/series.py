#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Trends and quantiles of random series, by numpy and from the definitions, against ours."""
import itertools
import math
import subprocess
import sys
from statistics import NormalDist

import numpy as np


def random_series(rng):
    n = int(rng.integers(2, 60))
    time = np.cumsum(rng.uniform(0.01, 1.0, n))
    value = rng.normal(0, 1, n) + rng.uniform(-1, 1) * time
    if rng.random() < 0.5:
        value = np.round(value)  # ties
    value[rng.random(n) < 0.1] = math.nan
    return time, value


def at_rank(ordered, rank):
    if not 1 <= rank <= len(ordered):
        return math.nan
    return float(np.interp(rank, np.arange(1, len(ordered) + 1), ordered))


def expected(time, value):
    keep = np.isfinite(value)
    t, y = time[keep], value[keep]
    n = len(y)
    if n < 2:
        return None
    pairs = list(itertools.combinations(range(n), 2))
    s = sum(float(np.sign(y[j] - y[i])) for i, j in pairs)
    ties = np.unique(y, return_counts=True)[1]
    variance = (n * (n - 1) * (2 * n + 5) - sum(int(c) * (c - 1) * (2 * c + 5) for c in ties)) / 18
    z = (s - math.copysign(1, s)) / math.sqrt(variance) if s and variance > 0 else 0.0
    p = 2 * NormalDist().cdf(-abs(z))
    slopes = np.sort([(y[j] - y[i]) / (t[j] - t[i]) for i, j in pairs])
    slope = float(np.median(slopes))
    c = NormalDist().inv_cdf(0.95) * math.sqrt(variance)
    lo, hi = at_rank(slopes, (len(slopes) - c) / 2), at_rank(slopes, (len(slopes) + c) / 2 + 1)
    return [s, variance, z, p, slope, lo, hi, float(np.median(y - slope * t)),
            math.fsum(y), float(np.median(y)), float(np.quantile(y, 0.9))]


def same(a, b):
    if math.isnan(a) or math.isnan(b):
        return math.isnan(a) and math.isnan(b)
    return abs(a - b) <= 1e-10 * max(1.0, abs(b))


def main():
    rng = np.random.default_rng(20240229)
    series = [s for s in (random_series(rng) for _ in range(400)) if np.isfinite(s[1]).sum() > 1]
    text = "".join(f"{len(t)}\n" + "".join(f"{a!r} {b!r}\n" for a, b in zip(t.tolist(), y.tolist()))
                   for t, y in series)
    run = subprocess.run([sys.argv[1]], input=text, capture_output=True, text=True, check=True)
    lines = run.stdout.splitlines()
    assert len(lines) == len(series), (len(lines), len(series))
    for (time, value), line in zip(series, lines):
        got, want = [float(x) for x in line.split()], expected(time, value)
        if not all(same(a, b) for a, b in zip(got, want)):
            sys.exit(f"differs:\n got {got}\nwant {want}\nfor {value.tolist()}")
    print(f"{len(series)} series agree")


main()
