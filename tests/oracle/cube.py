#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Means of gridded weather over sites, held against numpy and GEOS.

Cells are built here from the centres, cut with the site by GEOS, and measured after moving to an
equal-area cylinder (longitude, sine of latitude) with edges cut small; times come from numpy.
Hurricane Florence's rain and a European wind storm are read where test data stands; the other
grids are written here, packed, permuted, with gaps, from 0 to 360, as netCDF and as HDF5.

usage: cube.py DRIVER SCRATCH
"""
import os
import pathlib
import subprocess
import sys

SKIP = 77
TINY = 1e-12
try:
    import h5py
    import numpy as np
    from osgeo import gdal, ogr
except ImportError as missing:
    print(f"skipped: no {missing.name}")
    sys.exit(SKIP)

gdal.UseExceptions()
ogr.UseExceptions()
failures = []


def polygon(rings):
    shape = ogr.Geometry(ogr.wkbPolygon)
    for ring in rings:
        line = ogr.Geometry(ogr.wkbLinearRing)
        for x, y in ring:
            line.AddPoint_2D(x, y)
        shape.AddGeometry(line)
    return shape


def area(shape):
    """On the unit sphere."""
    if shape.IsEmpty():
        return 0.0
    shape.Segmentize(0.002)
    total = 0.0
    parts = [shape] if shape.GetGeometryType() == ogr.wkbPolygon else [
        shape.GetGeometryRef(i) for i in range(shape.GetGeometryCount())]
    for part in parts:
        if part.GetGeometryType() != ogr.wkbPolygon:
            continue
        for k in range(part.GetGeometryCount()):
            points = np.radians(np.array(part.GetGeometryRef(k).GetPoints())[:, :2])
            x, y = points[:, 0] - points[0, 0], np.sin(points[:, 1])
            one = abs(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1])) / 2
            total += one if k == 0 else -one
    return total


def corners(centres):
    """[rows + 1, cols + 1] from [rows, cols]."""
    p = np.pad(centres, 1)
    p[0, 1:-1], p[-1, 1:-1] = 2 * p[1, 1:-1] - p[2, 1:-1], 2 * p[-2, 1:-1] - p[-3, 1:-1]
    p[:, 0], p[:, -1] = 2 * p[:, 1] - p[:, 2], 2 * p[:, -2] - p[:, -3]
    return (p[:-1, :-1] + p[1:, :-1] + p[:-1, 1:] + p[1:, 1:]) / 4


def shares(lon, lat, rings):
    site = polygon(rings)
    west, east, south, north = site.GetEnvelope()
    x, y = corners(lon), corners(lat)
    out = np.zeros(lon.shape)
    for r, c in np.ndindex(lon.shape):
        quad = [(x[r, c], y[r, c]), (x[r, c + 1], y[r, c + 1]),
                (x[r + 1, c + 1], y[r + 1, c + 1]), (x[r + 1, c], y[r + 1, c]),
                (x[r, c], y[r, c])]
        xs, ys = [p[0] for p in quad], [p[1] for p in quad]
        if max(xs) < west or min(xs) > east or max(ys) < south or min(ys) > north:
            continue
        out[r, c] = area(polygon([quad]).Intersection(site))
    return out / area(site)


def expected(share, values, least):
    lines = []
    for step in values:
        good = (share > TINY) & np.isfinite(step)
        weight = share[good].sum()
        enough = weight > 0 and weight >= least - 1e-9
        lines.append((np.sum(share[good] * step[good]) / weight if enough else np.nan, weight))
    return lines


def run(driver, path, variable, unit, declared, least, rings):
    text = "".join(" ".join(f"{v!r}" for p in ring for v in map(float, p)) + "\n"
                   for ring in rings)
    done = subprocess.run([driver, str(path), variable or "-", unit or "-", declared or "-",
                           str(least)], input=text, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout.splitlines(), done.stderr


def compare(name, driver, path, grid, rings, unit="mm", declared=None, least=1.0, factor=1.0,
            variable=None):
    lon, lat, times, values = grid
    share = shares(lon, lat, rings)
    code, lines, words = run(driver, path, variable, unit, declared, least, rings)
    if code != 0:
        failures.append(f"{name}: exit {code}: {words}")
        return
    _, cells, inside, *_ = lines[0].split()
    if abs(float(inside) - min(share.sum(), 1)) > 1e-8 or int(cells) != np.sum(share > TINY):
        failures.append(f"{name}: {lines[0]}, wanted {np.sum(share > TINY)} {share.sum()}")
    wanted = expected(share, values, least)
    if share.sum() == 0:
        wanted = []
    if len(lines) - 1 != len(wanted):
        failures.append(f"{name}: {len(lines) - 1} steps, wanted {len(wanted)}")
        return
    worst = 0.0
    for line, time, (value, weight) in zip(lines[1:], times, wanted):
        at, got, had = line.split()
        want = value * factor
        bad = abs(float(had) - min(weight, 1)) > 1e-8 or at != str(time) + "Z"
        if np.isnan(want) != np.isnan(float(got)):
            bad = True
        elif not np.isnan(want):
            error = abs(float(got) - want) / max(abs(want), 1e-3)
            worst, bad = max(worst, error), bad or error > 1e-8
        if bad:
            failures.append(f"{name}: {line}, wanted {time}Z {want} {weight}")
            return
    print(f"{name}: {np.sum(share > TINY)} cells, {len(wanted)} steps, worst {worst:.1e}")


def square(x, y, w, h):
    return [(x, y), (x + w, y), (x + w, y + h), (x, y + h), (x, y)]


def of_file(path, variable, lon, lat, origin, unit_hours):
    root = gdal.OpenEx(str(path), gdal.OF_MULTIDIM_RASTER).GetRootGroup()
    def read(name):
        return root.OpenMDArray(name).ReadAsArray().astype(float)
    x, y = read(lon), read(lat)
    if x.ndim == 1:
        x, y = np.meshgrid(x, y)
    array = root.OpenMDArray(variable)
    values = array.ReadAsArray().astype(float)
    nodata = array.GetNoDataValueAsDouble()
    if nodata is not None:
        values[values == nodata] = np.nan
    hours = read("time") * unit_hours
    times = np.datetime64(origin) + np.round(hours * 3600).astype("timedelta64[s]")
    return x, y, times, values


def real(driver, folder):
    path = folder / "florence_debian/test_stageiv_xyt.nc"
    grid = of_file(path, "Total_precipitation_surface_1_Hour_Accumulation", "lon", "lat",
                   "2001-12-31T23:00:00", 1)
    x, y = grid[0], grid[1]
    for name, rings, least in [
            ("Florence, a county", [square(-78.6, 34.4, 0.9, 0.7)], 1),
            ("Florence, with a hole", [square(-78.0, 34.0, 1.5, 1.2),
                                       square(-77.5, 34.4, 0.5, 0.5)], 0.5),
            ("Florence, a warehouse", [square(-77.9447, 34.2257, 0.002, 0.001)], 1),
            ("Florence, half off the rim", [square(x[0, 0] - 0.3, y[0, 0] - 0.3, 0.6, 0.6)], 0.2),
            ("Florence, the rim, all wanted", [square(x[0, 0] - 0.3, y[0, 0] - 0.3, 0.6, 0.6)], 1),
            ("Florence, off the grid", [square(10, 50, 1, 1)], 1),
            ("Florence, a star", [[(-79, 35), (-78.2, 35.1), (-78.1, 36), (-77.9, 35.1),
                                   (-77, 35), (-77.9, 34.9), (-78, 34.1), (-78.1, 34.9),
                                   (-79, 35)]], 0.9)]:
        compare(name, driver, path, grid, rings, least=least)
    path = folder / "florence_debian/bcsd_obs_1999.nc"
    grid = of_file(path, "pr", "longitude", "latitude", "1950-01-01T00:00:00", 24)
    compare("months of rain, unit declared", driver, path, grid, [square(-80, 34, 1.3, 1.1)],
            declared="mm", variable="pr")
    code, _, words = run(driver, path, "pr", "mm", None, 1, [square(-80, 34, 1, 1)])
    if code == 0 or "does not become mm" not in words:
        failures.append(f"mm/m taken for mm: {code} {words}")
    path = folder / "windstorm_europe/fp_lothar_crop-test.nc"
    grid = of_file(path, "max_wind_gust", "longitude", "latitude", "1999-12-24T19:00:00", 1)
    compare("Lothar", driver, path, grid, [square(5.1, 51.2, 0.4, 0.3)], unit="m/s")


def made_grid(rows, cols, steps, seed, packed, lon0=100.0):
    """A bent grid with gaps."""
    rng = np.random.default_rng(seed)
    c, r = np.meshgrid(np.arange(cols), np.arange(rows))
    lon = lon0 + 0.31 * c + 0.06 * r + 0.002 * r * c
    lat = 30 + 0.27 * r - 0.04 * c + 0.001 * c * c
    values = np.round(rng.gamma(0.7, 4.0, (steps, rows, cols)), 1)
    values[rng.random(values.shape) < 0.02] = np.nan
    times = np.datetime64("2024-02-28T00:00:00") + np.arange(steps) * np.timedelta64(6, "h")
    return lon, lat, times, values if packed else values.astype(np.float32).astype(float)


def write_netcdf(path, grid, order, packed):
    lon, lat, _, values = grid
    root = gdal.GetDriverByName("netCDF").CreateMultiDimensional(str(path)).GetRootGroup()
    size = {"t": values.shape[0], "y": lon.shape[0], "x": lon.shape[1]}
    dim = {d: root.CreateDimension({"t": "time", "y": "y", "x": "x"}[d], None, None, size[d])
           for d in "tyx"}
    real_type = gdal.ExtendedDataType.Create(gdal.GDT_Float64)
    for name, data, unit in (("lon", lon, "degrees_east"), ("lat", lat, "degrees_north")):
        array = root.CreateMDArray(name, [dim["x"], dim["y"]], real_type)
        array.SetUnit(unit)
        array.Write(np.ascontiguousarray(data.T))
    time = root.CreateMDArray("time", [dim["t"]], real_type)
    time.SetUnit("days since 2024-02-28")
    time.Write(np.arange(size["t"]) * 0.25)
    kind = gdal.ExtendedDataType.Create(gdal.GDT_Int16 if packed else gdal.GDT_Float32)
    rain = root.CreateMDArray("rain", [dim[d] for d in order], kind)
    rain.SetUnit("kg m**-2 s**-1")
    raw = values.copy()
    if packed:
        rain.SetScale(0.1)
        rain.SetOffset(3.0)
        rain.SetNoDataValueDouble(-999)
        attribute = rain.CreateAttribute("missing_value", [], kind)
        attribute.Write(-998)
        raw = np.round((values - 3.0) / 0.1)
        gaps = np.argwhere(np.isnan(raw))
        for i, at in enumerate(gaps):
            raw[tuple(at)] = -999 if i % 2 else -998
    else:
        raw[np.isnan(raw)] = 9.9692099683868690e+36
    raw = np.transpose(raw, ["tyx".index(d) for d in order])
    rain.Write(np.ascontiguousarray(raw.astype(np.int16 if packed else np.float32)))


def write_hdf5(path, lon, lat, values):
    with h5py.File(path, "w") as f:
        for name, data, unit in (("time", np.arange(len(values)), "hours since 2024-02-28 08:00 +8"),
                                 ("lat", lat, "degrees_north"), ("lon", lon, "degrees_east")):
            f[name] = data.astype(float)
            f[name].attrs["units"] = unit
            f[name].make_scale(name)
        f["gust"] = values
        f["gust"].attrs["units"] = "m s-1"
        f["gust"].attrs["_FillValue"] = -5.0
        for i, name in enumerate(("time", "lat", "lon")):
            f["gust"].dims[i].attach_scale(f[name])


def made(driver, scratch):
    seconds = 6 * 3600
    for seed, (order, packed) in enumerate([("tyx", False), ("xty", True), ("yxt", False),
                                            ("tyx", True), ("xyt", True)]):
        grid = made_grid(11 + seed, 9, 13, seed, packed)
        path = scratch / f"made{seed}.nc"
        write_netcdf(path, grid, order, packed)
        rings = [square(100.9, 30.8, 0.9 + seed * 0.1, 0.7)]
        for least in (1, 0.6):
            compare(f"{order}, {'packed' if packed else 'float'}, {least}", driver, path, grid,
                    rings, factor=seconds, least=least)
    rng = np.random.default_rng(7)
    lon, lat = np.arange(0, 360, 2.5), np.arange(-90, 90.1, 2.5)
    values = rng.random((4, len(lat), len(lon)))
    values[1, 40, :] = -5.0
    path = scratch / "global.h5"
    write_hdf5(path, lon, lat, values)
    values[values == -5.0] = np.nan
    turned = np.where(lon > 180, lon - 360, lon)
    first = np.argsort(turned)
    x, y = np.meshgrid(turned[first], lat)
    times = np.datetime64("2024-02-28T00:00:00") + np.arange(4) * np.timedelta64(1, "h")
    for name, rings in (("across Greenwich", [square(-4, 8, 9, 3)]),
                        ("the far west", [square(-170, 11, 7, 3)]),
                        ("a dot", [square(-0.4, 51.4, 0.01, 0.01)])):
        compare(f"0 to 360: {name}", driver, path, (x, y, times, values[:, :, first]), rings,
                unit="m/s")


def main(driver, scratch):
    scratch = pathlib.Path(scratch) / "test-cube-oracle"
    scratch.mkdir(exist_ok=True)
    made(driver, scratch)
    data = os.environ.get("TERRASSAY_TEST_DATA", "")
    if data:
        real(driver, pathlib.Path(data) / "data")
    else:
        print("skipped: no test data: real grids")
    for failure in failures:
        print("FAILED", failure)
    return 1 if failures else 0


sys.exit(main(sys.argv[1], sys.argv[2]))
