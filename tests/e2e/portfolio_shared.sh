#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A portfolio for others: no name of a project, client or loan in any form, and every figure as it was.
"$PYTHON" - <<'PYTHON'
import json

money = lambda major: {"minor": str(major * 100), "currency": "CNY"}
# project: client, sector, outstanding
BOOK = {"harbour-mill": ({"id": "C-Quayside", "name": "Quayside Paper"}, "2221", 80),
        "north-kiln": ({"name": "Boreal Cement"}, "3011 Boreal Cement works", 40),
        "south-kiln": ({"name": "Boreal Cement"}, "3011", 60)}
features = []
for i, (name, (client, sector, millions)) in enumerate({**BOOK, "unassessed-dam": ({"name": "Weir Power"}, "4413", 1)}.items()):
    ring = [[100 + i, 30], [100.01 + i, 30], [100.01 + i, 30.01], [100 + i, 30.01], [100 + i, 30]]
    features.append({"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]}, "properties": {
        "id": name, "simulated": True, "position_error_m": 1, "country": "CN", "client": client,
        "sector": {"scheme": "GB/T 4754-2017", "code": sector},
        "loans": [{"id": f"loan-of-{name}", "asset_class": "business_loan", "as_of": "2025-12-31",
                   "outstanding": money(millions * 1_000_000), "equity": money(100_000_000), "debt": money(300_000_000)}],
        "declared": [{"name": f"emissions.scope{s}", "value": 1000, "unit": "tCO2e", "from": "2025-01-01", "to": "2025-12-31"} for s in (1, 2)]}})
json.dump({"type": "FeatureCollection", "features": features}, open("book.geojson", "w", encoding="utf-8"))
PYTHON
expect 0 key new --now 2026-01-01
expect 0 project import book.geojson --now 2026-01-01
for project in harbour-mill north-kiln south-kiln; do
    expect 0 assess "$project" --model claims-2 --as-of 2026-06-30 --now 2026-07-01
done
ask() { expect 0 portfolio --as-of 2026-06-30 --now 2026-07-02 "$@"; }
ask --json
cp "$OUT" whole.json
ask --shared --json
cp "$OUT" shared.json
"$PYTHON" "$SOURCE/tests/e2e/portfolio_check.py" schema shared.json "$SOURCE/datasets/schema/portfolio.schema.json" || die "not of its schema"
"$PYTHON" - <<'PYTHON' || die "the shared document is not that of the whole one"
import json

whole, shared = (json.load(open(f"{name}.json", encoding="utf-8")) for name in ("whole", "shared"))
assert shared["shared"] is True and "shared" not in whole and shared["without_record"] == ["left_out"]
plain = lambda d: [{k: v for k, v in f.items() if k != "key"} for f in d["figures"]]
assert plain(whole) == plain(shared)
for a, b in zip(whole["records"], shared["records"]):
    assert b["project"] == a["record"][:12] and b["client"] is None and b["record"] == a["record"]
    assert [l["id"] for l in b["loans"]] == ["1"] and b["loans"][0]["outstanding"] == a["loans"][0]["outstanding"]
sectors = {r["project"]: r["sector"] for r in shared["records"]}
assert sorted(map(str, sectors.values())) == ["GB/T 4754-2017 2221", "GB/T 4754-2017 3011", "None"], sectors
keys = lambda d, figure: [f["key"] for f in d["figures"] if f["figure"] == figure]
assert sorted(keys(shared, "client")) == ["1", "2"] and len(set(keys(whole, "client"))) == 2
assert "left_out" in keys(shared, "sector") and keys(shared, "country") == ["CN"]
assert keys(shared, "largest_share") == [next(r["record"][:12] for r in whole["records"] if r["project"] == "harbour-mill")]
PYTHON
ask --shared --csv shared.csv --html en.html --lang en
cp "$OUT" terminal.txt
ask --shared --html zh.html --lang zh
ask --shared --disclosure pcaf --csv pcaf.csv --json
cp "$OUT" pcaf.json
for form in shared.json shared.csv en.html zh.html terminal.txt pcaf.csv pcaf.json; do
    ! grep -iE 'harbour|kiln|quayside|boreal|weir|unassessed|loan-of' "$form" >names || die "$form names somebody: $(head -c 300 names)"
done
grep 'A page to share' en.html >/dev/null || die "the page does not say what is left out"
grep '供外传的页面' zh.html >/dev/null || die "the Chinese page does not say what is left out"
ask --html whole.html --lang en
grep 'harbour-mill' whole.html >/dev/null || die "the bank's own page has no names"
expect 2 portfolio --shared --file
expect 2 portfolio --shared --filed
