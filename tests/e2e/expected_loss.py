#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""From what stands on a site to what a portfolio is expected to lose, by this script alone: hazard at the
site, damage, mean of a year, default and loss given default, sum over loans. Sites, maps and storms are
those of hazard_maps.py.

usage: expected_loss.py make
       expected_loss.py check pd|lgd PORTFOLIO.json
"""
import glob
import json
import math
import pathlib
import runpy
import sys

import numpy as np

maps = runpy.run_path(str(pathlib.Path(__file__).with_name("hazard_maps.py")))
YEARS, RATE, VOLATILITY = 5, 0.03, 0.25
HAIRCUT, FLOOR, SENSITIVITY = 0.30, 0.10, 5.0
# name: value on the site, assets, debt, collateral, exposure at default (CNY), insured %, stated loss, pd %, loans
CLIENTS = {
    "one": (40e6, 150e6, 100e6, 90e6, 70e6, 25, None, None, [60_000_000_00]),
    "wide": (80e6, 150e6, 100e6, 120e6, 100e6, None, 12e6, 2.0, [50_000_000_00, 25_000_000_00]),
    "two": (60e6, 220e6, 100e6, 50e6, 100e6, 50, 0.0, 1.0, [99_999_999_01]),
    "middle": (10e6, 130e6, 100e6, 60e6, 55e6, None, 5e6, 4.0, [33_333_333_33]),
    "dry": (20e6, 140e6, 100e6, 100e6, 60e6, None, None, None, [20_000_000_00]),
    "off": (20e6, 140e6, 100e6, 100e6, 60e6, None, 3e6, 1.5, [20_000_000_00]),
}
OWN_CURVE = {"middle"}  # houses in Europe, whatever the model says
EUROPE = [0, 0.25, 0.40, 0.50, 0.60, 0.75, 0.85, 0.95, 1]
NAMES = ("exposed_value", "assets", "debt", "collateral_value", "exposure_at_default")


def feature(name):
    *money, insured, stated, pd, loans = CLIENTS[name]
    declared = [{"name": n, "value": v, "unit": "CNY"} for n, v in zip(NAMES, money)]
    if name in OWN_CURVE:
        declared.append({"name": "flood_curve_region", "value": 1, "unit": "1"})
    if insured is not None:
        declared.append({"name": "insured_share", "value": insured, "unit": "%"})
    if stated is not None:
        declared.append({"name": "environmental_loss", "value": stated, "unit": "CNY"})
    if pd is not None:
        declared.append({"name": "pd", "value": pd, "unit": "%"})
    rings = []
    for cells in maps["SITES"][name]:
        w, s, e, n = maps["box"](*cells)
        rings.append([[[w, s], [e, s], [e, n], [w, n], [w, s]]])
    return [{"type": "Feature", "geometry": {"type": "Polygon", "coordinates": ring}, "properties": {
        "id": name, "position_error_m": 1, "client": {"id": "C-" + name}, "declared": declared,
        "loans": [{"id": f"{name}-{i}", "asset_class": "project_finance", "as_of": "2026-06-30",
                   "outstanding": {"minor": str(minor), "currency": "CNY"}} for i, minor in enumerate(loans)]}}
            for ring in rings]


def make():
    maps["make"]()
    features = [f for name in CLIENTS for f in feature(name)]
    pathlib.Path("projects.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))


# --- the chain ----------------------------------------------------------------------------

def a_year(name):
    """Floods and cyclones of an average year, % of the value, and both together; None when unknown."""
    sites = maps["SITES"][name]
    flood = maps["want_maps"](sites, protection=50)
    if name in OWN_CURVE:
        depth = maps["on_maps"](sites, False)
        flood = maps["expected"](maps["PERIODS"], np.interp(depth, maps["DEPTH"], EUROPE), 50)
    storm = maps["want_storms"](sites) if maps["reached"](sites) else None
    known = [x for x in (flood, storm) if x is not None]
    left = math.prod(1 - x / 100 for x in known)
    return flood, storm, 100 * (1 - left) if known else None


def normal(x):
    return 0.5 * math.erfc(-x / math.sqrt(2))


def merton(assets, debt):
    d2 = (math.log(assets / debt) + (RATE - VOLATILITY**2 / 2)) / VOLATILITY
    return normal(-d2)


def overlay(name, way):
    """Default and loss given default, shares; None where the record has none."""
    value, assets, debt, collateral, exposure, insured, stated, pd, _ = CLIENTS[name]
    loss = a_year(name)[2]
    uninsured = 1 - (insured or 0) / 100
    damage = None if loss is None else 1 - (1 - loss / 100 * uninsured) ** YEARS
    left = collateral * (1 - HAIRCUT) / exposure
    base = max(FLOOR, 1 - left)
    if way == "pd":  # all of it in the default, none in the collateral
        if loss is None:
            return None, base
        present = sum(value * loss / 100 * uninsured / (1 + RATE) ** k for k in range(YEARS))
        return merton(assets - present, debt), base
    lgd = base if damage is None else max(FLOOR, 1 - left * (1 - damage))
    if stated is None or pd is None:
        return None, lgd
    odds = pd / 100 / (1 - pd / 100) * math.exp(SENSITIVITY * stated / assets)
    return odds / (1 + odds), lgd


def answers(name):
    records = [json.loads(pathlib.Path(p).read_text("utf-8")) for p in glob.glob(f"workspace/records/{name}/*.json")]
    record = max(records, key=lambda r: r["envelope"]["seq"])["record"]
    return {x["id"]: x for x in record["indicators"]}, record


def near(found, wanted, scale=1.0):
    if wanted is None:
        return found["value"] is None
    return found["value"] is not None and math.isclose(found["value"], scale * wanted, rel_tol=1e-5, abs_tol=1e-9)


def check(way, portfolio):
    wrong = []
    total = covered = 0.0
    for name, client in CLIENTS.items():
        found, record = answers(name)
        flood, storm, loss = a_year(name)
        pd, lgd = overlay(name, way)
        for key, want, scale in (("flood_expected_loss", flood, 1), ("cyclone_expected_loss", storm, 1),
                                 ("expected_loss", loss, 1), ("stressed_pd", pd, 100), ("stressed_lgd", lgd, 100)):
            if not near(found[key], want, scale):
                wrong.append(f"{name} {key}: {found[key]['value']} ({found[key]['why']}), wanted {want} x {scale}")
        if loss is not None:
            money = next(d["value"] for d in found["expected_loss"]["details"] if d["name"] == "expected_loss")
            if not math.isclose(money, client[0] * loss / 100, rel_tol=1e-5, abs_tol=1e-6):
                wrong.append(f"{name}: {money} CNY a year")
            layers = [e["id"] for i, e in enumerate(record["evidence"]) if i in found["stressed_pd"]["evidence"]
                      and e["kind"] == "layer"]
            if pd is not None and layers != ["cyclone_winds", "flood_depths"]:
                wrong.append(f"{name}: the default rests on {layers}")
        if pd is not None:
            total += sum(client[-1]) / 100 * pd * lgd
            covered += sum(client[-1]) / 100
    document = json.loads(pathlib.Path(portfolio).read_text("utf-8"))
    figures = {f["figure"]: f for f in document["figures"] if f["currency"] == "CNY"}
    value = int(figures["expected_loss"]["value"]["minor"]) / 100
    if not math.isclose(value, total, rel_tol=1e-5, abs_tol=0.01):
        wrong.append(f"portfolio: {value}, wanted {total}")
    print("\n".join(wrong))
    print(f"{way}: {len(CLIENTS)} projects, {covered:.2f} CNY covered, {total:.2f} expected to be lost, "
          f"{len(wrong)} differ")
    return 1 if wrong or total == 0 else 0


if __name__ == "__main__":
    sys.exit({"make": make, "check": check}[sys.argv[1]](*sys.argv[2:]))
