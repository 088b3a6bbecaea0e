#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A page for others beside the whole one: no name of the project on it, and of every section that both have
# each figure and each word but the names, which are called alike all over the page.
"$PYTHON" - <<'PYTHON'
import datetime
import json

LOAN = {"id": "loan-of-quay", "asset_class": "business_loan", "as_of": "2025-12-31", "outstanding": {"minor": "12000", "currency": "CNY"}}
limit = {"limit": 35, "limit_source": "permit Q-77", "range_lo": 0, "range_hi": 300}
streams = [{"device": d, "name": n, "property": n, "unit": u, "interval_s": 3600, **limit}
           for d, n, u in (("chimney-9", "so2", "mg/m3"), ("chimney-9", "nox", "mg/m3"), ("drain-4", "cod", "mg/L"))]
ring = [[100, 30], [100.01, 30], [100.01, 30.01], [100, 30.01], [100, 30]]
# the name of a client that is a word of many sentences takes none of them with it
json.dump({"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]}, "properties": {
    "id": "quay-mill", "name": "Quayside Paper", "simulated": True, "country": "CN", "client": {"id": "C-Quay", "name": "hours"},
    "sector": {"scheme": "GB/T 4754-2017", "code": "2221"}, "loans": [LOAN], "datastreams": streams, "declared": [{"name": "generation", "value": 345, "unit": "MWh/year"}],
    "permits": [{"kind": "discharge", "number": "Q-77", "authority": "Harbour bureau", "from": "2024-01-01", "to": "2026-05-31"}]}}]},
    open("quay.geojson", "w", encoding="utf-8"))
start = datetime.datetime(2026, 5, 1)
for device, names in (("chimney-9", ("so2", "nox")), ("drain-4", ("cod",))):
    with open(f"{device}.csv", "w", encoding="utf-8") as file:
        file.write(",".join(("when", *names)) + "\n")
        for hour in range(24 * 60):
            when = start + datetime.timedelta(hours=hour)
            if hour % 4 != 1 and not 300 < hour < 400:
                row = [20 if 600 < hour < 660 else 10 + hour * (7 + k) % 31 for k in range(len(names))]
                file.write(f"{when:%Y-%m-%dT%H:%M}," + ",".join(map(str, row)) + "\n")
PYTHON
expect 0 key new --now 2026-01-01
expect 0 project import quay.geojson --now 2026-01-01
mapping() { # DEVICE UNIT NAME...
    printf 'form: csv\ntime: {column: when, format: "%%Y-%%m-%%dT%%H:%%M", offset: "+00:00"}\ndevice: %s\nreadings:\n' "$1"
    for n in "${@:3}"; do printf -- '- {column: %s, datastream: %s, unit: %s}\n' "$n" "$n" "$2"; done
}
mapping chimney-9 mg/m3 so2 nox >chimney-9.yaml
mapping drain-4 mg/L cod >drain-4.yaml
for device in chimney-9 drain-4; do
    expect 0 ingest --file $device.csv --mapping $device.yaml --project quay-mill --now 2026-07-01
done
cat >check.py <<'PYTHON'
import html, re, sys

whole, shared = (open(path, encoding="utf-8").read() for path in sys.argv[1:3])
word, left_out = ("signal", "(left out)") if sys.argv[3] == "en" else ("监测信号", "（已略去）")
streams = ("chimney-9/so2", "chimney-9/nox", "drain-4/cod")


def sections(page):
    found = re.findall(r'(?s)<section id="([^"]+)"[^>]*>(.*?)</section>', page)
    drop = lambda text: re.sub(r"(?s)<svg.*?</svg>", " ", text)
    return {name: html.unescape(re.sub(r"<[^>]+>", " ", re.sub(r"</?bdi[^>]*>", "", drop(text)))) for name, text in found}


def plain(text):
    for n, stream in enumerate(streams, 1):
        for form in (stream, stream.replace("/", " ")):
            text = text.replace(form, f"{word} {n}")
    return text.replace("loan-of-quay", "1").replace("Q-77", "permit 1" if sys.argv[3] == "en" else "许可 1").split()


a, b = sections(whole), sections(shared)
both = [name for name in a if name in b and name not in ("subject", "about", "seal", "model")]
assert {"reasons", "findings", "questions", "not-observed"} <= set(both), (list(a), list(b))
for name in both:
    assert plain(a[name]) == b[name].split(), (name, [p for p in zip(plain(a[name]), b[name].split()) if p[0] != p[1]][:5])
assert left_out not in " ".join(b[name] for name in both)
assert all(f"{word} {n}" in " ".join(b.values()) for n in (1, 2, 3))
never = r"(?i)quay|chimney|drain-4|harbour|Q-77|loan-of|" + word + r" 4"
assert re.search(never, whole) and not re.search(never, shared), re.search(".{40}(?:%s)" % never, shared)
stated, untested = re.search(r"(?s)<tr><th[^>]*>[^<]*</th><td>(?:<bdi[^>]*>)?Q-77.*?</tr>", whole).group(), {"en": "not tested by this model", "zh": "本模型未检验"}[sys.argv[3]]
assert {"en": "ended", "zh": "已到期"}[sys.argv[3]] in stated and (untested in stated) == (sys.argv[4] == "credit-3"), stated
assert untested in b["stated"] and "345" in b["stated"], b["stated"]
ended = {"en": "discharge permit, ended 2026-05-31", "zh": "排污许可证，已于 2026-05-31 到期"}[sys.argv[3]]
assert all(ended in a[name] and ended in b[name] for name in ("findings", "questions")), a["questions"]
PYTHON
for model in credit-3 claims-2; do
    expect 0 assess quay-mill --model "$model" --as-of 2026-07-01 --now 2026-07-02
    "$PYTHON" - workspace/records/quay-mill/*.json <<'PYTHON' || die "$model: a finding stands twice in the record"
import json, sys
for path in sys.argv[1:]:
    found = [json.dumps(f) for f in json.load(open(path, encoding="utf-8"))["record"]["findings"]]
    assert len(found) > 2 and len(found) == len(set(found)), found
PYTHON
    for lang in en zh; do
        expect 0 report quay-mill --lang "$lang" -o whole.html
        expect 0 report quay-mill --lang "$lang" --shared -o shared.html
        "$PYTHON" check.py whole.html shared.html "$lang" "$model" || die "$model $lang: the page for others is not the whole one without names"
    done
done
