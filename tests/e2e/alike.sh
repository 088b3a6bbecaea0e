#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# All commands look and speak alike.
# slow: starts the program a hundred times

expect 0 help --man pages
commands=$(sed -n 's/^\.B \([a-z]*\( [a-z]*\)\?\)$/\1/p' pages/terrassay.1 | sort -u)
n=0
while read -r first second; do
    [ -e "pages/terrassay-$first${second:+-$second}.1" ] || continue
    n=$((n + 1))
    # The words are meant to split.
    # shellcheck disable=SC2086
    {
        expect 0 $first $second --help
        prints '^Usage: terrassay '"$first"
        prints '^Example$'
        silent
        expect 0 $first $second --help --lang zh
        prints '^示例$'
        expect 2 $first $second --frobnicate
        says 'terrassay: --frobnicate: no such option of '
        [ ! -s "$OUT" ] || die "wrong use printed on stdout"
    }
done <<<"$commands"
[ "$n" -ge 30 ] || die "$n commands, wanted all"

# Without a workspace: the same words, and none is made.
for line in 'project list' 'project show a' 'project remove a' 'layer list' 'layer show a' \
    'readings list' 'readings show a/b' 'assess --all' 'report --all' 'verify --all' 'key list' \
    'model approve credit-1 --by a --reason b --until 2099-01-01 --keys c'; do
    # shellcheck disable=SC2086
    expect 65 $line
    says 'terrassay: workspace: there is no workspace'
    says 'to mend it: '
    [ "$(grep -c '^terrassay: ' "$ERR")" = 1 ] || die "not told once"
    [ ! -s "$OUT" ] || die "an error printed on stdout"
done
[ ! -e workspace ] || die "looking made a workspace"

# An empty list is no error: nothing on stdout, a word on stderr, exit 0; --quiet says nothing.
expect 0 key new -w bank
expect 0 key new -w empty
rm -r empty/keys empty/public-keys
for line in 'key list' 'project list' 'layer list' 'readings list'; do
    # shellcheck disable=SC2086
    {
        expect 0 $line -w empty
        [ ! -s "$OUT" ] || die "stdout of an empty list"
        says 'no .* yet'
        expect 0 $line -w empty --json --quiet
        [ ! -s "$OUT" ] || die "stdout of an empty list"
        silent
    }
done
