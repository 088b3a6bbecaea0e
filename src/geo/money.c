/* SPDX-License-Identifier: Apache-2.0 */
/** @file money.c  Decimal amounts to whole minor units, exactly or not at all. */
#include <inttypes.h>
#include <string.h>

#include "base/money.h"
#include "base/text.h"
#include "geo/fields.h"
#include "geo/iso_codes.h"

enum { DIGITS = 40 };

static enum ta_status not_exact(const char *text, int exponent, struct ta_error *err)
{
    (void)ta_fail(err, TA_E_DATA, "'%.40s' is not an amount with at most %d decimals",
                  text, exponent);
    ta_error_mend(err, "write digits and a point only, as in 1250000.50");
    return TA_E_DATA;
}

/** Whole digits, then exactly @p exponent decimals, without the point. @return false when @p text
 *  has another form or finer decimals. */
static bool shift_point(const char *text, int exponent, char out[DIGITS])
{
    size_t sign = text[0] == '-' ? 1 : 0;
    size_t whole = strspn(text + sign, "0123456789");
    const char *rest = text + sign + whole;
    size_t kept = (size_t)exponent, decimals = 0;
    if (rest[0] == '.') decimals = strspn(++rest, "0123456789");
    if (whole == 0 || rest[decimals] != '\0' || (rest[-1] == '.' && decimals == 0))
        return false;

    for (size_t i = kept; i < decimals; i++)
        if (rest[i] != '0') return false;
    if (sign + whole + kept + 1 > DIGITS) return false;
    memcpy(out, text, sign + whole);
    for (size_t i = 0; i < kept; i++)
        out[sign + whole + i] = i < decimals ? rest[i] : '0';
    out[sign + whole + kept] = '\0';
    return true;
}

enum ta_status ta_money_parse(const char *text, const char *currency,
                              struct ta_money *out, struct ta_error *err)
{
    char digits[DIGITS];
    struct ta_money money = {0};
    if (!ta_currency_code_is(currency)) {
        (void)ta_fail(err, TA_E_DATA, "'%.20s' is no currency", currency);
        ta_error_mend(err,
                      "give the three capitals of ISO 4217 in the column currency");
        return TA_E_DATA;
    }
    int exponent = ta_money_digits(currency);
    if (!shift_point(text, exponent, digits) ||
        ta_parse_i64(digits, &money.minor) != TA_OK)
        return not_exact(text, exponent, err);
    memcpy(money.currency, currency, sizeof money.currency);
    *out = money;
    return TA_OK;
}
