#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Readings are flagged as they are sealed, and flagged anew when late ones come; marks stay.

cat >p.geojson <<'JSON'
{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"P","datastreams":[
{"device":"d","name":"so2","property":"so2","unit":"ug/m3","interval_s":3600,"setting":"ambient"},
{"device":"d","name":"plain","property":"so2","unit":"ug/m3","interval_s":3600},
{"device":"d","name":"narrow","property":"so2","unit":"ug/m3","setting":"ambient","range_lo":0,"range_hi":50}]},
"geometry":{"type":"Polygon","coordinates":[[[1,1],[2,1],[2,2],[1,1]]]}}]}
JSON
sed 's/"ambient"/"indoors"/' p.geojson >bad.geojson
expect 65 project import bad.geojson
prints 'setting'
expect 0 project import p.geojson
pack() { # NAME HOUR:VALUE...: takes them in, with exit code ENDS (0)
    local name=$1 records='' pair
    shift
    for pair in "$@"; do
        records+=",{\"n\":\"d:$name\",\"t\":$((1704067200 + ${pair%:*} * 3600)),\"u\":\"ug/m3\",\"v\":${pair#*:}}"
    done
    printf '[%s]\n' "${records#,}" >pack.json
    expect "${ENDS:-0}" ingest --file pack.json --project P
}
flags() { # NAME FLAG...: those of all readings of it
    local name=$1
    shift
    expect 0 readings show "d/$name" --json
    rows "[r['flag'] for r in rows] == '$*'.split()"
}
# unchanged for six hours is a flat line; the change comes late
pack so2 0:11 1:11 2:11 4:11 5:11 6:11 7:11
flags so2 good good good good good suspect suspect
pack so2 3:13
flags so2 good good good good good good good good
[ -f workspace/readings/P/2024-01.v2.h5 ] || die "no second version"
# a step of 600 in an hour is too much (500), and so is the step back; one above 2000 is none at all
pack so2 8:612 9:13 10:2500
flags so2 good good good good good good good good fail fail fail
# the sealed file says by which rules its flags are; who reads flags of one that says none, from before, is told
for sealed in workspace/readings/P/2024-01.v*.h5; do :; done # the last
RULES=3
older() { # FROM-WHICH-RULES: what readings and windows say of it
    expect 0 readings show d/so2 --json
    rows "all(r['flag_rules'] == $1 for r in rows)"
    [ "$(grep -c "older rules (version 0, now $RULES)" "$ERR")" = $(($1 < RULES)) ] || die "readings by rules $1: $(cat "$ERR")"
    expect 0 readings show d/so2 --window 1d --json
    rows "all(r['flag_rules'] == $1 for r in rows)"
    [ "$(grep -c "older rules (version 0, now $RULES)" "$ERR")" = $(($1 < RULES)) ] || die "windows by rules $1: $(cat "$ERR")"
}
resealed() { # as if the file of that day had been sealed so
    "$PYTHON" - "$sealed" <<'PY'
import hashlib, pathlib, sqlite3, sys
path = pathlib.Path(sys.argv[1])
with sqlite3.connect("workspace/store.gpkg") as db:
    done = db.execute("UPDATE ta_partition SET sha256 = ? WHERE path = ?",
                      (hashlib.sha256(path.read_bytes()).hexdigest(), str(path.relative_to("workspace")))).rowcount
assert done == 1, done
PY
}
older $RULES
cp -p "$sealed" today.h5
chmod u+w "$sealed"
"$PYTHON" -c 'import h5py, sys; del h5py.File(sys.argv[1], "r+").attrs["terrassay_flag_rules"]' "$sealed"
resealed
older 0
cp -p today.h5 "$sealed"
resealed
# by limits of ours that somebody edited nothing is flagged; by a house's own it is
mkdir -p own/tables
sed -E '/^so2,ambient,fail_hi,/s/,2000,/,9000,/' "$SOURCE/datasets/tables/quality_limits.csv" >own/tables/quality_limits.csv
! cmp -s own/tables/quality_limits.csv "$SOURCE/datasets/tables/quality_limits.csv" || die "no limit was edited"
expect 65 ingest --file pack.json --project P --datasets own
says 'quality_limits.csv:[0-9]+: so2 ambient fail_hi from 2000-01-01: the shipped row of that source says otherwise'
sed -E -i '/^so2,ambient,fail_hi,/s/,policy of this program,/,house,/' own/tables/quality_limits.csv
expect 0 ingest --file pack.json --project P --datasets own
# two values of one time stay suspect, whatever else comes
pack so2 20:10 21:11
ENDS=3 pack so2 21:12
pack so2 22:11 23:12
expect 0 readings show d/so2 --json
rows '[r["flag"] for r in rows][-4:] == ["suspect", "suspect", "good", "good"]'
# without a setting nothing but the instrument's range is asked; with one it narrows the table's
pack plain 0:10 6:2500
flags plain not_evaluated not_evaluated
pack narrow 0:10 1:60
flags narrow good fail

