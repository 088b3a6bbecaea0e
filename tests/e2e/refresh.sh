#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Refresh on made scenes: once each, dry, two at a time, with a full disk.
export PYTHONPATH=$SOURCE/tests/fault

"$PYTHON" -c 'import scenes; scenes.make_scenes("scenes", 10); scenes.write_sites("sites.csv", 6)'
expect 0 project import sites.csv --crs EPSG:32650
expect 2 refresh
says 'catalog'
expect 0 refresh --catalog scenes --from 2031-01-01
says 'scenes=0 new=0'
says 'no scene in the catalogues within these days'
mkdir none
expect 3 refresh --catalog none
says 'no scene in the catalogues$'
prints '^problem  none  there is no file in it; to mend it: look whether a disk should be mounted there; if nothing comes'
says 'problems=1 '
expect 3 refresh --catalog none --catalog scenes --dry-run
prints '^problem  none  there is no file in it; to mend it: .* take it out of what is refreshed$'
says 'new=8 .*problems=1 '
# files that announce nothing are named, and the exit code is not that of success
mkdir -p wrong/deep
touch wrong/a.tif wrong/deep/b.tif wrong/c.zip wrong/d.txt wrong/e.txt wrong/f.txt
expect 3 refresh --catalog wrong
says 'wrong: looked at 6 files, passed over 6 of them, of which the first 5 are listed; put'
prints '^passed over +a\.tif .* a raster without a STAC item, a Landsat MTL or an MTD_MSIL2A.xml'
prints '^passed over +c\.zip .* an archive: it has to be unpacked'
expect 3 refresh --catalog none --catalog wrong --json
rows '[r["scene"] for r in rows if r["what"] == "passed over"] == ["a.tif", "c.zip", "d.txt", "e.txt", "f.txt"]'
rows 'rows[-1]["what"] == "summary" and all(r["catalog"] == "wrong" for r in rows[1:-1])'
rows 'rows[0]["what"] == "problem" and rows[0]["scene"] == "none" and "mounted" in rows[0]["mend"]'
# beside good scenes too: a folder of rasters that nothing announces, and a catalogue that gave nothing
cp -r scenes beside
mkdir -p beside/lost
cp "$(find scenes -name '*.tif' | sort | head -1)" beside/lost/band.tif
expect 3 refresh --catalog beside --dry-run
prints '^set aside  [^ ]*/beside/lost  1 raster without a STAC item, a Landsat MTL or an MTD_MSIL2A.xml: band.tif; to mend it: put the'
says 'set_aside=1 .*problems=0 '
expect 3 refresh --catalog scenes --catalog wrong --dry-run
says 'wrong: looked at 6 files'
prints '^passed over +a\.tif'
rm -r beside
# a Landsat file without MTL is the item's that names it, and a quality layer beside items is no scene; alone it is told
mkdir items lone
cp scenes/s001_*.tif items
cp scenes/s001_scl.tif items/LC08_L2SP_168055_20200305_QA_PIXEL.TIF
cp scenes/s001_scl.tif items/LC08_L2SP_168055_20200306_QA_PIXEL.TIF
cp scenes/s001_red.tif items/LC08_L2SP_168055_20200307_B4.TIF
cp scenes/s001_scl.tif lone/LC08_L2SP_168055_20200305_QA_PIXEL.TIF
"$PYTHON" - <<'PYTHON'
import json
item = json.load(open("scenes/s001.json"))
item["assets"]["qa_pixel"] = {"href": "./LC08_L2SP_168055_20200305_QA_PIXEL.TIF", "roles": ["data"]}
item["assets"]["band"] = {"href": "LC08_L2SP_168055_20200307_B4.TIF", "roles": ["data"]}
json.dump(item, open("items/s001.json", "w"))
PYTHON
expect 0 refresh --catalog items --dry-run
says 'scenes=1 new=1 '
expect 3 refresh --catalog lone --dry-run
prints 'no MTL file'
rm -r items lone
# days that leave scenes out pass nothing over
expect 0 refresh --catalog scenes --from 2031-01-01
prints_not 'passed over'
expect 65 refresh --catalog scenes --project zzz
says 'no project zzz'
says_not 'refresh: scenes='
expect 65 refresh --catalog scenes --project zzz --json
prints_not .

