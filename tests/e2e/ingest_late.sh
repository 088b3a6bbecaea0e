#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# slow: millions of rows. Late readings of a month that stands in one file, more than such a file may
# hold: its days get files again, memory does not grow with the month, and its record comes out again.

cat >p.geojson <<'JSON'
{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"P","sector":{"scheme":"GB/T 4754-2017",
"code":"3110"},"datastreams":[{"device":"d","name":"a","property":"so2","unit":"mg/m3","interval_s":5,
"range_lo":0,"range_hi":1000,"limit":200,"limit_source":"permit"},
{"device":"d","name":"b","property":"nox","unit":"mg/m3"}]},
"geometry":{"type":"Polygon","coordinates":[[[1,1],[1.01,1],[1.01,1.01],[1,1]]]}}]}
JSON
cat >map.yaml <<'YAML'
form: csv
time: {column: t, format: unix_s}
device: d
readings: [{column: a, datastream: a, unit: mg/m3}, {column: b, datastream: b, unit: mg/m3}]
YAML
rows_of() { # SECOND COUNT: of September 2020, that second of each five
    awk -v s="$1" -v n="$2" 'BEGIN { print "t,a,b"; for (i = 0; i < n; i++)
        printf "%d,%d,%d\n", 1598918400 + s + i * 5, i % 97, i % 60 }'
}
take_in() { # FILE: takes the file in; prints the most kilobytes it needed
    "$PYTHON" -c 'import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)' \
        "$PROGRAM" ingest --file "$1" --mapping map.yaml --now 2020-10-10T00:00:00Z -q | tail -1
}
expect 0 key new
expect 0 project import p.geojson
rows_of 0 500000 >month.csv
first=$(take_in month.csv)
[ -f workspace/readings/P/2020-09.v1.h5 ] || die "no file of the month"
expect 0 assess --all --as-of 2020-10-02 --json

rows_of 1 400000 >late.csv
parting=$(take_in late.csv)
[ -f workspace/readings/P/2020-09-05.v1.h5 ] || die "no file of a day"
[ ! -f workspace/readings/P/2020-09.v2.h5 ] || die "the month was written again"
rows_of 2 500000 >later.csv
days=$(take_in later.csv)
echo "most memory: $first kB for the month, $parting kB to part it, $days kB for its days"
[ $((parting * 100)) -lt $((first * 125)) ] || die "parting takes the month into memory"
[ $((days * 100)) -lt $((first * 125)) ] || die "memory grows with the month"
expect 0 readings list --json
rows '[r["readings"] for r in rows] == [1400000, 1400000]'

# the same again, and another value at a time of the month's file
printf 't,a,b\n1598918400,0,7\n1598918401,0,0\n' >two.csv
expect 3 ingest --file two.csv --mapping map.yaml --now 2020-10-10T00:00:00Z
says '1 reading has another value'
expect 0 readings list --json
rows '[r["readings"] for r in rows] == [1400000, 1400001]'
expect 0 verify --all
says '1 record: 1 intact, 1 comes out again, 0 faults'
rm workspace/readings/P/2020-09.v1.h5
expect 1 verify --all
prints '2020-09.v1'
