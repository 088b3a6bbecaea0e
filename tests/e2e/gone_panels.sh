#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# slow: panels of a page whose pictures or layers are gone say so, and what is left keeps its place in time.
expect 0 demo -w bank
page() { # PROJECT
    expect 0 report "$1" -w bank --lang en -o page.html
    sed 's/<[^>]*>//g; s/\xc2\xa0/ /g; s/\xe2\x80\xaf/ /g' page.html >words.txt
}
has() { grep -qF -- "$1" words.txt || die "the page of $project does not have: $1"; }
lacks() { ! grep -qF -- "$1" words.txt || die "the page of $project has: $1"; }
# the titles of the pictures
shown() { grep -ohE '[0-9]{4}-[0-9]{2}-[0-9]{2}  (earlier look|latest clear look|the clearest look)' page.html | sort -u || true; }

project=A-plantation
page "$project"
lacks 'is not here'
has 'Zones within 20'
shown >both.txt
grep -q '  earlier look$' both.txt || die "no earlier look is shown: $(cat both.txt)"
after=$(sed -n 's/  latest clear look$//p' both.txt | head -1)
[ -n "$after" ] || die "no later look is shown: $(cat both.txt)"
mkdir away
"$PYTHON" - "$after" <<'PY'
import json, os, pathlib, shutil, sys
moved = 0
for path in sorted(pathlib.Path("bank/records/A-plantation").glob("*.json")):
    record = json.loads(path.read_text(encoding="utf-8"))
    for e in record["record"]["evidence"]:
        if e["kind"] == "chip" and e["time"].startswith(sys.argv[1]) and os.path.exists("bank/" + e["path"]):
            shutil.move("bank/" + e["path"], "away/")
            moved += 1
assert moved > 0, "no chip of that day"
PY
page "$project"
has 'Not all the evidence'
has 'is not here, so its picture is missing'
shown >one.txt
grep -q '  earlier look$' one.txt || die "the earlier look changed its part: $(cat one.txt)"
[ "$(wc -l <one.txt)" = 1 ] || die "a look that is left stands for the later: $(cat one.txt)"
lacks 'later look is older than the window'
find bank/imagery -name '*.tif' -exec mv -t away {} +
page "$project"
lacks 'No look shows enough of the site'

find bank/layers -type f -exec mv -t away {} +
page "$project"
has 'The file behind the layer'
lacks 'Zones within 20'
[ -d "${TERRASSAY_SAMPLE_DATA:-}" ] || exit 0 # the warehouse stands under real rain
project=D-warehouse
page "$project"
has 'so nothing of it is shown'
has 'Rain at the site'
