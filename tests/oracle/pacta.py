#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A loan book of 323 loans against production data and scenarios: who is matched by name, who is not and
is named, and how far each matched company's plan is from its scenario, here and in the program.

usage: pacta.py DRIVER, with TERRASSAY_TEST_DATA set
"""
import collections
import csv
import math
import os
import pathlib
import re
import subprocess
import sys

SKIP = 77
START, LATER = 2020, 2025


def read(folder, name):
    with open(folder / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def plain(name):
    return re.sub(r"[^a-z0-9]", "", name.lower())


def match(loans, companies):
    """Company of each loan by the direct borrower's name, else its parents'; and who has none."""
    by_name = {plain(name): name for name in companies}
    matched, lacking = {}, []
    for loan in loans:
        for level in ("name_direct_loantaker", "name_intermediate_parent_1", "name_ultimate_parent"):
            company = by_name.get(plain(loan[level])) if loan[level] else None
            if company:
                matched[loan["id_loan"]] = company
                break
        else:
            lacking.append(f"{loan['id_loan']} {loan['name_direct_loantaker']}")
    return matched, lacking


def scenario_of(rows):
    path, sector = {}, collections.Counter()
    for row in rows:
        if row["scenario"] != "sds":
            continue
        key = (row["sector"], row["technology"], int(row["year"]))
        path[key] = float(row["value"])
        if key[2] == START:
            sector[row["sector"]] += path[key]
    return path, sector


def intensities_of(rows):
    path = {}
    for row in rows:
        path[(row["sector"], int(row["year"]))] = float(row["emission_factor"])
    return path


def plans_of(rows):
    """Production by company, sector, technology, year; of what has an intensity, production and their product."""
    made, weighed, rated = collections.Counter(), collections.Counter(), collections.Counter()
    for row in rows:
        if not row["production"]:
            continue
        key = (row["name_company"], row["sector"], row["technology"], int(row["year"]))
        made[key] += float(row["production"])
        if row["emission_factor"]:
            weighed[key[0], key[1], key[3]] += float(row["production"]) * float(row["emission_factor"])
            rated[key[0], key[1], key[3]] += float(row["production"])
    return made, weighed, rated


def questions(companies, made, weighed, rated, path, sector, steps):
    """Lines for the program, and the target each must have."""
    lines, wanted = [], []
    for company, kind, technology in sorted({key[:3] for key in made if key[0] in companies}):
        start, later = path.get((kind, technology, START)), path.get((kind, technology, LATER))
        if start is None or later is None:
            continue
        own = made[company, kind, technology, START]
        whole = sum(v for k, v in made.items() if k[0] == company and k[1] == kind and k[3] == START)
        planned = made[company, kind, technology, LATER]
        lines.append(f"share {own!r} {whole!r} {start!r} {later!r} {sector[kind]!r} {planned!r}")
        wanted.append(own * later / start if later < start
                      else own + whole * (later - start) / sector[kind])
    for company, kind in sorted({(k[0], k[1]) for k in weighed if k[0] in companies}):
        years = [year for sec, year in steps if sec == kind]
        total, later = rated[company, kind, START], rated[company, kind, LATER]
        if not years or not total or not later:
            continue
        end = steps[kind, max(years)]
        now, then = weighed[company, kind, START] / total, weighed[company, kind, LATER] / later
        first, last = steps[kind, START], steps[kind, LATER]
        of = [sum(v for k, v in c.items() if k[1:] == (kind, START)) for c in (weighed, rated)]
        market = of[0] / of[1]
        lines.append(f"sda {now!r} {market!r} {first!r} {last!r} {end!r} {then!r}")
        scaled = end * market / first
        wanted.append(scaled + (now - scaled) * ((last - end) / (first - end)))
    return lines, wanted


def main(driver):
    data = os.environ.get("TERRASSAY_TEST_DATA", "")
    folder = pathlib.Path(data) / "data/portfolio_pacta"
    if not data or not folder.exists():
        print("skipped: no test data")
        return SKIP
    loans, rows = read(folder, "loanbook_demo.csv"), read(folder, "abcd_demo.csv")
    matched, lacking = match(loans, {row["name_company"] for row in rows})
    path, sector = scenario_of(read(folder, "scenario_demo.csv"))
    steps = intensities_of(read(folder, "co2_intensity_scenario_demo.csv"))
    lines, wanted = questions(set(matched.values()), *plans_of(rows), path, sector, steps)
    told = subprocess.run([driver], input="\n".join(lines) + "\n", capture_output=True, text=True,
                          check=True).stdout.splitlines()
    wrong = on_path = without = 0
    for answer, want in zip(told, wanted):
        target, gap, good = (float(v) for v in answer.split())
        wrong += not math.isclose(target, want, rel_tol=1e-9, abs_tol=1e-9)
        on_path += good == 1
        without += math.isnan(gap)
    print(f"{len(loans)} loans: {len(matched)} matched by name, {len(lacking)} not: "
          + "; ".join(lacking))
    print(f"{len(wanted)} plans of {len(set(matched.values()))} companies against {LATER}: "
          f"{on_path} on the path, {without} without a target, {wrong} differ")
    good = len(told) == len(wanted) and wrong == 0
    return 0 if good and len(loans) == 323 and len(matched) + len(lacking) == 323 else 1


sys.exit(main(sys.argv[1]))
