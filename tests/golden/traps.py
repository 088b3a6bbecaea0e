#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every test that the README's table of what goes wrong names is there. usage: traps.py BUILD README"""
import pathlib
import re
import sys

BUILD, README = sys.argv[1:]
NAME = re.compile(r"\b(?:unit|golden|property|fault|e2e|fuzz|page)(?:\.[a-z_0-9]+)+")

# ctest's own files: to ask ctest would empty the log of the run that this test is part of
there = {name for path in pathlib.Path(BUILD).rglob("CTestTestfile.cmake")
         for name in re.findall(r"^add_test\((?:\[=*\[)?([\w.]+)", path.read_text(encoding="utf-8"), re.MULTILINE)}
kinds = {name.split(".")[0] for name in there}
faults, rows = [], 0
with open(README, encoding="utf-8") as file:
    for line in file:
        row = re.match(r"\| (\d+) \|", line)
        if row is None:
            continue
        rows += 1
        number, names = int(row[1]), NAME.findall(line.rstrip("\n |").rsplit("|", 1)[1])
        if number != rows:
            faults.append(f"row {rows} is called {number}")
        if not names:
            faults.append(f"row {number} names no test")
        faults += [f"row {number}: no test {n}" for n in names if n.split(".")[0] in kinds and n not in there]
if rows != 28:
    faults.append(f"{rows} rows, wanted 28")
print("\n".join(faults))
print(f"traps: {rows} rows, {len(there)} tests, {len(faults)} findings")
sys.exit(1 if faults else 0)