# marks of a device and of an unchecked decoder stay as they are
cat >hj.yaml <<'YAML'
form: hj212
device: d
readings: [{field: a-Rtd, datastream: narrow, unit: ug/m3}]
YAML
encode() { # (HOUR VALUE FLAG)...: frames of 2 January, China's time
    "$PYTHON" - "$@" <<'PYTHON'
import sys
for hour, value, flag in zip(sys.argv[1::3], sys.argv[2::3], sys.argv[3::3]):
    text = "CN=2011;MN=d;CP=&&DataTime=20240102%02d0000;a-Rtd=%s,a-Flag=%s&&" % (int(hour), value, flag)
    crc = 0xFFFF
    for c in text.encode():
        crc = (crc >> 8) ^ c
        for _ in range(8):
            crc = (crc >> 1) ^ (0xA001 if crc & 1 else 0)
    print("##%04d%s%04X" % (len(text), text, crc), end="\r\n")
PYTHON
}
frame() { # HOUR VALUE FLAG
    encode "$@" >frame.txt
    expect 0 ingest --file frame.txt --mapping hj.yaml --project P
}
frame 10 11 S
prints '^marked .* 1 '
frame 11 12 N
prints '^unchecked .* 1 '
pack narrow 28:12 29:13
expect 0 readings show d/narrow --json
rows '[r["flag"] for r in rows] == ["good", "fail", "suspect", "not_evaluated", "good", "good"]'
# what it marks later counts no more, what it sends again unmarked stays marked, and again changes nothing
frame 11 12 D
prints '^marked_later .* 1 '
frame 11 12 D
prints '^duplicate .* 1 '
frame 11 12 N
prints '^duplicate .* 1 '
expect 0 readings show d/narrow --json
rows '[r["flag"] for r in rows] == ["good", "fail", "suspect", "fail", "good", "good"]'
sed 's/Rtd=12/Rtd=13/' frame.txt >damaged.txt
expect 3 ingest --file damaged.txt --mapping hj.yaml --project P
prints '^bad_check_sum '
# also beside what the range says: it holds once the range is mended
frame 15 70 S
prints '^out_of_range .* 1 '
sed 's/"range_hi":50/"range_hi":100/' p.geojson >wider.geojson
expect 0 project import wider.geojson
pack narrow 33:14
expect 0 readings show d/narrow --json
rows '[r["flag"] for r in rows] == ["good", "good", "suspect", "fail", "good", "good", "suspect", "good"]'

# a mark stands beside what the tests say: it holds when late readings take the tests' word back, in either order
sed 's/datastream: narrow/datastream: so2/' hj.yaml >so2.yaml
for id in late early; do
    cat >$id.geojson <<JSON
{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"$id","datastreams":[
{"device":"d","name":"so2","property":"so2","unit":"ug/m3","interval_s":3600,"setting":"ambient"}]},
"geometry":{"type":"Polygon","coordinates":[[[5,1],[6,1],[6,2],[5,1]]]}}]}
JSON
    expect 0 project import $id.geojson
done
encode 9 10 N 10 10 N 15 700 D 20 10 N 21 10 N >few.txt
encode 11 150 N 12 300 N 13 450 N 14 600 N 16 600 N 17 450 N 18 300 N 19 150 N >between.txt
for id in late early; do
    files=(few.txt between.txt)
    [ $id = late ] || files=(between.txt few.txt)
    for file in "${files[@]}"; do expect 0 ingest --file "$file" --mapping so2.yaml --project $id; done
    expect 0 readings show $id/d/so2 --json
    rows '[r["flag"] for r in rows if r["value"] == 700] == ["fail"]'
    rows '[r["flag"] for r in rows if r["value"] == 600] == ["not_evaluated"] * 2'
    cp "$OUT" flags-$id
    expect 0 readings show $id/d/so2 --window 1d --json
    cp "$OUT" windows-$id
