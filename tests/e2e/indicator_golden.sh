#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# slow: every golden case as a reviewer would type it.
mapfile -t gold < <(grep -l '^indicator ' "$SOURCE"/tests/golden/*.gold)
"$PYTHON" "$SOURCE/tests/e2e/gold.py" "$PROGRAM" "${gold[@]}" || die "golden cases"
