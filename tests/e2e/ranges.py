# SPDX-License-Identifier: Apache-2.0
"""Numbers out of their range, at import and in a store that is older than the range. See ranges.sh.

usage: ranges.py PROGRAM SOURCE, in the folder of a workspace with a key"""
import hashlib
import json
import re
import sqlite3
import subprocess
import sys

PROGRAM, SOURCE = sys.argv[1:]
NOW = ["--now", "2026-07-01"]
VALUES = [-1, -1e300, 1e300, 0, "NaN"]
REPORTED_MOST = 64
PERIOD = {"from": "2025-01-01", "to": "2025-12-31"}
ACTIVITY = {"emissions.scope1": "tCO2e", "emissions.scope2": "tCO2e", "emissions.avoided": "tCO2e",
            "emissions.removals": "tCO2e", "fuel.coking_coal": "t", "fuel_energy.diesel": "GJ",
            "fuel_cn.anthracite": "t", "gas_cn.natural_gas": "m3", "electricity.north": "MWh",
            "electricity_green.north": "MWh", "generation.black_coal": "MWh", "lifetime.scope1": "tCO2e"}
SECTOR = {f"sector_{of}.{scope}": "tCO2e/CNY" for of in ("revenue", "assets") for scope in ("scope1", "scope3")}
faults = []
sites = {}


def run(*words):
    done = subprocess.run([PROGRAM, *words, *NOW], capture_output=True, text=True, encoding="utf-8", check=False)
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")], done.stderr


def check(what, holds):
    if not holds:
        faults.append(what)


def specs():
    """Inputs from the project by their key: the indicator, its range and unit."""
    found, indicators = {}, []
    for row in run("indicator", "list", "--json")[1]:
        indicators.append(row["id"])
        for spec in run("indicator", "show", row["id"], "--json")[1][0]["inputs"]:
            if spec["from"] == "project" and spec["kind"] in ("number", "rows"):
                found.setdefault(spec["key"], []).append((row["id"], spec["lo"], spec["hi"], spec["unit"]))
    return found, indicators


def models(indicators):
    """Models that ask for every indicator there is."""
    with open(f"{SOURCE}/datasets/models/credit-3.yaml", encoding="utf-8") as f:
        text = f.read()
    others = [i for i in indicators if not re.search(rf"\bid: {i}\b", text)]
    rows = REPORTED_MOST - len(re.search(r"^reported:\n((?: .*\n)+)", text, re.M).group(1).splitlines())
    for n in range(0, len(others), rows):
        more = "".join(f"  - id: {i}\n" for i in others[n:n + rows])
        with open(f"all-{n}.yaml", "w", encoding="utf-8") as f:
            f.write(text.replace("reported:\n", "reported:\n" + more, 1))
        yield f"all-{n}.yaml"


def figures(found):
    """A figure of every name that is read, in its range."""
    out = {}
    for key, uses in found.items():
        name = key.partition(".")[2]
        if not key.startswith("declared.") or name.endswith((".days", ".ended")):
            continue
        unit = uses[0][3]
        yearly = unit.endswith("/year")
        out[name] = {"name": name, "value": max(1, *(lo for _, lo, _, _ in uses)),
                     "unit": unit[:-len("/year")] if yearly else unit, **(PERIOD if yearly else {})}
    for name, unit in {**ACTIVITY, **SECTOR, "sector_turnover": "1"}.items():
        out[name] = {"name": name, "value": 1, "unit": unit, "source": "x",
                     **({} if name.startswith("lifetime") else PERIOD)}
    return list(out.values())


def whole(found):
    """The properties of a project with every number that there is."""
    money = {"minor": "12500", "currency": "CNY"}
    stream = {"range_lo": -10, "range_hi": 500, "limit": 35, "interval_s": 3600, "moisture": 12, "reference_oxygen": 6,
              "potential": 800, "detection_limit": 3, "calibration_interval_days": 90, "longitude": 100.0, "latitude": 30.0}
    names = ("outstanding", "total_investment", "equity", "debt", "average_outstanding", "evic", "total_assets",
             "revenue", "property_value", "gdp_ppp")
    return {"country": "CN", "sector": {"scheme": "GB/T 4754-2017", "code": "4411"}, "position_error_m": 5, "site": 1,
            "loans": [{"id": "L", "asset_class": "project_finance", "as_of": "2025-12-31", "start": "2020-01-01",
                       **{name: money for name in names}}],
            "rates": [{"from": "USD", "to": "CNY", "value": 7.1, "on": "2025-12-31", "source": "x"}],
            "backing": [{"kind": "collateral", "amount": money}],
            "declared": [{**figure, "grade": 2} for figure in figures(found)],
            "datastreams": [{"device": "d", "name": "so2", "property": "so2", "unit": "mg/m3", "setting": "stack", **stream},
                            {"device": "d", "name": "flow", "property": "flow", "unit": "m3/h", "setting": "stack",
                             **stream}]}