done
cmp flags-late flags-early || die "flags depend on the order in which readings came"
cmp windows-late windows-early || die "windows depend on the order in which readings came"

# a record that rests on what an unchecked decoder read is indicative, and says why; one of the same
# readings in another format does not
for id in told hj; do
    cat >$id.geojson <<JSON
{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"$id","datastreams":[
{"device":"d","name":"so2","property":"so2","unit":"mg/m3","interval_s":3600,"limit":50,"limit_source":"permit"}]},
"geometry":{"type":"Polygon","coordinates":[[[3,1],[4,1],[4,2],[3,1]]]}}]}
JSON
    expect 0 project import $id.geojson
done
cat >hj.yaml <<'YAML'
form: hj212
device: d
readings: [{field: a-Rtd, datastream: so2, unit: mg/m3}]
YAML
sed 's/--project P/--project hj/' <(declare -f frame) >frame-of-hj
# shellcheck disable=SC1091
. ./frame-of-hj
frame 11 12 N
printf '[{"n":"d:so2","u":"mg/m3","t":1704164400,"v":12}]\n' >told.json
expect 0 ingest --file told.json --project told
expect 0 key new
for id in told hj; do
    expect 0 assess $id --as-of 2024-01-03 --json
    record=workspace/$("$PYTHON" -c 'import json, sys; print(json.load(sys.stdin)["path"])' <"$OUT")
    "$PYTHON" -c 'import json, sys; print(*json.load(open(sys.argv[1]))["record"]["indicative_because"])' "$record" >because-$id
done
grep -q unchecked_decoder because-hj || die "an unchecked decoder goes unsaid: $(cat because-hj)"
! grep -q unchecked_decoder because-told || die "said of a decoder that is checked"
expect 0 report hj --lang en
grep -q 'decoded (HJ 212) as nobody has checked' workspace/reports/hj-en.html || die "the page does not say why"
expect 0 verify --all

# How far each signal can be relied on: two stations 2.2 km apart tell different air; the calibration of one is
# too old, that of the other nobody stated, which counts as unknown and not as good.
station() { # DEVICE LATITUDE MORE
    printf '{"device":"%s","name":"so2","property":"so2","unit":"ug/m3","interval_s":3600,"setting":"ambient","limit":150,"limit_source":"GB 3095","longitude":3.2,"latitude":%s%s}' "$@"
}
stations() { # NAME MORE: of the first one
    cat >"$1.geojson" <<JSON
{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"trust","datastreams":[
$(station north 1.52 "$2"),$(station south 1.50 '')]},
"geometry":{"type":"Polygon","coordinates":[[[3,1],[4,1],[4,2],[3,1]]]}}]}
JSON
}
stations bad ',"calibrated":"2026-02-30"'
expect 65 project import bad.geojson
prints 'calibrated'
stations bad ',"calibration_interval_days":-1'
expect 65 project import bad.geojson
prints 'calibration_interval_days'
stations half ''
sed -i 's/,"latitude":1.52//' half.geojson
expect 65 project import half.geojson
prints 'longitude and latitude stand together'
stations trust ',"calibrated":"2023-06-01","calibration_interval_days":180'
expect 0 project import trust.geojson
"$PYTHON" >trust.json <<'PYTHON'
import json
seed, pack = 1, []
for h in range(20 * 24):
    for name, scale in (("north", 1.0), ("south", 6.0)):
        seed = (seed * 1103515245 + 12345) % 2**31
        pack.append({"n": f"{name}:so2", "u": "ug/m3", "t": 1704067200 + 3600 * h,
                     "v": round(scale * (20 + h % 5 + seed / 2**30), 1)})
