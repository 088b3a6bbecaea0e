#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Vegetation loss at Kafa (Ethiopia) by numpy, held against the program.

166 Landsat NDVI dates of one stack; the site is its footprint less a pixel. The rule, written
once more from its words: the season is the 91 days that end on the date and the same days of
earlier years; window = this season, baseline = the five before; a cell counts with at least 3
clear looks in each; loss where median(window) - median(baseline) <= threshold. Asked twice: with all
cells alike, and with those within a pixel of the edge kept apart: then the others make value and
hectares, and the rim counts in the worst case only.

usage: kafa.py GOLDEN, with TERRASSAY_TEST_DATA set
"""
import csv
import datetime
import os
import pathlib
import subprocess
import sys
import tempfile
import warnings

SKIP = 77
try:
    import numpy as np
    from osgeo import gdal
except ImportError as missing:
    print(f"skipped: no {missing.name}")
    sys.exit(SKIP)

gdal.UseExceptions()
HA = 900 / 1e4
CASES = [datetime.date(2012, 12, 31), datetime.date(2011, 12, 31), datetime.date(2010, 6, 30)]
THRESHOLDS = [0.05, 0.10, 0.15, 0.20]


def read(folder):
    """(days, NDVI [look, cell], rim [cell]) by date, the outermost pixels left out; the rim is the next
    of them."""
    stack = gdal.Open(str(folder / "tura_landsat_ndvi_166dates.tif"))
    nodata = stack.GetRasterBand(1).GetNoDataValue()
    dn = stack.ReadAsArray()[:, 1:-1, 1:-1]
    with open(folder / "tura_band_dates.csv", newline="", encoding="utf-8") as f:
        days = [datetime.date.fromisoformat(row["date"]) for row in csv.DictReader(f)]
    order = sorted(range(len(days)), key=lambda i: days[i])
    values = np.where(dn == nodata, np.nan, dn / 10000.0).reshape(len(days), -1)
    rim = np.ones(dn.shape[1:], bool)
    rim[1:-1, 1:-1] = False
    return [days[i] for i in order], values[order], rim.ravel()


def season(day, date, half=45):
    """Years back of the season that `day` lies in, or None."""
    age = (date - day).days
    if age < 0:
        return None
    years = max(round((age - half) / 365.2425), 0)
    return years if abs(age - half - years * 365.2425) < half + 0.5 else None


def medians(values, looks):
    """Median of each cell over `looks`, NaN below 3 clear ones."""
    chosen = values[looks]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        middle = np.nanmedian(chosen, axis=0)
    return np.where(np.isfinite(chosen).sum(axis=0) >= 3, middle, np.nan)


def expected(days, values, date, rim):
    """What the record must say; `rim` marks the cells kept apart: none when all are alike."""
    number = [season(day, date) for day in days]
    window = medians(values, [i for i, n in enumerate(number) if n == 0])
    baseline = medians(values, [i for i, n in enumerate(number) if n in (1, 2, 3, 4, 5)])
    fall = window - baseline
    observed = np.isfinite(fall)
    vegetated = observed & (baseline >= 0.40)
    hidden = (~observed).sum()
    # medians of whole DNs differ by multiples of half a DN: the margin decides no cell
    lost = {t: vegetated & (fall <= -t + 1e-9) for t in THRESHOLDS}
    out = {"observed_ha": (observed & ~rim).sum() * HA,
           "vegetated_ha": (vegetated & ~rim).sum() * HA,
           "not_observed_ha": hidden * HA}
    for t in THRESHOLDS:
        out[f"loss_ha_at_{t:.2f}"] = (lost[t] & ~rim).sum() * HA
    if rim.any():
        out["interior_ha"], out["rim_cells_ha"] = (~rim).sum() * HA, rim.sum() * HA
        out["rim_loss_ha"] = (lost[0.10] & rim).sum() * HA
    share = min(observed.mean(), observed[~rim].mean())
    if share >= 0.6:
        inner, all_of_it = (vegetated & ~rim).sum() + hidden, vegetated.sum() + hidden
        loose = (lost[0.05] & ~rim).sum() + hidden
        out["value"] = 100 * out["loss_ha_at_0.10"] / out["vegetated_ha"]
        out["lo"] = 100 * (lost[0.15] & ~rim).sum() / all_of_it
        out["hi"] = 100 * max(loose / inner, (lost[0.05].sum() + hidden) / all_of_it)
    else:
        out["reason"] = "no_clear_look"
    return out


def gold(days, values, rim):
    keep = [i for i, day in enumerate(days) if day >= datetime.date(2004, 1, 1)]
    # one look may have two files of one day; a CSV column name stands once
    keep = [i for i in keep if i == 0 or days[i] != days[i - 1]]
    head = ",".join(["site,cell_area_m2,fraction,rim"] + [str(days[i]) for i in keep])
    lines = ["indicator vegetation_loss", "source numpy, tests/golden/kafa.py",
             "tolerance 1e-9", "file kafa.csv", head]
    for cell, edge in zip(values[keep].T, rim):
        lines.append(f"kafa/1,900,1,{int(edge)},"
                     + ",".join("" if np.isnan(v) else repr(float(v)) for v in cell))
    lines.append("end")
    for date in CASES:
        for apart in (1, 0):
            lines += [f"case {date} leave_out_rim={apart}", f"date {date}",
                      "input ndvi=@kafa.csv", f"input leave_out_rim={apart}"]
            want = expected(days, values, date, rim & (apart == 1))
            lines += [f"expect {key}={value}" for key, value in want.items()]
            print(date, f"leave_out_rim={apart}",
                  " ".join(f"{k}={v if isinstance(v, str) else round(v, 4)}"
                           for k, v in want.items()))
    return "\n".join(lines) + "\n"


def main(golden):
    data = os.environ.get("TERRASSAY_TEST_DATA", "")
    folder = pathlib.Path(data) / "data/ethiopia_kafa"
    if not data or not folder.exists():
        print("skipped: no test data")
        return SKIP
    days, values, rim = read(folder)
    assert len(days) == len(set(days)) == 166
    with tempfile.TemporaryDirectory() as scratch:
        path = pathlib.Path(scratch) / "kafa.gold"
        path.write_text(gold(days, values, rim), encoding="utf-8")
        return subprocess.run([golden, str(path)], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