def numbers(value, path=()):
    """Where a number stands: in money its minor units. Grades by the first alone: they are all alike."""
    if isinstance(value, dict):
        for key, below in value.items():
            if key == "grade" and path[1] > 0:
                continue
            yield from numbers(below, path + (key,))
    elif isinstance(value, list):
        for i, below in enumerate(value):
            yield from numbers(below, path + (i,))
    elif isinstance(value, (int, float)) or path[-1] == "minor":
        yield path


def spoil(properties, path, value):
    properties = json.loads(json.dumps(properties))  # nothing of it is shared
    at = properties
    for step in path[:-1]:
        at = at[step]
    if path[-1] == "minor" and value != "NaN":
        value = str(value) if abs(value) < 2 else str(int(value))
    at[path[-1]] = value
    return properties


def written(path):
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)[1:]


def collection(projects):
    features = []
    for name, properties in projects.items():
        sites[name] = n = sites.get(name, len(sites))  # each on land of its own
        west, south = 90 + n % 100 / 10, 25 + n // 100 / 10
        ring = [[west, south], [west + 0.01, south], [west + 0.01, south + 0.01], [west, south]]
        features.append({"type": "Feature", "properties": {"id": name, **properties},
                         "geometry": {"type": "Polygon", "coordinates": [ring]}})
    return {"type": "FeatureCollection", "features": features}


def limits_of(schema, found, properties, path):
    """What the schema and the indicators take there."""
    if path[-1] == "minor":
        return (-1e18 if path[-2] == "equity" else 0), 1e18
    if path[0] == "declared" and path[-1] == "value":
        name = properties["declared"][path[1]]["name"]
        uses = found.get(f"declared.{name}", [])
        if name in ACTIVITY:
            uses = uses + found["declared"]
        if name.startswith("sector_"):
            uses = [("", 0, 1e9, "")]
        return max(lo for _, lo, _, _ in uses), min(hi for _, _, hi, _ in uses)
    if path[-1] == "limit":
        return 0, 1e9
    owner = {"loans": "loan", "declared": "declared", "datastreams": "datastream", "rates": "rate",
             "backing": "backing"}.get(path[0], "site")
    member = schema["$defs"][owner]["properties"]["n" if path[0] == "site" else path[-1]]
    return member["minimum"], member["maximum"]


def records(model):
    """Of every project its indicators; each has a record, whatever it carries."""
    code, rows, words = run("assess", "--all", "--model", model, "--json")
    check(f"assess by {model}: exit {code}: {words[:400]}", code == 0)
    out = {}
    for row in rows:
        check(f"{row['project']} by {model}: {row.get('error')}", "path" in row)
        if "path" in row:
            with open(f"workspace/{row['path']}", encoding="utf-8") as f:
                out[row["project"]] = {i["id"]: i for i in json.load(f)["record"]["indicators"]}
    return out


def at_import(schema, found, properties, paths):
    """Each number as each value: in, or told with field, reason and mend. @return the ids that are in"""
    projects, wanted = {"whole": properties}, {}
    for p, path in enumerate(paths):
        for v, value in enumerate(VALUES):
            projects[f"p{p}-{v}"] = spoil(properties, path, value)
            lo, hi = limits_of(schema, found, properties, path)
            wanted[f"p{p}-{v}"] = path, value, value != "NaN" and lo <= value <= hi
    with open("ranges.geojson", "w", encoding="utf-8") as f:
        json.dump(collection(projects), f)
    code, rows, words = run("project", "import", "ranges.geojson", "--json")
    check(f"import: exit {code}: {words[:400]}", code == 3)
    inside = {row["project"] for row in rows if row["what"] == "added"}
    told = {}
    for row in rows:
        if row["what"] == "set aside":
            told.setdefault(row["project"], []).append(row)
    check(f"the whole project is out: {told.get('whole')}", "whole" in inside)
    for name, (path, value, good) in wanted.items():
        at = f"{written(path)} = {value}"
        check(f"{at}: in is {name in inside}, wanted {good}: {told.get(name)}", (name in inside) == good)
        for row in told.get(name, []):
            near = written(path).removesuffix(".minor").replace("site", "n")
            ours = row["field"].startswith(near) or near.startswith(row["field"])
            check(f"{at}: told as {row}", ours and row.get("mend") and row["words"])
    return inside


