#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What this user may not read or write is told as that, with one exit code from every command. Run by
# root, the program gives up root's right to read everything.
full=$PROGRAM
if [ "$(id -u)" = 0 ]; then
    caps=-dac_override,-dac_read_search
    printf '#!/bin/sh\nexec setpriv --bounding-set %s --inh-caps %s "%s" "$@"\n' "$caps" "$caps" "$full" >weak
    chmod +x weak
    touch probe && chmod 0 probe
    # shellcheck disable=SC2016
    if ! setpriv --bounding-set $caps --inh-caps $caps true 2>/dev/null ||
        setpriv --bounding-set $caps --inh-caps $caps sh -c 'cat probe' >/dev/null 2>&1; then
        echo "skipped: this machine lets root give up no rights"
        exit 0
    fi
    PROGRAM=$PWD/weak
fi
cat >sites.csv <<'CSV'
id,name,wkt
farm,Farm,"POLYGON((10 20,10.01 20,10.01 20.01,10 20.01,10 20))"
CSV
cat >zones.geojson <<'JSON'
{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"Core"},
"geometry":{"type":"Polygon","coordinates":[[[10.1,20],[10.2,20],[10.2,20.1],[10.1,20]]]}}]}
JSON
expect 0 key new -w bank
expect 0 project import sites.csv --crs EPSG:4326 -w bank
expect 0 layer import zones.geojson --name protected_zones --position-error 10 -w bank
expect 0 assess farm --as-of 2026-01-31 -w bank

readers=('project list' 'project show farm' 'verify --all' 'report farm' 'portfolio' 'key list' 'readings list'
    'layer list' 'evidence list' 'model list')
writers=('assess farm' 'refresh --catalog scenes' 'project import sites.csv --crs EPSG:4326' 'ingest --seal'
    'project remove farm' 'layer import zones.geojson --name protected_zones --position-error 10')
refused() { # PATH COMMAND...: none of them may do without it
    local path=$1 mode command words
    shift
    mode=$(stat -c %a "$path")
    chmod 0 "$path"
    for command in "$@"; do
        read -ra words <<<"$command"
        expect 77 "${words[@]}" -w bank
        says "terrassay: .*bank.*: cannot .*(Permission denied|unable to open)"
        says 'to mend it: .*right'
    done
    chmod "$mode" "$path"
}
mkdir scenes
for path in bank bank/VERSION bank/store.gpkg; do
    refused "$path" "${readers[@]}" "${writers[@]}"
done
refused bank/lock "${writers[@]}"
refused bank/keys 'assess farm --as-of 2026-02-28'
# who checks needs the public keys alone: nobody is given the secret ones for it
chmod 0 bank/keys
for command in 'verify --all' 'portfolio' 'model list'; do
    # shellcheck disable=SC2086 # words of a command
    expect 0 $command -w bank
done
expect 0 verify --all -w bank
says '^1 record: 1 intact'
expect 0 key list -w bank
prints '^[0-9a-f]{64} +public part only '
expect 77 key new -w bank
rm -r bank/public-keys
expect 77 verify --all -w bank
says 'keys: cannot be opened: Permission denied, and public-keys/ beside it holds none'
says 'to mend it: leave its rights as they are: .*public-keys/$'
chmod 700 bank/keys
expect 0 verify --all -w bank
[ ! -e bank/public-keys ] || die 'verify wrote'
expect 0 assess farm --as-of 2026-01-31 -w bank
[ "$(find bank/public-keys -name '*.pub' | wc -l)" = 1 ] || die 'no public key for who checks'
# a copy without the secrets, for a third person
cp -r bank third
rm -r third/keys
for command in 'verify --all' 'portfolio' 'model list'; do
    # shellcheck disable=SC2086 # words of a command
    expect 0 $command -w third
done
mkdir -m 700 third/keys
expect 0 verify --all -w third
says '^[12] records?: .* intact, .*0 faults$'
rm -r third
chmod g+w bank/public-keys
chmod 0 bank/keys
expect 77 verify --all -w bank
says 'public-keys: other users may write it'
chmod g-w bank/public-keys
chmod 700 bank/keys
refused bank/records/farm 'verify --all'
for file in bank/layers/*; do
    refused "$file" 'verify --all' 'assess farm --as-of 2026-02-28'
done
# a folder to which nobody may add
mkdir -m 500 ro
mkdir rasters
(cd rasters && "$PYTHON" "$SOURCE/tests/e2e/zonal_data.py" make)
mkdir -m 0 barred barred.csv
expect 77 refresh --catalog barred -w bank
says '^terrassay: .*barred: cannot open the folder: Permission denied'
says 'to mend it: .*right'
says_not 'nothing new'
cat >mill.geojson <<'JSON'
{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"mill","datastreams":[{"device":"stack",
"name":"so2","property":"so2","unit":"mg/m3","range_lo":0,"range_hi":2000,"interval_s":3600}]},
"geometry":{"type":"Polygon","coordinates":[[[10.3,20],[10.4,20],[10.4,20.1],[10.3,20]]]}}]}
JSON
expect 0 project import mill.geojson -w bank
cat >map.yaml <<'YAML'
form: csv
time: {column: time, format: "%Y-%m-%d %H:%M", offset: "+08:00"}
device: stack
readings:
- {column: value, datastream: so2, unit: mg/m3}
YAML
expect 65 ingest --file rasters --mapping map.yaml -w bank
says '^terrassay: rasters: cannot read: Is a directory'
says 'to mend it: name a file in that folder'
echo 'time,value' >hourly.csv
chmod 0 hourly.csv
expect 77 ingest --file hourly.csv --mapping map.yaml -w bank
says '^terrassay: hourly.csv: cannot open: Permission denied'
says 'to mend it: .*right'
# what comes from far could not be put down: nobody is asked
mkdir -p bank/imagery/assets
chmod 500 bank/imagery/assets
expect 77 refresh --catalog http://127.0.0.1:9 -w bank
says '^terrassay: .*imagery/assets: cannot write into it: Permission denied'
says 'to mend it: .*right'
chmod 700 bank/imagery/assets
for kind in csv geojson gpkg; do
    expect 77 zonal rasters/small.tif -z rasters/half.geojson -o "ro/x.$kind"
    says "^terrassay: ro/x.$kind: cannot write beside it: Permission denied"
    says 'to mend it: .*right'
done
chmod 500 bank
expect 77 project import sites.csv --crs EPSG:4326 -w bank/new
chmod 700 bank
expect 0 verify --all -w bank
