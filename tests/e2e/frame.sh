#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What holds for the program as a whole: help, wrong use, streams, exit codes.

expect 0 --version
prints '^terrassay [0-9]+\.[0-9]+\.[0-9]+$'
silent

expect 0 --help
prints '^Usage: terrassay COMMAND'
prints '^  key new\|list\|retire '
silent
cp "$OUT" overview
expect 0 help
same "$OUT" overview
expect 0 -h --frobnicate
same "$OUT" overview
expect 0 --help --lang zh
prints '^用法'
env LC_ALL=zh_CN.UTF-8 "$PROGRAM" --help >zh
grep -q '^用法' zh || die "a Chinese locale gets English"
env LC_ALL=zh_CN.UTF-8 "$PROGRAM" --help --lang en >english
same english overview
TERRASSAY_LANG=zh expect 0 --help
same "$OUT" zh

# Wrong use: exit 2, nothing on stdout, the nearest word named.
wrong() {
    local pattern=$1
    shift
    expect 2 "$@"
    [ ! -s "$OUT" ] || die "wrong use printed on stdout"
    says "$pattern"
    [ "$(grep -c '^terrassay: ' "$ERR")" = 1 ] || die "not told once"
}
wrong 'no command was named'
wrong 'key: one more word' key
wrong 'say which: new, list, retire' key
wrong 'did you mean "list"' key lst
wrong 'did you mean "retire"' key retier x
wrong 'did you mean "--json"' key list --jsno
wrong 'no such option of key list' key list --frobnicate
wrong '--json: takes no value' key list --json=yes
wrong '--workspace: wants a value' key list -w
wrong '--workspace: wants a value' key list --workspace --json
wrong '--lang: wanted zh\|en, found "fr"' key list --lang fr
wrong '--now: wanted an instant' key list --now yesterday
wrong '--quiet: given twice' key list -q --quiet
wrong 'key retire: KEY is missing' key retire
wrong 'takes 1 argument, found "b" too' key retire a b
wrong 'no such option' --frobnicate
wrong 'kye: no such command' kye --help
wrong 'no such command' ''
wrong 'no such command' 'key new'
wrong 'takes 1 argument, found "--json" too' key retire -- a --json
wrong 'no such command' help key frobnicate

# Errors as events.
expect 65 key list --log json
[ ! -s "$OUT" ] || die "stdout"
"$PYTHON" -c 'import json, sys; e = json.loads(sys.stdin.read()); assert e["level"] == "error" and "workspace" in e["text"]' \
    <"$ERR" || die "no JSON event"

expect 0 table check --log json
"$PYTHON" -c 'import json, sys; e = json.loads(sys.stdin.read()); assert e["level"] == "info" and e["event"] == "table check"' \
    <"$ERR" || die "what a command says is no JSON event"
expect 0 table check --quiet
silent

# Streams that are closed or full.
"$PROGRAM" --help | head -c 1 >/dev/null
set +o pipefail
(trap - PIPE; "$PROGRAM" help --completion bash; echo $? >code) 2>"$ERR" | true
set -o pipefail
[ "$(cat code)" = 0 ] || die "a reader that left is no fault: $(cat code)"
[ ! -s "$ERR" ] || die "a reader that left was told"
code=0
"$PROGRAM" --help >&- 2>"$ERR" || code=$?
[ "$code" = 75 ] || die "closed stdout: $code"
says 'standard output: cannot write'
if [ -w /dev/full ]; then
    code=0
    "$PROGRAM" --help >/dev/full 2>"$ERR" || code=$?
    [ "$code" = 75 ] || die "full stdout: $code"
    says 'No space left'
fi
code=0
"$PROGRAM" frobnicate >"$OUT" 2>&- || code=$?
[ "$code" = 2 ] || die "closed stderr: $code"

# A file no larger than the shell allows: the write fails, the program says so.
code=0
(ulimit -f 1 && "$PROGRAM" help --man pages) >"$OUT" 2>"$ERR" || code=$?
[ "$code" = 75 ] || die "file size limit: $code"
says 'File too large'
