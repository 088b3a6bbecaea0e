#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Houses of San Salvador: `make FOLDER N` (projects.csv), `check FOLDER N [event]`: each record's expected
loss against numpy's. Houses and places are found by the functions of tests/oracle/hazard.py."""
import glob
import json
import math
import os
import pathlib
import sys

import h5py
import numpy as np

source = pathlib.Path(os.environ["TA_SOURCE"]) / "tests/oracle/hazard.py"
oracle = {"__name__": "oracle"}
exec(source.read_text("utf-8").split("\ndef run(")[0], oracle)


def pick(folder, most):
    """Every 30th house, so that wet and dry ones are among them."""
    return oracle["houses"](pathlib.Path(folder) / "FL_entity_Acelhuate_houses.xlsx", 30 * most)[::30][:most]


def make(folder, most):
    with open("projects.csv", "w", encoding="utf-8") as f:
        f.write("id,wkt,position_error_m\n")
        for i, (x, y, _) in enumerate(pick(folder, int(most))):
            d = 1e-5
            ring = ", ".join(f"{x + a * d!r} {y + b * d!r}" for a, b in
                             ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)))
            f.write(f'h{i},"POLYGON(({ring}))",1\n')


def wanted(folder, most, kind):
    with h5py.File(pathlib.Path(folder) / "Salvador_hazard_FL_2015.hdf5") as f:
        lon, lat = f["centroids/lon"][:], f["centroids/lat"][:]
        frequency, indptr = f["frequency"][:], f["intensity/indptr"][:]
        depth = np.zeros((len(frequency), len(lat)))
        for e in range(len(frequency)):
            part = slice(indptr[e], indptr[e + 1])
            depth[e, f["intensity/indices"][part]] = f["intensity/data"][part]
    order = np.argsort(-frequency)
    p = frequency[order]
    for x, y, _ in pick(folder, most):
        place = oracle["nearest"](lon, lat, x, y)
        if place == len(lat):
            yield "layer_absent", None
            continue
        water = depth[order, place]
        loss = np.interp(water, oracle["DEPTH"], oracle["SHARE"])
        if kind == "event":
            yield "observed", 100 * np.sum(p * loss)
            continue
        if (np.diff(water) < 0).any():
            yield "source_unavailable", None
            continue
        yield "observed", 100 * (np.sum((loss[1:] + loss[:-1]) / 2 * (p[:-1] - p[1:])) + p[-1] * loss[-1])


def newest(project):
    """The record that was sealed last."""
    records = [json.loads(pathlib.Path(p).read_text("utf-8")) for p in glob.glob(f"workspace/records/{project}/*.json")]
    return max(records, key=lambda r: r["envelope"]["seq"])["record"]


def check(folder, most, kind="exceedance"):
    wrong = wet = seen = 0
    for i, (reason, value) in enumerate(wanted(folder, int(most), kind)):
        record = newest(f"h{i}")
        found = next(x for x in record["indicators"] if x["id"] == "flood_expected_loss")
        same = found["reason"] == reason and (
            value is None or math.isclose(found["value"], value, rel_tol=1e-6, abs_tol=1e-9))
        if not same:
            print(f"h{i}: {found['reason']} {found['value']} {found['why']}, wanted {reason} {value}")
        wrong += not same
        seen += reason == "observed"
        wet += value is not None and value > 0
    print(f"{most} houses by {kind}: {seen} observed, {wet} lose something, {wrong} differ")
    return 1 if wrong or not wet else 0


sys.exit({"make": make, "check": check}[sys.argv[1]](*sys.argv[2:]))
