#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""From what stands on a site to what a portfolio is expected to lose, by this script alone: hazard at the
site, damage, mean of a year, default and loss given default, sum over loans. Sites, maps and storms are
those of hazard_maps.py.

usage: expected_loss.py make
       expected_loss.py check pd|lgd PORTFOLIO.json
       expected_loss.py less PORTFOLIO.json PORTFOLIO.json
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
WORST_FLOOD, WORST_STORM, WORST_PD, WORST_LGD = 8, 4, 6, 10  # % a year, as the models declare them
# name: value on the site, assets, debt, collateral, exposure at default (CNY), insured %, stated loss, pd %, loans
# A stated loss may be the damage by hazards: it is then not taken of the collateral, and goes once.
KIND = {"middle": 1, "off": 2}  # 1 hazards, 2 other; wide leaves it open, which counts as hazards
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
    if name in KIND:
        declared.append({"name": "environmental_loss_kind", "value": KIND[name], "unit": "1"})
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
    worst = (WORST_FLOOD if flood is None else flood, WORST_STORM if storm is None else storm)
    both = [100 * (1 - math.prod(1 - x / 100 for x in of)) for of in (known, worst)]
    return flood, storm, *(both if known else (None, None))


def normal(x):
    return 0.5 * math.erfc(-x / math.sqrt(2))


def merton(assets, debt):
    d2 = (math.log(assets / debt) + (RATE - VOLATILITY**2 / 2)) / VOLATILITY
    return normal(-d2)


def overlay(name, way):
    """Default and loss given default, shares; None where the record has none."""
    value, assets, debt, collateral, exposure, insured, stated, pd, _ = CLIENTS[name]
    loss = a_year(name)[3]
    uninsured = 1 - (insured or 0) / 100
    damage = 1 - (1 - (WORST_LGD if loss is None else loss) / 100 * uninsured) ** YEARS
    left = collateral * (1 - HAIRCUT) / exposure
    if way == "pd":  # what is exposed in the default, what of the collateral lies outside it here
        beyond = max(FLOOR, 1 - left * (1 - damage * max(0, 1 - value / collateral)))
        a_year_of = WORST_PD if loss is None else loss
        present = sum(value * a_year_of / 100 * uninsured / (1 + RATE) ** k for k in range(YEARS))
        return merton(assets - present, debt), beyond
    if stated is None or pd is None:
        return None, max(FLOOR, 1 - left * (1 - damage))
    once = 0 if KIND.get(name) == 2 else stated / collateral
    lgd = max(FLOOR, 1 - left * (1 - max(0, damage - once)))
    odds = pd / 100 / (1 - pd / 100) * math.exp(SENSITIVITY * stated / assets)
    return odds / (1 + odds), lgd


def undamaged(name, way):
    """Default times loss given default before any hazard."""
    _, assets, debt, collateral, exposure, _, _, pd, _ = CLIENTS[name]
    return (merton(assets, debt) if way == "pd" else pd / 100) * max(FLOOR, 1 - collateral * (1 - HAIRCUT) / exposure)


def answers(name):
    records = [json.loads(pathlib.Path(p).read_text("utf-8")) for p in glob.glob(f"workspace/records/{name}/*.json")]
    record = max(records, key=lambda r: r["envelope"]["seq"])["record"]
    return {x["id"]: x for x in record["indicators"]}, record


def near(found, wanted, scale=1.0):
    if wanted is None:
        return found["value"] is None
    return found["value"] is not None and math.isclose(found["value"], scale * wanted, rel_tol=1e-5, abs_tol=1e-9)


def compared(figures, key, want):
    if want == 0:
        return [f"{key} is there"] if key in figures else []
    value = int(figures[key]["value"]["minor"]) / 100
    return [] if math.isclose(value, want, rel_tol=1e-5, abs_tol=0.01) else [f"portfolio {key}: {value}, wanted {want}"]


def less(*portfolios):
    """The second was made of less evidence: nothing in it may be better for that."""
    more, few = ({f["figure"]: int(f["value"]["minor"]) for f in json.loads(pathlib.Path(p).read_text("utf-8"))["figures"]
                  if f["currency"] == "CNY" and f["section"] == "losses" and isinstance(f["value"], dict)}
                 for p in portfolios)
    print(more, few)
    return 0 if all(few[f"expected_loss_{k}"] >= more[f"expected_loss_{k}"] for k in ("most", "stressed")) and more != few else 1


def check(way, portfolio):
    wrong = []
    total = covered = most = least = uncovered = before = 0.0
    for name, client in CLIENTS.items():
        found, record = answers(name)
        flood, storm, loss, _ = a_year(name)
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
        amount = client[4]  # the exposure at default that is stated, whatever is drawn of it
        # ends are those of the record; a default that nobody can tell is certain
        hi, lo = ([(found[key][end] if found[key][end] is not None else found[key]["value"] or 0) / 100
                   for key in ("stressed_pd", "stressed_lgd")] for end in ("hi", "lo"))
        if pd is None:
            most += amount * hi[1]
            uncovered += amount
        else:
            total += amount * pd * lgd
            covered += amount
            most += amount * hi[0] * hi[1]
            least += amount * lo[0] * lo[1]
            before += amount * undamaged(name, way)
    document = json.loads(pathlib.Path(portfolio).read_text("utf-8"))
    figures = {f["figure"]: f for f in document["figures"] if f["currency"] == "CNY"}
    wrong += [w for key, want in (("stressed", total), ("most", most), ("least", least), ("uncovered", uncovered), ("base", before),
                                            ("by_outstanding", 0))
              for w in compared(figures, "expected_loss_" + key, want)]
    print("\n".join(wrong))
    print(f"{way}: {len(CLIENTS)} projects, {covered:.2f} CNY covered, {total:.2f} expected to be lost, "
          f"{len(wrong)} differ")
    return 1 if wrong or total == 0 else 0


if __name__ == "__main__":
    sys.exit({"make": make, "check": check, "less": less}[sys.argv[1]](*sys.argv[2:]))
