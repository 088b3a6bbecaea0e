#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Loans in several currencies: apart without rates; by dated rates added in one, each rate with its day and
# source; what has none stays apart. Sums against exact fractions.
loan() { printf '{"id":"%s","asset_class":"business_loan","outstanding":{"minor":"%s","currency":"%s"},"as_of":"2026-06-30"}' "$@"; }
project() { # ID LOANS
    printf '{"type":"Feature","properties":{"id":"%s","position_error_m":1,"loans":[%s]},"geometry":{"type":"Polygon","coordinates":[[[10,10],[10.01,10],[10.01,10.01],[10,10.01],[10,10]]]}}' "$1" "$2"
}
printf '{"type":"FeatureCollection","features":[%s,%s,%s]}' \
    "$(project a "$(loan a1 100000000 CNY),$(loan a2 2500050 USD)")" \
    "$(project b "$(loan b1 1234567 JPY)")" \
    "$(project c "$(loan c1 7777777 EUR),$(loan c2 100 USD)")" >projects.geojson
head='from,to,value,unit,valid_from,valid_to,source,checked'
printf '%s\n' "$head" \
    'USD,CNY,7.25,1,2026-03-31,2026-03-31,central parity of 31 March (made up),yes' \
    'USD,CNY,7.125,1,2026-06-30,2026-06-30,central parity of 30 June (made up),yes' \
    'JPY,CNY,0.048,1,2026-06-30,2026-06-30,central parity of 30 June (made up),no' \
    'CNY,EUR,0.13,1,2026-06-30,2026-06-30,not turned round,yes' >rates.csv

expect 0 key new
expect 0 project import projects.geojson
expect 0 assess --all --as-of 2026-06-30
expect 0 portfolio --as-of 2026-06-30 --json
rows '{f["currency"] for f in rows[0]["figures"] if f["figure"] == "outstanding"} == {"CNY", "USD", "JPY", "EUR"}'
rows '"exchange" not in rows[0]'

expect 0 portfolio --as-of 2026-06-30 --currency CNY --rates rates.csv --json
cp "$OUT" counted.json
"$PYTHON" - <<'PYTHON'
import json
from fractions import Fraction as F
document = json.load(open("counted.json", encoding="utf-8"))
found = {(f["currency"], f["figure"]): f["value"] for f in document["figures"] if f["key"] is None}
cny = 100000000 + F("7.125") * (2500050 + 100) + F("0.048") * 1234567 * 100
assert int(found["CNY", "outstanding"]["minor"]) == round(cny), (found["CNY", "outstanding"], float(cny))
assert found["EUR", "outstanding"]["minor"] == "7777777"
assert not {"USD", "JPY"} & {c for c, _ in found}
exchange = document["exchange"]
assert exchange["to"] == "CNY" and exchange["apart"] == ["EUR"]
assert [(r["from"], r["rate"], r["valid_from"], r["checked"]) for r in exchange["rates"]] == [
    ("JPY", 0.048, "2026-06-30", False), ("USD", 7.125, "2026-06-30", True)], exchange
share = next(f for f in document["figures"] if f["figure"] == "largest_share" and f["currency"] == "CNY")
assert abs(share["value"] - float((100000000 + F("7.125") * 2500050) / cny)) < 1e-12 and share["key"] == "a"
PYTHON
"$PYTHON" "$SOURCE/tests/e2e/portfolio_check.py" schema counted.json "$SOURCE/datasets/schema/portfolio.schema.json" || die "schema"
expect 0 portfolio --as-of 2026-06-30 --currency CNY --rates rates.csv --html page.html --lang zh
says '1 USD is 7.125 CNY: central parity of 30 June'
says 'EUR has no rate in CNY on that day and stands apart'
grep -q '1 USD 按 7.125 CNY 计' page.html || die "the page does not say the rate"
grep -q 'central parity of 30 June (made up)' page.html || die "the page does not say whose rate it is"
! grep -qE '\{[a-z]+\}' <(sed 's/<style>.*<.style>//; /<style>/,/<.style>/d' page.html) || die "a name is not filled in"

