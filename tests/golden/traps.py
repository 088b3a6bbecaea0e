#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every test that the README's tables of what goes wrong name is there, and so is each case of it that they
name. usage: traps.py BUILD README"""
import pathlib
import re
import sys

BUILD, README = sys.argv[1:]
ROWS = [28, 36]  # of the two tables
NAME = re.compile(r"\b(?:unit|golden|property|oracle|fault|e2e|fuzz|page)(?:\.[a-z_0-9]+)+")
CASE = re.compile(r"\b[a-z][a-z0-9]*(?:_[a-z0-9]+)+\b|(?<=: )[a-z]+\b")

# ctest's own files: to ask ctest would empty the log of the run that this test is part of
there = {name for path in pathlib.Path(BUILD).rglob("CTestTestfile.cmake")
         for name in re.findall(r"^add_test\((?:\[=*\[)?([\w.]+)", path.read_text(encoding="utf-8"), re.MULTILINE)}
kinds = {name.split(".")[0] for name in there}
sources = "".join(path.read_text(encoding="utf-8", errors="replace") for path in pathlib.Path(README).parents[1].rglob("*")
                  if path.suffix in (".c", ".h", ".py", ".sh", ".gold") and path.name != "traps.py")
faults, rows, cases = [], [], 0
with open(README, encoding="utf-8") as file:
    for line in file:
        row = re.match(r"\| (\d+) \|", line)
        if row is None:
            continue
        number, held = int(row[1]), line.rstrip("\n |").rsplit("|", 1)[1]
        if number == 1:
            rows.append(0)
        rows[-1] += 1
        names, named = NAME.findall(held), CASE.findall(NAME.sub(" ", held))
        cases += len(named)
        if number != rows[-1]:
            faults.append(f"row {rows[-1]} is called {number}")
        if not names:
            faults.append(f"row {number} names no test")
        faults += [f"row {number}: no test {n}" for n in names if n.split(".")[0] in kinds and n not in there]
        faults += [f"row {number}: no case {c}" for c in named if c not in sources]
if rows != ROWS:
    faults.append(f"{rows} rows, wanted {ROWS}")
print("\n".join(faults))
print(f"traps: {rows} rows, {cases} cases, {len(there)} tests, {len(faults)} findings")
sys.exit(1 if faults else 0)
