/* SPDX-License-Identifier: Apache-2.0 */
#include "base/money.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/time.h"

enum { EXPONENT_USUAL = 2 };

bool ta_currency_is(const char *code)
{
    return strlen(code) == 3 && strspn(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 3;
}

/** ISO 4217 currencies whose minor unit is not the hundredth. */
int ta_money_digits(const char *currency)
{
    static const struct {
        const char *codes;
        int exponent;
    } unusual[] = {
        {"BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF", 0},
        {"BHD IQD JOD KWD LYD OMR TND", 3},
        {"CLF UYW", 4},
    };
    for (size_t i = 0; i < sizeof unusual / sizeof unusual[0]; i++)
        if (strstr(unusual[i].codes, currency) != NULL) return unusual[i].exponent;
    return EXPONENT_USUAL;
}

/* What turns @p currency into that of the outstanding amount on the loan's day; NULL when nothing does. */
static const struct ta_rate *rate_of(const struct ta_project *project,
                                     const struct ta_loan *loan, const char *currency)
{
    if (loan->as_of == TA_DAY_NONE) return NULL;
    for (size_t i = 0; i < project->n_rates; i++) {
        const struct ta_rate *rate = &project->rate[i];
        if (rate->on == loan->as_of && strcmp(rate->from, currency) == 0 &&
            strcmp(rate->to, loan->outstanding.currency) == 0)
            return rate;
    }
    return NULL;
}

double ta_loan_amount(const struct ta_project *project, const struct ta_loan *loan,
                      const struct ta_money *amount, bool *converted)
{
    const char *to = loan->outstanding.currency;
    if (amount->currency[0] == '\0') return (double)NAN;
    if (strcmp(amount->currency, to) == 0) return (double)amount->minor;
    const struct ta_rate *rate = rate_of(project, loan, amount->currency);
    if (rate == NULL) return (double)NAN;
    int digits = ta_money_digits(to) - ta_money_digits(amount->currency);
    *converted = true;
    return (double)amount->minor * rate->value * pow(10.0, (double)digits);
}

size_t ta_loan_currencies(const struct ta_project *project, const struct ta_loan *loan,
                          char out[TA_CURRENCIES_SIZE])
{
    const struct ta_money *const amount[] = {&loan->outstanding,
                                             &loan->total_investment,
                                             &loan->equity,
                                             &loan->debt,
                                             &loan->average_outstanding,
                                             &loan->evic,
                                             &loan->total_assets,
                                             &loan->revenue,
                                             &loan->property_value,
                                             &loan->gdp_ppp};
    size_t n = 0, used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < sizeof amount / sizeof amount[0]; i++) {
        const char *currency = amount[i]->currency;
        if (currency[0] == '\0' || strstr(out, currency) != NULL ||
            rate_of(project, loan, currency) != NULL)
            continue;
        int more = snprintf(out + used, TA_CURRENCIES_SIZE - used, "%s%s",
                            n == 0 ? "" : ", ", currency);
        used += more > 0 ? (size_t)more : 0;
        n++;
    }
    return n;
}
