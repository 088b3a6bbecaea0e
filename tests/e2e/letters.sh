#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Dead letters: listed, shown safely whatever is in them, put away and taken back.

printf '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"mill","datastreams":[%s]},"geometry":{"type":"Polygon","coordinates":[[[116.39,39.98],[116.4,39.98],[116.4,39.99],[116.39,39.98]]]}}]}' \
    '{"device":"stack","name":"so2","property":"so2","unit":"mg/m3"}' >mill.geojson
expect 0 project import mill.geojson
expect 0 readings letters
says 'letters=0 letter_files=0 faults=0'
[ ! -s "$OUT" ] || die "lists something"
expect 65 readings letters unknown_device
says 'there is no dead letter of unknown_device'
expect 2 readings letters none_such
says 'no dead letters are called "none_such"'
"$PYTHON" - <<'PY'
open("hostile.json", "wb").write(b'[{"bn":"chimney:","n":"so2","u":"mg/m3","t":1735700000,"v":7,"note":"\x1b]0;owned\x07\x1b[2J \xc2\x9b31m \xe2\x80\xaeabc"}]\n'
                                 b'[{"bn":"stack:","n":"so2","u":"mg/m3","t":1735700000,"v":7}]\n'
                                 b'[{"bn":"chimney:","n":"so2","u":"mg/m3","t":1735700000,"v":8}]\n')
open("pack.cbor", "wb").write(bytes.fromhex("81a4006a6368696d6e65793a736f01656d672f6d33061a677499e0021b7fffffffffffffff"))
open("table.yaml", "w").write("form: csv\ntime: {column: when, format: '%Y-%m-%d', offset: '+08:00'}\ndevice: stack\nreadings:\n- {column: SO2, datastream: so2, unit: mg/m3}\n")
open("table.csv", "w").write("when,SO2\n2025-01-01,7\n2025-01-02,x\n")
PY
expect 3 ingest --file hostile.json
expect 3 ingest --file pack.cbor --format cbor
expect 3 ingest --file table.csv --mapping table.yaml
safe() { # what a terminal gets holds no byte that it acts on
    "$PYTHON" - "$OUT" "$ERR" <<'PY' || die "unsafe output"
import re, sys
for path in sys.argv[1:]:
    text = open(path, encoding="utf-8").read()
    found = re.findall("[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]", text)
    assert not found, (path, found)
PY
}
expect 0 readings letters
safe
says 'letters=4 letter_files=3 faults=0'
prints '^Letter +What +Received +Bytes +Source +Why$'
prints '^[0-9a-f]{32}-[0-9a-f]{32}\.dead:1 +(bad_value|unknown_device|bad_syntax|bad_field) '
[ "$(grep -c 'from a file' "$OUT")" = 4 ] || die "says another receipt"
expect 0 readings letters all --json
rows 'len(rows) == 4 and all({"letter", "what", "why", "bytes", "source", "format", "project"} <= set(r) for r in rows)'
rows 'not any("text" in r or "hex" in r or "received" in r for r in rows)'
rows 'sum("mend" in r for r in rows) == 4'
cp "$OUT" all.json
expect 0 doctor --json
rows 'any("terrassay readings letters" in (r["mend"] or "") for r in rows)'
letter() { # the letter of that file that is the nth set aside from it
    "$PYTHON" -c 'import json, sys; print([r["letter"] for r in map(json.loads, open("all.json")) if r["source"].endswith(sys.argv[1])][int(sys.argv[2])])' "$1" "$2"
}
one=$(letter hostile.json 0) two=$(letter hostile.json 1) cbor=$(letter pack.cbor 0) row=$(letter table.csv 0)
expect 0 readings letters "$one"
safe
prints "^Letter +$one"
prints '^Project +mill'
prints '^Format +senml'
prints '"note":"<U\+001B>\]0;owned<U\+0007><U\+001B>\[2J <U\+009B>31m <U\+202E>abc"'
expect 0 readings letters "$one" --json
safe
rows 'bytes.fromhex(rows[0]["hex"]) in open("hostile.json", "rb").read() and "text" not in rows[0] and len(rows) == 1'
expect 0 readings letters "$two" --json
rows 'rows[0]["text"].endswith("\"v\":8}]") and "hex" not in rows[0] and rows[0]["bytes"] == len(rows[0]["text"].encode())'
expect 0 readings letters "$cbor"
safe
prints '^00000000  81 a4 00 6a 63 68 69 6d 6e 65 79 3a 73 6f 01 65  \.\.\.jchimney:so\.e$'
expect 0 readings letters "$row"
prints '^First row +when,SO2'
prints '^2025-01-02,x$'
prints '^Line +3'
expect 0 readings letters "$row" --lang zh
prints '^信件 '
prints '^首行 '
expect 65 readings letters "${one%:*}:99"
expect 0 readings letters bad_value --json
rows 'len(rows) == 1 and rows[0]["letter"] == "'"$row"'" and rows[0]["line"] == 3'
# looking changes nothing, and needs no right to write
before=$(find workspace -type f -exec sha256sum {} + | sort)
expect 0 readings letters "$row" --quiet
[ "$before" = "$(find workspace -type f -exec sha256sum {} + | sort)" ] || die "looking changes something"
# one that is damaged is told of, and the rest is listed
printf 'no letters' >workspace/journal/dead/broken.dead
expect 3 readings letters
says 'broken\.dead: 1 stretch of it cannot be read'
says 'letters=4 letter_files=3 faults=1'
rm workspace/journal/dead/broken.dead
# put away: out of the list, and in the other one with who, when and why
expect 0 ingest --put-away unknown_device --reason 'supplier probe'
expect 65 readings letters unknown_device
says 'with --away'
expect 0 readings letters --away
says 'letters=2 '
expect 0 readings letters --away --json
rows 'len(rows) == 2 and all(r["what"] == "unknown_device" and r["put_away_reason"] == "supplier probe" and r["put_away"] and r["put_away_by"] for r in rows)'
cp "$OUT" all.json
away=$(letter hostile.json 0)
expect 0 readings letters --away "$away"
prints '^Reason +supplier probe'
prints '"bn":"chimney:"'
# and back
expect 2 ingest --take-back "${away%:*}"
says '--take-back goes with --reason'
expect 2 ingest --take-back "$away" --reason x
expect 2 ingest --take-back all --reason x
says 'say FILE\.dead'
expect 2 ingest --take-back ../dead/x.dead --reason x
expect 65 ingest --take-back "x${away%:*}" --reason x
says 'was not put away'
expect 0 ingest --take-back "${away%:*}" --reason 'it is registered now'
says 'taken_back=1'
expect 0 readings letters --away
says 'letters=1 '
expect 0 readings letters unknown_device --json
rows '[r["source"] for r in rows] == ["hostile.json"]'
[ "$(find workspace/journal/archive/dead -type f | wc -l)" = 2 ] || die "leaves something behind"
"$PYTHON" - "${away%:*}" <<'PY' || die "not in the audit log"
import sqlite3, sys
rows = sqlite3.connect("workspace/store.gpkg").execute("SELECT detail, object FROM ta_audit WHERE action = 'take_back'").fetchall()
assert rows == [(f"{sys.argv[1]}: letters=1: it is registered now", "journal/dead")], rows
PY
expect 3 ingest --replay
says 'replayed=3 '
