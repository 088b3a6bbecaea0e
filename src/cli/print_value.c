/* SPDX-License-Identifier: Apache-2.0 */
/** @file print_value.c  A JSON value as a person reads it. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli/print.h"

enum { DIGITS_AT_MOST = 12 };

static void add_number(struct ta_text *out, double value)
{
    char digits[32];
    ta_format_f64(value, digits);
    if (strlen(digits) <= DIGITS_AT_MOST)
        ta_text_add(out, digits);
    else
        ta_text_addf(out, "%.9g", value);
}

/* Control characters would move the cursor, or worse. */
static void add_words(struct ta_text *out, const char *words)
{
    size_t from = out->size;
    ta_text_add(out, words);
    if (out->failed || out->bytes == NULL) return;
    ta_words_plain(out->bytes + from);
    for (char *at = out->bytes + from; *at != '\0'; at++)
        if (*at == '\n' || *at == '\t') *at = ' ';
}

/* Number of digits behind the point; ISO 4217 has two but for few. */
static int minor_digits(const char *currency)
{
    static const char *const none[] = {"JPY", "KRW", "VND", "CLP", "ISK",
                                       "XOF", "XAF", "UGX", "RWF", NULL};
    static const char *const three[] = {"KWD", "BHD", "OMR", "JOD", "TND", NULL};
    if (ta_word_known(currency, none)) return 0;
    return ta_word_known(currency, three) ? 3 : 2;
}

/* {"minor":"12500","currency":"CNY"} -> "125.00 CNY"; false when it is no money. */
static bool add_money(struct ta_text *out, const json_t *value)
{
    const char *currency = json_string_value(json_object_get(value, "currency"));
    const char *minor = json_string_value(json_object_get(value, "minor"));
    int64_t amount = 0;
    if (currency == NULL || minor == NULL || ta_parse_i64(minor, &amount) != TA_OK)
        return false;
    int digits = minor_digits(currency);
    uint64_t size = amount < 0 ? 0 - (uint64_t)amount : (uint64_t)amount, unit = 1;
    for (int i = 0; i < digits; i++) unit *= 10;
    ta_text_addf(out, "%s%" PRIu64, amount < 0 ? "-" : "", size / unit);
    if (digits > 0) ta_text_addf(out, ".%0*" PRIu64, digits, size % unit);
    ta_text_addf(out, " %s", currency);
    return true;
}

static void add_items(struct ta_text *out, const json_t *list)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        if (i > 0) ta_text_add(out, ", ");
        ta_print_value(out, json_array_get(list, i));
    }
    if (json_array_size(list) == 0) ta_text_add(out, "-");
}

/* "low 80, high 20", in the order in which they were set. */
static void add_members(struct ta_text *out, const json_t *object)
{
    const char *key;
    json_t *value;
    bool first = true;
    json_object_foreach((json_t *)object, key, value)
    {
        ta_text_addf(out, "%s%s ", first ? "" : ", ", key);
        ta_print_value(out, value);
        first = false;
    }
    if (first) ta_text_add(out, "-");
}

double ta_print_tenths(const struct ta_call *call, double value)
{
    return call->json ? value : round(10.0 * value) / 10.0;
}

void ta_print_value(struct ta_text *out, const json_t *value)
{
    if (value == NULL || json_is_null(value)) {
        ta_text_add(out, "-");
    } else if (json_is_string(value)) {
        add_words(out, json_string_value(value));
    } else if (json_is_number(value)) {
        add_number(out, json_number_value(value));
    } else if (json_is_boolean(value)) {
        ta_text_add(out, json_is_true(value) ? "yes" : "no");
    } else if (json_is_array(value)) {
        add_items(out, value);
    } else if (!add_money(out, value)) {
        add_members(out, value);
    }
}