print(json.dumps(pack))
PYTHON
expect 0 ingest --file trust.json --project trust
expect 0 assess trust --as-of 2024-01-20 --json
record=workspace/$("$PYTHON" -c 'import json, sys; print(json.load(sys.stdin)["path"])' <"$OUT")
"$PYTHON" - "$record" <<'PYTHON' || die "trust of the record"
import json, sys
record = json.load(open(sys.argv[1], encoding="utf-8"))["record"]
trust = {t["datastream"]: t for i in record["indicators"] for t in i.get("trust", [])}
each = {name: {c["name"]: c for c in t["criteria"]} for name, t in trust.items()}
assert set(each) == {"north/so2", "south/so2"}, each
north, south = each["north/so2"], each["south/so2"]
assert abs(north["calibration"]["value"] - 233 / 180) < 1e-9 and north["calibration"]["grade"] == 2, north
assert south["calibration"]["value"] is None and south["calibration"]["grade"] == 3, south
assert north["neighbours"]["value"] == 0 and north["neighbours"]["grade"] == 4, north
assert trust["north/so2"]["grade"] >= 4 and trust["south/so2"]["grade"] >= 4, trust
found = {(f["code"], f["object"]): f["detail"] for f in record["findings"]}
assert found["calibration_old", "north/so2"] == "calibrated 2023-06-01 for 180 days, 233 days ago", found
assert found["neighbours_differ", "south/so2"] == "agrees with north/so2, 2.2 km away, in 0 % of the hours", found
PYTHON
expect 0 report trust --lang en
grep 'longer ago than a calibration of it holds' workspace/reports/trust-en.html >/dev/null || die "no word of the calibration"
grep 'not evaluated' workspace/reports/trust-en.html >/dev/null || die "what is unknown is not told"
expect 0 report trust --lang zh
grep '校准于 2023-06-01，有效期 180 天，距今 233 天' workspace/reports/trust-zh.html >/dev/null || die "the reason is not in Chinese"
grep '与 north/so2（相距 2.2 公里）一致的小时占 0%' workspace/reports/trust-zh.html >/dev/null || die "nor that of neighbours"
grep '各监测点数据的可信程度' workspace/reports/trust-zh.html >/dev/null || die "no table of trust"
expect 0 verify --all
# another date of calibration is another project: what was signed stands, the next record says so
stations trust ',"calibrated":"2024-01-15","calibration_interval_days":180'
expect 0 project import trust.geojson
expect 0 assess trust --as-of 2024-01-20
expect 0 report trust --lang en
! grep 'longer ago than a calibration of it holds' workspace/reports/trust-en.html >/dev/null || die "still old"
expect 0 verify --all

# A stack that stands still above its limit: no reading since it last moved is believed, by one count in
# `readings show`, in the figures and on the page. Two values of one time are told, and asked about.
cat >stuck.geojson <<'JSON'
{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"stuck","datastreams":[
{"device":"cems","name":"so2","property":"so2","unit":"mg/m3","interval_s":3600,"setting":"stack","limit":35,"limit_source":"permit"}]},
"geometry":{"type":"Polygon","coordinates":[[[5,1],[6,1],[6,2],[5,1]]]}}]}
JSON
expect 0 project import stuck.geojson
"$PYTHON" >stuck.json <<'PYTHON'
import json
value = {h: 20 + h * 7 % 11 / 10 for h in range(20 * 24)}
value.update({h: 55 for h in range(100, 130)})
print(json.dumps([{"n": "cems:so2", "u": "mg/m3", "t": 1704067200 + 3600 * h, "v": v} for h, v in value.items()]))
PYTHON
expect 0 ingest --file stuck.json --project stuck
expect 0 readings show stuck/cems/so2 --json
rows '[r["flag"] for r in rows][99:131] == ["good"] + 30 * ["fail"] + ["good"]'
printf '[{"n":"cems:so2","u":"mg/m3","t":%d,"v":99}]' $((1704067200 + 3600 * 300)) >other.json
expect 3 ingest --file other.json --project stuck
says 'has all values of such a time, flagged suspect \(those of a file have no time of receipt\)'
expect 0 assess stuck --as-of 2024-01-20 --json
record=workspace/$("$PYTHON" -c 'import json, sys; print(json.load(sys.stdin)["path"])' <"$OUT")
"$PYTHON" - "$record" <<'PYTHON' || die "an unchanged signal above its limit is told otherwise"
import json, sys
record = json.load(open(sys.argv[1], encoding="utf-8"))["record"]
found = {f["code"]: f["detail"] for f in record["findings"]}
assert found["unchanged"].endswith("29 h at 55 mg/m3, above the limit of 35 mg/m3"), found
assert found["conflicting"].endswith("on both sides of the limit of 35 mg/m3: 1"), found
hours = next(i for i in record["indicators"] if i["id"] == "limit_exceedance")
figure = {d["name"]: d["value"] for d in hours["details"]}
assert (figure["hours_missing_failed"], figure["hours_missing_above"]) == (30, 31), figure
assert figure["hours_missing_near_exceedance"] == 0, figure
PYTHON
for lang in en zh; do
    expect 0 report stuck --lang $lang
    grep 'id="ask-finding-conflicting"' workspace/reports/stuck-$lang.html >/dev/null || die "nobody is asked ($lang)"
