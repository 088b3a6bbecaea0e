# SPDX-License-Identifier: Apache-2.0
"""Reference folders through the command line. usage: reference.py PROGRAM REFERENCE"""
import csv
import json
import subprocess
import sys

PROGRAM, REFERENCE = sys.argv[1:]
FAULTS = []


def run(*args):
    told = subprocess.run([PROGRAM, *args, "--json"], capture_output=True, text=True, check=False)
    if told.returncode != 0:
        sys.exit(f"{' '.join(args)}: {told.stderr}")
    return [json.loads(line) for line in told.stdout.splitlines()]


def compute(indicator, date, *inputs):
    answer = run("indicator", "compute", indicator, *inputs, "--date", date)[0]
    return answer, {d["name"]: d["value"] for d in answer["details"]}


def rows(name):
    with open(f"{REFERENCE}/{name}", encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def write(name, lines):
    with open(name, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


def want(what, got, expected):
    if got is None or abs(got - expected) > 1e-9 * max(1, abs(expected)):
        FAULTS.append(f"{what}: {got}, wanted {expected}")


def pcaf():
    """Tables 5-12 and 5-13: three projects come to the published sums."""
    members = ("scope1", "scope2", "scope3", "removals", "credits_retired", "credits_generated")
    total = dict.fromkeys(members, 0)
    for row in (r for r in rows("pcaf/tables_5_12_13.csv") if r["attribution"]):
        write("activity.csv", ["name,amount"] + [f"emissions.{m},{row[m]}" for m in members
                                                 if m in ("scope1", "scope2") or float(row[m]) > 0])
        write("loan.csv", ["name,asset_class,outstanding,equity,debt",
                           f"L,1,{100 * float(row['attribution'])},40,60"])
        _, detail = compute("financed_emissions", "2026-06-30", "loans=@loan.csv",
                            "activity=@activity.csv")
        for m in members:
            total[m] += detail.get(f"financed_{m}", 0)
    published = (6100, 1260, 10000, 2200, 7250, 600)
    for m, expected in zip(members, published):
        want(f"PCAF {m}", total[m], expected)
    for row in rows("pcaf/data_quality_project_finance.csv"):
        shown = run("table", "show", "pcaf_data_quality", "project_finance", row["option"])
        want(f"PCAF option {row['option']}", shown[0]["value"], float(row["score"]))


def jrc():
    """Each curve at each of its depths, as the damage of a return period."""
    sector = {"Residential buildings": 1, "Commercial buildings": 2, "Industrial buildings": 3,
              "Transport": 4, "Infrastructure roads": 5, "Agriculture": 6}
    region = ("Europe", "North America", "Central & South America", "Asia", "Africa", "Oceania",
              "Global")
    table, checked = rows("jrc_flood/jrc_depth_damage.csv"), 0
    for name, s in sector.items():
        curve = [r for r in table if r["Type"] == name]
        write("depths.csv", ["name,period,depth"] + [f"d{i},{10 * (i + 1)},{r['Flood depth [m]']}"
                                                     for i, r in enumerate(curve)])
        for n, where in enumerate(region, 1):
            column = f"{where}_Mean"
            if any(r[column] == "" for r in curve):
                continue
            _, detail = compute("flood_expected_loss", "2026-06-30", "depths=@depths.csv",
                                f"sector={s}", f"region={n}")
            for i, r in enumerate(curve):
                if float(r["Flood depth [m]"]) == 0:
                    continue  # dry is no damage, though North America's cellars say otherwise
                want(f"{name} {where} {r['Flood depth [m]']} m",
                     detail.get(f"damage_in_{10 * (i + 1)}_years"), 100 * float(r[column]))
                checked += 1
    if checked < 200:
        FAULTS.append(f"JRC: only {checked} points")


def water():
    """Water at the limits of a class is of that class."""
    item = {"溶解氧": "do", "高锰酸盐指数": "codmn", "化学需氧量": "cod", "五日生化需氧量": "bod5",
            "氨氮": "nh3n", "总磷_河流": "tp", "铜": "cu", "锌": "zn", "氟化物": "fluoride",
            "汞": "hg", "镉": "cd", "石油类": "oil", "硫化物": "sulfide", "粪大肠菌群": "coliform"}
    with open(f"{REFERENCE}/water/GB_3838_2002.json", encoding="utf-8-sig") as file:
        factors = json.load(file)
    lake = {**item, "总磷_湖库": "tp", "总氮": "tn"}
    del lake["总磷_河流"]
    for body, items in (("river", item), ("lake", lake)):
        for k in range(5):
            lines, expected = ["name,value"], {}
            for factor, name in items.items():
                limits = [float(x["LimitValue"]) for x in factors[factor]["Limits"]]
                lines.append(f"{name},{limits[k]!r}")
                expected[name] = limits.index(limits[k]) + 1  # the best class with that limit
            write("measured.csv", lines)
            _, detail = compute("surface_water_class", "2026-04-01", f"water_body={body}",
                                "measured=@measured.csv")
            for name, cls in expected.items():
                want(f"water of a {body}, {name} at the limit of class {k + 1}",
                     detail.get(f"class_{name}"), cls)


def gwp():
    """Every gas of the table, in every report that the folder has a column of: as `table show` has it."""
    gas, checked = {r["Species"]: r for r in rows("gwp/globalwarmingpotentials.csv")}, 0
    ours = {"CO2": None, "CH4_fossil": None, "CH4_nonfossil": None}  # of another table, or by definition
    for report in ("SAR", "TAR", "AR4", "AR5", "AR5_ccf", "AR6"):
        column = f"{report.replace('_', '').upper()}GWP100"
        found = set()
        for shown in run("table", "show", "gwp100", report):
            name = shown["keys"]["gas"]
            if name in ours:
                continue
            want(f"{report} {name}", shown["value"], float(gas[name][column]))
            found.add(name)
            checked += 1
        if not {"CH4", "N2O", "SF6"} <= found:
            FAULTS.append(f"GWP of {report}: only {sorted(found)}")
    if checked < 100:
        FAULTS.append(f"GWP: only {checked} values")


pcaf()
jrc()
water()
gwp()
print("\n".join(FAULTS[:20]))
sys.exit(1 if FAULTS else 0)
