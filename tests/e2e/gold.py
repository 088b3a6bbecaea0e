#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Types every case of a .gold file (tests/golden/README.md) as `terrassay indicator compute`.

    gold.py PROGRAM FILE.gold...      in an empty folder
"""
import json
import os
import subprocess
import sys

DATA = os.environ.get("TERRASSAY_TEST_DATA", "")
DIRECT = ("value", "lo", "hi", "looks", "grade", "reason", "gate", "unseen_share")


def read(path):
    """The cases: dicts of indicator, tolerance, date, inputs, expectations. Writes inner files."""
    indicator, tolerance, case, date = None, 1e-12, None, "1970-01-01"
    lines = iter(open(path, encoding="utf-8").read().split("\n"))
    for line in lines:
        word, _, rest = line.partition(" ")
        if word == "indicator":
            indicator = rest
        elif word == "tolerance":
            tolerance = float(rest)
        elif word == "file":
            with open(rest, "w", encoding="utf-8") as f:
                for inner in lines:
                    if inner == "end":
                        break
                    f.write(inner + "\n")
        elif word == "case":
            case = {"title": rest, "indicator": indicator, "inputs": [],
                    "expect": [], "date": date}
            yield case
        elif word == "date":
            date = case["date"] = rest
        elif word == "input":
            case["inputs"].append(rest)
        elif word == "expect":
            case["expect"].append((rest, tolerance))


def run(program, case):
    inputs = [text.replace("=@data/", f"=@{DATA}/", 1) for text in case["inputs"]]
    return subprocess.run([program, "indicator", "compute", case["indicator"], *inputs,
                           "--date", case["date"], "--json"], capture_output=True, text=True)


def found(answer, key):
    if key in DIRECT:
        return answer[key]
    if key == "unchecked":
        return "yes" if answer[key] else "no"
    for detail in answer["details"]:
        if detail["name"] == key:
            return detail["value"]
    return "absent"


def agrees(got, want, tolerance):
    if got is None or want == "missing":
        return got is None and want == "missing"
    if isinstance(got, str):
        return got == want
    try:
        number = float(want)
    except ValueError:
        return False
    return abs(got - number) <= tolerance * max(1.0, abs(number))


def judge(program, path, case):
    done = run(program, case)
    faults = []
    for text, tolerance in case["expect"]:
        if text == "status=bad_data":
            if done.returncode != 65 or done.stdout:
                faults.append(f"exit {done.returncode}, wanted 65")
            continue
        if done.returncode != 0:
            return [f"exit {done.returncode}: {done.stderr}"]
        answer = json.loads(done.stdout)
        if text.startswith("why~"):
            if text[4:] not in answer["why"]:
                faults.append(f"why is: {answer['why']}")
            continue
        key, _, want = text.partition("=")
        got = found(answer, key)
        if not agrees(got, want, tolerance):
            faults.append(f"{key} is {got}, wanted {want}")
    return faults


def main():
    program, paths, n, skipped, bad = sys.argv[1], sys.argv[2:], 0, 0, 0
    for path in paths:
        for case in list(read(path)):
            if not DATA and any("=@data/" in text for text in case["inputs"]):
                skipped += 1
                continue
            n += 1
            for fault in judge(program, path, case):
                bad += 1
                print(f"{os.path.basename(path)} [{case['title']}] {fault}")
    print(f"{n} golden cases by the command line, {bad} faults"
          + (f"\nskipped: no test data: {skipped} golden cases" if skipped else ""))
    sys.exit(bad > 0 or n == 0)


main()
