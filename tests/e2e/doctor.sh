#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# doctor: a healthy machine is well, each planted fault is named with its mend, exit 1.

unset TERRASSAY_SAMPLE_DATA PROJ_NETWORK PROJ_LIB PROJ_DATA
expect 0 doctor
prints '^GDAL +ok +[0-9]'
prints '^PROJ network +ok +off'
prints '^Workspace +note +none at workspace +name it by -w'
says '^0 faults'
[ ! -e workspace ] || die "doctor made a workspace"
PROJ_NETWORK=ON expect 0 doctor --json
rows 'next(r for r in rows if r["part"] == "PROJ network")["found"] == "off"'
rows '{"GDAL", "GDAL drivers", "PROJ", "PROJ data", "GEOS", "HDF5", "SQLite", "curl", "expat", "jansson", "libfyaml", "libsodium", "Tables", "Models"} <= {r["part"] for r in rows}'
rows 'all((r["mend"] is None) == (r["state"] == "ok") for r in rows)'

# samples as the demo would find them: named, or where scripts/setup puts them; whole, or what they lack
expect 0 doctor --json
rows 'next(r for r in rows if r["part"] == "Real samples")["found"].startswith("none named, none at build/sample-data")'
mkdir -p samples/bale samples/marburg samples/olinda
TERRASSAY_SAMPLE_DATA=$PWD/samples expect 0 doctor --json
rows 'next(r for r in rows if r["part"] == "Real samples")["state"] == "note"'
rows '"samples lacks florence" in next(r for r in rows if r["part"] == "Real samples")["found"]'
mkdir samples/florence
TERRASSAY_SAMPLE_DATA=$PWD/samples expect 0 doctor --json
rows 'next(r for r in rows if r["part"] == "Real samples")["state"] == "ok"'
mkdir build
mv samples build/sample-data
expect 0 doctor
prints '^Real samples +ok +build/sample-data'
rm -r build

# fault PART PATTERN [OPTION...]: exit 1 and that row is a fault with these words
fault() {
    expect 1 doctor --faults --json "${@:3}"
    rows "[r for r in rows if r['part'] == '$1' and r['state'] == 'fault' and __import__('re').search(r'''$2''', r['found'])]"
}

PROJ_LIB=/nowhere PROJ_DATA=/nowhere fault 'PROJ data' 'no proj.db'
rows 'any(r["part"] == "Projecting" and r["state"] == "fault" for r in rows)'

expect 0 key new -w bank
expect 0 doctor -w bank --json
rows 'next(r for r in rows if r["part"] == "Store")["found"] == "whole: 0 projects, 0 records"'
rows 'next(r for r in rows if r["part"] == "Keys")["state"] == "ok"'
rows 'next(r for r in rows if r["part"] == "Disk")["found"].endswith("GB free")'
expect 0 doctor -w bank --faults --json
rows 'all(r["state"] != "ok" for r in rows)'

# Somebody is at work there.
"$PYTHON" -c '
import fcntl, os, time
lock = os.open("bank/lock", os.O_RDWR)
fcntl.lockf(lock, fcntl.LOCK_EX, 1, 1)
fcntl.lockf(lock, fcntl.LOCK_EX, 1, 4)
open("locked", "w").close()
time.sleep(60)' &
holder=$!
while [ ! -e locked ]; do sleep 0.05; done
expect 0 doctor -w bank --json
rows "next(r for r in rows if r['part'] == 'At work')['found'] == 'process $holder refreshes, process $holder listens to a broker'"
expect 75 ingest --broker mqtt://127.0.0.1:1 -w bank
says 'another program listens to a broker here'
says 'stop it first, or leave it to it'
kill "$holder"
wait "$holder" 2>/dev/null || true

chmod 644 bank/keys/*.key
fault Keys 'open to other users' -w bank
rows 'rows[-1]["mend"].startswith("chmod go-rwx ")'
chmod 600 bank/keys/*.key

cp -r bank configured
printf 'catalogues:\n  - url: https://catalogue.example/\n' >configured/terrassay.yaml
expect 0 doctor -w configured --json
rows 'next(r for r in rows if r["part"] == "terrassay.yaml")["found"] == "1 catalogue"'
printf 'catalogues:\n  - uri: https://catalogue.example/\n' >configured/terrassay.yaml
fault terrassay.yaml ':2:[0-9]+: .*uri' -w configured
printf 'catalogues:\n  - url: https://c.example/\n    hosts:\n      - {name: c.example, headers: {Authorization: %s/token}}\n' \
    "$PWD" >configured/terrassay.yaml
fault terrassay.yaml '/token: is not there' -w configured
expect 78 refresh -w configured
says '/token: is not there; .headers. names it'
says "that holds it in terrassay.yaml"

cp -r bank newer
echo 9 >newer/VERSION
fault Workspace 'newer program' -w newer

cp -r bank torn
dd if=/dev/urandom of=torn/store.gpkg bs=4096 seek=2 count=1 conv=notrunc status=none
expect 1 doctor -w torn
cp -r bank loose
"$PYTHON" -c 'import sqlite3
db = sqlite3.connect("loose/store.gpkg")
db.execute("DROP TRIGGER ta_approval_no_delete")
db.commit()'
fault Store ta_approval_no_delete -w loose
cp -r bank gone
: >gone/store.gpkg
expect 1 doctor -w gone

mkdir -p other && echo x >other/letter
expect 1 doctor -w other

mkdir -p own/tables own/models
cp "$SOURCE/datasets/models/credit-1.yaml" own/models/house.yaml
expect 0 doctor --datasets own
sed -i 's/^version: 1/version: one/' own/models/house.yaml
fault Models 'house.*:[0-9]+:[0-9]+: ' --datasets own
rm own/models/house.yaml
printf 'item,value\n1,2\n' >own/tables/house.csv
fault Tables 'house.csv' --datasets own

expect 2 doctor bank
says 'takes 0 arguments'