done
page() { # LANG WORDS
    grep -- "$2" "workspace/reports/stuck-$1.html" >/dev/null || die "the page lacks: $2"
}
page en 'Hours that failed quality control, and count as missing: 30\.'
page en 'contradicting each other), and may have been above it: 31\.'
page en 'nothing is believed from when it last moved: its first hours too'
page zh '未通过质量控制、按缺失计：30 小时'
page zh '实际可能超标：31 小时'
page zh '自其最后一次变化起均不采信'
page zh '有不同数值的时刻：1 个'
expect 0 verify --all

# Air has no limit of its own and is examined all the same: one feed under two devices and in another project is
# nobody's air; a station of its own is trusted as far as its signal and its neighbours bear it out.
station() { # DEVICE LATITUDE
    printf '{"device":"%s","name":"pm25","property":"pm25","unit":"ug/m3","interval_s":3600,"setting":"ambient","longitude":7.2,"latitude":%s,"calibrated":"2024-01-01","calibration_interval_days":180}' "$@"
}
air() { # ID WEST STATION...
    local id=$1 west=$2
    shift 2
    printf '{"type":"Feature","properties":{"id":"%s","datastreams":[%s]},"geometry":{"type":"Polygon","coordinates":[[[%s,1],[%s.5,1],[%s.5,2],[%s,1]]]}}' \
        "$id" "$(IFS=,; echo "$*")" "$west" "$west" "$west" "$west"
}
printf '{"type":"FeatureCollection","features":[%s,%s,%s]}' \
    "$(air twice 7 "$(station one 1.5)" "$(station two 1.6)")" "$(air again 8 "$(station other 1.5)")" \
    "$(air clean 9 "$(station a 1.5)" "$(station b 1.51)" "$(station c 1.52)")" >air.geojson
expect 0 project import air.geojson
"$PYTHON" <<'PYTHON'
import json, random
pick = random.Random(7)
def signal():
    level, out = 0.0, []
    for _ in range(90 * 24):
        level = 0.7 * level + pick.gauss(0, 4)
        out.append(round(max(1, 60 + level), 1))
    return out
copied = signal()
for project, feeds in {"twice": {"one": copied, "two": copied}, "again": {"other": copied},
                       "clean": {"a": signal(), "b": signal(), "c": signal()}}.items():
    json.dump([{"n": f"{d}:pm25", "u": "ug/m3", "t": 1704067200 + 3600 * h, "v": v}
               for d, feed in feeds.items() for h, v in enumerate(feed)], open(f"{project}.json", "w"))
PYTHON
for id in twice again clean; do
    expect 0 ingest --file $id.json --project $id
done
expect 0 assess twice again clean --as-of 2024-03-30 --json
"$PYTHON" - "$OUT" <<'PYTHON' || die "air is not examined as a stack is"
import json, sys
body = {}
for line in open(sys.argv[1], encoding="utf-8"):
    row = json.loads(line)
    body[row["project"]] = json.load(open(f"workspace/{row['path']}", encoding="utf-8"))["record"]
air = {p: next(i for i in b["indicators"] if i["id"] == "air_quality_index") for p, b in body.items()}
found = {p: sorted((f["code"], f["object"]) for f in b["findings"]) for p, b in body.items()}
trust = {p: {t["datastream"]: {c["name"]: c["grade"] for c in t["criteria"]} for t in i["trust"]} for p, i in air.items()}
assert found["twice"] == [("same_signal", "one/pm25"), ("same_signal", "two/pm25"),
                          ("together", "one/pm25"), ("together", "two/pm25")], found
