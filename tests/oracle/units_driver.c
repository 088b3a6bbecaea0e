/* SPDX-License-Identifier: Apache-2.0 */
/** @file units_driver.c  "FROM|TO" per line in; 1.5 FROM in TO, or "no", out. */
#include <stdio.h>
#include <string.h>

#include "units.h"

int main(void)
{
    char line[256];
    while (fgets(line, sizeof line, stdin) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        char *to = strchr(line, '|');
        if (to == NULL) return 2;
        *to++ = '\0';
        double value = 0.0;
        if (ta_unit_convert(1.5, line, to, &value) == TA_OK)
            printf("%.17g\n", value);
        else
            printf("no\n");
    }
    return 0;
}
