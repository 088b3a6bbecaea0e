#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Names longer than the room for them are cut between letters, wherever the cut falls: the record is
# written, comes out again and is shown.

long=内蒙古大青山国家级自然保护区核心区与缓冲区以及实验区的边界由主管部门于二零二六年六月重新核定并公布实施
serial=绿电交易凭证编号第一二三四五六七八九十一二三四五六七八九十一二三四五六号
cat >names.py <<'PYTHON'
import json, sys

lead, long, serial = sys.argv[1:4]
def around(west):
    return {"type": "Polygon", "coordinates": [[[west, 41], [west + .01, 41], [west + .01, 41.01],
                                                [west, 41.01], [west, 41]]]}
def feature(geometry, **properties):
    return {"type": "Feature", "properties": properties, "geometry": geometry}
def write(path, features):
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"type": "FeatureCollection", "features": features}, file, ensure_ascii=False)
name, west = lead + long, 110 + len(lead)
backing = [{"kind": "collateral", "name": "herd", "serials": lead + serial + "-0007"}]
write("zones.geojson", [feature(around(west), name=name)])
write("sites.geojson", [
    feature(around(west), id=f"p{len(lead)}", name=name, country="CN", position_error_m=15, backing=backing,
            permits=[{"kind": "eia", "number": name, "authority": name, "from": "2020-01-01", "to": "2021-01-01"}],
            catalogue={"scheme": "CN-" + name, "code": lead + serial},
            loans=[{"id": "L-1", "asset_class": "project_finance", "as_of": "2026-03-31",
                    "outstanding": {"currency": "CNY", "minor": "1200000000"}}]),
    feature(around(west + .1), id=f"q{len(lead)}", backing=backing)])
PYTHON

expect 0 key new --now 2026-05-01
for lead in '' a ab; do
    "$PYTHON" names.py "$lead" "$long" "$serial"
    expect 0 project import sites.geojson --now 2026-05-01 --json
    rows 'any(r["what"] == "finding" and "凭证编号第一二三四五" in r["words"] for r in rows)'
    expect 0 layer import zones.geojson --name protected_zones --position-error 10 --source 林草局 --now 2026-05-01
    expect 0 assess "p${#lead}" --as-of 2026-06-30 --now 2026-07-01
    expect 0 report "p${#lead}" -o zh.html --lang zh --now 2026-07-02
    iconv -f utf-8 -t utf-8 zh.html >/dev/null || die "the page is no UTF-8"
    grep -q "$lead${long:0:20}" zh.html || die "the page does not name the zone"
    ! grep -q $'\uFFFD' zh.html || die "the page shows a half letter"
    expect 0 layer remove protected_zones
done
expect 0 verify --all --now 2026-07-02
says '3 records: 3 intact'
for lead in '' a ab; do
    "$PYTHON" - "workspace/records/p${#lead}" "$lead$long" "$lead$serial" <<'PYTHON'
import json, pathlib, sys
folder, name, serial = sys.argv[1:]
path, = pathlib.Path(folder).glob("*.json")
record = json.loads(path.read_text("utf-8"))["record"]
def begins(text, whole):
    assert text and whole.startswith(text) and "\ufffd" not in text, text
zone = next(i for i in record["indicators"] if i["id"] == "protected_zone")
why = zone["why"].removeprefix("the site lies in ")
begins(why, name)
assert 78 <= len(why.encode()) <= 80
detail = next(d["name"] for d in zone["details"] if d["name"].startswith("share_in_"))
begins(detail.removeprefix("share_in_"), name)
found = {f["code"]: f for f in record["findings"]}
begins(found["permit_ended"]["object"], name)
begins(found["label_proposed"]["object"].split(" ")[0], "CN-" + name)
words = found["same_pledge"]["detail"]
begins(words.split("serial ")[1].split(" stand")[0].split("..")[0], serial.upper() + "-0007")
PYTHON
done
