#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Two real looks ten years apart, in March and in December: about change nothing can be said, and
# the record says why. What was seen is no good news and no zero.
bale=$DATA/data/bale_ethiopia_debian
[ -n "$DATA" ] || bale=${TERRASSAY_SAMPLE_DATA:-}/bale # the same files out of a Debian package
[ -d "$bale" ] || need_data
cat >site.csv <<'CSV'
id,name,wkt,position_error_m
bale,Bale,"POLYGON((SITE))",15
CSV
"$PYTHON" - "$bale" <<'PY'
import glob, sys
from osgeo import gdal
gdal.UseExceptions()
boxes = []
for path in sorted(glob.glob(sys.argv[1] + "/*/*_B4.[Tt][Ii][Ff]")):
    d = gdal.Open(path)
    a = d.GetGeoTransform()
    boxes.append((a[0], a[3] - d.RasterYSize * 30, a[0] + d.RasterXSize * 30, a[3]))
x0, y0, x1, y1 = (max(b[0] for b in boxes), max(b[1] for b in boxes),
                  min(b[2] for b in boxes), min(b[3] for b in boxes))
x, y = (x0 + x1) / 2, (y0 + y1) / 2
ring = ",".join(f"{x + dx} {y + dy}" for dx, dy in
                ((-500, -500), (500, -500), (500, 500), (-500, 500), (-500, -500)))
text = open("site.csv", encoding="utf-8").read().replace("SITE", ring)
open("site.csv", "w", encoding="utf-8").write(text)
PY
expect 0 key new -w bank
expect 0 project import site.csv --crs EPSG:32637 -w bank
expect 0 refresh --catalog "$bale" -w bank
expect 0 assess --all --as-of 2010-12-31 -w bank --json
rows 'len(rows) == 1 and rows[0]["opinion"] == "cannot_say" and rows[0]["observed"] == 0'
"$PYTHON" - bank "$OUT" <<'PY' || die "the reason"
import json, sys
row = json.loads(open(sys.argv[2], encoding="utf-8").read())
record = json.load(open(f"{sys.argv[1]}/{row['path']}", encoding="utf-8"))["record"]
loss = next(i for i in record["indicators"] if i["id"] == "vegetation_loss")
print(loss["reason"], loss["why"], len(record["looks"]))
assert loss["value"] is None and loss["reason"] == "no_clear_look", loss
assert "no look in the same season" in loss["why"], loss["why"]
assert len({look["time"] for look in record["looks"]}) == 2  # both are shown
assert record["class"] == "indicative"
assert "too_little_observed" in record["indicative_because"]
PY
# The portfolio gives the page's own reason.
for lang in en zh; do
    expect 0 report bale -w bank --lang $lang -o own-$lang.html
    expect 0 portfolio -w bank --lang $lang --html all-$lang.html
done
# The look of 2010 is drawn though nobody knows how clear it is: the one of 2000 alone would be no look at the window.
for words in '2010-12-18  latest look' '2000-03-09  earlier look' 'not masked: this scene has no quality layer' \
    'No quality layer came with the scene' 'cloud not known' 'masked 0% (cloud 0%)'; do
    grep -qF "$words" own-en.html || die "the pictures: no $words"
done
for words in '未剔除：该景没有质量图层' '云量未知' '剔除 0%（云 0%）'; do grep -qF "$words" own-zh.html || die "the pictures: no $words"; done
! grep -q 'The later look is older than the window' own-en.html || die "an older look stands for the window"
for page in own all; do
    grep -q 'no look was taken in for one of its seasons' $page-en.html || die "$page-en: another reason"
    grep -q '所比较的时段中有一段未读入影像' $page-zh.html || die "$page-zh: another reason"
done
! grep -q 'Vegetation loss</a> *(no clear look)\|Vegetation loss (no clear look)' all-en.html || die "all: no clear look"
# From the reference down to the lower bound: what is named, and what is left out, add up.
"$PYTHON" - own-en.html own-zh.html <<'PY' || die "the points do not add up"
import html, re, sys
for path in sys.argv[1:]:
    text = html.unescape(re.sub("<[^>]+>", "", re.search(r'<p class="gap">.*?</p>', open(path, encoding="utf-8").read(), re.S)[0]))
    plain = re.sub(r"[(（].*?[)）]", "", text)
    points = [float(x) for x in re.findall(r"−([0-9.]+)", plain)]
    print(text, points)
    assert len(points) >= 2 and abs(sum(points) - 89.0) < 0.11, points  # 90 down to 1
