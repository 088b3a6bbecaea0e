/* SPDX-License-Identifier: Apache-2.0 */
#include "currency.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

/* ISO 4217, list one. */
static const struct {
    const char *code;
    double number;
} currencies[] = {{"AUD", 36},  {"BRL", 986}, {"CAD", 124}, {"CHF", 756}, {"CNY", 156},
                  {"ETB", 230}, {"EUR", 978}, {"GBP", 826}, {"HKD", 344}, {"IDR", 360},
                  {"INR", 356}, {"JPY", 392}, {"KRW", 410}, {"MXN", 484}, {"SGD", 702},
                  {"USD", 840}, {"VND", 704}, {"ZAR", 710}};

double ta_currency_number(const char *code)
{
    for (size_t i = 0; i < sizeof currencies / sizeof *currencies; i++)
        if (strcmp(currencies[i].code, code) == 0) return currencies[i].number;
    return (double)NAN;
}

const char *ta_currency_code(double number)
{
    for (size_t i = 0; i < sizeof currencies / sizeof *currencies; i++)
        if (currencies[i].number == number) return currencies[i].code;
    return NULL;
}
