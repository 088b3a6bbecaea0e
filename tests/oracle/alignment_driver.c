/* SPDX-License-Identifier: Apache-2.0 */
/** @file alignment_driver.c  Lines "share production sector s0 s1 S0 planned" or "sda y0 market s0 s1 end planned" on
 *  stdin; prints target, gap and whether the plan is on the path. */
#include <stdio.h>
#include <string.h>

#include "alignment.h"

int main(void)
{
    char kind[8];
    double v[6];
    while (scanf("%7s", kind) == 1) {
        bool share = strcmp(kind, "share") == 0;
        enum { N = 6 };
        for (int i = 0; i < N; i++)
            if (scanf("%lf", &v[i]) != 1) return 65;
        struct ta_market_share m = {v[0], v[1], v[2], v[3], v[4]};
        struct ta_sda sda = {v[0], v[1], v[2], v[3], v[4]};
        double target = share ? ta_market_share_target(&m) : ta_sda_target(&sda);
        bool grow = share && v[3] >= v[2];
        printf("%.17g %.17g %d\n", target, ta_alignment_gap(v[N - 1], target),
               ta_alignment_on_path(v[N - 1], target, grow));
    }
    return 0;
}
