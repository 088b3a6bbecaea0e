#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Hazard sheets: maps, tiles and points that this script draws, and the same losses by numpy.

usage: hazard_maps.py make                  files, sheets, projects.csv
       hazard_maps.py check CASE            records in workspace/ against numpy, CASE as in CASES
       hazard_maps.py broken                broken.txt: sheet, then the words it must be refused with
"""
import glob
import json
import math
import pathlib
import sys

import numpy as np
from osgeo import gdal, osr

gdal.UseExceptions()
N, STEP, WEST, NORTH = 60, 0.001, 100.0, 10.06
PERIODS = [10, 50, 100, 500]
BLANK = -9999.0
DEPTH = [0, 0.5, 1, 1.5, 2, 3, 4, 5, 6]  # JRC, residential, Central and South America
SHARE = [0, 0.490885951, 0.711294067, 0.842026011, 0.949369096, 0.983636977, 1, 1, 1]
THRESHOLD, HALF, HALF_TDR = 25.7, 80.2, 112.8  # cyclones, China's mainland


def depths():
    """[period][row][column], rising with the period; a dry corner and one without data."""
    rng = np.random.default_rng(5)
    base = rng.uniform(0.2, 1.5, (N, N))
    maps = np.array([base * f for f in (0.4, 1.0, 1.3, 2.2)]).astype(np.float32)
    maps[:, :20, :20] = 0.0
    maps[:, 40:, 40:] = BLANK
    maps[0, 20:30, 20:30] = 0.0  # wet from the 50 years' flood on
    return maps


def write(path, bands, west=WEST, north=NORTH, step=STEP, epsg=4326, nodata=BLANK):
    bands = np.atleast_3d(np.array(bands)) if np.ndim(bands) == 2 else np.array(bands)
    if bands.shape[2:] == (1,):
        bands = bands.transpose(2, 0, 1)
    out = gdal.GetDriverByName("GTiff").Create(path, bands.shape[2], bands.shape[1], bands.shape[0],
                                               gdal.GDT_Float32, ["TILED=YES", "COMPRESS=DEFLATE"])
    out.SetGeoTransform([west, step, 0, north, 0, -step])
    if epsg:
        crs = osr.SpatialReference()
        crs.ImportFromEPSG(epsg)
        out.SetProjection(crs.ExportToWkt())
    for i, band in enumerate(bands):
        if nodata is not None:
            out.GetRasterBand(i + 1).SetNoDataValue(nodata)
        out.GetRasterBand(i + 1).WriteArray(band)
    out = None


def box(c0, r0, c1, r1):
    """From column c0, row r0 to c1, r1, in cells, fractions allowed: lon, lat."""
    return WEST + c0 * STEP, NORTH - r1 * STEP, WEST + c1 * STEP, NORTH - r0 * STEP


# name: sites in cells of the map
SITES = {
    "one": [(25.2, 5.3, 25.8, 5.8)],            # within one cell
    "wide": [(22.5, 22.5, 31.5, 27.5)],         # touches 10 x 6 cells
    "two": [(30.1, 10.1, 32.9, 12.9), (50.2, 3.2, 51.1, 3.9)],
    "dry": [(3.5, 3.5, 9.5, 9.5)],
    "blank": [(45.5, 45.5, 47.5, 47.5)],
    "mostly": [(30.0, 42.0, 40.3, 44.0)],       # 2.9 % of it lies in cells without data
    "partly": [(35.0, 42.0, 45.0, 44.0)],       # half
    "off": [(70.0, 10.0, 72.0, 12.0)],
    "edge": [(55.0, 10.0, 65.0, 12.0)],         # half of it off the map
    "middle": [(28.5, 30.5, 31.5, 31.5)],       # across the two tiles
}


def projects():
    with open("projects.csv", "w", encoding="utf-8") as f:
        f.write("id,wkt,position_error_m\n")
        for name, sites in SITES.items():
            for cells in sites:
                w, s, e, n = box(*cells)
                f.write(f'{name},"POLYGON(({w!r} {s!r},{e!r} {s!r},{e!r} {n!r},{w!r} {n!r},{w!r} {s!r}))",1\n')


def head(frequency="exceedance", unit="m", **more):
    text = f"schema: terrassay/hazard/1\nfrequency: {frequency}\nunit: {unit}\nscenario: SSP5-8.5\nyear: 2050\n"
    return text + "".join(f"{k}: {v}\n" for k, v in more.items())


def sheet(path, text):
    pathlib.Path(path).write_text(text, "utf-8")


def listed(rows):
    return "maps:\n" + "".join("  - {" + ", ".join(f"{k}: {v}" for k, v in r.items()) + "}\n" for r in rows)


def points():
    """Places on a grid of their own, with depths by period, in centimetres."""
    rng = np.random.default_rng(6)
    lon, lat = np.meshgrid(WEST + 0.0005 + 0.01 * np.arange(6), NORTH - 0.0005 - 0.01 * np.arange(6))
    base = rng.uniform(10, 120, lon.size)
    return lon.ravel(), lat.ravel(), np.array([base * f for f in (0.0, 1.0, 1.4, 2.5)])


def storms(n=200):
    """Winds (m/s) of many events at the same places; half of the places are left out of each."""
    rng = np.random.default_rng(7)
    lon, lat, _ = points()
    wind = rng.uniform(15, 75, (n, lon.size)) * (rng.uniform(0, 1, (n, lon.size)) < 0.5)
    return lon, lat, rng.uniform(0.001, 0.02, n), wind


def make():
    maps = depths()
    for p, band in zip(PERIODS, maps):
        write(f"rp{p}.tif", band)
    write("stack.tif", maps)
    write("west.tif", maps[:, :, :30])
    write("east.tif", maps[:, :, 30:], west=WEST + 30 * STEP)
    pathlib.Path("below").mkdir(exist_ok=True)
    write("below/utm.tif", np.full((4, 400, 400), 1.0) * np.array([0.2, 0.4, 0.8, 1.6])[:, None, None],
          west=609000, north=1112500, step=30, epsg=32647)
    files = [{"period": p, "file": f"rp{p}.tif"} for p in PERIODS]
    sheet("maps.yaml", head() + listed(files))
    sheet("dry.yaml", head(nodata="dry") + listed(files))
    sheet("bands.yaml", head(protection_years=50) +
          listed([{"period": p, "file": "stack.tif", "band": i + 1} for i, p in enumerate(PERIODS)][::-1]))
    sheet("tiles.yaml", head() + listed([{"period": p, "file": f"{side}.tif", "band": i + 1}
                                          for i, p in enumerate(PERIODS) for side in ("west", "east")]))
    sheet("utm.yaml", head() + listed([{"period": p, "file": "below/utm.tif", "band": i + 1}
                                        for i, p in enumerate(PERIODS)]))
    sheet("events.yaml", head("event") + listed([{"frequency": 1 / p, "file": f"rp{p}.tif"} for p in PERIODS]))
    lon, lat, depth = points()
    rows = [f"{x:.7f},{y:.7f},{p},{depth[k, i]!r}" for i, (x, y) in enumerate(zip(lon, lat))
            for k, p in enumerate(PERIODS)]
    sheet("points.csv", "lon,lat,period,intensity\n" + "\n".join(rows[::-1]) + "\n")
    sheet("points.yaml", head(unit="cm", reach_m=900) + "points: points.csv\n")
    lon, lat, frequency, wind = storms()
    rows = [f"{lon[i]:.7f},{lat[i]:.7f},s{k},{frequency[k]!r},{wind[k, i] * 3.6!r}"
            for k in range(len(frequency)) for i in range(lon.size) if wind[k, i] > 0]
    sheet("storms.csv", "lon,lat,event,frequency,intensity\n" + "\n".join(rows) + "\n")
    sheet("storms.yaml", head("event", "km/h", reach_m=900) + "points: storms.csv\n")
    projects()


# --- the same by numpy --------------------------------------------------------------------

def share_of(depth):
    return np.interp(depth, DEPTH, SHARE)


def expected(periods, loss, protection=0.0):
    """Trapezoids over exceedance probability with the last loss for all that is rarer."""
    t, y = np.array(periods, float), np.array(loss, float)
    if protection > t[0]:
        y = np.concatenate([[np.interp(protection, t, y)], y[t > protection]])
        t = np.concatenate([[protection], t[t > protection]])
    p = 1 / t
    return 100 * (np.sum((y[1:] + y[:-1]) / 2 * (p[:-1] - p[1:])) + p[-1] * y[-1])


def cells(c0, r0, c1, r1):
    """Cells and the share of the box that lies in each; None off the map."""
    area = (c1 - c0) * (r1 - r0)
    for r in range(math.floor(r0), math.ceil(r1)):
        for c in range(math.floor(c0), math.ceil(c1)):
            share = (min(c1, c + 1) - max(c0, c)) * (min(r1, r + 1) - max(r0, r)) / area
            if share > 1e-9:
                yield r, c, share, 0 <= r < N and 0 <= c < N


def on_maps(sites, dry):
    """Largest depth of each period, or the reason why there is none."""
    maps, most = depths(), np.zeros(len(PERIODS))
    for site in sites:
        known = blank = 0.0
        for r, c, share, there in cells(*site):
            if there and maps[0, r, c] == BLANK:
                blank += share
            elif there:
                known += share
                most = np.maximum(most, maps[:, r, c])
        if known + blank < 0.95 or known + (blank if dry else 0) < 0.95:
            return None
    return most


def at_points(sites, lon, lat, reach):
    """Places that speak for each site: those in its box, or the nearest within reach."""
    for site in sites:
        w, s, e, n = box(*site)
        inside = np.where((lon >= w) & (lon <= e) & (lat >= s) & (lat <= n))[0]
        if len(inside) == 0:
            x, y = (w + e) / 2, (s + n) / 2
            u, v = np.sin(np.radians(lat - y) / 2), np.sin(np.radians(lon - x) / 2)
            d = 2 * 6371000 * np.arcsin(np.sqrt(u**2 + np.cos(np.radians(y)) * np.cos(np.radians(lat)) * v**2))
            if d.min() > reach:
                return None
            inside = np.array([d.argmin()])
        yield inside


def want_maps(sites, dry=False, protection=0.0, event=False):
    most = on_maps(sites, dry)
    if most is None:
        return None
    if event:
        return 100 * np.sum(share_of(most) / np.array(PERIODS))
    return expected(PERIODS, share_of(most), protection)


def want_points(sites):
    lon, lat, depth = points()
    most = np.zeros(len(PERIODS))
    for found in list(at_points(sites, lon, lat, 900)):
        most = np.maximum(most, depth[:, found].max(axis=1) / 100)
    return expected(PERIODS, share_of(most))


def want_storms(sites, half=HALF):
    lon, lat, frequency, wind = storms()
    most = np.zeros(len(frequency))
    for found in list(at_points(sites, lon, lat, 900)):
        most = np.maximum(most, wind[:, found].max(axis=1))
    v = np.maximum(most - THRESHOLD, 0) / (half - THRESHOLD)
    return 100 * np.sum(frequency * v**3 / (1 + v**3))


def reached(sites):
    lon, lat, _ = points()
    found = list(at_points(sites, lon, lat, 900))
    return len(found) == len(sites)


CASES = {
    "maps": ("flood_expected_loss", want_maps),
    "dry": ("flood_expected_loss", lambda s: want_maps(s, dry=True)),
    "bands": ("flood_expected_loss", lambda s: want_maps(s, protection=50)),
    "tiles": ("flood_expected_loss", want_maps),
    "events": ("flood_expected_loss", lambda s: want_maps(s, event=True)),
    "utm": ("flood_expected_loss", lambda s: expected(PERIODS, share_of([0.2, 0.4, 0.8, 1.6]))),
    "points": ("flood_expected_loss", lambda s: want_points(s) if reached(s) else None),
    "storms": ("cyclone_expected_loss", lambda s: want_storms(s) if reached(s) else None),
}


def check(case):
    indicator, want = CASES[case]
    wrong = observed = lost = 0
    for name, sites in SITES.items():
        newest = max(glob.glob(f"workspace/records/{name}/*.json"), key=lambda p: json.loads(
            pathlib.Path(p).read_text("utf-8"))["envelope"]["seq"])
        record = json.loads(pathlib.Path(newest).read_text("utf-8"))["record"]
        found = next(x for x in record["indicators"] if x["id"] == indicator)
        value = want(sites)
        same = (found["reason"] == "layer_absent") if value is None else (
            found["reason"] == "observed" and math.isclose(found["value"], value, rel_tol=1e-5, abs_tol=1e-9)
            and "scenario SSP5-8.5, 2050" in found["why"])
        if not same:
            print(f"{case} {name}: {found['reason']} {found['value']} ({found['why']}), wanted {value}")
        wrong += not same
        observed += value is not None
        lost += value is not None and value > 0
    print(f"{case}: {len(SITES)} projects, {observed} observed, {lost} lose something, {wrong} differ")
    return 1 if wrong or lost == 0 else 0


# --- broken -------------------------------------------------------------------------------

def broken():
    """Sheets and tables that must be refused, each with what the refusal says."""
    one = [{"period": 10, "file": "rp10.tif"}]
    write("nowhere.tif", depths()[0], epsg=None)
    data = pathlib.Path("rp10.tif").read_bytes()
    pathlib.Path("short.tif").write_bytes(data[:100])
    pathlib.Path("words.tif").write_text("no raster at all")
    good = "lon,lat,period,intensity\n1,1,10,0.5\n1,1,50,0.6\n2,2,10,0.1\n2,2,50,0.2\n"
    event = "lon,lat,event,frequency,intensity\n1,1,a,0.1,0.5\n2,2,a,0.1,0.5\n"
    tables = [(good.replace("intensity", "depth"), "depth"), ("lon,lat,period\n1,1,10\n", 'no column "intensity"'),
              (good + "1,1,10,0.7\n", "stands twice"), (good.replace("2,2,50,0.2\n", ""), "2, 2 has no row.*50 years"),
              (good.replace("0.6", "-0.6"), "intensity.*-0.6 lies outside"), (good.replace("1,1,", "1,91,"), "91"),
              (good.replace(",50,", ",1,"), "period.*1 lies outside"), (good.replace("0.6", "deep"), "deep"),
              ("lon,lat,period,intensity\n", "no rows"), (good.replace("0.6", "inf"), "inf")]
    events = [(event.replace("2,2,a,0.1", "2,2,a,0.2"), "a has two frequencies"),
              (event.replace("0.1", "0"), "frequency.*0 lies outside"), (event.replace(",a,", ",,"), "name"),
              (good, "period")]
    sheets = [(head() + listed([{"period": 10, "file": "absent.tif"}]), "absent.tif"),
              (head() + listed([{"period": 1, "file": "rp10.tif"}]), "period: wanted"),
              (head() + listed([{"frequency": 0.1, "file": "rp10.tif"}]), "has its period"),
              (head("event") + listed(one), "has its frequency"),
              (head() + listed(one) + "points: points.csv\n", "maps and points"),
              (head() + listed([{"period": 10, "file": "../rp10.tif"}]), "beside this one"),
              (head() + listed([{"period": 10, "file": "/etc/passwd"}]), "beside this one"),
              (head() + listed([{"period": 10, "file": "stack.tif", "band": 9}]), "no band 9"),
              (head() + listed([{"period": 10, "file": "nowhere.tif"}]), "no place or no CRS"),
              (head() + listed([{"period": 10, "file": "short.tif"}]), "short.tif"),
              (head() + listed([{"period": 10, "file": "words.tif"}]), "words.tif"),
              (head(unit="kg") + listed(one), '"kg" cannot become m'),
              (head(unit="bananas") + listed(one), "bananas"),
              (head(depth="x") + listed(one), "depth"),
              (head().replace("year: 2050\n", "") + listed(one), "year"),
              (head().replace("scenario: SSP5-8.5\n", "") + listed(one), "scenario"),
              (head(nodata="zero") + listed(one), "nodata|zero"),
              (head(reach_m=9) + listed(one), "reach_m: belongs to points"),
              (head() + "points: points.csv\n", "reach_m"),
              (head(nodata="dry", reach_m=9) + "points: points.csv\n", "nodata: belongs to maps"),
              (head() + "maps: []\n", "maps: wanted 1 to"),
              (head() + listed([{"period": 10 + i, "file": "rp10.tif"} for i in range(33)]), "33 return periods"),
              ("schema: terrassay/hazard/2\n", "schema|hazard/2"), ("[1, 2", "broken")]
    sheets += [(head(reach_m=100) + f"points: bad{i}.csv\n", words) for i, (_, words) in enumerate(tables)]
    sheets += [(head("event", reach_m=100) + f"points: odd{i}.csv\n", words) for i, (_, words) in enumerate(events)]
    for i, (text, _) in enumerate(tables):
        sheet(f"bad{i}.csv", text)
    for i, (text, _) in enumerate(events):
        sheet(f"odd{i}.csv", text)
    with open("broken.txt", "w", encoding="utf-8") as f:
        for i, (text, words) in enumerate(sheets):
            sheet(f"broken{i}.yaml", text)
            f.write(f"broken{i}.yaml\t{words}\n")


if __name__ == "__main__":
    sys.exit({"make": make, "check": check, "broken": broken}[sys.argv[1]](*sys.argv[2:]))
