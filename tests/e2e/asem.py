#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The composite index of the ASEM Sustainable Connectivity Portal, as published, by `model score`.

    asem.py PROGRAM FOLDER      FOLDER holds iData, iMeta and the published stages
"""
import csv
import json
import os
import subprocess
import sys


def load(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def model(meta, raw):
    """The YAML that the metadata table describes; with the raw table it denominates itself."""
    lines = ["schema: terrassay/model/1", "id: asem", "version: 1", "use: index",
             "title: Sustainable connectivity", "made_by: JRC",
             "table: {unit: %s, group: %s}" % (("uCode", "EurAsia_group") if raw else
                                               ("UnitCode", "Group_EurAsia")),
             "impute: group_mean", "treat: {skewness: 2, kurtosis: 3.5, most: 6}",
             "scale: {from: 0, to: 100}", "groups:"]
    for row in meta:
        if row["Type"] == "Aggregate":
            parent = "" if row["Parent"] == "NA" else f", parent: {row['Parent']}"
            lines.append(f"  - {{id: {row['iCode']}, mean: arithmetic, weight: {row['Weight']}{parent}}}")
    lines.append("indicators:")
    for row in meta:
        if row["Type"] == "Indicator":
            by = f", denominator: {row['Denominator']}" if raw and row["Denominator"] != "NA" else ""
            lines.append(f"  - {{id: {row['iCode']}, parent: {row['Parent']}, weight: {row['Weight']},"
                         f" direction: {row['Direction']}{by}}}")
    return "\n".join(lines) + "\n"


def score(program, table, yaml, *more):
    with open("asem.yaml", "w", encoding="utf-8") as f:
        f.write(yaml)
    subprocess.run([program, "model", "score", table, "--model", "asem.yaml", *more], check=True,
                   stdout=open("scored.jsonl", "w"))


def close(got, want, tolerance):
    if want in ("NA", ""):
        return got in ("", None)
    return abs(float(got) - float(want)) <= tolerance * max(1.0, abs(float(want)))


def compare(scored, published, key, columns, tolerance):
    by_unit = {row["unit"]: row for row in scored}
    faults = [f"{row[key]} {column}: {by_unit[row[key]][column]}, published {row[column]}"
              for row in published for column in columns
              if not close(by_unit[row[key]][column], row[column], tolerance)]
    if len(scored) != len(published):
        faults.append(f"{len(scored)} units, published {len(published)}")
    return faults, len(published) * len(columns)


def main():
    program, folder = sys.argv[1:]
    meta = load(folder, "ASEM_iMeta.csv")
    groups = [row["iCode"] for row in meta if row["Type"] == "Aggregate"]
    columns = [row["iCode"] for row in meta if row["Type"] == "Indicator"]
    aggregated = load(folder, "ASEM_published_aggregated.csv")
    scores = load(folder, "ASEM_published_scores.csv")

    # From the published first stage: its own figures carry ten digits.
    score(program, os.path.join(folder, "ASEM_published_denominated.csv"), model(meta, False),
          "-o", "scored.csv")
    scored = load(".", "scored.csv")
    faults, n = compare(scored, aggregated, "UnitCode", groups + columns, 1e-9)

    # From the raw data: the published scores, to the two decimals in which they are given.
    score(program, os.path.join(folder, "ASEM_iData.csv"), model(meta, True), "--json")
    with open("scored.jsonl", encoding="utf-8") as f:
        objects = [json.loads(line) for line in f]
    rows = {o["unit"]: o for o in objects}
    for row in scores:
        if row["UnitCode"] not in rows:
            faults.append(f"no unit {row['UnitCode']}")
            continue
        answer = rows[row["UnitCode"]]
        n += 1
        if answer["rank"] != int(row["Rank"]):
            faults.append(f"{row['UnitCode']} rank {answer['rank']}, published {row['Rank']}")
        for group in groups:
            n += 1
            if abs(answer["scores"][group] - float(row[group])) > 0.005 + 1e-9:
                faults.append(f"{row['UnitCode']} {group} {answer['scores'][group]}")
    print(f"{n} published figures, {len(faults)} faults")
    for fault in faults[:20]:
        print(fault)
    sys.exit(bool(faults) or n < 1000)


main()
