#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The outside reference folders pcaf, jrc_flood, water and gwp through `indicator compute` and `table
# show`: what a reviewer would type, against what the documents say.
need_data
"$PYTHON" "$SOURCE/tests/e2e/reference.py" "$PROGRAM" "$DATA/reference" || die "the reference folders"