def keep(old, db, name, document):
    """The document as an older import would have kept it."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    sha = hashlib.sha256(text).hexdigest()
    kind = db.execute("SELECT kind FROM ta_document WHERE sha256 = ?", (old,)).fetchone()[0]
    db.execute("INSERT OR IGNORE INTO ta_document (sha256, kind, bytes) VALUES (?, ?, ?)", (sha, kind, text))
    db.execute("UPDATE ta_project SET document = ? WHERE id = ?", (sha, name))


def in_store(found, properties, paths):
    """Kept numbers out of range. @return by project: the figure's name, else the path's end"""
    late = [p for p in paths if p[-1] == "limit" or (p[0] == "declared" and p[-1] == "value")]
    wanted = {f"s{n}-{v}": (path, value) for n, path in enumerate(late) for v, value in enumerate((-1, 1e300))}
    with open("store.geojson", "w", encoding="utf-8") as f:
        json.dump(collection({name: properties for name in wanted}), f)
    code, _, words = run("project", "import", "store.geojson", "--json")
    check(f"import: exit {code}: {words[:400]}", code == 0)
    with sqlite3.connect("workspace/store.gpkg") as db:
        for name, (path, value) in wanted.items():
            sha, text = db.execute("SELECT sha256, bytes FROM ta_project JOIN ta_document ON document = sha256 "
                                   "WHERE id = ?", (name,)).fetchone()
            document = json.loads(text)
            named = [d["name"] for d in document["declared"]]
            if path[0] == "declared":
                path = ("declared", named.index(properties["declared"][path[1]]["name"]), "value")
            keep(sha, db, name, spoil(document, path, value))
    return wanted


def judge_store(found, properties, wanted, kept):
    for name, (path, value) in wanted.items():
        figure = properties["declared"][path[1]]["name"] if path[0] == "declared" else None
        for key, uses in found.items():
            if key not in (f"declared.{figure}", "declared" if figure in ACTIVITY else ""):
                continue
            for indicator, lo, hi, _ in uses:
                is_ = kept.get(name, {}).get(indicator)
                if is_ is None or lo <= value <= hi:
                    continue
                at = f"{figure} = {value} in {indicator}: {is_['reason']}, {is_['why']}"
                check(at, is_["reason"] != "observed")
                check(at, "is out of range: " in is_["why"] and "correct it in" in is_["why"])


def foreign(properties):
    """A figure in a currency that nobody converts: taken in, and none for who reads it."""
    dollars = json.loads(json.dumps(properties))
    next(d for d in dollars["declared"] if d["name"] == "ebitda")["unit"] = "USD"
    with open("foreign.geojson", "w", encoding="utf-8") as f:
        json.dump(collection({"dollars": dollars}), f)
    check("a figure in USD is refused", run("project", "import", "foreign.geojson")[0] == 0)


def judge_foreign(kept):
    is_ = kept.get("dollars", {}).get("carbon_price_stress")
    if is_ is None:
        return
    check(f"dollars: {is_['why']}", is_["reason"] != "observed" and
          'declared ebitda: "USD" cannot become CNY/year; state it in CNY/year' in is_["why"])


def main():
    with open(f"{SOURCE}/datasets/schema/project.schema.json", encoding="utf-8") as f:
        schema = json.load(f)
    found, indicators = specs()
    properties = whole(found)
    paths = list(numbers(properties))
    inside = at_import(schema, found, properties, paths)
    wanted = in_store(found, properties, paths)
    foreign(properties)
    inside.add("dollars")
    for model in models(indicators):
        kept = records(model)
        check(f"{len(kept)} records of {len(inside) + len(wanted)}", len(kept) == len(inside) + len(wanted))
        judge_store(found, properties, wanted, kept)
        judge_foreign(kept)
        for name in inside:
            for is_ in kept.get(name, {}).values():
                check(f"{name}: {is_['id']}: {is_['why']}", "is out of range" not in is_["why"])
    for fault in faults[:40]:
        print(fault)
    print(f"{len(paths)} numbers, {len(inside)} projects in, {len(wanted)} kept ones, {len(faults)} findings")
    sys.exit(1 if faults or len(paths) < 100 else 0)


main()
