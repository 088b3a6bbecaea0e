#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Readings: taken in from files, sealed once, counted by outcome; windows as Python counts them.

stream() { # DEVICE NAME UNIT LO HI
    printf '{"device":"%s","name":"%s","property":"%s","unit":"%s","range_lo":%s,"range_hi":%s,"interval_s":3600}' \
        "$1" "$2" "$2" "$3" "$4" "$5"
}
project() { # ID STREAM...
    local id=$1 list
    shift
    list=$(IFS=,; printf '%s' "$*")
    printf '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"%s","datastreams":[%s]},' "$id" "$list"
    printf '"geometry":{"type":"Polygon","coordinates":[[[116.39,39.98],[116.4,39.98],[116.4,39.99],[116.39,39.98]]]}}]}'
}

# --- small files, every outcome ---
project mill "$(stream stack so2 mg/m3 0 2000)" "$(stream stack wind degree 0 360)" >mill.geojson
expect 0 project import mill.geojson
cat >map.yaml <<'YAML'
form: csv
missing: [NA]
time: {column: when, format: "%Y-%m-%d %H:%M", offset: "+08:00"}
device: stack
readings:
- {column: SO2, datastream: so2, unit: ug/m3}
- {column: wd, datastream: wind, unit: degree, words: {N: 0}}
YAML
cat >in.csv <<'CSV'
when,SO2,wd
2025-01-01 08:00,1500,N
2025-01-01 09:00,"2000001",NA
2025-01-01 10:00,x,350
2025-13-01 10:00,1,10
2025-01-01 11:00,1
2025-01-01 08:00,1500,N
2025-01-01 08:00,1501,N
2199-01-01 08:00,1,1
CSV
expect 3 ingest --file in.csv
says 'in.csv was read as SenML'
says '--mapping FILE'
expect 69 ingest --broker mqtt://127.0.0.1:1 --for 1
says 'terrassay: broker: Connection refused'
says 'see that the broker runs'
tls() { expect 65 ingest --broker mqtts://127.0.0.1:1 --for 1 "$@"; }
tls --ca missing.pem
says '^terrassay: --ca: missing\.pem: '
says 'certificates that the broker.s goes back to, in PEM \(-----BEGIN CERTIFICATE-----\)'
tls --ca in.csv
says '^terrassay: --ca: in\.csv: there is no certificate in PEM in it'
printf -- '-----BEGIN CERTIFICATE-----\n' >some.pem
tls --cert some.pem --key missing.key
says '^terrassay: --key: missing\.key: '
says 'the private key of --cert'
expect 65 doctor --broker mqtts://127.0.0.1:1 --ca missing.pem
! grep -q 'that of devices' "$ERR" || die "port 1 is told to be that of devices"
for command in 'ingest --for 1' doctor; do # where no port is named: before anybody connects
    # shellcheck disable=SC2086
    expect 65 $command --broker mqtts://127.0.0.1 --ca missing.pem
    says 'port 8883 is that of devices alone .* name port 8884 there'
done
says 'missing\.pem'
rm -r workspace
expect 0 project import mill.geojson
expect 65 ingest --file nothing.csv --mapping map.yaml
says 'nothing.csv: cannot open'
expect 2 ingest --file in.csv --format csv
says 'needs a mapping'
expect 2 ingest --file in.csv --mapping map.yaml --format xml
expect 3 ingest --file in.csv --mapping map.yaml
prints '^bad_value +1 +4:18, record 1 .*neither a number nor a word of the mapping +mend it at the source'
prints '^bad_time +1 +5:1 '
prints '^bad_field +1 +6:1 '
prints '^clock_in_future +1 +9:1, record 1 .* see its offset from UTC$'
prints '^clock_in_future +1 +9:1, record 2 .* see its offset from UTC$'
prints '^accepted +3 +- +a reading +-$'
prints '^out_of_range +1 +- '
prints '^duplicate +3 +- '
prints '^conflict +1 +- .*readings show'
[ "$(grep -c '^clock_in_future' "$OUT")" = 2 ] || die "counts a fault twice"
[ "$(grep -c '^bad_value' "$OUT")" = 1 ] || die "counts a fault twice"
says '1 reading has another value than stands there at the same time'
says 'was wrong .*: restore readings/ and store.gpkg from the last backup before this ingest, correct the mapping, then ingest'
says 'kept whole in .*/journal/dead/.*\.dead'
says 'messages=8 readings=5 files=1 unchanged=0 set_aside=5'
[ "$(ls workspace/readings/mill)" = 2025-01.v1.h5 ] || die "sealed something else"
expect 0 doctor
prints '^Dead letters +note +4 in 1 file of journal/dead: .*bad_value 1.*ingest --replay.*--put-away'
printf 'no letters' >workspace/journal/dead/broken.dead
expect 1 doctor
prints '^Dead letters +fault +.*broken\.dead'
rm workspace/journal/dead/broken.dead
expect 3 ingest --replay
prints '^bad_value +1 +[^ ]*\.dead:1 .*neither a number'
prints_not '\.dead:[0-9]+ .* -$'
expect 3 ingest --file in.csv --mapping map.yaml
says 'as before'
says 'readings=0 files=0 unchanged=1 set_aside=5 \(nothing new\)'
# a disk that takes no more in the midst of a file of readings, and a file in a folder's place
for day in {10..28}; do for hour in {10..23}; do for minute in {10..59}; do
    echo "2025-02-$day $hour:$minute,$((RANDOM % 2000)),"
done; done; done | sed '1iwhen,SO2,wd' >month.csv
cp -r workspace full
(
    ulimit -f 40
    expect 75 ingest --file month.csv --mapping map.yaml -w full
) || exit 1
says '2025-02.*h5\.part-[0-9]+: cannot write a column: '
says '^  to mend it: see what ails that disk'
rm -r full/journal
: >full/journal
expect 75 ingest --file month.csv --mapping map.yaml -w full
says '^  to mend it: a file stands where a folder has to be'
rm -r full month.csv
# an export that broke off looks like a quiet day
: >nothing.csv
head -n 1 in.csv >header.csv
for file in nothing.csv header.csv; do
    expect 3 ingest --file "$file" --mapping map.yaml
    says "$file holds no reading: look whether the export broke off"
done
# cases of one reason share a line, and a person gets all of them; a program gets the first ones
for minute in {10..39}; do printf '2025-01-01 10:%s,x,\n' "$minute"; done | sed '1iwhen,SO2,wd' >many.csv
expect 3 ingest --file many.csv --mapping map.yaml
prints '^bad_value +30 +2:18, record 1 .*neither a number'
says_not 'more were set aside'
expect 3 ingest --file many.csv --mapping map.yaml --json
rows 'sum("line" in r for r in rows) == 20 and all("mend" in r for r in rows if r["what"] == "bad_value")'
says 'ingest: 10 more were set aside than are shown'
expect 3 ingest --file many.csv --mapping map.yaml --lang zh
prints '^bad_value .*在源头改正'
# where they cannot go to their place nothing is left beside it, and they go with the next
whole=$(sed -n 's/.*kept whole in .*\/\(.*\.dead\).*/\1/p' "$ERR")
mkdir -p "workspace/journal/archive/dead/$whole"
expect 65 ingest --put-away "$whole" --reason 'a broken export'
says "$whole: cannot rename onto it: Is a directory"
[ -z "$(find workspace/journal -name '*.part-*')" ] || die "half a copy stays"
rmdir "workspace/journal/archive/dead/$whole"
expect 0 ingest --put-away "$whole" --reason 'a broken export'
says ': 30 of 30 letters put away in .*/journal/archive/dead/.*\.dead$'
letters=(workspace/journal/dead/*)
[ ${#letters[@]} = 1 ] || die "kept letters twice"
# read again: which file, and which letter of it was refused
name=${letters[0]##*/}
expect 3 ingest --replay
says "ingest: .*/journal/dead/$name: 4 letters, 4 still set aside, kept in .*/journal/dead/.*\.dead"
prints "^bad_value +1 +$name:1 +\"stack/so2\": neither a number"
expect 3 ingest --replay --json
rows '[r["letter"] for r in rows if "letter" in r] == [1, 2, 3, 4, 4]'
# letters that were looked at go out of the way, whole, with who, when and why
expect 2 ingest --put-away "$name:2"
says '--put-away goes with --reason TEXT'
expect 2 ingest --put-away all --reason '  '
expect 2 ingest --replay --reason x
expect 2 ingest --seal --receiver-was-behind 600
says '--receiver-was-behind goes with --replay'
expect 3 ingest --replay --receiver-was-behind 600
says ' 4 letters, 4 still set aside'
expect 2 ingest --put-away nothing --reason x
says 'no dead letters are called "nothing"'
expect 65 ingest --put-away "$name:9" --reason x
expect 65 ingest --put-away unknown_device --reason x
expect 0 ingest --put-away "$name:2" --reason 'the thirteenth month'
says ": 1 of 4 letters put away in .*, the others kept in .*/journal/dead/.*\.dead$"
expect 3 ingest --replay
says ' 3 letters, 3 still set aside'
prints_not '^bad_time'
"$PYTHON" - <<'PYTHON' || die "not kept whole, or nobody said why"
import glob, json
notes = [json.load(open(path)) for path in glob.glob("workspace/journal/archive/dead/*.json")]
note = [n for n in notes if n["reason"] == "the thirteenth month"]
assert len(notes) == 2 and note[0]["letters"] == 1 and note[0]["who"] and note[0]["when"], notes
assert any(b"2025-13-01 10:00,1,10" in open(path, "rb").read() for path in glob.glob("workspace/journal/archive/dead/*.dead"))
PYTHON
# the rest of a file that a letter was put away of has a name of its own
expect 65 ingest --put-away "$name:3" --reason x
says 'what is left of a file has a new name'
expect 65 readings letters "$name:3"
says 'what is left of a file has a new name'
expect 0 ingest --put-away all --reason 'seen'
expect 0 ingest --replay
says 'replayed=0 '
# a time that has not come yet is ahead of any clock, however far this computer's was behind
expect 0 project import mill.geojson -w ahead
printf '[{"bn":"stack:","n":"so2","u":"mg/m3","t":1767225600,"v":7}]\n' >ahead.json # 2026-01-01
expect 3 ingest --file ahead.json -w ahead --now 2025-12-31
expect 3 ingest --replay --receiver-was-behind 8000 -w ahead --now 2025-12-31
says 'clock_in_future=1 still: .* ahead of this computer.s clock now, 2025-12-31T00:00:00Z, is taken in'
expect 0 ingest --replay --receiver-was-behind 8000 -w ahead --now 2026-02-01
says 'readings=1 '
says_not 'clock_in_future=1 still'
# what is refused is named: device, datastream, units
cat >named.json <<'JSON'
[{"bn":"stack:","bt":1735700000,"n":"co","u":"mg/m3","v":7}]
[{"bn":"chimney:","bt":1735700000,"n":"so2","u":"mg/m3","v":7}]
[{"bn":"stack:","bt":1735700000,"n":"so2","u":"m","v":7}]
JSON
expect 3 ingest --file named.json
prints '^unknown_datastream .*"stack:co" has no such datastream in project mill +add it to .datastreams. of the project'
prints '^unknown_device .*project mill has no device of which "chimney:so2" could be a datastream +add it to .datastreams. of the project'
prints '^unit_mismatch .*datastream stack/so2 declares unit "mg/m3", the message says "m", which measures another quantity +mend the unit'
# a pointer that leads nowhere is no "no value": its readings stay letters, under a mend with a slip, too
slip() { # POINTER
    printf 'form: json\nmissing: [off]\ntime: {pointer: /at, format: unix_s}\ndevice: {pointer: /id}\nreadings:\n'
    printf -- '- {pointer: %s, datastream: so2, unit: {pointer: /u}}\n- {pointer: /wd, datastream: wind, unit: degree}\n' "$1"
}
cp -r workspace slips
rm -f slips/journal/dead/*
printf '{"id":"stack","at":173570000%s,"values":{"so2":%s},"u":"mg/m3"}\n' 1 7 2 8 3 '"x"' 4 '"off"' >slips.json
slip /values/SO2 >slip.yaml
expect 3 ingest --file slips.json --mapping slip.yaml -w slips
prints '^bad_field +4 +1:1, record 1 +"stack/so2": no pointer of the mapping leads to a value in it: "/values/SO2" +mend the field'
prints_not '^missing'
slip /value/so2 >slip.yaml
expect 3 ingest --replay --mapping slip.yaml -w slips
says 'replayed=4 readings=0 .*still_set_aside=4'
slip /values/so2 >slip.yaml
expect 3 ingest --replay --mapping slip.yaml -w slips
says 'replayed=4 readings=2 .*still_set_aside=1'
prints '^bad_value +1 '
prints '^missing +1 '
prints '^absent +4 .*see that the mapping spells pointers'
slip /values/SO2 >slip.yaml
expect 3 ingest --replay --mapping slip.yaml -w slips
says 'replayed=1 readings=0 .*still_set_aside=1'
# a number is a name, too, and a blank none; nor is it a unit
cat >named.json <<'JSON'
{"id":2002,"at":1735700010,"values":{"so2":7},"u":"mg/m3","sim":89860012345678901234}
{"id":" ","at":1735700011,"values":{"so2":7},"u":"mg/m3"}
{"id":"stack","at":1735700012,"values":{"so2":7}}
{"id":"stack","at":1735700013,"values":{"so2":null},"sim":89860012345678901234}
JSON
slip /values/so2 >slip.yaml
expect 3 ingest --file named.json --mapping slip.yaml -w slips
says 'messages=4 readings=0 .*set_aside=3'
prints '^unknown_device +1 +1:1, record 1 +project mill has no device "2002"'
prints '^bad_field +1 +2:1, record 1 .*nothing stands where the mapping has its device: "/id"'
prints '^bad_field +1 +3:1, record 1 +datastream stack/so2: nothing stands where the mapping has its unit: "/u"'
prints '^missing +1 '
rm -r slips
# a mapping is for letters that need one: SenML is decoded without it
expect 3 ingest --replay --mapping map.yaml
prints '^unknown_device .*project mill has no device of which "chimney:so2" could be a datastream'
prints_not 'its mapping is of the form'
"$PYTHON" -c 'import glob; assert any(b"chimney:so2" in open(f, "rb").read() for f in glob.glob("workspace/journal/dead/*"))'
rm -f workspace/journal/dead/*

expect 0 readings show stack/so2 --json
rows '[r["value"] for r in rows] == [1.5, 1.501, 2000.001]'
rows '[r["flag"] for r in rows] == ["suspect", "suspect", "fail"]'
rows 'not any("received" in r for r in rows)'
expect 0 readings show stack/so2
prints '^2025-01-01T00:00:00Z +1.5 +mg/m3 +suspect +from a file$'
expect 0 readings show stack/so2 --lang zh
prints ' 由文件导入$'
expect 0 readings show stack/so2 --json
rows 'rows[0]["time"] == "2025-01-01T00:00:00Z" and rows[0]["unit"] == "mg/m3"'
expect 0 readings show mill/stack/wind --window 1d --offset 8 --json
rows 'len(rows) == 1 and abs(rows[0]["mean"] - 355) < 1e-9 and rows[0]["used"] == 2'
rows 'rows[0]["begin"] == "2024-12-31T16:00:00Z" and not rows[0]["complete"]'
rows 'rows[0]["method"] == "vector_mean" and rows[0]["rule_version"] == 7 and rows[0]["share"] == 0.75'
# a datastream of which nobody says how often it reports: whether a window is complete cannot be told
project often "$(stream often so2 mg/m3 0 2000 | sed 's/,"interval_s":3600//')" >often.geojson
expect 0 project import often.geojson -w often
printf '[{"bn":"often:","n":"so2","u":"mg/m3","t":1735700000,"v":7}]\n' >often.json
expect 0 ingest --file often.json -w often
expect 0 readings show often/so2 --window 1d --json -w often
rows 'len(rows) == 1 and rows[0]["used"] == 1 and "complete" not in rows[0] and "expected" not in rows[0]'
says 'whether windows are complete is not known'
# of what a range cuts nothing is complete, though it keeps enough of the readings
project whole "$(stream whole so2 mg/m3 0 2000)" >whole.geojson
expect 0 project import whole.geojson -w whole
"$PYTHON" -c 'import json
print(json.dumps([{"n": "whole:so2", "u": "mg/m3", "t": 1735689600 + 3600 * h, "v": 7 + h % 3} for h in range(48)]))' >whole.json
expect 0 ingest --file whole.json -w whole
expect 0 readings show whole/so2 --window 1d --json -w whole
rows '[r["complete"] for r in rows] == [True, True]'
expect 0 readings show whole/so2 --window 1d --from 2025-01-01T03:00:00Z --to 2025-01-02T21:00:00Z --json -w whole
rows '[(r["used"], r["complete"]) for r in rows] == [(21, False), (21, False)]'
# one reading of long ago asks for no million of windows, and a file that is not the one sealed for no answer
printf '[{"n":"whole:so2","u":"mg/m3","t":1000000000,"v":7}]\n' >old.json
expect 0 ingest --file old.json -w whole
expect 65 readings show whole/so2 --window 1min -w whole
says 'windows, more than 1000000'
says 'to mend it: ask for fewer days with --from and --to, or for longer windows'
expect 0 readings show whole/so2 --window 1d --from 2025-01-01 --json -w whole
rows 'len(rows) == 2'
sealed=(whole/readings/whole/2025-01*.h5)
chmod u+w "${sealed[0]}"
printf x >>"${sealed[0]}"
for range in '' '--window 1d' '--window 1d --afresh'; do
    # shellcheck disable=SC2086 # words of their own
    expect 65 readings show whole/so2 $range --from 2025-01-01 -w whole
    says 'is not the file that was sealed'
done
# what a window rests on can be told apart: SHA-256 of its readings, as they are shown
expect 0 readings show stack/so2 --json
sed -E 's/.*"flag":"([^"]*)".*"time":"([^"]*)".*"value":([^,}]*).*/\2 \3 \1/' "$OUT" | sha256sum | cut -d' ' -f1 >hash-of-readings
expect 0 readings show stack/so2 --window 1d --json
rows "rows[0]['inputs_sha256'] == open('hash-of-readings').read().strip() and rows[0]['method'] == 'mean'"
expect 0 readings list
prints '^mill/stack/so2 +so2 +mg/m3 +3 +2025-01-01T00:00:00Z +2025-01-01T01:00:00Z +yes$'
expect 65 readings show stack/co
says 'readings list'
expect 2 readings show stack/so2 --window 3weeks
expect 2 readings show stack/so2 --window 1h --step 2h
expect 2 readings show stack/so2 --afresh
says 'afresh goes with --window'
expect 2 readings show so2

# late readings make a new version; a mapping that does not fit is named by line and column
printf 'when,SO2,wd\n2025-01-01 12:00,900,\n' >late.csv
expect 0 ingest --file late.csv --mapping map.yaml
says 'readings=1 files=1'
[ -f workspace/readings/mill/2025-01.v2.h5 ] || die "no second version"
printf 'form: csv\ntime: {column: when, format: "%%Y"}\n' >bad.yaml
expect 65 ingest --file in.csv --mapping bad.yaml
says 'bad.yaml:2:[0-9]+: format'
printf 'when;SO2;wd\n' >other.csv
expect 65 ingest --file other.csv --mapping map.yaml
says 'other.csv:1: the first row has no column "when"'

# SenML from standard input
printf '[{"bn":"stack:","bt":1735700000,"n":"so2","u":"mg/m3","v":7},{"n":"wind","u":"deg","v":90}]\n' |
    "$PROGRAM" ingest --file - >"$OUT" 2>"$ERR" || die "exit code $?"
says 'messages=1 readings=2'

# a file of one unit says it where CF looks for it
project mono "$(stream probe so2 mg/m3 0 2000)" "$(stream probe dust mg/m3 0 100)" >mono.geojson
expect 0 project import mono.geojson
printf '[{"bn":"probe:","bt":1735700000,"n":"so2","u":"mg/m3","v":7},{"n":"dust","u":"mg/m3","v":9}]\n' >mono.json
expect 0 ingest --file mono.json --project mono
"$PYTHON" "$SOURCE/tests/e2e/ingest_h5.py" workspace/readings/mono/2025-01.v1.h5 dust=mg/m3 so2=mg/m3 ||
    die "not as CF wants it"
ncdump -h workspace/readings/mono/2025-01.v1.h5 >"$OUT"
prints '[^a-z]value:units = "mg/m3"'

# a window is closed by the readings' own time: the newest of the datastream, seen or not, and how late others may come
closed() { # WANTED ARG...
    local wanted=$1
    shift
    expect 0 readings show beat/x "$@" --window 1h --json
    rows "[r['closed'] for r in rows] == $wanted"
}
project pulse "$(stream beat x m 0 100)" >pulse.geojson
expect 0 project import pulse.geojson
printf '[{"bn":"beat:x","u":"m","t":1735700400,"v":1},{"bn":"beat:x","t":1735704000,"v":2},{"t":1735711200,"v":3}]\n' >pulse.json
expect 0 ingest --file pulse.json --project pulse
closed '[True, True, False, False]'
closed '[True, False, False, False]' --late 2
closed '[True, True, True, False]' --late 0
closed '[True, True]' --to 2025-01-01T05:00:00Z
closed '[False, False]' --to 2025-01-01T05:00:00Z --late 3

need_data
# --- Beijing: four years of a station, local time, words for directions, NA ---
beijing=$DATA/data/beijing_prsa/PRSA_Data_Aotizhongxin_20130301-20170228.csv
project beijing "$(stream Aotizhongxin pm25 ug/m3 0 1000)" "$(stream Aotizhongxin so2 mg/m3 0 2)" \
    "$(stream Aotizhongxin temp K 200 330)" "$(stream Aotizhongxin wd degree 0 360)" >beijing.geojson
expect 0 project import beijing.geojson
cat >beijing.yaml <<'YAML'
form: csv
missing: [NA]
time: {columns: [year, month, day, hour], format: "%Y %m %d %H", offset: "+08:00"}
device: {column: station}
readings:
- {column: PM2.5, datastream: pm25, unit: ug/m3}
- {column: SO2, datastream: so2, unit: ug/m3}
- {column: TEMP, datastream: temp, unit: degC}
- {column: wd, datastream: wd, unit: degree, words: {N: 0, NNE: 22.5, NE: 45, ENE: 67.5, E: 90, ESE: 112.5,
    SE: 135, SSE: 157.5, S: 180, SSW: 202.5, SW: 225, WSW: 247.5, W: 270, WNW: 292.5, NW: 315, NNW: 337.5}}
YAML
expect 0 ingest --file "$beijing" --mapping beijing.yaml --project beijing
says 'messages=35064 readings=138295 files=49'
for what in pm25:1h so2:1d temp:1mo wd:1d; do
    expect 0 readings show "Aotizhongxin/${what%:*}" --window "${what#*:}" --offset 8 --json
    cp "$OUT" "${what%:*}.json"
done
# windows of many readings are kept, and say the same: as they are, spoilt, and left aside
kept=(workspace/windows/beijing/*.kept)
[ ${#kept[@]} = 3 ] || die "kept are ${kept[*]}"
printf x >>"${kept[0]}"
for how in '' --afresh; do
    for what in so2:1d temp:1mo wd:1d; do
        expect 0 readings show "Aotizhongxin/${what%:*}" --window "${what#*:}" --offset 8 --json $how
        cmp "$OUT" "${what%:*}.json" || die "other windows of $what, ${how:-from what is kept}"
    done
done
expect 0 readings prune beijing --dry-run --json
rows 'rows[0]["windows"] == 3 and rows[0]["windows_bytes"] > 300000'
expect 0 doctor
prints 'kept windows: [1-9]'
expect 0 readings prune beijing
says 'kept windows: [0-9.]+ MB'
[ ! -e workspace/windows/beijing ] || die "kept windows stay"
"$PYTHON" "$SOURCE/tests/e2e/ingest_windows.py" "$beijing" . || die "windows differ"
"$PYTHON" "$SOURCE/tests/e2e/ingest_h5.py" workspace/readings/beijing/2015-06.v1.h5 \
    pm25=ug/m3 so2=mg/m3 temp=K wd=degree || die "not as CF wants it"
ncdump -h workspace/readings/beijing/2015-06.v1.h5 >"$OUT"
prints 'time:standard_name = "time"'
prints 'time:units = "microseconds since 1970-01-01T00:00:00Z"'
prints_not '[^a-z]value:units'

# --- Air Quality UCI: semicolons, decimal commas, -200 for missing, ragged rows, empty ones ---
uci=$DATA/data/iot_air_quality/AirQualityUCI.csv
project uci "$(stream multisensor co mg/m3 0 100)" "$(stream multisensor t degC -40 60)" \
    "$(stream multisensor ah g/m3 0 100)" >uci.geojson
expect 0 project import uci.geojson
cat >uci.yaml <<'YAML'
form: csv
separator: ";"
decimal: ","
uneven: true
missing: [-200]
time: {columns: [Date, Time], format: "%d/%m/%Y %H.%M.%S", offset: "+01:00"}
device: multisensor
readings:
- {column: CO(GT), datastream: co, unit: mg/m3}
- {column: T, datastream: t, unit: degC}
- {column: "AH,,,,,", datastream: ah, unit: g/m3}
YAML
expect 0 ingest --file "$uci" --mapping uci.yaml --project uci
says 'messages=9471 readings=25656'
expect 0 readings show multisensor/co --window 1mo --offset 1 --json
"$PYTHON" - "$uci" "$OUT" <<'PYTHON' || die "months of CO differ"
import json, sys
from fractions import Fraction
months = {}
for line in open(sys.argv[1]).read().split("\n")[1:]:
    f = line.split(";")
    if len(f) > 2 and f[0] and f[2] not in ("-200", "-200,0"):
        months.setdefault(f[0][6:] + f[0][3:5], []).append(Fraction(f[2].replace(",", ".")))
rows = [json.loads(line) for line in open(sys.argv[2])]
assert len(rows) == len(months) == 14
for row, month in zip(rows, sorted(months)):
    values = months[month]
    assert row["used"] == len(values)
    assert abs(row["mean"] - float(sum(values) / len(values))) <= 1e-15 * row["mean"], (row, month)
    assert row["least"] == float(min(values)) and row["most"] == float(max(values))
PYTHON