expect 0 refresh --catalog scenes --dry-run --json
rows 'rows[-1]["what"] == "summary" and rows[-1]["dry_run"] and rows[-1]["new"] == 8'
rows 'rows[-1]["superseded"] == 2 and rows[-1]["bytes"] > 100000 and rows[-1]["minutes"] > 0'
expect 0 refresh --catalog scenes --dry-run
says '^dry run: 8 scenes would be read, 0\.[0-9] MB, about 0\.[0-9] minutes'
[ ! -e workspace/observations ] || die "a dry run wrote observations"
# what one catalogue has another need not give again: not the same scenes, nor worse ones of their looks
cp -r scenes twins
rm twins/s004.json twins/s009.json
expect 0 refresh --catalog scenes --catalog twins --dry-run --json
rows 'rows[-1]["new"] == 8 and rows[-1]["superseded"] == 2 and rows[-1]["off"] == 8'
# but for a copy that has more, and better ones
"$PYTHON" - <<'PYTHON'
import json
item = json.load(open("twins/s001.json"))
del item["assets"]["nir"]
json.dump(item, open("twins/s001.json", "w"))
PYTHON
expect 0 refresh --catalog twins --catalog scenes --dry-run --json
rows 'rows[-1]["new"] == 10 and rows[-1]["again"] == 1 and rows[-1]["off"] == 7'
cp -r workspace real
expect 0 refresh --catalog twins --catalog scenes --json -w real
rows 'rows[-1]["new"] == 10 and rows[-1]["again"] == 1 and rows[-1]["off"] == 7'
rm -r real

# another one is at work
cp -r workspace busy
expect 0 key new -w busy
"$PYTHON" - <<'PYTHON' &
import fcntl, os, time
held = [os.open(folder + "/lock", os.O_RDWR) for folder in ("workspace", "busy")]
for lock in held:
    fcntl.lockf(lock, fcntl.LOCK_EX, 1, 1)
open("held", "w").close()
while not os.path.exists("let_go"):
    time.sleep(0.01)
PYTHON
until [ -e held ]; do sleep 0.01; done
expect 75 refresh --catalog scenes
says 'another program refreshes scenes here'
says 'wait for it to end'
expect 0 refresh --catalog scenes --dry-run
# records do not wait for it, and it is said once that they may lack what it has not finished
expect 0 assess --all -w busy
[ "$(grep -c 'a refresh is at work on this workspace: what it has not finished' "$ERR")" = 1 ] || die "does not say so once"
prints ' written$'
expect 0 assess --all --lang zh -w busy
says '此工作区正在刷新'
touch let_go
wait
expect 0 assess --all -w busy
says_not 'refresh is at work'
rm -r busy

# no room: said, nothing half done, and done when there is room again
(
    ulimit -f 20
    expect 75 refresh --catalog scenes
    says 'mend|File too large'
) || exit 1
"$PYTHON" -c 'import scenes; k = scenes.knowledge("workspace"); assert not k["rows"], k'
if unshare -m true 2>/dev/null; then
    mkdir small
    # shellcheck disable=SC2016
    PROGRAM=$PROGRAM unshare -m bash -c 'mount -t tmpfs -o size=600k none small 2>/dev/null || exit 0
        cp -r workspace/. small/ && "$PROGRAM" refresh --catalog scenes -w small >small.out 2>small.err
        echo $? >small.code'
    [ ! -e small.code ] || [ "$(cat small.code)" = 75 ] || die "disk full: exit code $(cat small.code)"
    [ ! -e small.code ] || grep -q 'No space left\|full' small.err || die "disk full is not said: $(cat small.err)"
