# SPDX-License-Identifier: Apache-2.0
"""The days of a Beijing station: split into series, and compared with a computation of its own.

usage: beijing.py split DATA     writes so2.csv ... pm25.csv (UTC; CO in mg/m3)
       beijing.py compare DATA   reads own, now, later, transition, final .jsonl

Means are fractions of whole micrograms, so that a half is a half; breakpoints and limits are those of
reference/aqi, read a second time from the standards.
"""
import csv
import datetime
import json
import math
import sys
from fractions import Fraction

import numpy as np

COLUMN = {"so2": "SO2", "no2": "NO2", "co": "CO", "o3": "O3", "pm10": "PM10", "pm25": "PM2.5"}
AVERAGE = {item: "8h" if item == "o3" else "24h" for item in COLUMN}
FIRST = datetime.date(2013, 3, 1)


def station(data):
    """Micrograms by item: [days][24], NaN where NA. Whole numbers and tenths."""
    path = f"{data}/data/beijing_prsa/PRSA_Data_Aotizhongxin_20130301-20170228.csv"
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    out = {item: np.full((len(rows) // 24, 24), np.nan) for item in COLUMN}
    for row in rows:
        day = (datetime.date(int(row["year"]), int(row["month"]), int(row["day"])) - FIRST).days
        for item, name in COLUMN.items():
            if row[name] != "NA":
                out[item][day, int(row["hour"])] = float(row[name])
    return out


def split(data):
    start = datetime.datetime(2013, 3, 1) - datetime.timedelta(hours=8)
    for item, values in station(data).items():
        with open(f"{item}.csv", "w", encoding="utf-8") as file:
            file.write("time,value\n")
            for hour, value in enumerate(values.ravel()):
                if not math.isnan(value):
                    time = start + datetime.timedelta(hours=hour)
                    shown = value / 1000 if item == "co" else value
                    file.write(f"{time:%Y-%m-%dT%H:%M:%SZ},{shown!r}\n")


def exact(value):
    return Fraction(repr(float(value)))


def mean(values):
    known = [exact(v) for v in values if not math.isnan(v)]
    return sum(known) / len(known) if known else None, len(known)


def day_value(item, hours):
    """Micrograms: daily mean of at least 20 hours, or greatest of at least 14 8-hour means."""
    if item != "o3":
        value, n = mean(hours)
        return value if n >= 20 else None
    windows = [mean(hours[end - 8:end]) for end in range(8, 25)]
    good = [value for value, n in windows if n >= 6]
    return max(good) if len(good) >= 14 else None


def half_even(value, places):
    scale = 10 ** places
    return Fraction(round(value * scale), scale)  # Python rounds fractions half to even


def table(data, name, item):
    with open(f"{data}/reference/aqi/{name}", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    column = next(c for c in rows[0] if c.startswith(f"{item}_{AVERAGE[item]}"))
    return [(int(r["iaqi"]), Fraction(r[column])) for r in rows
            if r[column].strip() not in ("", "NA", "b", "c")]


def index(points, item, micrograms, since_2026):
    """IAQI, or None where the rule gives none."""
    value = half_even(micrograms / 1000, 1) if item == "co" else half_even(micrograms, 0)
    for (i0, c0), (i1, c1) in zip(points, points[1:]):
        if c0 <= value <= c1:
            return math.ceil(i0 + (i1 - i0) * (value - c0) / (c1 - c0))
    if points[-1][0] == 500:
        return 500
    return 300 if since_2026 else None


def one_hour_ozone(data, name, hours, since_2026):
    """Speaks where eight hours give no index (2012: above 800)."""
    known = [v for v in hours if not math.isnan(v)]
    if len(known) < 20:
        return None
    with open(f"{data}/reference/aqi/{name}", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    points = [(int(r["iaqi"]), Fraction(r["o3_1h_ugm3"])) for r in rows]
    return index(points, "o3", exact(max(known)), since_2026)


def expected_index(data, values, name, since_2026):
    points = {item: table(data, name, item) for item in COLUMN}
    out = []
    for day in range(len(values["so2"])):
        found = []
        for item in COLUMN:
            value = day_value(item, values[item][day])
            got = None if value is None else index(points[item], item, value, since_2026)
            if item == "o3" and got is None:
                got = one_hour_ozone(data, name, values[item][day], since_2026)
            if got is not None:
                found.append(got)
        out.append(max(found) if found else None)
    return out


def expected_ratio(data, values, column):
    with open(f"{data}/reference/aqi/gb3095_2026_table1.csv", encoding="utf-8", newline="") as file:
        rows = {(r["pollutant"].lower().replace(".", ""), r["averaging"]): r for r in csv.DictReader(file)}
    limit = {}
    for item in COLUMN:
        key = (item, "24h") if item != "o3" else next(k for k in rows if k[0] == "o3" and "8h" in k[1])
        limit[item] = Fraction(rows[key][column]) * (1000 if item == "co" else 1)
    out = []
    for day in range(len(values["so2"])):
        ratios = [day_value(i, values[i][day]) / limit[i] for i in COLUMN
                  if day_value(i, values[i][day]) is not None]
        out.append((float(max(ratios)), sum(r > 1 for r in ratios)) if ratios else None)
    return out


def read(name):
    with open(f"{name}.jsonl", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def compare(data):
    values = station(data)
    days = len(values["so2"])
    faults, seen = [], {}
    for name, source, since in (("own", "hj633_2012_table1.csv", False),
                                ("now", "hj633_2026_table3.csv", True),
                                ("later", "hj633_2026_table3.csv", True)):
        want, got = expected_index(data, values, source, since), read(name)
        seen[name] = [row["value"] for row in got]
        faults += [f"{name} {row['date']}: {row['value']}, wanted {w}" for row, w in zip(got, want)
                   if row["value"] != w]
        faults += [] if len(got) == days else [f"{name}: {len(got)} days of {days}"]
    for name, column in (("transition", "transition_L2"), ("final", "final_L2")):
        want, got = expected_ratio(data, values, column), read(name)
        for row, w in zip(got, want):
            above = next((d["value"] for d in row["details"] if d["name"] == "above_limit"), None)
            if w is None and row["value"] is not None or w is not None and (
                    abs(row["value"] - w[0]) > 1e-9 * w[0] or above != w[1]):
                faults.append(f"{name} {row['date']}: {row['value']} ({above}), wanted {w}")
        broken = sum(row["value"] is not None and row["value"] > 1 for row in got)
        print(f"{name}: {broken} of {days} days break a level 2 daily limit of GB 3095-2026")
    for name, index_of in seen.items():
        known = [v for v in index_of if v is not None]
        print(f"{name}: {len(known)} days, mean {np.mean(known):.1f}, above 100 on "
              f"{sum(v > 100 for v in known)}")
    changed = sum(a != b for a, b in zip(seen["own"], seen["now"]))
    print(f"{changed} days have another index under the rule of 2026")
    print("\n".join(faults[:20]))
    sys.exit(1 if faults or changed < 100 else 0)


{"split": split, "compare": compare}[sys.argv[1]](sys.argv[2])
