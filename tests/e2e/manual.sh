#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Manual pages and completion, both made from the tables.

expect 0 help --man pages
for page in terrassay terrassay-project-import; do
    [ -s "pages/$page.1" ] || die "no page $page"
done
grep -q '^\.B 130, 143$' pages/terrassay.1 || die "no exit codes of signals"
grep -q 'TERRASSAY_WORKSPACE' pages/terrassay.1 || die "no environment"
grep -q '^terrassay project import sites' pages/terrassay-project-import.1 || die "no example"
if command -v groff >/dev/null; then # told that pages are UTF-8, as man tells it
    for page in pages/*.1; do
        groff -Kutf8 -man -Tutf8 -P-cbou -ww "$page" 2>warnings >text
        [ ! -s warnings ] || die "$page: $(head -3 warnings)"
        grep -q 'EXAMPLE' text || die "$page: no example"
    done
fi

# Every command has its page.
"$PROGRAM" help --completion bash >completion
bash -n completion
# shellcheck disable=SC1091
. ./completion
complete_words() { # WORD...: what may stand for the last one
    COMP_WORDS=(terrassay "$@") COMP_CWORD=$#
    COMPREPLY=()
    _terrassay
    printf '%s\n' "${COMPREPLY[@]}"
}
has() { # WANTED WORD...
    grep -qx -- "$1" <<<"$(complete_words "${@:2}")" || die "completion of '${*:2}' lacks $1"
}
lacks() {
    ! grep -qx -- "$1" <<<"$(complete_words "${@:2}")" || die "completion of '${*:2}' has $1"
}
has project pro
has key ''
lacks list ''
has list key ''
has retire key re
lacks import key ''
has --keys key new --k
has --json key new --j
has --until model approve credit-1 --un
lacks --until key new --u
has zh --lang z
has list -w bank key l
has --crs -w bank project import sites.geojson --c
has zones layer import x --kind zo
lacks zones layer import x --name zo
