#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""PACTA's loan book worked out by itself: `truth FOLDER ROWS`, `balance FOLDER ROWS OUT` (simulated
balance sheets), `financed BALANCE ROWS`."""
import collections
import csv
import json
import math
import random
import re
import sys

START, LATER = 2020, 2025


def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def check(condition, words):
    if not condition:
        sys.exit(words)


def plain(name):
    return re.sub(r"[^a-z0-9]", "", name.lower())


def production(folder):
    made, weighed = collections.Counter(), collections.Counter()
    for row in read(f"{folder}/abcd_demo.csv"):
        if not row["production"] or int(row["year"]) not in (START, LATER):
            continue
        key = row["name_company"], row["sector"], row["technology"]
        made[key, int(row["year"])] += float(row["production"])
        if row["emission_factor"]:
            weighed[key[:2], int(row["year"])] += float(row["production"]) * float(row["emission_factor"])
    return made, weighed


def scenario(folder):
    path = {(r["sector"], r["technology"], int(r["year"])): float(r["value"])
            for r in read(f"{folder}/scenario_demo.csv") if r["scenario"] == "sds" and r["region"] == "global"}
    steps = {(r["sector"], int(r["year"])): float(r["emission_factor"])
             for r in read(f"{folder}/co2_intensity_scenario_demo.csv")
             if r["scenario"] == "demo" and r["region"] == "global"}
    return path, steps


def targets(folder):
    made, weighed = production(folder)
    path, steps = scenario(folder)
    whole = collections.Counter()
    for (sector, _, year), value in path.items():
        whole[sector] += value if year == START else 0
    own = collections.Counter()
    for ((company, sector, _), year), value in made.items():
        own[company, sector, year] += value
    wanted = {}
    for company, sector, technology in {key for key, _ in made}:
        ends = [path.get((sector, technology, year)) for year in (START, LATER)]
        if None in ends:
            continue
        start = made[(company, sector, technology), START]
        wanted[company, sector, technology] = (
            start * ends[1] / ends[0] if ends[1] < ends[0]
            else start + own[company, sector, START] * (ends[1] - ends[0]) / whole[sector])
    for company, sector in {(c, s) for (c, s), _ in weighed}:
        years = [year for s, year in steps if s == sector]
        if not years or not all(own[company, sector, y] for y in (START, LATER)):
            continue
        now = weighed[(company, sector), START] / own[company, sector, START]
        first, last, end = steps[sector, START], steps[sector, LATER], steps[sector, max(years)]
        wanted[company, sector, ""] = end + (now - end) * (last - end) / (first - end)
    return wanted


def truth(folder, path):
    rows, wanted = lines(path), targets(folder)
    loans = read(f"{folder}/loanbook_demo.csv")
    names = {plain(r["name_company"]) for r in read(f"{folder}/abcd_demo.csv")}
    check([r["loan"] for r in rows] == [loan["id_loan"] for loan in loans], "other loans")
    for row, loan in zip(rows, loans):
        levels = ("name_direct_loantaker", "name_intermediate_parent_1", "name_ultimate_parent")
        first = next((level for level in levels if loan[level] and plain(loan[level]) in names), None)
        check(row["matched_by"] == first, f"{row['loan']}: matched by {row['matched_by']}, wanted {first}")
        check(row["financed"]["value"] is None and row["financed"]["why"], f"{row['loan']}: financed")
    seen = set()
    for row in rows:
        mine = {key for key in wanted if key[0] == row["company"]}
        found = {(row["company"], p["sector"], p["technology"]): p for p in row["plans"]}
        check(mine == found.keys(), f"{row['loan']}: plans {mine ^ found.keys()}")
        for key, plan in found.items():
            check(math.isclose(plan["target"], max(wanted[key], 0), rel_tol=1e-9, abs_tol=1e-9),
                  f"{key}: {plan['target']}, wanted {wanted[key]}")
            seen.add(key)
    print(f"{len(rows)} loans, {sum(r['company'] is None for r in rows)} unmatched, {len(seen)} plans")


def balance(_, path, out):
    r = random.Random(7)
    with open(out, "w", encoding="utf-8", newline="") as file:
        file.write("# SIMULATED: made up for a test\n")
        w = csv.writer(file)
        w.writerow(["name_company", "currency", "equity", "debt", "emissions", "grade"])
        for company in sorted({row["company"] for row in lines(path) if row["company"]}):
            w.writerow([company.upper(), "EUR", r.randrange(-10**7, 10**9), r.randrange(10**8, 10**9),
                        r.randrange(10**3, 10**7), r.randrange(1, 6)])


def financed(sheets, path):
    with open(sheets, encoding="utf-8", newline="") as file:
        next(file)
        sheet = {plain(r["name_company"]): r for r in csv.DictReader(file)}
    for row in lines(path):
        if row["company"] is None:
            check(row["financed"]["value"] is None, f"{row['loan']} finances somebody unknown")
            continue
        s = sheet[plain(row["company"])]
        share = min(1, row["outstanding"] / (max(0, float(s["equity"])) + float(s["debt"])))
        check(math.isclose(row["financed"]["value"], share * float(s["emissions"]), rel_tol=1e-12),
              f"{row['loan']}: {row['financed']}")


{"truth": truth, "balance": balance, "financed": financed}[sys.argv[1]](*sys.argv[2:])
