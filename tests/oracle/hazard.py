#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Floods of San Salvador: expected annual loss of each house, by numpy and h5py against the program.

Houses come from the workbook beside the hazard set; the nearest place is found here by brute force
over a window, the loss by numpy's interpolation and trapezoids.

usage: hazard.py DRIVER SCRATCH, with TERRASSAY_TEST_DATA set
"""
import os
import pathlib
import re
import subprocess
import sys
import zipfile
import xml.etree.ElementTree as tree

SKIP = 77
try:
    import h5py
    import numpy as np
except ImportError as missing:
    print(f"skipped: no {missing.name}")
    sys.exit(SKIP)

NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
DEPTH = [0, 0.5, 1, 1.5, 2, 3, 4, 5, 6]
SHARE = [0, 0.490885951, 0.711294067, 0.842026011, 0.949369096, 0.983636977, 1, 1, 1]
REACH_M = 100


def houses(path, most):
    """Longitude, latitude and value of each row of the first sheet."""
    with zipfile.ZipFile(path) as book:
        words = ["".join(t.text or "" for t in item.iter(NS + "t"))
                 for item in tree.fromstring(book.read("xl/sharedStrings.xml"))]
        sheet = tree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    rows, head = [], None
    for row in sheet.iter(NS + "row"):
        cells = {}
        for cell in row:
            value = cell.find(NS + "v")
            if value is None:
                continue
            text = words[int(value.text)] if cell.get("t") == "s" else value.text
            cells[re.sub(r"\d", "", cell.get("r"))] = text
        if head is None:
            head = {text.strip().lower(): column for column, text in cells.items()}
            continue
        try:
            rows.append([float(cells[head[name]]) for name in ("longitude", "latitude", "value")])
        except (KeyError, ValueError):
            continue
        if len(rows) == most:
            break
    return np.array(rows)


def nearest(lon, lat, x, y):
    close = np.where(np.abs(lat - y) < 0.002)[0]
    if len(close) == 0:
        return len(lat)
    u = np.sin(np.radians(lat[close] - y) / 2)
    v = np.sin(np.radians(lon[close] - x) / 2)
    h = u**2 + np.cos(np.radians(y)) * np.cos(np.radians(lat[close])) * v**2
    d = 2 * 6371000 * np.arcsin(np.sqrt(h))
    best = np.argmin(d)
    return close[best] if d[best] <= REACH_M else len(lat)


def run(driver, path, kind, tail, points):
    text = "".join(f"{x!r} {y!r}\n" for x, y, _ in points.tolist())
    done = subprocess.run([driver, str(path), kind, tail, str(REACH_M)], input=text,
                          capture_output=True, text=True, check=True)
    return np.array([[float(v) for v in line.split()] for line in done.stdout.splitlines()])


def write(path, **other):
    """A small set of two events on three places, spoilt by what is given."""
    whole = {"intensity/data": [1.0, 2.0, 0.5], "intensity/indices": [0, 2, 1],
             "intensity/indptr": [0, 2, 3], "frequency": [0.1, 0.01],
             "centroids/lon": [0.0, 0.001, 0.002], "centroids/lat": [10.0, 10.0, 10.0]}
    whole.update({key.replace("__", "/"): value for key, value in other.items()})
    with h5py.File(path, "w") as f:
        for name, value in whole.items():
            if value is not None:
                f[name] = np.array(value, dtype=np.int32 if name[-1] in "sr" else float)


def broken(driver, scratch):
    """How many broken sets were taken for whole ones."""
    spoilt = [("whole", {}), ("point outside", {"intensity__indices": [0, 3, 1]}),
              ("points out of order", {"intensity__indices": [2, 0, 1]}),
              ("below zero", {"intensity__indices": [-1, 2, 1]}),
              ("rows backwards", {"intensity__indptr": [0, 3, 2]}),
              ("rows too long", {"intensity__indptr": [0, 2, 900]}),
              ("one frequency", {"frequency": [0.1]}), ("no chance", {"frequency": [0.1, 0.0]}),
              ("depth of nothing", {"intensity__data": [1.0, float("nan"), 0.5]}),
              ("beyond the pole", {"centroids__lat": [10.0, 100.0, 10.0]}),
              ("places lacking", {"centroids__lon": [0.0]}),
              ("no matrix", {"intensity__data": None})]
    wrong = 0
    for name, other in spoilt:
        path = scratch / "spoilt.h5"
        write(path, **other)
        done = subprocess.run([driver, str(path), "event", "0", "1000"], input="0.0 10.0\n",
                              capture_output=True, text=True, check=False)
        taken = done.returncode == 0
        if taken != (name == "whole") or (not taken and done.returncode != 65):
            print(f"FAILED {name}: exit {done.returncode} {done.stderr}")
            wrong += 1
    print(f"{len(spoilt) - 1} broken sets, {wrong} not refused")
    return wrong


def main(driver, scratch):
    scratch = pathlib.Path(scratch) / "test-hazard-oracle"
    scratch.mkdir(exist_ok=True)
    if broken(driver, scratch):
        return 1
    data = os.environ.get("TERRASSAY_TEST_DATA", "")
    folder = pathlib.Path(data) / "data/sansalvador_flood"
    if not data or not folder.exists():
        print("skipped: no test data")
        return SKIP
    path = folder / "Salvador_hazard_FL_2015.hdf5"
    with h5py.File(path) as f:
        lon, lat = f["centroids/lon"][:], f["centroids/lat"][:]
        frequency, indptr = f["frequency"][:], f["intensity/indptr"][:]
        matrix = np.zeros((len(frequency), len(lat) + 1))
        for e in range(len(frequency)):
            part = slice(indptr[e], indptr[e + 1])
            matrix[e, f["intensity/indices"][part]] = f["intensity/data"][part]
    points = houses(folder / "FL_entity_Acelhuate_houses.xlsx", 1500)
    place = np.array([nearest(lon, lat, x, y) for x, y, _ in points])
    share = np.interp(matrix[:, place], DEPTH, SHARE)
    order = np.argsort(-frequency)
    p, loss = frequency[order], share[order]
    falls = (np.diff(loss, axis=0) < 0).any(axis=0)
    mean = np.sum((loss[1:] + loss[:-1]) / 2 * (p[:-1] - p[1:])[:, None], axis=0)
    wanted = {("exceedance", "0"): mean, ("exceedance", "1"): mean + p[-1] * loss[-1],
              ("event", "0"): np.sum(frequency[:, None] * share, axis=0)}
    bad = 0
    for (kind, tail), want in wanted.items():
        got = run(driver, path, kind, tail, points)
        want = np.where(place == len(lat), np.nan, want)
        if kind == "exceedance":
            want = np.where(falls, np.nan, want)
        same = np.isnan(got[:, 1]) == np.isnan(want)
        near = np.abs(got[:, 1] - want) <= 1e-12
        wrong = np.sum((got[:, 0] != place) | ~same | ~(near | np.isnan(want)))
        total = np.nansum(want * points[:, 2])
        print(f"{kind}, tail {tail}: {len(points)} houses worth {points[:, 2].sum():.0f}, "
              f"{np.sum(want > 0)} lose something, {np.sum(falls)} where maps fall with the period, "
              f"expected loss {total:.0f} a year ({100 * total / points[:, 2].sum():.2f} %), "
              f"{wrong} differ")
        bad += wrong
    return 1 if bad or len(points) < 1000 else 0


sys.exit(main(sys.argv[1], sys.argv[2]))
