#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Radar backscatter, on files that this test builds: no real product was at hand.
"$PYTHON" -B "$SOURCE/tests/e2e/radar.py" "$PROGRAM" "$SOURCE/tests/fault"