PY
grep -q 'Without a quality layer, so that nobody knows how clear: 1\.' own-en.html || die "looks in time"
# The first box names the looks that there are, the latest first; a page for others names none.
expect 0 report bale -w bank -o bale.html
grep -E 'class="looks-at-hand">Satellite looks taken in \(2\): <bdi>[^<]*</bdi> \(2010-12-18\), <bdi>[^<]*</bdi> \(2000-03-09, 100% clear\)\.</p>' bale.html >/dev/null || die "the looks are not named: $(grep -o "looks-at-hand.*" bale.html)"
expect 0 report bale -w bank --shared -o shared.html
! grep -F 'class="looks-at-hand"' shared.html >/dev/null || die "a page for others names scenes"
expect 0 verify --all -w bank
# Each rule by itself: with a baseline that reaches both looks only the season refuses; with a season of
# the whole year only the baseline does; with both there is nothing to refuse but that the looks are few.
why() { # VERSION PARAMS WORDS: the reason of vegetation_loss under such a model
    sed "s/^version: 3$/version: $1/; 0,/^          season_half_width_days: 45$/s//          $2/" \
        "$SOURCE/datasets/models/credit-3.yaml" >"m$1.yaml"
    ! cmp -s "m$1.yaml" "$SOURCE/datasets/models/credit-3.yaml" || die "the model was not changed"
    expect 0 assess bale --model "./m$1.yaml" --as-of 2010-12-31 -w bank --json
    "$PYTHON" - bank "$OUT" "$3" <<'PY' || die "another reason"
import json, sys
row = json.loads(open(sys.argv[2], encoding="utf-8").read())
record = json.load(open(f"{sys.argv[1]}/{row['path']}", encoding="utf-8"))["record"]
loss = next(i for i in record["indicators"] if i["id"] == "vegetation_loss")
print(loss["reason"], loss["why"])
assert loss["reason"] == "no_clear_look" and sys.argv[3] in loss["why"], loss
PY
}
why 11 'season_half_width_days: 45\n          baseline_seasons: 15' \
    'no look in the same season: 1 in the window, none in the 15 baseline years'
why 12 'season_half_width_days: 182' 'looks of the same season older than the baseline: 1, the newest of 2000-03-09'
expect 0 report bale -w bank --lang zh -o older.html
grep -q '早于基准期的同季节影像：1 次，最近一次为 2000-03-09' older.html || die "not said in Chinese"
why 13 'season_half_width_days: 182\n          baseline_seasons: 15' ' % of the site has '
# Looks that are here and older than the model looks back are told, and are not called used.
looks() { # YEAR PATTERN LANGUAGE: the first box
    expect 0 assess bale --as-of "$1-12-31" --now 2031-01-01 -w bank
    expect 0 report bale -w bank -o old.html --lang "$3"
    grep -E "class=.looks-at-hand.>$2" old.html >/dev/null || die "$1: not told: $2: $(grep -o 'looks-at-hand.*' old.html)"
}
looks 2018 'Satellite looks used here, 1 of 2 taken in \(the model looks back 16 years; older and left out: 1\): <bdi>[^<]*</bdi> \(2010-12-18\)\.</p>' en
looks 2018 '已读取卫星影像 2 景，此处采用 1 景（模型回溯 16 年，更早的 1 景不采用）：<bdi>' zh
looks 2030 'No satellite look was used for this record: used here 0 of 2 taken in \(the model looks back 16 years; older and left out: 2\)\.</p>' en
expect 2 assess -w bank
expect 2 assess bale --all -w bank
expect 65 assess nobody -w bank
expect 3 assess bale nobody -w bank
says 'nobody'
expect 65 assess bale --model nothing -w bank
says 'credit-3'
cat >index.yaml <<'YAML'
schema: terrassay/model/1
id: example
version: 1
use: index
title: Example
made_by: somebody
YAML
expect 65 assess bale --model ./index.yaml -w bank
says 'assesses no project'

# Somebody opens the record in an editor.
record=$(find bank/records/bale -name "*.json" | sort | sed -n 1p)
sed -i 's/"cannot_say"/"no_objection"/' "$record"
expect 1 verify "$record" -w bank
prints 'opinion'
expect 1 verify --all -w bank
prints 'records/bale'
