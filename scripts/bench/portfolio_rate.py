#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The arithmetic of `terrassay portfolio --model` in plain Python: every record's stored values rated
again under another model, sums of the portfolio, every change of level.

usage: portfolio_rate.py STORE MODEL.yaml

Reads the records out of the store and checks their hashes; it checks neither chain nor signatures,
which the program does."""
import collections
import hashlib
import json
import math
import re
import sqlite3
import sys

import yaml

SHIPPED = "credit-3"
LEVELS = ["very_high", "high", "elevated", "moderate", "low"]
OPINIONS = ["no_objection", "conditions", "cannot_say", "objection"]  # each graver than those before


def next_model(shipped, path):
    """The next version, stricter on lost vegetation, milder on hours above the limit."""
    with open(shipped, encoding="utf-8") as f:
        text = f.read()
    text = re.sub(r"^version: (\d+)", lambda found: f"version: {int(found[1]) + 1}", text, count=1, flags=re.MULTILINE)
    text = text.replace("goalposts: {worst: 30, best: 0}", "goalposts: {worst: 20, best: 0}", 1)
    text = text.replace("goalposts: {worst: 108, best: 0}", "goalposts: {worst: 216, best: 0}", 1)
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


def differences(found, plain):
    """Of what the program answers from plain Python's changes and sums: one line each, none where they agree."""
    figures = {(f["figure"], f["key"]): f["value"] for f in found["figures"]}
    levels = collections.Counter(record["level"] for record in found["records"])  # by the lower bound, found or not
    theirs = {change[0]: change for change in plain["changes"]}
    ours = {c["project"]: [c["project"], c["level_before"], c["level"]] for c in found["changes"]}
    out = [f"{project}: {ours.get(project)}, Python {theirs.get(project)}"
           for project in sorted(ours.keys() | theirs.keys()) if ours.get(project) != theirs.get(project)]
    money, tonnes = int(figures["outstanding", None]["minor"]), figures["financed_pcaf", None]
    if list(ours) != list(theirs) and not out:
        out.append("changes in another order")
    if levels != plain["levels"]:
        out.append(f"levels: {levels}, Python {plain['levels']}")
    if money != plain["outstanding"]:
        out.append(f"outstanding: {money}, Python {plain['outstanding']}")
    if abs(tonnes - plain["financed"]) > 1e-12 * tonnes:
        out.append(f"financed: {tonnes}, Python {plain['financed']}")
    return out


def goalpost(value, item):
    worst, best = item["goalposts"]["worst"], item["goalposts"]["best"]
    return 1 + 99 * min(max((value - worst) / (best - worst), 0.0), 1.0)


def excepted(item, subject):
    for rule in item.get("not_for", ()):
        if rule["scheme"] == subject["sector"]["scheme"] and "technologies" not in rule:
            if any(subject["sector"]["code"].startswith(code) for code in rule["codes"]):
                return True
    return False


def owed(item, subject):
    """Does the sector owe the claim, whatever the technology?"""
    return any(rule["scheme"] == subject["sector"]["scheme"] and "technologies" not in rule
               and subject["sector"]["code"].startswith(code)
               for rule in item.get("owed_by", ()) for code in rule["codes"])


def ends(item, found):
    """The worst and the best score of one indicator."""
    if found is None or found["reason"] != "observed":
        values = [item["plausible"][end] for end in ("worst", "best")]
    else:
        values = [found[end] for end in ("value", "lo", "hi") if found[end] is not None]
    scores = [goalpost(value, item) for value in values]
    return min(scores), max(scores)


def on_scale(score):
    return min(max(score, 1.0), 100.0)


