# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# What every script here shares: the root of the tree, steps with their time, one log per step.
# Sourced, never run.
set -euo pipefail
ta_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$ta_root"
ta_log=$ta_root/build/log

fail() {
    printf '%s: %s\n' "$(basename "$0")" "$1" >&2
    [ $# -lt 2 ] || printf '  to mend: %s\n' "$2" >&2
    exit 1
}

# step NAME COMMAND...: runs it with its output in build/log/NAME.log, prints one line, and
# on failure the end of that log.
step() {
    local name=$1 began=$SECONDS
    shift
    mkdir -p "$ta_log"
    printf '%-28s' "$name ..."
    if ! "$@" >"$ta_log/$name.log" 2>&1 </dev/null; then
        printf ' failed after %d s\n' "$((SECONDS - began))"
        tail -n 60 "$ta_log/$name.log" >&2
        fail "step '$name' failed" "the whole log is build/log/$name.log"
    fi
    printf ' done in %d s\n' "$((SECONDS - began))"
}

jobs() { nproc 2>/dev/null || echo 2; }

# build PRESET [cmake option...]: configures and builds below build/PRESET.
build() {
    local preset=$1
    shift
    step "configure-$preset" cmake --preset "$preset" "$@"
    step "build-$preset" cmake --build --preset "$preset" --parallel "$(jobs)"
}