assert found["again"] == 2 * [("same_signal", "other/pm25")] and found["clean"] == [], found
for p in ("twice", "again"):
    assert air[p]["value"] is None and air[p]["reason"] == "source_unavailable", air[p]
    assert air[p]["why"] == "too few valid hours of the day; pm25: 24 hours failed quality control", air[p]
assert trust["twice"]["one/pm25"]["copy"] == trust["again"]["other/pm25"]["copy"] == 5, trust
assert list(trust["clean"]) == ["a/pm25"], trust
assert set(trust["clean"]["a/pm25"].values()) == {1}, trust
assert air["clean"]["value"] > 50 and air["clean"]["grade"] == 2, air["clean"]
assert "quality_limits" in [t["id"] for t in body["clean"]["tables"]], body["clean"]["tables"]
PYTHON
for lang in en zh; do
    expect 0 report twice --lang $lang
    for id in ask-finding-together ask-finding-same_signal; do
        grep "id=\"$id\"" workspace/reports/twice-$lang.html >/dev/null || die "nobody is asked: $id ($lang)"
    done
done
on_page() { # LANG WORDS
    grep -- "$2" "workspace/reports/twice-$1.html" >/dev/null || die "the page lacks: $2"
}
on_page en 'Fine particles (PM2.5): 24 hours failed quality control'
on_page en 'Can you give hourly values of SO2, NO2, CO, O3, PM10 and PM2.5 from another station'
on_page en '<th scope="row"><bdi>one/pm25</bdi></th>'
on_page zh '细颗粒物（PM2.5）：24 小时的读数未通过质量控制'
on_page zh '当日空气监测读数未通过质量控制，不予采信'
expect 0 verify --all

# Air of which nobody said the setting: the seal asks its range alone, and what the record finds out of range it does
# not use, as it says. The client is asked about that, and about jumps.
printf '{"type":"FeatureCollection","features":[%s]}' \
    "$(air open 13 "$(station x 1.5 | sed 's/"setting":"ambient",//')")" >open.geojson
expect 0 project import open.geojson
"$PYTHON" >open.json <<'PYTHON'
import json
value = {h: 40 + h * 7 % 11 for h in range(90 * 24)}
value.update({h: 900 for h in range(1000, 1100, 20)})
value.update({h: -50 - h % 7 for h in range(90 * 24 - 20, 90 * 24)})
print(json.dumps([{"n": "x:pm25", "u": "ug/m3", "t": 1704067200 + 3600 * h, "v": v} for h, v in value.items()]))
PYTHON
expect 0 ingest --file open.json --project open
expect 0 assess open --as-of 2024-03-30 --json
record=workspace/$("$PYTHON" -c 'import json, sys; print(json.load(sys.stdin)["path"])' <"$OUT")
"$PYTHON" - "$record" <<'PYTHON' || die "readings that are found out of range are used"
import json, sys
record = json.load(open(sys.argv[1], encoding="utf-8"))["record"]
found = {f["code"]: f["detail"] for f in record["findings"]}
assert found["out_of_range"].startswith("25 readings"), found
assert found["jumps"] and found["spikes"], found
air = next(i for i in record["indicators"] if i["id"] == "air_quality_index")
assert air["value"] is None and air["why"].endswith("pm25: 12 hours failed quality control"), air
trust = {c["name"]: c["value"] for c in air["trust"][0]["criteria"]}
assert trust["flagged"] > 12 / 2160 and trust["not_evaluated"] > 0.9, trust
PYTHON
for lang in en zh; do
    expect 0 report open --lang $lang
    for id in out_of_range jumps spikes; do
        grep "id=\"ask-finding-$id\"" workspace/reports/open-$lang.html >/dev/null || die "nobody is asked: $id ($lang)"
    done
done

