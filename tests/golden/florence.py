#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Hurricane Florence's hourly rain (NCEP Stage IV, 23 hours) by numpy, held against the program.

Some cells of the grid, the wettest first, become series; the largest sums over 1 to 23 hours are
taken with a cumulative sum, another way than the program's.

usage: florence.py GOLDEN, with TERRASSAY_TEST_DATA set
"""
import datetime
import os
import pathlib
import subprocess
import sys
import tempfile

SKIP = 77
try:
    import numpy as np
    from osgeo import gdal
except ImportError as missing:
    print(f"skipped: no {missing.name}")
    sys.exit(SKIP)

gdal.UseExceptions()
START = datetime.datetime(2018, 9, 13, 19, tzinfo=datetime.timezone.utc)
CELLS = 12
HOURS = (1, 3, 6, 12, 23)


def read(path):
    """Rain [hour, cell] in mm, cells with a gap left out, the wettest first."""
    grid = gdal.Open(f"NETCDF:{path}:Total_precipitation_surface_1_Hour_Accumulation")
    nodata = grid.GetRasterBand(1).GetNoDataValue()
    rain = grid.ReadAsArray().astype(float).reshape(grid.RasterCount, -1)
    good = np.isfinite(rain).all(axis=0) & (rain != nodata).all(axis=0) & (rain >= 0).all(axis=0)
    rain = rain[:, good]
    return rain[:, np.argsort(-rain.sum(axis=0))]


def gold(rain):
    lines = ["indicator extreme_rain", "source numpy, tests/golden/florence.py",
             "tolerance 1e-12"]
    for cell in range(0, rain.shape[1], rain.shape[1] // CELLS):
        values = rain[:, cell]
        total = np.concatenate([[0.0], np.cumsum(values)])
        lines += [f"file {cell}.csv", "time,value"]
        lines += [f"{(START + datetime.timedelta(hours=h)):%Y-%m-%dT%H:%M:%SZ},{float(v)!r}"
                  for h, v in enumerate(values)]
        lines.append("end")
        for hours in HOURS:
            most = max(total[i + hours] - total[i] for i in range(len(values) - hours + 1))
            lines += [f"case cell {cell}, {hours} hours", "date 2018-09-14",
                      f"input rain=@{cell}.csv", f"input hours={hours}", "input min_share=1",
                      f"expect value={float(most)!r}"]
        if cell == 0:
            print(f"wettest of {rain.shape[1]} cells: {total[-1]:.2f} mm in {len(values)} h")
    return "\n".join(lines) + "\n"


def main(golden):
    data = os.environ.get("TERRASSAY_TEST_DATA", "")
    path = pathlib.Path(data) / "data/florence_debian/test_stageiv_xyt.nc"
    if not data or not path.exists():
        print("skipped: no test data")
        return SKIP
    with tempfile.TemporaryDirectory() as scratch:
        target = pathlib.Path(scratch) / "florence.gold"
        target.write_text(gold(read(path)), encoding="utf-8")
        return subprocess.run([golden, str(target)], check=False).returncode


sys.exit(main(sys.argv[1]))
