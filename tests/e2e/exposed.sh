#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A client that states next to nothing to be exposed: the hazards hardly move its default, and all of their damage is
# taken from the collateral; the record says so, and the client is asked. One that states all of it: the other way.
"$PYTHON" - <<'PYTHON'
import json

features = []
for i, (name, exposed) in enumerate({"little": 1000, "all": 100e6}.items()):
    figures = {"exposed_value": exposed, "assets": 200e6, "debt": 100e6, "collateral_value": 100e6, "exposure_at_default": 70e6}
    ring = [[100 + i, 30], [100.01 + i, 30], [100.01 + i, 30.01], [100 + i, 30.01], [100 + i, 30]]
    features.append({"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]}, "properties": {
        "id": name, "simulated": True, "position_error_m": 1,
        "declared": [{"name": n, "value": v, "unit": "CNY"} for n, v in figures.items()]}})
json.dump({"type": "FeatureCollection", "features": features}, open("projects.geojson", "w", encoding="utf-8"))
PYTHON
expect 0 key new --now 2026-01-01
expect 0 project import projects.geojson --now 2026-01-01
sed 's/^version: 1/version: 8/; s/^reported: .*/reported: [{id: stressed_lgd, params: {damage_worst: 20}}, {id: stressed_pd, params: {loss_from: 2, hazard_worst: 20}}]/' \
    "$SOURCE/datasets/models/credit-1.yaml" >model.yaml
expect 0 assess --all --model model.yaml --as-of 2026-06-30 --now 2026-07-01 --json
"$PYTHON" - "$OUT" <<'PYTHON' || die "not what is asked"
import json
import sys

found = {}
for line in open(sys.argv[1], encoding="utf-8"):
    row = json.loads(line)
    body = json.load(open(f"workspace/{row['path']}", encoding="utf-8"))["record"]
    lgd = next(i for i in body["indicators"] if i["id"] == "stressed_lgd")
    found[row["project"]] = lgd, [(f["code"], f["detail"]) for f in body["findings"]]
print(found)
little, told = found["little"]
assert abs(little["value"] - 20) < 0.01 and "lies outside the value exposed" in little["why"]
assert told == [("low_exposed_value", "1000 CNY is stated to be exposed, 70000000 CNY at default: 0.0014 %")]
every, told = found["all"]
assert every["value"] == 10 and told == [] and "went into the probability of default" in every["why"]
PYTHON
expect 0 verify --all --now 2026-07-02
says '2 records: 2 intact, 2 come out again'
for lang in en zh; do
    expect 0 report little -o $lang.html --lang $lang --now 2026-07-02
    grep 'id="ask-finding-low_exposed_value"' $lang.html >/dev/null || die "nobody is asked ($lang)"
done
grep '申报暴露价值 1000 元' zh.html >/dev/null || die "the Chinese page does not say how much"
