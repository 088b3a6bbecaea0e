#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Records as pages: where they go, in which language, what is refused, and that a page is whole
# or not there however the program ends.

square() { # ID WEST EAST
    printf '%s,Farm %s,"POLYGON((%s 20,%s 20,%s 20.01,%s 20.01,%s 20))"\n' "$1" "$1" "$2" "$3" "$3" "$2" "$2"
}
{
    echo id,name,wkt
    square a 10 10.01
    square b 11 11.01
    printf 'c,"<script>x</script>","POLYGON((12 20,12.01 20,12.01 20.01,12 20))"\n'
} >sites.csv
expect 65 report a
says 'there is no workspace'
expect 0 project import sites.csv --crs EPSG:4326
expect 0 key new --now 2026-01-01
expect 65 report a
says 'a'
expect 0 assess a c --as-of 2026-01-31 --now 2026-02-01 --json
rows 'len(rows) == 2'
first=$("$PYTHON" -c 'import json, sys; print(json.loads(sys.stdin.readline())["record"])' <"$OUT")

expect 2 report
says '--all'
expect 2 report a --all
expect 2 report a c -o page.html
says '-o'

expect 0 report a
prints "^a +$first +workspace/reports/a-en.html$"
expect 0 report a --lang zh
grep -q '<html lang="zh-Hans">' workspace/reports/a-zh.html || die "not Chinese"
[ "$(stat -c %a workspace/reports/a-en.html)" = 644 ] || die "mode"
# what is missing is named, with where to put it; tables have titles, their ids stand small beside them
on_page() { grep -qF -- "$2" "workspace/reports/a-$1.html" || die "a-$1.html lacks: $2"; }
on_page en 'To mend it: put it into the project document'
on_page en 'the project document lacks &quot;loans&quot;, &quot;declared&quot;'
on_page en 'To mend it: give terrassay refresh a catalogue or a folder with scenes of the place'
not_on_page() { ! grep -qF -- "$2" "workspace/reports/a-$1.html" || die "a-$1.html has: $2"; }
not_on_page en 'One whose item lacks its date'
# what nobody fetched did not hide from space
for what in 'no change of its vegetation is known' 'no trend of its vegetation is known' 'no change of open water is known'; do
    on_page en "For some or all of the $([[ $what == *trend* ]] && echo years || echo days) asked for no satellite look was taken in, so $what"
done
not_on_page en 'could not be seen from space'
on_page en 'Breakpoints of the air quality index (HJ 633-2012 and HJ 633-2026), SHA-256'
on_page zh '补正办法：在项目文件中写明'
on_page zh '项目文件缺少'
on_page zh '所需日期中有部分或全部未读入卫星影像，植被变化无从得知'
not_on_page zh '卫星未能判断'
on_page zh '空气质量分指数浓度限值（HJ 633—2012、HJ 633—2026） SHA-256'
expect 0 report "$first" -o page.html
same page.html workspace/reports/a-en.html
expect 0 report a -o -
silent
same "$OUT" page.html
expect 75 report a -o /dev/full/page.html
expect 0 report c -o c.html
grep -q '&lt;script&gt;x' c.html || die "the name is not there"
! grep -q '<script' c.html || die "a name became markup"

# b has no record: the rest goes on
expect 3 report --all --json
rows '[r["project"] for r in rows] == ["a", "c"]'
says '^b: '
says '1 of 3'
expect 65 report nobody
says 'nobody'

# an old record never stands where the new one does
expect 0 assess a --as-of 2026-02-28 --now 2026-03-01 --json
rows 'rows[0]["result"] == "written"'
expect 0 report a
! grep -q "<dd class=\"hash\"><bdi>$first" <(grep 'Record id' workspace/reports/a-en.html) || die "not the newest"
expect 0 report "$first" --json
rows "rows[0][\"path\"] == \"workspace/reports/a-${first:0:12}-en.html\""

# kill -9 at any moment of a run: after each the next run leaves whole pages and nothing beside them
began=$(date +%s%N)
expect 3 report --all --quiet
took=$((($(date +%s%N) - began) / 1000000))
RANDOM=5 killed=0
for round in $(seq 60); do
    [ "$killed" -lt 20 ] || break
    rm -f workspace/reports/*
    "$PROGRAM" report --all --quiet >/dev/null 2>&1 </dev/null &
    victim=$!
    sleep "$(printf '0.%03d' $((RANDOM % (took < 999 ? took : 999))))"
    # one that had ended already ran faster than the one that was timed
    if kill -9 $victim 2>/dev/null; then killed=$((killed + 1)); else took=$((took * 3 / 4 + 1)); fi
    wait $victim 2>/dev/null || true
    for page in workspace/reports/*.html; do
        [ ! -e "$page" ] || [ "$(tail -n 1 "$page")" = "</html>" ] || die "half a page: $page"
    done
    expect 3 report --all
    whole=0
    for page in workspace/reports/*; do
        [[ $page == *-en.html ]] || die "round $round: left behind: $page"
        [ "$(tail -n 1 "$page")" = "</html>" ] || die "round $round: half a page: $page"
        whole=$((whole + 1))
    done
    [ "$whole" = 2 ] || die "round $round: $whole pages, two wanted"
done
[ "$killed" -ge 20 ] || die "$killed of 60 were killed: the test shows nothing"
echo "$killed killed within $took ms"
expect 0 verify --all
