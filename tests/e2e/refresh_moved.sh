#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A scene that lay at a wrong place, by its item or by its file, and lies at the right one now: its looks and chips
# come off the sites that it does not lie on, and what old records name stays. One that no site lay on is placed
# again once its file changed, and with --rehash in any case. All scenes are simulated.
need_modules osgeo numpy
cat >make.py <<'PY'
"""make.py FOLDER NAME DAY METRES [item|none]: a scene so far east; by its item alone, or nowhere."""
import json, os, pathlib, sys
import numpy
from osgeo import gdal, osr
gdal.UseExceptions()
X, Y, SIDE, N = 500000.0, 4000000.0, 10.0, 60
folder, name, day, east = sys.argv[1:5]
how = sys.argv[5] if len(sys.argv) > 5 else "file"
path = pathlib.Path(folder)
path.mkdir(exist_ok=True)
utm = osr.SpatialReference()
utm.ImportFromEPSG(32650)
x = X + float(east)
if how != "item" or not (path / f"{name}.tif").exists():
    file = gdal.GetDriverByName("GTiff").Create(str(path / f"{name}.tif"), N, N, 1, gdal.GDT_Float32)
    if how == "file":
        file.SetGeoTransform((x, SIDE, 0, Y, 0, -SIDE))
        file.SetProjection(utm.ExportToWkt())
    file.GetRasterBand(1).WriteArray(numpy.arange(N * N, dtype="f4").reshape(N, N) / (N * N))
    file = None
placed = {"proj:code": "EPSG:32650", "proj:transform": [SIDE, 0, x, 0, -SIDE, Y], "proj:shape": [N, N]}
item = {"type": "Feature", "stac_version": "1.1.0", "id": name, "collection": "c", "geometry": None, "links": [],
        "properties": {"datetime": f"{day}T00:00:00Z", "terrassay:mask": "applied", "terrassay:simulated": True,
                       **json.loads(os.environ.get("MORE", "{}")), **(placed if how == "item" else {})},
        "assets": {"ndvi": {"href": name + ".tif", "terrassay:index": "ndvi", "bands": [{}]}}}
(path / f"{name}.json").write_text(json.dumps(item), encoding="utf-8")
ring = "({0} {2},{1} {2},{1} {3},{0} {3},{0} {2})"
lines = [f'{i},{i},"POLYGON({ring.format(X + at + 200, X + at + 400, Y - 200, Y - 400)})"'
         for i, at in (("pa", 0), ("pb", 100000))]
pathlib.Path("sites.csv").write_text("id,name,wkt\n" + "\n".join(lines) + "\n", encoding="utf-8")
PY
make() { "$PYTHON" make.py "$@"; }
far=100000 away=300000
start() { # FOLDER [ARG...]: a workspace w that has looked at it
    rm -rf w
    expect 0 key new -w w --now 2020-01-01
    expect 0 project import sites.csv --crs EPSG:32650 -w w
    expect 0 refresh --catalog "$@" -w w
}
looks() { # PROJECT N
    expect 0 project looks "$1" -w w --json
    rows "len({row['time'] for row in rows}) == $2"
    "$PYTHON" - "$1" "$2" <<'PY' || die "not $2 chips on $1"
import sqlite3, sys
n = sqlite3.connect("w/store.gpkg").execute("SELECT count(*) FROM ta_chip WHERE project = ?", sys.argv[1:2]).fetchone()
assert n[0] == int(sys.argv[2]), n
PY
}
nothing_new() { # FOLDER
    expect 0 refresh --catalog "$1" -w w
    says 'observed=0 set_aside=0 '
    prints_not 'taken off'
}
assess() {
    expect 0 assess pa --model credit-1 --as-of 2020-06-30 --now 2020-07-0"$1" -w w --json
}

