#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Power plants of Australia, estimated from what they generate, against what they reported the year
after the factors were made: how many lie within the stated 90 % intervals, and how far off by fuel.

Estimates come from the program: each facility is a case whose interval it must hold; a case that it
does not hold is counted, not failed, and the share held must be between 85 and 95 %.

The first plant of each fuel goes through `terrassay indicator compute` too, which must say the same.

usage: nger.py GOLDEN TERRASSAY, with TERRASSAY_TEST_DATA set
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from nger_data import read_plants

SKIP = 77
BATCH = 8


def estimate(golden, plants, first):
    """lo, value and hi of each plant, read from what the program says against -1."""
    lines = ["indicator generation_emissions", "source NGER 2017-18", "tolerance 1e-12"]
    for i, (fuel, power, _) in enumerate(plants, first):
        lines += [f"file {i}.csv", "name,amount", f"generation.{fuel},{power!r}", "end",
                  f"case {i}", "date 2018-06-30", f"input activity=@{i}.csv", "input country=AU",
                  "expect lo=-1", "expect hi=-1", "expect value=-1"]
    with tempfile.TemporaryDirectory() as scratch:
        target = pathlib.Path(scratch) / "nger.gold"
        target.write_text("\n".join(lines) + "\n", encoding="utf-8")
        told = subprocess.run([golden, str(target)], capture_output=True, text=True, check=False)
    got = {}
    for case, key, value in re.findall(r"\[(\d+)\] (lo|hi|value) is ([-0-9.e+]+),",
                                       told.stdout + told.stderr):
        got.setdefault(int(case), {})[key] = float(value)
    return got


def same_by_command(program, plants, got):
    """Does the command say of the first plant of each fuel what the runner of golden cases did?"""
    first = {}
    for i, plant in enumerate(plants):
        first.setdefault(plant[0], i)
    for i in first.values():
        with tempfile.TemporaryDirectory() as scratch:
            (pathlib.Path(scratch) / "a.csv").write_text(
                f"name,amount\ngeneration.{plants[i][0]},{plants[i][1]!r}\n", encoding="utf-8")
            told = subprocess.run([program, "indicator", "compute", "generation_emissions",
                                   "activity=@a.csv", "country=AU", "--date", "2018-06-30", "--json"],
                                  capture_output=True, text=True, check=True, cwd=scratch)
        said = json.loads(told.stdout)
        if any(abs(said[key] - got[i][key]) > 1e-5 * said[key] for key in ("lo", "value", "hi")):
            print(f"{plants[i]}: the command says {said}, the runner {got[i]}")
            return False
    return True


def main(golden, program):
    data = os.environ.get("TERRASSAY_TEST_DATA", "")
    path = pathlib.Path(data) / "data/facilities/NGER_2017-2018.csv"
    if not data or not path.exists():
        print("skipped: no test data")
        return SKIP
    plants = list(read_plants(path))
    got = {}
    for first in range(0, len(plants), BATCH):
        got.update(estimate(golden, plants[first:first + BATCH], first))
    held, by_fuel = 0, {}
    for i, (fuel, _, reported) in enumerate(plants):
        inside = got[i]["lo"] * (1 - 1e-9) <= reported <= got[i]["hi"] * (1 + 1e-9)
        held += inside
        ours, theirs, n, hits = by_fuel.get(fuel, (0, 0, 0, 0))
        by_fuel[fuel] = (ours + got[i]["value"], theirs + reported, n + 1, hits + inside)
    for fuel, (ours, theirs, n, hits) in sorted(by_fuel.items()):
        print(f"{fuel}: {n} plants, estimated {ours:.0f} t, reported {theirs:.0f} t "
              f"({100 * (ours / theirs - 1):+.1f} %), {hits} within the interval")
    share = held / len(plants)
    print(f"{held} of {len(plants)} within their 90 % interval: {100 * share:.1f} %")
    if not same_by_command(program, plants, got):
        return 1
    return 0 if len(plants) > 200 and 0.85 <= share <= 0.95 else 1


sys.exit(main(*sys.argv[1:]))
