#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# slow: millions of rows. Memory does not grow with the file.

cat >p.geojson <<'JSON'
{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"P","datastreams":[
{"device":"d","name":"a","property":"a","unit":"m"},{"device":"d","name":"b","property":"b","unit":"m"}]},
"geometry":{"type":"Polygon","coordinates":[[[1,1],[1.1,1],[1.1,1.1],[1,1]]]}}]}
JSON
cat >map.yaml <<'YAML'
form: csv
time: {column: t, format: unix_s}
device: d
readings: [{column: a, datastream: a, unit: m}, {column: b, datastream: b, unit: m}]
YAML
rows_of() { # COUNT: one in a hundred seconds, in an order of its own; 7919 shares no factor with COUNT
    awk -v n="$1" 'BEGIN { print "t,a,b"; for (i = 0; i < n; i++)
        printf "%d,%d,%d\n", 1600000000 + i * 7919 % n * 10, i % 997, i % 360 }'
}
peak_of() { # FOLDER FILE: takes the file in; prints the most kilobytes it needed
    "$PROGRAM" project import p.geojson -w "$1" -q &&
        "$PYTHON" -c 'import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)' \
            "$PROGRAM" ingest --file "$2" --mapping map.yaml -w "$1" -q | tail -1
}
rows_of 700001 >small.csv
rows_of 2800001 >large.csv
small=$(peak_of one small.csv)
large=$(peak_of two large.csv)
echo "most memory: $small kB for 1.4 million readings, $large kB for 5.6 million"
[ $((large * 100)) -lt $((small * 125)) ] || die "memory grows with the file"
expect 0 readings list -w two --json
rows '[r["readings"] for r in rows] == [2800001, 2800001]'
