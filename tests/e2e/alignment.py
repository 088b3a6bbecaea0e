#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""PACTA's loan book worked out by itself: `truth FOLDER ROWS`, `balance FOLDER ROWS OUT` (simulated
balance sheets), `financed BALANCE ROWS`, `sectors ROWS SECTORS`."""
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
    made, weighed, rated = collections.Counter(), collections.Counter(), collections.Counter()
    for row in read(f"{folder}/abcd_demo.csv"):
        if not row["production"] or int(row["year"]) not in (START, LATER):
            continue
        key = row["name_company"], row["sector"], row["technology"]
        made[key, int(row["year"])] += float(row["production"])
        if row["emission_factor"]:
            weighed[key[:2], int(row["year"])] += float(row["production"]) * float(row["emission_factor"])
            rated[key[:2], int(row["year"])] += float(row["production"])
    return made, weighed, rated


def scenario(folder):
    path = {(r["sector"], r["technology"], int(r["year"])): float(r["value"])
            for r in read(f"{folder}/scenario_demo.csv") if r["scenario"] == "sds" and r["region"] == "global"}
    steps = {(r["sector"], int(r["year"])): float(r["emission_factor"])
             for r in read(f"{folder}/co2_intensity_scenario_demo.csv")
             if r["scenario"] == "demo" and r["region"] == "global"}
    return path, steps


def targets(folder):
    made, weighed, rated = production(folder)
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
        if not years or not all(rated[(company, sector), y] for y in (START, LATER)):
            continue
        now = weighed[(company, sector), START] / rated[(company, sector), START]
        # the scenario starts where the market does
        market = (sum(v for ((_, s), y), v in weighed.items() if (s, y) == (sector, START))
                  / sum(v for ((_, s), y), v in rated.items() if (s, y) == (sector, START)))
        first, last, end = (market / steps[sector, START] * steps[sector, y] for y in (START, LATER, max(years)))
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
    made, later = production(folder)[0], 0
    seen = set()
    for row in rows:
        mine = {key for key in wanted if key[0] == row["company"]}
        found = {(row["company"], p["sector"], p["technology"]): p for p in row["plans"]}
        check(mine == found.keys(), f"{row['loan']}: plans {mine ^ found.keys()}")
        for key, plan in found.items():
            assumed = plan["method"] == "sectoral_decarbonisation"
            check(plan.get("market_share_term") == (1 if assumed else None), f"{key}: what is assumed is not named")
            check(math.isclose(plan["target"], max(wanted[key], 0), rel_tol=1e-9, abs_tol=1e-9),
                  f"{key}: {plan['target']}, wanted {wanted[key]}")
            company, sector, technology = key
            if technology and ((company, sector, technology), LATER) not in made:
                check(plan["planned"] is None and plan["gap"] is None and not plan["aligned"], f"{key}: planned of nothing stated")
                later += key not in seen
            seen.add(key)
    print(f"{len(rows)} loans, {sum(r['company'] is None for r in rows)} unmatched, {len(seen)} plans, {later} without later production")
    check(later > 0, "no plan without later production")


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


def sectors(path, groups):
    """Means over the loans' own plans, by amount."""
    of = collections.defaultdict(list)
    for row in lines(path):
        for plan in row["plans"]:
            of[row["currency"], plan["sector"], plan["technology"], plan["method"]].append((row["outstanding"], plan))
    found = lines(groups)
    check([tuple(g[k] for k in ("currency", "sector", "technology", "method")) for g in found] == sorted(of), "other groups")
    for group, (key, plans) in zip(found, sorted(of.items())):
        judged = [(w, p) for w, p in plans if p["gap"] is not None]
        whole = math.fsum(w for w, _ in judged)
        check(group["loans"] == len(plans) and group["without_target"] == len(plans) - len(judged), f"{key}: counts")
        if not whole:
            check(group["gap"] is None and group["on_path"] is None, f"{key}: of nothing")
            continue
        mean = {k: math.fsum(w * p[k] for w, p in judged) / whole for k in ("start", "planned", "target")}
        mean["outstanding"] = whole
        mean["gap"] = (mean["planned"] - mean["target"]) / mean["target"]
        mean["on_path"] = math.fsum(w for w, p in judged if p["aligned"]) / whole
        for name, want in mean.items():
            check(math.isclose(group[name], want, rel_tol=1e-9, abs_tol=1e-12), f"{key} {name}: {group[name]}, {want}")
    check(len(found) > 5, "hardly a sector")
    print(f"{len(found)} rows of {len({g['sector'] for g in found})} sectors")


{"truth": truth, "balance": balance, "financed": financed, "sectors": sectors}[sys.argv[1]](*sys.argv[2:])
