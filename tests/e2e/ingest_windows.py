#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Windows of the Beijing file, counted here with rational numbers and vectors, against ours.

  ingest_windows.py FILE FOLDER     FOLDER holds pm25.json, so2.json, temp.json, wd.json
"""
import csv
import datetime
import json
import math
import os
import sys
from fractions import Fraction

NAMES = "N NNE NE ENE E ESE SE SSE S SSW SW WSW W WNW NW NNW".split()
HOUR = datetime.timedelta(hours=1)


def rows_of(path):
    for row in csv.DictReader(open(path, newline="")):
        civil = datetime.datetime(*(int(row[k]) for k in ("year", "month", "day", "hour")))
        yield civil, row


def gather(path, column, key, value):
    windows = {}
    for civil, row in rows_of(path):
        if row[column] != "NA":
            windows.setdefault(key(civil), []).append(value(row[column]))
    return windows


def day_of(civil):
    return civil.replace(hour=0)


def begin_of(row):
    return datetime.datetime.strptime(row["begin"], "%Y-%m-%dT%H:%M:%SZ") + 8 * HOUR


def load(folder, name):
    return {begin_of(row): row for row in map(json.loads, open(os.path.join(folder, name)))}


def compare(ours, theirs, check):
    empty = [w for w in ours.values() if w["used"] == 0]
    assert all("mean" not in w for w in empty), "an empty window has a mean"
    assert len(ours) - len(empty) == len(theirs), (len(ours), len(empty), len(theirs))
    for begin, values in theirs.items():
        row = ours[begin]
        assert row["used"] == len(values), (row, len(values))
        check(row, values)


def mean_check(factor, add, relative):
    def check(row, values):
        want = float(sum(values) / len(values) * factor + add)
        assert abs(row["mean"] - want) <= relative * abs(want), (row, want)
    return check


def direction_check(row, values):
    sine = math.fsum(math.sin(math.radians(v)) for v in values) / len(values)
    cosine = math.fsum(math.cos(math.radians(v)) for v in values) / len(values)
    assert abs(row["steadiness"] - math.hypot(sine, cosine)) < 1e-12, row
    if math.hypot(sine, cosine) < 1e-9:
        assert "mean" not in row, row
        return
    off = (row["mean"] - math.degrees(math.atan2(sine, cosine))) % 360
    assert min(off, 360 - off) < 1e-9 and 0 <= row["mean"] < 360, (row, off)


def main():
    path, folder = sys.argv[1:]
    number = Fraction
    compare(load(folder, "pm25.json"), gather(path, "PM2.5", lambda c: c, number),
            mean_check(1, 0, 1e-15))
    compare(load(folder, "so2.json"), gather(path, "SO2", day_of, number),
            mean_check(Fraction(1, 1000), 0, 1e-14))
    compare(load(folder, "temp.json"),
            gather(path, "TEMP", lambda c: day_of(c).replace(day=1), number),
            mean_check(1, Fraction(27315, 100), 1e-14))
    compare(load(folder, "wd.json"), gather(path, "wd", day_of, lambda d: NAMES.index(d) * 22.5),
            direction_check)


main()