# by its item: off all sites, the only one of its month
make item s 2020-06-01 0 item
start item
looks pa 1
assess 1
cp "$OUT" before.json
chip=$(cd w && find imagery/chips/pa -name '*.tif')
make item s 2020-06-01 $away item
expect 0 refresh --catalog item -w w --dry-run
looks pa 1
expect 0 refresh --catalog item -w w
says 'observed=0 set_aside=0 '
prints '^note .*1 scene .*its look is taken off sites that it no longer shows'
looks pa 0
[ -f "w/$chip" ] || die "the chip that a record names is gone"
nothing_new item
assess 2
! grep -qF "$chip" "$OUT" || die "a new record saw by a look of another place"
expect 0 verify --all -w w --now 2020-07-03
says '2 records: 2 intact, '
# back, and to another site
make item s 2020-06-01 0 item
expect 0 refresh --catalog item -w w
looks pa 1
make item s 2020-06-01 $far item
expect 0 refresh --catalog item -w w
says 'observed=1 set_aside=0 '
looks pa 0
looks pb 1
nothing_new item
expect 0 doctor -w w

# by its file, beside another look of that month; other sites asked for leave it as it is
make file s 2020-06-01 0
make file t 2020-06-11 0
start file
looks pa 2
make file s 2020-06-01 $far
expect 0 refresh --catalog file -w w --project pa
says 'observed=1 set_aside=0 '
looks pa 1
looks pb 1
make file s 2020-06-01 $away
expect 0 refresh --catalog file -w w --project pa
looks pb 1
expect 0 refresh --catalog file -w w --project pb
prints 'taken off sites'
looks pa 1
looks pb 0
nothing_new file
# a look of another month by now
make file t 2020-07-11 0
expect 0 refresh --catalog file -w w
looks pa 1

# what was misplaced does not stand in place of another processing that lies there
take() { MORE='{"s2:datatake_id":"T","grid:code":"MGRS-50SMF","processing:version":"'"$1"'"}' make take "${@:2}"; }
take 10.0 s 2020-06-01 0
start take
take 10.0 s 2020-06-01 $away
take 9.0 older 2020-06-01 0
expect 0 refresh --catalog take -w w --dry-run
says 'new=1 again=0 .* superseded=0 '
expect 0 refresh --catalog take -w w
says 'observed=1 set_aside=0 superseded=0 '
looks pa 1
nothing_new take

# a former program passed it by, or set it aside, and left its look
for state in observed set_aside; do
    make former s 2020-06-01 0
    start former
    "$PYTHON" - $state <<'PY'
import sqlite3, sys
with sqlite3.connect("w/store.gpkg") as store:
    store.execute("UPDATE ta_scene SET assets_sha256 = '', state = ?1, reason = iif(?1 = 'observed', '', 'x')", sys.argv[1:])
PY
    make former s 2020-06-01 $away
    expect 0 refresh --catalog former -w w
    prints 'taken off sites'
    looks pa 0
    nothing_new former
done

# no site lay on it: its file says another place, and --rehash asks it whatever its time says
for how in '' --rehash; do
    make passed s 2020-06-01 $away
    start passed
    says 'observed=0 set_aside=0 '
    nothing_new passed
    touch -r passed/s.tif stamp
    make passed s 2020-06-01 0
    if [ -n "$how" ]; then
        touch -r stamp passed/s.tif
        nothing_new passed
    fi
    # shellcheck disable=SC2086
    expect 0 refresh --catalog passed -w w $how
    says 'observed=1 set_aside=0 '
    looks pa 1
done

# set aside with no place, and its look of before still stands: it is not one that may lie here too
make lost s 2020-06-01 0
start lost
make lost s 2020-06-01 0 none
make lost t 2020-06-01 0 none
expect 3 refresh --catalog lost -w w
says 'set_aside=2 '
assess 1
expect 0 report pa -w w --lang en --output page.html --now 2020-07-02
grep -q 'may lie here too: 1\.' page.html || die "the page counts other scenes than the one that is not used"