# another day has other rates, or none
expect 0 portfolio --as-of 2026-07-01 --currency CNY --rates rates.csv
says 'USD has no rate in CNY on that day'
expect 2 portfolio --currency CNY
expect 2 portfolio --currency CNY --rates rates.csv --file
expect 65 portfolio --as-of 2026-06-30 --currency yuan --rates rates.csv
says 'is no currency'
printf '%s\n' "$head" 'USD,CNY,-7,1,2026-06-30,2026-06-30,x,yes' >below.csv
expect 65 portfolio --as-of 2026-06-30 --currency CNY --rates below.csv
says 'a value above 0'
printf '%s\n' "$head" 'USD,CNY,7,1,2026-06-30,open,x,yes' 'USD,CNY,7.1,1,2026-07-30,open,y,yes' >twice.csv
expect 65 portfolio --as-of 2026-06-30 --currency CNY --rates twice.csv
says 'valid then too'
printf 'day,rate\n2026-06-30,7\n' >odd.csv
expect 65 portfolio --as-of 2026-06-30 --currency CNY --rates odd.csv

# A loan whose own amounts are in two currencies has a share by the rate of its day, which its document states
# and its record pins; without one, or by another day's, it has none.
mixed() { # ID AS_OF RATE_DAY
    printf '{"type":"Feature","properties":{"id":"%s","simulated":true,"position_error_m":1,"loans":[{"id":"L","asset_class":"listed_equity","outstanding":{"minor":"712500000","currency":"CNY"},"evic":{"minor":"1000000000","currency":"USD"},"as_of":"%s"}],"rates":[{"from":"USD","to":"CNY","value":7.125,"on":"%s","source":"central parity (made up)"}],"declared":[%s,%s]},"geometry":{"type":"Polygon","coordinates":[[[20,10],[20.01,10],[20.01,10.01],[20,10.01],[20,10]]]}}' \
        "$1" "$2" "$3" "$(scope 1 50000)" "$(scope 2 0)"
}
scope() { printf '{"name":"emissions.scope%s","value":%s,"unit":"tCO2e","from":"2025-01-01","to":"2025-12-31"}' "$@"; }
printf '{"type":"FeatureCollection","features":[%s,%s]}' "$(mixed rated 2026-06-30 2026-06-30)" \
    "$(mixed stale 2026-06-30 2026-06-29)" >mixed.geojson
expect 0 key new -w mixed
expect 0 project import mixed.geojson -w mixed
prints 'stale.*CNY, USD'
prints_not '^note +rated'
expect 0 assess --all --as-of 2026-06-30 -w mixed
"$PYTHON" - <<'PYTHON' || die "the share is not that of the rate"
import glob
import json
found = {}
for path in glob.glob("mixed/records/*/*.json"):
    body = json.load(open(path, encoding="utf-8"))["record"]
    found[path.split("/")[2].split("-")[0]] = next(i for i in body["indicators"] if i["id"] == "financed_emissions")
assert found["rated"]["value"] == 5000 and "by the rates stated" in found["rated"]["why"]  # 7.125 of 71.25 million
assert found["stale"]["value"] is None and found["stale"]["reason"] == "client_silent"
PYTHON
expect 0 verify --all -w mixed
expect 0 report rated --lang zh -o rated.html -w mixed
grep -q '其他货币的金额按所述汇率换算' rated.html || die "the page does not say that rates were used"
for bad in 's/"to":"CNY"/"to":"USD"/g' 's/"to":"CNY"/"to":"yuan"/g' 's/"value":7.125/"value":-7/g' 's/,"source":"central parity (made up)"//g'; do
    sed "$bad" mixed.geojson >bad.geojson
    expect 65 project import bad.geojson -w mixed
done
