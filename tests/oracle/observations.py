# SPDX-License-Identifier: Apache-2.0
"""Observation files, written by us, as h5py, ncdump and (where installed) xarray read them.

usage: observations.py DRIVER FOLDER"""
import math
import os
import random
import shutil
import subprocess
import sys

import h5py
import numpy as np

WORDS = ["scene", "processing", "layer", "mask", "tile", "offset_by", "unit", "chip_sha256"]
UNITS = {"red": "1", "lwir11": "K", "green": "count", "ndvi": "1"}
NUMBERS = ["inside", "clear_fraction", "cloud_fraction", "shadow_fraction", "snow_fraction",
           "count", "sum", "mean", "variance", "min", "max", "cell_area_m2"]
ORDER = ["project", "site", "time", "scene", "processing", "layer", "mask"]


def make_rows():
    pick = random.Random(7)
    rows = []
    for project in ("bank:a", "Bank-2", "z"):
        for site in range(1, 30):
            for look in range(7):
                for layer in UNITS:
                    empty = pick.random() < 0.2
                    row = {"project": project, "site": site, "scene": f"s2/Ü_{look}",
                           "processing": "0510", "layer": layer, "mask": "scl", "tile": "T37NBG",
                           "time": 1714521600000000 + look * 86400000000 + pick.randrange(9),
                           "chip_sha256": f"{pick.getrandbits(256):064x}",
                           "offset_by": "MTD", "unit": UNITS[layer], "simulated": pick.random() < 0.5}
                    for name in NUMBERS:
                        row[name] = math.nan if empty else pick.uniform(-1, 1)
                    rows.append(row)
    pick.shuffle(rows)
    return rows


def write(driver, path, rows):
    fields = ["project", "site", "scene", "processing", "layer", "mask", "tile", "time",
              *NUMBERS, "chip_sha256", "offset_by", "unit", "simulated"]
    text = "".join("\t".join(repr(row[f]) if isinstance(row[f], float) else str(int(row[f]))
                             if isinstance(row[f], bool) else str(row[f]) for f in fields) + "\n"
                   for row in rows)
    subprocess.run([driver, path], input=text, text=True, check=True, encoding="utf-8")


def texts(dataset):
    return [b"".join(row).rstrip(b"\0").split(b"\0")[0].decode() for row in dataset[...]]


def check_units(f):
    """Each row has a unit where CF's readers look: an ancillary variable that is there, and no units for all."""
    for name in ("sum", "mean", "variance", "min", "max"):
        said = {key: f[name].attrs[key].decode() for key in ("comment", "ancillary_variables")}
        assert said["ancillary_variables"] in f and "unit(n_unit)" in said["comment"], said
        assert ("square" in said["comment"]) == (name == "variance"), said
        assert "units" not in f[name].attrs, name
    assert sorted(texts(f["unit"])) == ["1", "K", "count"], texts(f["unit"])


def read_without_units(driver, path, found):
    """A file of before has no units, and is read all the same."""
    old = path + ".old"
    shutil.copyfile(path, old)
    with h5py.File(old, "r+") as f:
        for name in ("unit", "unit_index", "n_unit"):
            del f[name]
    for file, units in ((path, [row["unit"] for row in found]), (old, [""] * len(found))):
        out = subprocess.run([driver, "read", file], capture_output=True, text=True, check=True).stdout
        rows = [line.split("\t") for line in out.splitlines()]
        assert [row[1] for row in rows] == units, file
        assert all(same(float(row[0]), f["mean"]) for row, f in zip(rows, found)) and len(rows) == len(found)
    os.remove(old)


def read_by_h5py(path):
    with h5py.File(path, "r") as f:
        assert f.attrs["Conventions"].decode() == "CF-1.9", f.attrs["Conventions"]
        n = f["time"].shape[0]
        columns = {name: f[name][...] for name in NUMBERS + ["time", "simulated"]}
        for name in WORDS:
            words = texts(f[name])
            columns[name] = [words[i] for i in f[name + "_index"][...]]
        projects, sites = texts(f["project"]), f["site"][...]
        starts, sizes = f["row_start"][...], f["row_size"][...]
        assert list(starts) == [0, *np.cumsum(sizes)[:-1]] and sizes.sum() == n
        columns["project"] = np.repeat(projects, sizes)
        columns["site"] = np.repeat(sites, sizes)
        for name in NUMBERS:
            assert math.isnan(f[name].attrs["_FillValue"][0]), name
        check_units(f)
        for name, item in f.items():
            if name.startswith(("n_", "letters_")) or name == "row":
                continue
            assert item.attrs["long_name"], name
            assert item.compression == "gzip" and item.shuffle and item.fletcher32, name
            chunk = math.prod(item.chunks) * item.dtype.itemsize
            assert chunk < 2 ** 20, f"{name}: a chunk of {chunk} bytes"
            assert len(item.dims[0]) == 1, f"{name}: no dimension scale"
        return [{name: columns[name][i] for name in columns} for i in range(n)]


def same(a, b):
    return a == b or (isinstance(b, float) and math.isnan(a) and math.isnan(b))


def compare(wanted, found):
    assert len(wanted) == len(found), (len(wanted), len(found))
    wanted = sorted(wanted, key=lambda row: [row[name] if not isinstance(row[name], str)
                                             else row[name].encode() for name in ORDER])
    for w, f in zip(wanted, found):
        for name in w:
            assert same(f[name], w[name]), (name, f[name], w[name])


def read_by_ncdump(path, n):
    out = subprocess.run(["ncdump", "-h", path], capture_output=True, text=True, check=True).stdout
    for wanted in (f"row = {n} ;", "double mean(row) ;", 'cell_area_m2:units = "m2" ;',
                   'time:units = "microseconds since 1970-01-01T00:00:00Z" ;',
                   "mean:_FillValue = NaN ;", ':Conventions = "CF-1.9" ;',
                   "char scene(n_scene, letters_192) ;", "int64 row_size(n_site) ;"):
        assert wanted in out, f"ncdump does not show {wanted}\n{out}"


def read_by_xarray(path, found):
    try:
        import xarray
    except ImportError:
        print("skipped: this machine has no xarray")
        return
    with xarray.open_dataset(path) as data:
        assert np.array_equal(data["mean"].values, [row["mean"] for row in found], equal_nan=True)
        micro = data["time"].values.astype("datetime64[us]").astype("int64")
        assert list(micro) == [row["time"] for row in found]
        scenes = data["scene"].values.astype(str)
        index = data["scene_index"].values
        assert [str(scenes[i]).rstrip("\0") for i in index] == [row["scene"] for row in found]
        assert data["mean"].dims == ("row",)


def main(driver, folder):
    path = os.path.join(folder, "oracle-observations.h5")
    if os.path.exists(path):
        os.remove(path)
    rows = make_rows()
    write(driver, path, rows)
    found = read_by_h5py(path)
    compare(rows, found)
    read_without_units(driver, path, found)
    read_by_ncdump(path, len(rows))
    read_by_xarray(path, found)
    print(f"{len(rows)} rows in {os.path.getsize(path)} bytes agree")
    os.remove(path)


main(*sys.argv[1:])
