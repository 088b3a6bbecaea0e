#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Works out a portfolio from exported records in exact fractions and holds the program's document
against it: `truth WORKSPACE DOCUMENT`; two documents that have to agree: `alike A B RELATIVE
[FIGURE...]`; a document and its schema: `schema DOCUMENT SCHEMA`."""
import collections
import glob
import json
import sys
from fractions import Fraction


def load(path):
    with open(path, encoding="utf-8") as f:
        return json.load(f)


def check(condition, words):
    if not condition:
        sys.exit(words)


COVERAGE = ("observed", "observed_in_part", "stated", "estimated", "not_observed", "not_applicable")


def close(a, b, relative):
    return abs(Fraction(a) - Fraction(b)) <= Fraction(relative) * max(abs(Fraction(a)), abs(Fraction(b)))


def value_of(figure):
    value = figure["value"]
    return int(value["minor"]) if isinstance(value, dict) else value


def key_of(figure):
    return figure["figure"], figure["currency"] or "", figure["key"] or ""


def indicator(record, name):
    return next(i for i in record["indicators"] if i["id"] == name)


def details(item):
    return {d["name"]: Fraction(d["value"]) for d in item["details"]}


def newest(workspace):
    records = {}
    for path in glob.glob(f"{workspace}/records/*/*.json"):
        d = load(path)
        project = d["record"]["subject"]["project"]
        rank = (d["record"]["as_of"], d["envelope"]["seq"])
        if project not in records or rank > records[project][0]:
            records[project] = (rank, d["envelope"]["id"], d["record"])
    return {project: (found[1], found[2]) for project, found in sorted(records.items())}


def add(sums, who, name, currency, key, value):
    sums[name, currency, key][0] += value
    sums[name, currency, key][1].add(who)


def group_key(record, dimension):
    subject = record["subject"]
    if dimension == "sector":
        return f"{subject['sector']['scheme']} {subject['sector']['code']}"
    return subject["client"]["id"] if dimension == "client" else subject["country"]


def basis(record):
    score = record["score"]
    if score["observed_weight"] == 0 or record["opinion"]["value"] == "cannot_say":
        return "not_observed"
    return "observed" if score["level_hi"] == score["level"] else "in_part"


def standing(sums, who, record, amounts):
    """Opinion and level, with why the level is what it is, by number and by amount."""
    opinion = record["opinion"]["value"]
    level = "cannot_say" if opinion == "cannot_say" else record["score"]["level"]
    model = f"{record['model']['id']}-{record['model']['version']}"
    keys = {"opinion": opinion, "level": level,
            "level_basis": f"{level}/{basis(record)}", "model": model}
    for name, key in keys.items():
        add(sums, who, name, "", key, 1)
        for currency, amount in amounts.items():
            add(sums, who, f"{name}_amount", currency, key, amount)
    add(sums, who, "simulated", "", "", 1)
    add(sums, who, "indicative", "", "", 1)


def said(item):
    """The reason, told apart by its words as a page tells it."""
    reason, why = item["reason"], item["why"]
    if reason == "no_clear_look" and "looks without " in why:
        return "bands_missing"
    if reason == "no_clear_look" and why.startswith(("no look in the same season", "no look in the baseline")):
        return "no_look"
    if reason == "no_clear_look" and " years have at least " in why:
        return "few_years"
    if reason == "source_unavailable" and "no scene that was read covers this site" in why:
        return "no_scene"
    partly = ("scope 1 is not stated", "scope 2 is not stated", "no balance sheet, amount or asset class of loan ")
    if reason == "client_silent" and item["id"] == "financed_emissions" and why.startswith(partly):
        return "incomplete"
    return reason


def in_part(found):
    """Of the place, the hours or the datastreams some is not observed."""
    return (any(found.get(name, 0) > Fraction(1, 1000)
                for name in ("not_observed_ha", "hours_missing", "silent_for", "rim_ha"))
            or found.get("datastreams_observed", 0) < found.get("datastreams", 0))


def is_estimate(item):
    """By the sector's factors, or by PCAF's table; the grade is 5 where it has no row, too."""
    found = details(item)
    return (any(name.startswith("option_3") for name in found)
            or any(found.get(f"estimated_scope{n}", 0) > 0 or found.get(f"grade_scope{n}", 0) >= 4 for n in (1, 2)))


def coverage(sums, who, record, amounts):
    for item in record["indicators"]:
        name, key = "observed", item["id"]
        if item["reason"] == "not_applicable":
            name = "not_applicable"
        elif item["reason"] != "observed":
            name, key = "not_observed", f"{key}/{said(item)}"
        elif key == "financed_emissions":  # nothing of it is looked at or measured
            name = "estimated" if is_estimate(item) else "stated"
        for currency, amount in amounts.items():
            add(sums, who, name, currency, key, amount)
            if name == "observed" and in_part(details(item)):
                add(sums, who, "observed_in_part", currency, key, amount)


def emissions(sums, who, record, amounts):
    item = indicator(record, "financed_emissions")
    if item["reason"] != "observed":
        add(sums, who, "financed_unknown", "", said(item), 1)
        return
    add(sums, who, "financed_pcaf", "", "", Fraction(item["value"]))
    add(sums, who, "financed_year", "", "2019", Fraction(item["value"]))
    if is_estimate(item):
        add(sums, who, "financed_estimated", "", "", Fraction(item["value"]))
    found = details(item)
    if "pboc_financed_unchecked" not in found:
        add(sums, who, "financed_pcaf_only", "", "", Fraction(item["value"]))
    for name in ("financed_scope1", "financed_scope2"):
        add(sums, who, name, "", "", found[name])
    if "pboc_financed_unchecked" in found:
        add(sums, who, "financed_pcaf_in_both", "", "", Fraction(item["value"]))
        add(sums, who, "financed_pboc", "", "", found["pboc_financed_unchecked"])
        for name in ("reconcile_balance", "reconcile_denominator"):
            add(sums, who, name, "", "", found[name])
    for currency, amount in amounts.items():
        add(sums, who, "quality", currency, "", amount * item["grade"])
        add(sums, who, "covered", currency, "", amount)


def totals(records):
    sums = collections.defaultdict(lambda: [Fraction(0), set()])
    for who, (_, record) in enumerate(records.values(), 1):
        amounts = collections.Counter()
        for loan in record["subject"]["loans"]:
            amounts[loan["outstanding"]["currency"]] += int(loan["outstanding"]["minor"])
        for currency, amount in amounts.items():
            add(sums, who, "outstanding", currency, "", amount)
            for dimension in ("client", "sector", "country"):
                add(sums, who, dimension, currency, group_key(record, dimension), amount)
        standing(sums, who, record, amounts)
        coverage(sums, who, record, amounts)
        emissions(sums, who, record, amounts)
    return sums


def expected(records):
    sums, wanted = totals(records), {}
    for (name, currency, key), (value, who) in list(sums.items()):
        total = sums.get(("outstanding", currency, ""), [None])[0]
        if name in ("client", "sector", "country", *COVERAGE) or name.endswith("_amount"):
            value = value / total
        if name == "quality":
            name, value = "data_quality", value / sums["covered", currency, ""][0]
        if name == "covered":
            name, value = "emissions_covered", value / total
        wanted[name, currency, key] = (value, who)
    for dimension in ("client", "sector", "country"):
        for currency in {c for n, c, _ in sums if n == "outstanding"}:
            index = sum(v * v for (n, c, _), (v, _) in wanted.items()
                        if n == dimension and c == currency)
            who = wanted["outstanding", currency, ""][1]
            wanted[f"concentration_{dimension}", currency, ""] = (index, who)
    return wanted


def truth(workspace, path):
    document, records = load(path), newest(workspace)
    check([r["record"] for r in document["records"]] == [r[0] for r in records.values()],
          "it rests on other records")
    figures = {key_of(f): f for f in document["figures"]}
    for key, (value, who) in expected(records).items():
        check(key in figures, f"{key} is missing")
        found = figures[key]
        check(close(value_of(found), value, 1e-13), f"{key}: {value_of(found)}, wanted {float(value)}")
        named = {n for first, last in found["records"] for n in range(first, last + 1)}
        check(named == who, f"{key} rests on {sorted(named)}, wanted {sorted(who)}")
    for name in (*COVERAGE, "opinion", "level", "level_basis", "model", "model_amount"):
        known = {key for key in figures if key[0] == name}
        check(known <= set(expected(records)), f"{name}: a row too many")
    largest(document, figures)
    ledger = {name: Fraction(figures[name, "", ""]["value"])
              for name in ("financed_pcaf_in_both", "reconcile_balance", "reconcile_denominator",
                           "financed_pboc")}
    pboc = ledger.pop("financed_pboc")
    check(close(sum(ledger.values()), pboc, 1e-12), "the two ledgers do not reconcile")


def largest(document, figures):
    for currency in ("CNY", "EUR"):
        amounts = {r["project"]: sum(int(loan["outstanding"]["minor"]) for loan in r["loans"]
                                     if loan["outstanding"]["currency"] == currency)
                   for r in document["records"]}
        project = max(amounts, key=amounts.get)
        check(("largest_share", currency, project) in figures, f"{project} is not named as the largest")


def alike(a, b, relative, *only):
    left, right = ({key_of(f): value_of(f) for f in load(path)["figures"]} for path in (a, b))
    check(only or left.keys() == right.keys(), f"other figures: {left.keys() ^ right.keys()}")
    for key in left:
        if only and key[0] not in only:
            continue
        check(close(left[key], right[key], float(relative)), f"{key}: {left[key]} and {right[key]}")


def disclosed(path, portfolio):
    """Rows of a disclosure come to the figures of the portfolio, and rest on the same records."""
    document, whole = load(path), load(portfolio)
    rows = document["rows"]
    figures = {key_of(f): f for f in whole["figures"]}
    prefix = "financed" if document["standard"] == "pcaf" else "gross"
    for scope in (1, 2):
        part = [r for r in rows if r["field"] == f"{prefix}_scope{scope}" and r["value"] is not None]
        total = figures[f"financed_scope{scope}", "", ""]
        check(close(sum(Fraction(r["value"]) for r in part), total["value"], 1e-12), f"scope {scope}")
        on = {n for r in part for a, b in r["records"] for n in range(a, b + 1)}
        check(on == {n for a, b in total["records"] for n in range(a, b + 1)}, f"{scope}: {on}")
    exposure = "outstanding" if prefix == "financed" else "gross_exposure_funded"
    for currency in ("CNY", "EUR"):
        part = sum(value_of(r) for r in rows if r["field"] == exposure and r["currency"] == currency)
        check(part == value_of(figures["outstanding", currency, ""]), f"{exposure} in {currency}")
    check(all(r["reason"] == "observed" or r["value"] is None for r in rows), "a value without ground")
    silent = [r for r in rows if r["field"] == f"{prefix}_scope3"]
    check(silent and all(r["value"] is None for r in silent), "scope 3 is said where nobody said it")


def guide(path, portfolio):
    """Rows of the guide's disclosure come to the figures of the portfolio, and rest on the same records."""
    rows = load(path)["rows"]
    figures = {key_of(f): f for f in load(portfolio)["figures"]}
    check(rows and not any(r["checked"] for r in rows), "a row that somebody read")
    for field, name in (("financed", "financed_pboc"), ("avoided", "financed_avoided_pboc")):
        part, total = [r for r in rows if r["field"] == field and r["value"] is not None], figures[name, "", ""]
        check(close(sum(Fraction(r["value"]) for r in part), total["value"], 1e-12), name)
        on = {n for r in part for a, b in r["records"] for n in range(a, b + 1)}
        check(on == {n for a, b in total["records"] for n in range(a, b + 1)}, f"{name}: {on}")
    total = figures["pboc_not_observed", "CNY", ""]["value"]
    exposure = sum(value_of(r) for r in rows if r["field"] == "outstanding" and r["currency"] == "CNY")
    covered = sum(Fraction(r["value"]) * value_of(o) for r in rows for o in rows
                  if (r["field"], o["field"]) == ("included", "outstanding") and r["currency"] == o["currency"] == "CNY"
                  and r["asset_class"] == o["asset_class"])
    check(close(1 - covered / exposure, total, 1e-12), f"share without the guide's: {1 - covered / exposure}, {total}")


def schema(path, form):
    try:
        import jsonschema
    except ImportError:
        print("skipped: no python3-jsonschema: a portfolio's form")
        return
    jsonschema.validate(load(path), load(form))


{"truth": truth, "alike": alike, "disclosed": disclosed, "guide": guide, "schema": schema}[sys.argv[1]](*sys.argv[2:])
