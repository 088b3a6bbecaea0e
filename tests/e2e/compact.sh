#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Days of a month that is over become one file; windows say the same; records that rest on the days
# come out again, new ones rest on the month.

cat >p.geojson <<'JSON'
{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"P","sector":{"scheme":"GB/T 4754-2017",
"code":"3110"},"datastreams":[{"device":"d","name":"so2","property":"so2","unit":"mg/m3","interval_s":3600,
"range_lo":0,"range_hi":1000,"limit":200,"limit_source":"permit"}]},
"geometry":{"type":"Polygon","coordinates":[[[1,1],[1.01,1],[1.01,1.01],[1,1]]]}}]}
JSON
expect 0 key new
expect 0 project import p.geojson
pack() { # DAY...: a file of their hours
    local day hour list=
    for day; do
        for hour in {0..23}; do
            list+=",{\"n\":\"d:so2\",\"u\":\"mg/m3\",\"t\":$(($(date -u -d "$day" +%s) + hour * 3600)),\"v\":$((100 + hour))}"
        done
    done
    printf '[%s]\n' "${list#,}" >pack.json
}
pack 2026-05-01 2026-05-02 2026-05-30 2026-05-31
expect 0 ingest --file pack.json --now 2026-06-01T00:00:00Z
expect 0 assess --all --as-of 2026-06-01 --json
rows 'rows[0]["result"] == "written"'
expect 0 readings show d/so2 --window 1d --json
cp "$OUT" by-days
sealed=(workspace/readings/P/*)
[ ${#sealed[@]} = 4 ] || die "not by days: ${sealed[*]}"

# in the run that takes June in, more than a week later, and once
pack 2026-06-09
expect 0 ingest --file pack.json --now 2026-06-10T00:00:00Z
says 'ingest: compacted days=4 months=1'
[ -f workspace/readings/P/2026-05.v1.h5 ] || die "no file of the month"
[ -f workspace/readings/P/2026-05-01.v1.h5 ] || die "a day is gone"
expect 0 ingest --seal --now 2026-06-10T00:00:00Z
says_not 'compacted'
expect 0 readings show d/so2 --window 1d --to 2026-06-01 --json
# but for the last, which the readings of June closed
sed -i 's/"closed":[a-z]*,//' "$OUT" by-days
cmp "$OUT" by-days || die "the windows differ"
expect 0 verify --all
says '1 record: 1 intact, 1 comes out again, 0 faults'
says_not 'came in after'
expect 0 assess --all --as-of 2026-06-10 --json
rows 'rows[0]["result"] == "written"'
"$PYTHON" - workspace/records/P/*.json <<'PYTHON' || die "resting on other files"
import json
import sys

found = set()
for path in sys.argv[1:]:
    with open(path, encoding="utf-8") as file:
        body = json.load(file)["record"]
    found.add(tuple(e["path"][len("readings/P/"):] for e in body["evidence"] if e["kind"] == "partition"))
days = tuple(f"2026-05-{d}.v1.h5" for d in ("01", "02", "30", "31"))
assert found == {days, ("2026-05.v1.h5", "2026-06-09.v1.h5")}, found
PYTHON
# a month's file that may take no more: its days get files again, and the records come out again
printf '[{"n":"d:so2","u":"mg/m3","t":%d,"v":7}]\n' "$(date -u -d 2026-05-02T00:30 +%s)" >late.json
expect 2 ingest --file late.json --month-readings 0
expect 2 ingest --file late.json --month-readings 1048577
expect 0 ingest --file late.json --month-readings 96 --now 2026-06-10T00:00:00Z
says_not 'compacted'
for name in 2026-05-01.v2 2026-05-02.v3 2026-05-30.v2 2026-05-31.v2; do
    [ -f "workspace/readings/P/$name.h5" ] || die "no $name"
done
expect 0 ingest --seal --now 2026-06-10T00:00:00Z
says_not 'compacted'
expect 0 readings list --json
rows 'rows[0]["readings"] == 121'
expect 0 verify --all
says '2 records: 2 intact, 2 come out again, 0 faults'
says 'came in after .* no fault.*terrassay assess'

# older versions that no record rests on go when they are told to, and nothing else
sealed() { ls workspace/readings/P; }
expect 0 readings prune --dry-run --json
rows '[(r["project"], r["current"], r["older"], r["named"], r["removed"]) for r in rows] == [("P", 5, 1, 5, False)]'
cp "$OUT" dry
[ "$(sealed | wc -l)" = 11 ] || die "a dry run removed something"
printf x >workspace/readings/P/2026-05-02.v9.h5 # left by a kill, or of another store
printf x >workspace/readings/P/notes.txt
before=$(sealed)
"$PYTHON" -c '
import fcntl, os, time
lock = os.open("workspace/lock", os.O_RDWR)
fcntl.lockf(lock, fcntl.LOCK_EX, 1, 3)
open("locked", "w").close()
time.sleep(60)' &
holder=$!
while [ ! -e locked ]; do sleep 0.05; done
expect 75 readings prune # while somebody writes records
kill "$holder"
wait "$holder" || true
cp workspace/readings/P/2026-06-09.v1.h5 whole.h5
printf x >>workspace/readings/P/2026-06-09.v1.h5
expect 65 readings prune
says '2026-06-09.v1.h5: is not the file that was sealed'
cp whole.h5 workspace/readings/P/2026-06-09.v1.h5
expect 65 readings prune other
says 'no readings of project other are sealed'
[ "$(sealed)" = "$before" ] || die "removed something"
expect 0 readings prune P
says 'readings: 1 older file, 0\.0 MB, was removed; 5, 0\.1 MB, stay for the records'
[ "$(sealed)" = "$(grep -v 2026-05-02.v2 <<<"$before")" ] || die "removed something else: $(sealed)"
"$PYTHON" - "$(sed -E 's/.*"older_bytes":([0-9]+).*/\1/' dry)" <<'PYTHON' || die "not in the audit log"
import sqlite3
import sys

rows = sqlite3.connect("workspace/store.gpkg").execute(
    "SELECT object, detail FROM ta_audit WHERE action = 'prune'").fetchall()
assert rows == [("P", f"files=1 bytes={sys.argv[1]}")], rows
PYTHON
expect 0 readings prune
says 'readings: 0 older files, 0\.0 MB, were removed; 5,'
expect 0 readings list --json
rows 'rows[0]["readings"] == 121'
expect 0 verify --all
says '2 records: 2 intact, 2 come out again, 0 faults'
expect 0 doctor --json
rows 'next(r for r in rows if r["part"] == "Readings")["found"].startswith("5 files, 0.")'
rm workspace/readings/P/2026-05-02.v9.h5 workspace/readings/P/notes.txt

# more older versions than current ones are worth a note
for second in {1..9}; do
    printf '[{"n":"d:so2","u":"mg/m3","t":%d,"v":7}]\n' "$(date -u -d "2026-05-02T00:30:0$second" +%s)" >late.json
    expect 0 ingest --file late.json --now 2026-06-10T00:00:00Z
done
expect 0 doctor --json
rows 'next(r for r in rows if r["part"] == "Readings")["state"] == "note"'
rows '"readings prune" in next(r for r in rows if r["part"] == "Readings")["mend"]'
expect 0 readings prune
says 'readings: 9 older files'
expect 0 readings list --json
rows 'rows[0]["readings"] == 130'

# without its days the older record no longer comes out again, and says which
rm workspace/readings/P/2026-05-02.v1.h5
expect 1 verify --all
prints '2026-05-02'
says 'its copy from a backup in its place, then verify again'
