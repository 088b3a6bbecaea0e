#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Four years of a Beijing station (PRSA, hourly): the air quality index of each day under the rule of
# its day, of 2026 and of 2031, and the limits of both phases of GB 3095-2026, against a computation
# of its own with exact fractions.

expect 2 indicator compute air_quality_index pm25_24h=75 --date 2026-04-01 --to 2026-03-31
expect 0 indicator compute air_quality_index pm25_24h=75 --date 2016-04-01 --rule-date 2026-04-01
prints '^Rules of +2026-04-01'
prints '^Value +114$'
prints 'aqi_breakpoints +pm25_24h 100 .* 2026-03-01'
expect 0 indicator compute air_quality_index pm25_24h=75 --date 2026-02-27 --to 2026-03-02 --json
rows '[(r["date"], r["value"]) for r in rows] == [("2026-02-27", 100), ("2026-02-28", 100), ("2026-03-01", 114), ("2026-03-02", 114)]'
expect 0 indicator compute air_quality_index pm25_24h=75 --date 2026-02-28 --to 2026-03-01
prints '^2026-03-01 +- +114 '
need_data

"$PYTHON" "$SOURCE/tests/e2e/beijing.py" split "$DATA"
series=(so2=@so2.csv no2=@no2.csv co=@co.csv o3=@o3.csv pm10=@pm10.csv pm25=@pm25.csv)
for item in so2 no2 co o3 pm10 pm25; do series+=("$item.step_s=3600"); done
days() { # NAME INDICATOR OPTION...
    expect 0 indicator compute "$2" "${series[@]}" --date 2013-03-01 --to 2017-02-28 --json "${@:3}"
    cp "$OUT" "$1.jsonl"
}
days own air_quality_index
days now air_quality_index --rule-date 2026-06-30
days later air_quality_index --rule-date 2031-06-30
days transition ambient_air_limit --rule-date 2026-06-30
days final ambient_air_limit --rule-date 2031-06-30
"$PYTHON" "$SOURCE/tests/e2e/beijing.py" compare "$DATA"