def bounds(model, record, found):
    """The score at both ends before gates, and how much of its weight was observed. Arithmetic in a pillar, geometric
    across: the shipped models' means."""
    whole, seen = [], 0.0
    for pillar in model["pillars"]:
        parts = []
        for item in pillar["indicators"]:
            answer = found.get(item["id"])
            away = answer is not None and answer["reason"] != "observed" and (
                answer["reason"] == "not_applicable" and not owed(item, record["subject"])
                or excepted(item, record["subject"]))
            if not away:
                share = 1 - (answer.get("unseen_share") or 0) if answer and answer["reason"] == "observed" else 0.0
                parts.append((item["weight"], ends(item, answer), share))
        if parts:
            weight = sum(w for w, _, _ in parts)
            sides = [on_scale(sum(w / weight * of[side] for w, of, _ in parts)) for side in (0, 1)]
            whole.append((pillar["weight"], sides, sum(w / weight * share for w, _, share in parts)))
    total = sum(w for w, _, _ in whole)
    if not whole:
        return 1.0, 100.0, 0.0
    lo, hi = (on_scale(math.exp(sum(w / total * math.log(sides[side]) for w, sides, _ in whole))) for side in (0, 1))
    return lo, hi, sum(w / total * share for w, _, share in whole)


def level_at(model, score):
    return max(name for name in range(5) if score + 1e-9 >= model["levels"][LEVELS[name]])


def states(model, found):
    return [(gate, found[gate["id"]]["gate"] if gate["id"] in found else "not_evaluated") for gate in model["gates"]]


def by_level(model, level, observed):
    return next(row["opinion"] for row in model["opinions"] if level >= LEVELS.index(row["level_at_least"])
                and observed + 1e-9 >= row["observed_at_least"])


def waits(gates, lo):
    """Is a gate open, and none of those that do not pass caps the score below its lower bound?"""
    shut = [(state, cap) for state, cap in gates if state != "passes"]
    return any(state == "not_evaluated" for state, _ in shut) and all(cap is None or cap >= lo for _, cap in shut)


def was_found(record):
    """Did the record find its level, and not only count what was not observed at its worst?"""
    gates = [(i["gate"], (i.get("gating") or {}).get("score_cap")) for i in record["indicators"] if i["use"] == "gate"]
    return record["opinion"]["value"] != "cannot_say" or (
        "too_little_observed" not in record.get("indicative_because", ()) and waits(gates, record["score"]["lo"]))


def rate(model, record):
    """Level by the lower bound, the opinion by both bounds, held down by gates, and whether the level was found."""
    found = {i["id"]: i for i in record["indicators"]}
    lo, hi, observed = bounds(model, record, found)
    said = [by_level(model, level_at(model, lo), observed), by_level(model, level_at(model, hi), 1.0)]
    score = lo
    for gate, state in states(model, found):
        if state != "passes":
            score = min(score, gate.get("score_cap", 100))
            said.append(gate["opinion_at_best"] if state == "fires" else gate["not_evaluated"])
    opinion = max(said, key=OPINIONS.index)
    enough = by_level(model, len(LEVELS) - 1, observed) != "cannot_say"
    gates = [(state, gate.get("score_cap")) for gate, state in states(model, found)]
    return LEVELS[level_at(model, score)], opinion != "cannot_say" or (enough and waits(gates, lo))


def main(store, path):
    with open(path, encoding="utf-8") as f:
        model = yaml.safe_load(f)
    changes, tonnes, amounts, at = [], [], [], collections.Counter()
    for project, name, body in sqlite3.connect(f"file:{store}?mode=ro", uri=True).execute(
            "SELECT project, id, body FROM ta_record ORDER BY seq"):
        if hashlib.sha256(body).hexdigest() != name:
            sys.exit(f"{project}: another body")
        record = json.loads(body)
        level, is_found = rate(model, record)
        before = record["score"]["level"]
        at[level] += 1
        amounts += [int(loan["outstanding"]["minor"]) for loan in record["subject"]["loans"]]
        tonnes += [i["value"] for i in record["indicators"]
                   if i["id"] == "financed_emissions" and i["value"] is not None]
        if (level if is_found else None) != (before if was_found(record) else None):
            changes.append([project, before, level])
    print(json.dumps({"changes": changes, "financed": math.fsum(tonnes), "levels": dict(at),
                      "outstanding": sum(amounts)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
