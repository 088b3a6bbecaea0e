#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# slow
# The same job under a decimal comma and under other time zones gives the same bytes.
export PYTHONPATH=$SOURCE/tests/fault

# A locale with a decimal comma, made here; Debian's package `locales` has what it is made of.
mkdir locales
comma=C.UTF-8
if localedef -i de_DE -f UTF-8 locales/de_DE.UTF-8 2>/dev/null; then
    comma=de_DE.UTF-8
    LOCPATH=$PWD/locales LC_ALL=$comma "$PYTHON" -c \
        'import locale; locale.setlocale(locale.LC_ALL, ""); assert locale.localeconv()["decimal_point"] == ","' ||
        die "no decimal comma in the locale made here"
else
    echo "no locale with a decimal comma can be made here: C.UTF-8 in its place"
fi

"$PYTHON" -c 'import scenes; scenes.make_scenes("scenes", 4); scenes.write_sites("sites.csv", 2)'
printf '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"mill","position_error_m":2.5,"datastreams":[{"device":"stack","name":"so2","property":"so2","unit":"mg/m3","range_lo":0.5,"range_hi":2000.5,"limit":35.5,"interval_s":3600}]},"geometry":{"type":"Polygon","coordinates":[[[116.395,39.985],[116.405,39.985],[116.405,39.995],[116.395,39.985]]]}}]}' >mill.geojson
cat >map.yaml <<'YAML'
form: csv
time: {column: when, format: "%Y-%m-%d %H:%M", offset: "+08:00"}
device: stack
readings:
- {column: SO2, datastream: so2, unit: ug/m3}
YAML
"$PYTHON" -c '
import datetime
print("when,SO2")
day = datetime.datetime(2030, 12, 1)
for hour in range(24 * 40):
    print(f"{day + datetime.timedelta(hours=hour):%Y-%m-%d %H:%M},{20000.25 + hour % 24 * 750.5}")' >in.csv
expect 0 key new -w base --now 2031-01-01T00:00:00Z

# job NAME ZONE LOCALE
job() {
    local now=2031-02-01T03:30:00Z name=$1 step words
    cp -r base "$name"
    for step in "project import sites.csv --crs EPSG:32650" "project import mill.geojson" "refresh --catalog scenes" \
        "ingest --file in.csv --mapping map.yaml --project mill" "assess --all --as-of 2031-01-31" \
        "report --all" "report --all --lang zh" "readings show stack/so2 --window 1d --offset 8"; do
        read -ra words <<<"$step"
        # shellcheck disable=SC2034
        last="$step in $2 with $3"
        TZ=$2 LC_ALL=$3 LOCPATH=$PWD/locales "$PROGRAM" "${words[@]}" -w "$name" --now "$now" \
            >>"$name.out" 2>"$ERR" </dev/null || die "$name: exit code $? of $step"
    done
    sed -i "s|$name/|WORKSPACE/|g; s| *$||" "$name.out"
}
job plain UTC C
[ -n "$(find plain/observations -type f)" ] || die "no scene was observed"
[ "$(find plain/records -name '*.json' | wc -l)" = 3 ] || die "not three records"
[ "$(find plain/reports -name '*.html' | wc -l)" = 6 ] || die "not six pages"
grep -q '2030-12-0[1-9]' plain.out || die "no windows of readings"
grep -q '"value":[0-9]*\.[0-9]' plain/records/mill/*.json || die "no number with a fraction in the record"

alike() { # NAME
    local part
    for part in records reports; do
        diff -r "plain/$part" "$1/$part" >"$OUT" 2>&1 || die "$1: $part differ: $(head -c 1000 "$OUT")"
    done
    diff <(tr -s ' ' <plain.out) <(tr -s ' ' <"$1.out") >"$OUT" || die "$1: what is printed differs: $(head -c 1000 "$OUT")"
}
job zone Asia/Kathmandu C
alike zone
job west America/St_Johns C.UTF-8
alike west
job comma Asia/Kathmandu "$comma"
alike comma
TZ=Asia/Kathmandu LC_ALL=$comma LOCPATH=$PWD/locales "$PROGRAM" verify --all -w plain >"$OUT" 2>"$ERR" ||
    die "records of UTC do not come out again under a decimal comma"
