#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The id of a build: the same for the same sources wherever they lie and whatever day it is, another
# when a source, a dataset or the compiler's flags are; records say which build made them.
tree() { # FOLDER
    mkdir -p "$1"/{algorithms,cmake,datasets/tables,include,src/base}
    echo 'int a;' >"$1/algorithms/a.c"
    echo 'int b;' >"$1/src/base/b.c"
    echo 'row' >"$1/datasets/tables/t.csv"
}
id() { # FOLDER WITH
    cmake -DROOT="$PWD/$1" -DWITH="$2" -DOUT="$PWD/id.c" -P "$SOURCE/cmake/build_id_script.cmake" ||
        die "build_id_script.cmake"
    sed -n 's/^    return "\([0-9a-f]\{64\}\)";$/\1/p' id.c
}
tree one
mkdir far
tree far/two
touch -d 2001-01-01 far/two/src/base/b.c
first=$(id one 'gcc 12 -O2')
[ ${#first} = 64 ] || die "no id: $first"
[ "$(id far/two 'gcc 12 -O2')" = "$first" ] || die "the same sources in another folder have another id"
[ "$(id one 'gcc 12 -O3')" != "$first" ] || die "other flags have the same id"
echo 'read me' >one/src/README.md
[ "$(id one 'gcc 12 -O2')" = "$first" ] || die "words for people are no source"
touch -d 2001-01-01 id.c
[ "$(id one 'gcc 12 -O2')" = "$first" ] || die "another id"
[ "$(stat -c %Y id.c)" -lt 1000000000 ] || die "written anew without need"
for file in algorithms/a.c src/base/b.c datasets/tables/t.csv; do
    rm -rf two
    cp -a one two
    echo >>"two/$file"
    [ "$(id two 'gcc 12 -O2')" != "$first" ] || die "$file is not in the id"
done

printf 'id,name,wkt\na,Farm,"POLYGON((10 20,10.01 20,10.01 20.01,10 20.01,10 20))"\n' >sites.csv
expect 0 project import sites.csv --crs EPSG:4326
expect 0 key new
expect 0 assess a --as-of 2026-06-01 --json
ours=$(sed -n 's/^    return "\([0-9a-f]\{64\}\)";$/\1/p' "$BUILD/src/record/build_id.c")
expect 0 verify --all --json
rows "rows[0]['build'] == '$ours' and rows[0]['machine'] and rows[0]['reproduced'] == 'yes'"
expect 0 verify --all
says '^1 record: 1 intact, 1 comes out again, 0 faults$'
says_not 'another build'
expect 0 report a -o page.html
grep -F "+${ours:0:12}<" page.html >/dev/null || die "the page does not say which build made the record"
expect 0 doctor --json
rows "any('${ours:0:12}' in str(r['found']) for r in rows)"
