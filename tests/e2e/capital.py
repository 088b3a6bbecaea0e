#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Capital of corporate exposures by this script alone, on the default and the loss given default of
expected_loss.py.

usage: capital.py make
       capital.py check pd|lgd PORTFOLIO.json
       capital.py page PAGE.html
"""
import html
import json
import math
import pathlib
import re
import runpy
import sys
from statistics import NormalDist

losses = runpy.run_path(str(pathlib.Path(__file__).with_name("expected_loss.py")))
CLIENTS, NORMAL = losses["CLIENTS"], NormalDist()
MATURITY, FLOOR_PD, GRADE_99_9 = 3, 0.0005, 0.999


def capital(pd, lgd):
    """CRE31.5: share of the exposure."""
    pd = max(pd, FLOOR_PD)
    weight = (1 - math.exp(-50 * pd)) / (1 - math.exp(-50))
    correlation = 0.12 * weight + 0.24 * (1 - weight)
    slope = (0.11852 - 0.05478 * math.log(pd)) ** 2
    worst = NORMAL.cdf((NORMAL.inv_cdf(pd) + math.sqrt(correlation) * NORMAL.inv_cdf(GRADE_99_9))
                       / math.sqrt(1 - correlation))
    return lgd * (worst - pd) * (1 + (MATURITY - 2.5) * slope) / (1 - 1.5 * slope)


def check(way, portfolio):
    wrong, total, without, known = [], 0.0, 0.0, 0
    for name, client in CLIENTS.items():
        found, record = losses["answers"](name)
        pd, lgd = losses["overlay"](name, way)
        own, exposure = found["capital_requirement"], client[4]
        if pd is None:
            without += exposure
            if own["value"] is not None:
                wrong.append(f"{name}: capital {own['value']} of a default that nobody knows")
            continue
        known += 1
        want = capital(pd, lgd)
        total += want * exposure
        if own["value"] is None or not math.isclose(own["value"], 100 * want, rel_tol=1e-5):
            wrong.append(f"{name}: {own['value']} ({own['why']}), wanted {100 * want}")
            continue
        detail = {d["name"]: d["value"] for d in own["details"]}
        for key, value in (("pd_taken", 100 * max(pd, FLOOR_PD)), ("lgd_taken", 100 * lgd), ("risk_weight", 1250 * want)):
            if not math.isclose(detail[key], value, rel_tol=1e-5):
                wrong.append(f"{name} {key}: {detail[key]}, wanted {value}")
        layers = [record["evidence"][i]["id"] for i in own["evidence"] if record["evidence"][i]["kind"] == "layer"]
        if name == "wide" and sorted(layers) != ["cyclone_winds", "flood_depths"]:
            wrong.append(f"{name}: the capital rests on {layers}")
    document = json.loads(pathlib.Path(portfolio).read_text("utf-8"))
    figures = {f["figure"]: f for f in document["figures"] if f["currency"] == "CNY"}
    wrong += losses["compared"](figures, "capital_requirement", total)
    wrong += losses["compared"](figures, "capital_uncovered", without)
    print("\n".join(wrong))
    print(f"{way}: capital of {known} projects, {total:.2f} CNY; {without:.2f} without; {len(wrong)} differ")
    return 1 if wrong or known < 3 or (way == "lgd") != (without > 0) else 0


def page(path):
    """The page says the record's own figure, to the digits that it shows."""
    value = losses["answers"]("wide")[0]["capital_requirement"]["value"]
    text = html.unescape(re.sub(r"<[^>]*>", " ", pathlib.Path(path).read_text("utf-8")))
    shown = [float(x) for x in re.findall(r"(?<![\d.])(\d+\.\d+)\s*%", text)]
    near = [x for x in shown if math.isclose(x, value, rel_tol=5e-3)]
    print(f"{path}: {value} as {near[:3]}")
    return 0 if near else 1


if __name__ == "__main__":
    sys.exit({"make": losses["make"], "check": check, "page": page}[sys.argv[1]](*sys.argv[2:]))