# A signal at its detection floor is no flat line, at the seal and in the record alike: not evaluated, and its hours
# count. One that stopped once as low fails in the record.
cat >floor.geojson <<'JSON'
{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"floor","datastreams":[
{"device":"cems","name":"so2","property":"so2","unit":"mg/m3","interval_s":3600,"setting":"stack","limit":100,"limit_source":"permit"},
{"device":"cems","name":"nox","property":"nox","unit":"mg/m3","interval_s":3600,"setting":"stack","limit":100,"limit_source":"permit"}]},
"geometry":{"type":"Polygon","coordinates":[[[11,1],[12,1],[12,2],[11,1]]]}}]}
JSON
expect 0 project import floor.geojson
"$PYTHON" >floor.json <<'PYTHON'
import json, random
r, n, so2 = random.Random(3), 29 * 24, []
while len(so2) < n:
    so2 += [2.0] * r.choice([5, 20, 60, 100]) + [round(r.uniform(2.5, 40), 1) for _ in range(r.choice([5, 12, 30]))]
nox = [round(r.uniform(20, 60), 1) for _ in range(n)]
nox[200:300] = [2.0] * 100
print(json.dumps([{"n": f"cems:{name}", "u": "mg/m3", "t": 1706745600 + 3600 * h, "v": v}
                  for name, values in (("so2", so2[:n]), ("nox", nox)) for h, v in enumerate(values)]))
PYTHON
expect 0 ingest --file floor.json --project floor
expect 0 readings show floor/cems/so2 --json
rows 'not [r for r in rows if r["flag"] in ("suspect", "fail")] and 100 < sum(r["flag"] == "not_evaluated" for r in rows) <= sum(r["value"] == 2 for r in rows)'
expect 0 readings show floor/cems/so2 --window 1d --json
rows 'all(r["used"] == 24 and r["failed"] == 0 for r in rows)'
expect 0 assess floor --as-of 2024-02-29 --json
record=workspace/$("$PYTHON" -c 'import json, sys; print(json.load(sys.stdin)["path"])' <"$OUT")
"$PYTHON" - "$record" <<'PYTHON' || die "the record does not agree with the seal at a floor"
import json, sys
record = json.load(open(sys.argv[1], encoding="utf-8"))["record"]
found = {(f["code"], f["object"]) for f in record["findings"]}
assert ("at_floor", "cems/so2") in found and ("unchanged", "cems/so2") not in found, found
assert ("unchanged", "cems/nox") in found, found
hours = next(i for i in record["indicators"] if i["id"] == "limit_exceedance")
figure = {d["name"]: d["value"] for d in hours["details"]}
assert (figure["failed_of_cems/so2"], figure["failed_of_cems/nox"]) == (0, 100), figure
PYTHON

need_data
sed 's/"id":"P"/"id":"prsa"/; s/"device":"d","name":"so2"/"device":"Aotizhongxin","name":"so2"/' p.geojson >prsa.geojson
expect 0 project import prsa.geojson
cat >prsa.yaml <<'YAML'
form: csv
missing: [NA]
device: {column: station}
time: {columns: [year, month, day, hour], format: "%Y %m %d %H", offset: "+08:00"}
readings: [{column: SO2, datastream: so2, unit: ug/m3}]
YAML
expect 0 ingest --file "$DATA"/data/beijing_prsa/PRSA_Data_Aotizhongxin_20130301-20170228.csv --mapping prsa.yaml --project prsa
expect 0 readings show prsa/Aotizhongxin/so2 --from 2016-08-14T17:00:00Z --to 2016-08-21T15:00:00Z --json
rows 'len(rows) == 166 and all(r["value"] == 2 and r["flag"] == "not_evaluated" for r in rows)'
expect 0 readings show prsa/Aotizhongxin/so2 --json
rows 'not [r for r in rows if r["value"] <= 2 and r["flag"] in ("suspect", "fail")]'
expect 0 readings show prsa/Aotizhongxin/so2 --from 2016-08-16T00:00:00+08:00 --to 2016-08-21T00:00:00+08:00 --window 1d --offset 8 --json
rows 'len(rows) == 5 and all(r["used"] > 20 for r in rows)'