fi
[ -e small.code ] || echo "skipped: this machine lets nobody mount a file system: a full disk"

# a run that failed does not say that there was nothing
mkdir -p workspace/imagery
touch workspace/imagery/chips
expect 75 refresh --catalog scenes
says '^refresh: scenes=10 .* looks=0 .* failed$'
says '^failed before it had looked at all: run it again'
says_not 'nothing new'
expect 75 refresh --catalog scenes --json
rows 'rows[-1]["what"] == "summary" and rows[-1]["ended"] == "failed"'
rm workspace/imagery/chips

expect 0 refresh --catalog scenes
says 'refresh: scenes=10 new=8 again=0 observed=8 set_aside=0 superseded=2 problems=0 looks=48 chips=[0-9]+ partitions=[0-9]+ bytes=[0-9]+$'
prints '^superseded +made/s003 .*made/s004 stands'
"$PYTHON" -c 'import json, scenes; json.dump(scenes.knowledge("workspace"), open("once.json", "w"))'
# no scene lies between days that stand the wrong way round
expect 2 refresh --catalog scenes --from 2026-08-01 --to 2026-01-01
says '--to lies before --from'
says 'exchange the two days'
expect 2 refresh --catalog scenes --last 10 --to 2026-01-01 --now 2026-08-01
says '--to lies before --last'
expect 2 refresh --catalog scenes --from 2026-08-01 --now 2026-01-01
says '--now lies before --from'
# as of a day: what is of later is none of it, known or not
expect 0 refresh --catalog scenes --now 2020-01-01 -w workspace
says '^no scene in the catalogues within these days|^nothing new'
says 'set_aside=0'
# the only catalogue is not there: said once
expect 69 refresh --catalog scenes/nothere
says 'scenes/nothere: No such file'
says 'look whether a disk should be mounted there'
says_not 'nothing new'
prints_not 'nothere'
# one beside it is done; the night is no success
expect 69 refresh --catalog scenes/nothere --catalog scenes
prints '^problem  scenes/nothere  No such file or directory; to mend it: look whether a disk should be mounted there'
says '1 of 2 catalogues and folders could not be read'
says '^refresh: scenes=10 new=0 .*problems=1 .*bytes=[0-9]+$'
says_not 'failed before'
expect 69 refresh --catalog scenes/nothere --catalog scenes --json
rows 'rows[-1]["ended"] == "whole" and rows[-1]["problems"] == 1'
# and stands in doctor until it was read, or is given up for good
expect 0 doctor --json
rows '[(r["found"].split(" could")[0], r["mend"].split(":")[0]) for r in rows if r["part"] == "Source"] == [("'"$PWD"'/scenes/nothere", "look whether a disk should be mounted there")]'
rows '[r["found"] for r in rows if r["part"] == "Scenes"] == ["none set aside"] and not [r for r in rows if r["part"] == "Set aside"]'
mkdir scenes/nothere
expect 3 refresh --catalog scenes/nothere
rmdir scenes/nothere
expect 0 doctor --json
rows 'not [r for r in rows if r["part"] == "Source"]'
expect 69 refresh --catalog scenes/nothere
expect 0 refresh --forget scenes/nothere
expect 0 doctor --json
rows 'not [r for r in rows if r["part"] == "Source"]'
expect 0 refresh --catalog scenes --quiet
silent
expect 0 refresh --catalog scenes --json
rows 'len(rows) == 1 and rows[0]["ended"] == "whole" and rows[0]["observed"] == 0 and rows[0]["bytes"] == 0'
says 'nothing new'
expect 0 refresh --catalog scenes --rehash
says 'nothing new'
"$PYTHON" -c 'import json, scenes; json.dump(scenes.knowledge("workspace"), open("twice.json", "w"))'
same once.json twice.json

