#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# slow
# What README.md shows of the demo and of the officer's path is what the program prints now; the
# pages of that demo stay for page.demo.
cp -r "$SOURCE/README.md" .
mkdir bin
ln -s "$PROGRAM" bin/terrassay
PATH=$PWD/bin:$PATH

"$PROGRAM" demo -w demo-workspace >demo.txt 2>&1 || die "demo: $(tail -n 3 demo.txt)"
rm -rf "$BUILD/demo-pages"
mkdir "$BUILD/demo-pages"
cp demo-workspace/reports/*.html "$BUILD/demo-pages/"
if [ ! -d "${TERRASSAY_SAMPLE_DATA:-}" ]; then
    echo "skipped: no sample data: the cases of real samples, which README.md shows too"
    exit 0
fi
"$PYTHON" "$SOURCE/tests/e2e/readme_demo.py" README.md demo.txt || die "README.md shows something else"