# A stack of which nobody said the setting: nothing is tested at the seal, and the record judges as at a stack. What is
# impossible fails, what is suspect or never came is told as such, in the record and on its page alike.
cat >bare.geojson <<'JSON'
{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"bare","datastreams":[
{"device":"m","name":"so2","property":"so2","unit":"mg/m3","interval_s":3600,"limit":35,"limit_source":"permit"}]},
"geometry":{"type":"Polygon","coordinates":[[[7,1],[8,1],[8,2],[7,1]]]}},
{"type":"Feature","properties":{"id":"wild","datastreams":[
{"device":"w","name":"nox","property":"nox","unit":"mg/m3","interval_s":3600,"limit":50,"limit_source":"permit"}]},
"geometry":{"type":"Polygon","coordinates":[[[9,1],[10,1],[10,2],[9,1]]]}}]}
JSON
expect 0 project import bare.geojson
"$PYTHON" <<'PYTHON'
import json, random
random.seed(7)
start, hours = 1704067200 - 70 * 86400, 90 * 24
value = {h: round(20 + random.gauss(0, 1), 2) for h in range(hours)}
value.update({h: -h / 10 for h in range(300, 360)})
value.update({h: 20000 + h / 10 for h in range(500, 518)})
value.update({h: 3500 + h / 10 for h in range(700, 702)})
value.update({h: 44.4 for h in range(1300, 1320)})
for h in range(900, 905):
    del value[h]
json.dump([{"n": "m:so2", "u": "mg/m3", "t": start + 3600 * h, "v": v} for h, v in value.items()], open("bare.json", "w"))
json.dump([{"n": "w:nox", "u": "mg/m3", "t": start + 3600 * h, "v": 99999 if h % 50 else 30 + h / 1000} for h in range(hours)],
          open("wild.json", "w"))
PYTHON
expect 0 ingest --file bare.json --project bare
expect 0 ingest --file wild.json --project wild
expect 0 readings show bare/m/so2 --json
rows '{r["flag"] for r in rows} == {"not_evaluated"}'
for id in bare wild; do
    expect 0 assess $id --as-of 2024-01-20 --json
    "$PYTHON" -c 'import json, sys; print(json.load(sys.stdin)["path"])' <"$OUT" >$id.path
done
"$PYTHON" - "workspace/$(cat bare.path)" "workspace/$(cat wild.path)" <<'PYTHON' || die "a signal without a setting is judged otherwise"
import json, sys
bare, wild = (json.load(open(name, encoding="utf-8"))["record"] for name in sys.argv[1:])
def of(record):
    hours = next(i for i in record["indicators"] if i["id"] == "limit_exceedance")
    trust = {c["name"]: c["value"] for c in hours["trust"][0]["criteria"]}
    return hours, {d["name"]: d["value"] for d in hours["details"]}, trust
hours, figure, trust = of(bare)
assert (hours["lo"], hours["value"], hours["hi"]) == (0, 0, 105), hours
names = ("missing", "missing_failed", "missing_suspect", "missing_few", "missing_above", "good", "not_evaluated")
assert [figure["hours_" + name] for name in names] == [105, 98, 2, 0, 40, 2055, 0], figure
assert figure["max_hour"] < 35, figure
assert abs(trust["flagged"] - 100 / 2155) < 1e-9 and trust["not_evaluated"] == 0, trust
hours, figure, trust = of(wild)
assert hours["reason"] == "failed_quality_control" and figure["hours_missing"] == figure["hours_missing_failed"], hours
assert trust["capture"] == 1 and trust["flagged"] > 0.9, trust
PYTHON
for lang in en zh; do
    expect 0 report bare --lang $lang
    expect 0 report wild --lang $lang
done
tells() { # ID-LANG WORDS
    grep -- "$2" "workspace/reports/$1.html" >/dev/null || die "the page $1 lacks: $2"
}
tells bare-en '2,055 of 2,160 hours have enough valid readings\. Hours that failed quality control, and count as missing: 98\.'
tells bare-en 'Hours whose readings are suspect, and count as missing: 2\. Hours without any reading: 5\.'
tells bare-en 'Of the hours judged, none is above the limit'
tells bare-en 'may have been above it: 40\.'
tells bare-en 'some did not come, others came and failed quality control'
tells bare-en 'id="ask-finding-out_of_range"'
tells bare-zh '读数可疑、按缺失计：2 小时。没有读数：5 小时。'
tells bare-zh '有读数超出合理范围。哪些属实'
tells wild-en 'readings came, and did not pass quality control'
tells wild-en 'What was wrong with the instrument'
tells wild-zh '有读数，但未通过质量控制'
tells wild-zh '已收到的部分读数未通过质量控制或可疑'
! grep 'Why did the device not report' workspace/reports/wild-en.html >/dev/null || die "it is asked why a device did not report that did"
expect 0 verify --all