# a copy that lost a band does not take the place of what was seen whole, in one run or in two
cp -r scenes lost
"$PYTHON" - <<'PYTHON'
import json
item = json.load(open("lost/s001.json"))
del item["assets"]["nir"]
json.dump(item, open("lost/s001.json", "w"))
PYTHON
rm lost/s001_nir.tif
"$PROGRAM" project looks p00000 --json -w workspace >whole.looks
expect 3 refresh --catalog lost
prints '^problem +made/s001 +.*this copy has no nir and the look that is kept has: that look stands'
says 'observed=0 .*problems=1'
"$PROGRAM" project looks p00000 --json -w workspace >lost.looks
cmp whole.looks lost.looks || die "a damaged copy took a look away"
expect 0 refresh --catalog scenes
says 'nothing new'
expect 0 project import sites.csv --crs EPSG:32650 -w both
expect 0 refresh --catalog lost --catalog scenes -w both
"$PROGRAM" project looks p00000 --json -w both >both.looks
cmp whole.looks both.looks || die "of two copies the damaged one was taken"

# a checksum of which nobody knows the kind is said, and keeps nothing from being read
cp -r scenes hashed
"$PYTHON" - <<'PYTHON'
import hashlib
import json
for number, sum in ((1, "1e02aabb"), (2, "1340" + hashlib.sha512(open("hashed/s002_red.tif", "rb").read()).hexdigest())):
    item = json.load(open(f"hashed/s{number:03d}.json"))
    item["assets"]["red"]["file:checksum"] = sum
    json.dump(item, open(f"hashed/s{number:03d}.json", "w"))
PYTHON
expect 0 project import sites.csv --crs EPSG:32650 -w hashed.bank
expect 0 refresh --catalog hashed -w hashed.bank
prints '^note +1 scene +file:checksum is of a kind that is not known here \(multihash 0x1e\): not checked'
says 'observed=8 .*problems=0'
expect 0 refresh --catalog hashed -w hashed.bank --json
rows '[r["scene"] for r in rows if r["what"] == "note"] == ["made/s001"]'

# what was seen, look by look
expect 0 project looks p00000 --json
rows 'len(rows) == 8 and all(r["layer"] == "ndvi" for r in rows) and [r["time"] for r in rows] == sorted(r["time"] for r in rows)'
expect 0 project looks p00000 --layer red --from 2020-02-01 --to 2020-02-29
prints '^2020-02-'
prints_not '^2020-0[134]-'
expect 65 project looks nobody

# a broken scene and a product that is none: told, and the rest goes on
cp -r scenes more
mv more/s001_red.tif more/whole.tif
head -c 3000 more/whole.tif >more/s001_red.tif
rm more/whole.tif
printf '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>' >more/MTD_MSIL2A.xml
printf '{"stac_version":"1.0.0","type":"Feature","id":"z"' >more/z.json
expect 0 project import sites.csv --crs EPSG:32650 -w other
expect 3 refresh --catalog more -w other
prints '^set aside +made/s001 .*s001_red.tif'
prints '^set aside +.*MTD_MSIL2A.xml'
prints '^set aside +.*z.json'
prints_not '^ *What|  - '
says 'set_aside=3 .*problems=0'
[ "$(tail -1 "$ERR" | cut -d' ' -f1,2)" = 'refresh: scenes=10' ] || die "the summary is not the last line: $(cat "$ERR")"
expect 3 refresh --catalog more -w other
prints '^set aside +made/s001'
# doctor lists what is set aside, scenes and products, with reason and mend, and no other scene
sed 's/"id": "s003"/"id": "s090"/; s/"properties": {/&"deprecated": true, /' more/s003.json >more/s090.json
expect 3 refresh --catalog more -w other
expect 0 doctor -w other --json
rows 'len([r for r in rows if r["part"] == "Set aside"]) == 4 and not [r for r in rows if r["part"] == "Scenes"]'
rows '[r["mend"].split(":")[0] for r in rows if "made/s001: " in r["found"] and "s001_red.tif" in r["found"]] == ["fetch its files again, whole"]'
rows '[r["mend"].split(",")[0] for r in rows if "MTD_MSIL2A.xml" in r["found"]] == ["fetch or correct it"]'
rows '[r["mend"].split(":")[0] for r in rows if r["found"].endswith("/more: s090.json: its catalogue has marked it deprecated")] == ["none needed"]'
expect 0 doctor --json
rows '[r["found"] for r in rows if r["part"] == "Scenes"] == ["none set aside"]'
rm more/s090.json
"$PYTHON" - <<'PYTHON'
import struct
# a header that claims 100,000 by 100,000 pixels in one strip
tags = [(256, 4, 100000), (257, 4, 100000), (258, 3, 16), (259, 3, 1), (262, 3, 1), (273, 4, 200),
        (277, 3, 1), (278, 4, 100000), (279, 4, 100)]
body = struct.pack("<2sHIH", b"II", 42, 8, len(tags))
body += b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags) + bytes(4)
open("more/s001_red.tif", "wb").write(body.ljust(200, b"\0") + bytes(100))
open("more/s002_red.tif", "w").write('<VRTDataset rasterXSize="9" rasterYSize="9"></VRTDataset>')
PYTHON
expect 3 refresh --catalog more -w other
prints '^set aside +made/s001 '
prints '^set aside +made/s002 '
says 'set_aside=4 '
# of a folder that is gone for good it can be forgotten, by whatever way it is named, and of no other
mkdir late
cp more/z.json late
expect 3 refresh --catalog late -w other
expect 2 refresh --forget more -w other
says 'more: is there'
mv more gone
expect 69 refresh --catalog more -w other
expect 0 doctor -w other
[ "$(grep -c "Set aside .* $PWD/more: .*refresh --forget $PWD/more\`" "$OUT")" = 3 ] || die "not all are set aside"
[ "$(grep -c "Set aside .* $PWD/late: .*refresh --forget $PWD/late\`" "$OUT")" = 1 ] || die "not all are set aside"
expect 0 refresh --forget ../here/./more/ -w other
says '^forgotten: 3 scenes or products set aside of'
expect 0 doctor -w other
[ "$(grep -c 'Set aside ' "$OUT")" = 2 ] || die "not forgotten, or more than that"
prints '^Set aside .*made/s002.* the look kept before stands'
expect 65 refresh --forget more -w other
says 'nothing of it is set aside'
mv gone more
expect 69 refresh --catalog nowhere
says 'nowhere'

# a site that lies on no scene: said, the second time too, and by project
cat >far.csv <<'CSV'
id,name,wkt
far,Far,"POLYGON((-60 -10,-59.99 -10,-59.99 -9.99,-60 -10))"
CSV
expect 0 project import far.csv --crs EPSG:4326 -w elsewhere
for _ in 1 2; do
    expect 0 refresh --catalog scenes -w elsewhere
    says 'no scene lies on any site$'
    says_not 'nothing new'
done
expect 0 refresh --catalog scenes -w elsewhere --project far
says 'no scene lies on any site'
expect 0 project import far.csv --crs EPSG:4326
expect 0 refresh --catalog scenes --project far
says 'no scene lies on any site of these projects$'

# observations that were deleted come back out of the scenes that are still there
rebuilt=rebuilt
expect 0 project import sites.csv --crs EPSG:32650 -w $rebuilt
expect 0 refresh --catalog scenes -w $rebuilt
for site in $(seq 0 5); do expect 0 project looks "p0000$site" -w $rebuilt --json; cat "$OUT"; done >looks.before
[ -s looks.before ] || die "no looks"
rm -r $rebuilt/observations
expect 0 refresh --catalog scenes -w $rebuilt
says 'below observations/ (is|are) gone: the scenes behind (it|them) are read anew'
for site in $(seq 0 5); do expect 0 project looks "p0000$site" -w $rebuilt --json; cat "$OUT"; done >looks.after
same looks.before looks.after
expect 0 refresh --catalog scenes -w $rebuilt
says_not 'observations/'
says 'nothing new'
