/* SPDX-License-Identifier: Apache-2.0 */
#include "report/speech.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"

enum { KEY_SIZE = 200 };

const char *ta_say(const struct ta_speech *speech, const char *key)
{
    return ta_message(speech->messages, speech->language, key);
}

const char *ta_say_of(const struct ta_speech *speech, const char *prefix,
                      const char *id, const char *suffix)
{
    char key[KEY_SIZE];
    int size = snprintf(key, sizeof key, "%s%s%s", prefix, id, suffix);
    if (size < 0 || size >= KEY_SIZE) return id;
    if (!ta_message_has(speech->messages, speech->language, key)) return id;
    return ta_message(speech->messages, speech->language, key);
}

const char *ta_say_reason(const struct ta_speech *speech, const char *code)
{
    const char *words = ta_say_of(speech, "silence.", code, "");
    return words != code ? words : ta_say_of(speech, "reason.", code, "");
}

/* Dates and numbers of few digits; an id of digits alone is longer. */
static bool is_number(const char *word)
{
    enum { LONGEST = 12 };
    size_t n = strlen(word);
    return n > 0 && n <= LONGEST && strspn(word, "0123456789+-.,:eE%") == n;
}

bool ta_say_may_leave(const struct ta_speech *speech, const char *word)
{
    static const char *const prefix[] = {"input.", "property.", "account.", "claim."};
    if (is_number(word) || ta_say_unit(speech, word) != word) return true;
    for (size_t i = 0; i < sizeof prefix / sizeof *prefix; i++)
        if (ta_say_of(speech, prefix[i], word, "") != word) return true;
    return ta_say_of(speech, "index.", word, ".title") != word;
}

void ta_say_instead(const struct ta_speech *speech, const char *word,
                    struct ta_text *out)
{
    if (speech->stand_in == NULL || !speech->stand_in(speech, word, out))
        ta_text_add(out, ta_say(speech, "report.left_out"));
}

/* What of a figure's name behind its known beginning is said. */
static void add_rest(const struct ta_speech *speech, const char *rest,
                     struct ta_text *out)
{
    bool hidden = speech->shared && rest[0] != '\0' && !ta_say_may_leave(speech, rest);
    if (hidden)
        ta_say_instead(speech, rest, out);
    else
        ta_text_add(out, rest);
}

static void fill_rest(const struct ta_speech *speech, const char *key, const char *rest,
                      struct ta_text *out)
{
    struct ta_text said = {0};
    add_rest(speech, rest, &said);
    if (said.failed)
        out->failed = true;
    else
        ta_message_fill(speech->messages, speech->language, out, key, "rest",
                        said.size > 0 ? said.bytes : "", (char *)NULL);
    ta_text_free(&said);
}

void ta_say_figure_name(const struct ta_speech *speech, const char *name,
                        struct ta_text *out)
{
    char part[TA_NAME_SIZE], key[KEY_SIZE];
    if (!ta_copy(part, sizeof part, name)) {
        add_rest(speech, name, out);
        return;
    }
    for (char *cut = part + strlen(part); cut != NULL; cut = strrchr(part, '_')) {
        *cut = '\0';
        (void)snprintf(key, sizeof key, "detail.%s", part);
        if (!ta_message_has(speech->messages, speech->language, key)) continue;
        const char *rest = name + strlen(part);
        if (*rest == '_') rest++;
        fill_rest(speech, key, rest, out);
        return;
    }
    add_rest(speech, name, out);
}

/* --- numbers ---------------------------------------------------------------------- */

/* "-1234.50" to "−1,234.50"; @p plain is of snprintf("%f"). */
static void group(const char *plain, char out[TA_SPOKEN])
{
    size_t used = 0;
    if (*plain == '-') {
        used = (size_t)snprintf(out, TA_SPOKEN, "\u2212");
        plain++;
    }
    size_t whole = strcspn(plain, ".");
    for (size_t i = 0; plain[i] != '\0' && used + 2 < TA_SPOKEN; i++) {
        if (i > 0 && i < whole && (whole - i) % 3 == 0) out[used++] = ',';
        out[used++] = plain[i];
    }
    out[used] = '\0';
}

static bool is_nought(const char *plain)
{
    return strspn(plain, "-0.") == strlen(plain);
}

void ta_say_fixed(const struct ta_speech *speech, double value, int decimals,
                  char out[TA_SPOKEN])
{
    char plain[TA_SPOKEN];
    if (!isfinite(value) || fabs(value) >= 1e15) {
        const char *words = isfinite(value) ? NULL : ta_say(speech, "report.none");
        if (words != NULL)
            (void)snprintf(out, TA_SPOKEN, "%s", words);
        else
            (void)snprintf(out, TA_SPOKEN, "%.3g", value);
        return;
    }
    (void)snprintf(plain, sizeof plain, "%.*f", decimals, value);
    group(plain[0] == '-' && is_nought(plain) ? plain + 1 : plain, out);
}

const char *ta_say_source(const struct ta_speech *speech, const char *source)
{
    bool own = strcmp(source, "policy of this program") == 0;
    return own ? ta_say(speech, "report.own_policy") : source;
}

void ta_say_below(const struct ta_speech *speech, double value, double bound,
                  char out[TA_SPOKEN])
{
    int decimals = 0;
    double unit = 1.0;
    while (decimals < 6 && value < bound && round(value * unit) / unit >= bound) {
        decimals++;
        unit *= 10.0;
    }
    ta_say_fixed(speech, value, decimals, out);
}

void ta_say_number(const struct ta_speech *speech, double value, int digits,
                   char out[TA_SPOKEN])
{
    int decimals = 0;
    if (isfinite(value) && value != 0.0) {
        int power = (int)floor(log10(fabs(value)));
        decimals = digits - 1 - power;
    }
    decimals = decimals < 0 ? 0 : decimals > 9 ? 9 : decimals;
    ta_say_fixed(speech, value, decimals, out);
    if (strchr(out, '.') == NULL || strchr(out, 'e') != NULL) return;
    size_t n = strlen(out);
    while (out[n - 1] == '0') out[--n] = '\0';
    if (out[n - 1] == '.') out[n - 1] = '\0';
}

/* Units by the key of their words; message keys have no capitals and no slashes. */
static const char *const unit_key[][2] = {
    {"%", "unit.percent"},
    {"percent", "unit.percent"},
    {"tCO2e/year", "unit.tco2e_year"},
    {"tCO2e/year per million", "unit.tco2e_year_million"},
    {"tCO2e", "unit.tco2e"},
    {"kgCO2e", "unit.kgco2e"},
    {"ha", "unit.ha"},
    {"m2", "unit.m2"},
    {"m", "unit.m"},
    {"km", "unit.km"},
    {"mm", "unit.mm"},
    {"h", "unit.h"},
    {"day", "unit.day"},
    {"year-1", "unit.per_year"},
    {"mg/m3", "unit.mg_m3"},
    {"ug/m3", "unit.ug_m3"},
    {"mg/L", "unit.mg_l"},
    {"MW", "unit.mw"},
    {"MWh", "unit.mwh"},
    {"degC", "unit.degc"},
    {"t", "unit.t"},
    {"m/s", "unit.m_s"},
    {"MWh/year", "unit.mwh_year"},
    {"tCO2/year", "unit.tco2_year"},
    {"tCO2/MWh", "unit.tco2_mwh"},
    {"CNY", "unit.cny"},
    {"CNY/year", "unit.cny_year"},
    {"CNY/t", "unit.cny_t"},
};

const char *ta_say_unit(const struct ta_speech *speech, const char *unit)
{
    if (unit == NULL || strcmp(unit, "1") == 0) return "";
    for (size_t i = 0; i < sizeof unit_key / sizeof *unit_key; i++)
        if (strcmp(unit_key[i][0], unit) == 0) return ta_say(speech, unit_key[i][1]);
    return unit;
}

/* Per cent stands close to its number, other units after a space that does not break. */
static void join_unit(const struct ta_speech *speech, const char *number,
                      const char *unit, char out[TA_SPOKEN])
{
    const char *words = ta_say_unit(speech, unit);
    const char *between = *words == '\0' || *words == '%' ? "" : "\u00a0";
    (void)snprintf(out, TA_SPOKEN, "%.40s%s%.48s", number, between, words);
}

void ta_say_value(const struct ta_speech *speech, double value, const char *unit,
                  char out[TA_SPOKEN])
{
    char number[TA_SPOKEN];
    ta_say_number(speech, value, 3, number);
    if (isfinite(value))
        join_unit(speech, number, unit, out);
    else
        (void)snprintf(out, TA_SPOKEN, "%s", number);
}

void ta_say_exact(const struct ta_speech *speech, double value, const char *unit,
                  char out[TA_SPOKEN])
{
    char plain[TA_SPOKEN], number[TA_SPOKEN];
    if (!isfinite(value)) {
        ta_say_value(speech, value, unit, out);
        return;
    }
    ta_format_f64(value, plain);
    if (strchr(plain, 'e') != NULL)
        ta_say_number(speech, value, 9, number);
    else
        group(plain, number);
    join_unit(speech, number, unit, out);
}

enum { YEAR_DIGITS = 4, DIGITS_MOST = 15 };

bool ta_say_plain(const struct ta_speech *speech, const char *plain,
                  char out[TA_SPOKEN])
{
    static const char numerals[] = "0123456789";
    const char *digits = plain + (*plain == '-');
    size_t whole = strspn(digits, numerals);
    size_t part = digits[whole] == '.' ? strspn(digits + whole + 1, numerals) : 0;
    const char *end = digits + whole + (part > 0 ? part + 1 : 0);
    char *last = NULL;
    if (whole == 0 || whole + part > DIGITS_MOST) return false;
    if (*end == '\0') {
        group(plain, out);
        return whole > YEAR_DIGITS || *plain == '-';
    }
    double value = *end == 'e' ? strtod(plain, &last) : (double)NAN;
    if (last == NULL || *last != '\0' || !isfinite(value)) return false;
    ta_say_number(speech, value, (int)(whole + part), out);
    return true;
}

/* What an indicator without a natural end has for one in its descriptor (algorithms/). */
static const double no_bound = 1e12;

static const char *unbounded(const struct ta_speech *speech, double value)
{
    if (value >= no_bound) return ta_say(speech, "report.no_upper_bound");
    return value <= -no_bound ? ta_say(speech, "report.no_lower_bound") : NULL;
}

void ta_say_bound(const struct ta_speech *speech, double value, const char *unit,
                  char out[TA_SPOKEN])
{
    const char *none = unbounded(speech, value);
    if (none != NULL)
        (void)snprintf(out, TA_SPOKEN, "%s", none);
    else
        ta_say_value(speech, value, unit, out);
}

void ta_say_range(const struct ta_speech *speech, const double lo_value_hi[3],
                  const char *unit, char out[TA_SPOKEN])
{
    char lo[TA_SPOKEN], hi[TA_SPOKEN], both[2 * TA_SPOKEN];
    out[0] = '\0';
    if (!isfinite(lo_value_hi[0]) || !isfinite(lo_value_hi[2])) return;
    if (lo_value_hi[0] == lo_value_hi[1] && lo_value_hi[1] == lo_value_hi[2]) return;
    if (unbounded(speech, lo_value_hi[0]) != NULL ||
        unbounded(speech, lo_value_hi[2]) != NULL) {
        ta_say_bound(speech, lo_value_hi[0], unit, lo);
        ta_say_bound(speech, lo_value_hi[2], unit, hi);
        (void)snprintf(out, TA_SPOKEN, "%.40s%s%.40s", lo, ta_say(speech, "report.to"),
                       hi);
        return;
    }
    ta_say_number(speech, lo_value_hi[0], 3, lo);
    ta_say_number(speech, lo_value_hi[2], 3, hi);
    (void)snprintf(both, sizeof both, "%.30s%s%.30s", lo, ta_say(speech, "report.to"),
                   hi);
    join_unit(speech, both, unit, out);
}

/* --- money and days ----------------------------------------------------------------- */

static int minor_digits(const char *currency)
{
    static const char none[] =
        "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV "
        "XAF XOF XPF ";
    static const char three[] = "BHD IQD JOD KWD LYD OMR TND ";
    if (strstr(none, currency) != NULL) return 0;
    return strstr(three, currency) != NULL ? 3 : 2;
}

void ta_say_money(const struct ta_speech *speech, const struct ta_money *money,
                  char out[TA_SPOKEN])
{
    if (money->currency[0] == '\0') {
        (void)snprintf(out, TA_SPOKEN, "%s", ta_say(speech, "report.none"));
        return;
    }
    int digits = minor_digits(money->currency);
    uint64_t unit = digits == 0 ? 1 : digits == 2 ? 100 : 1000;
    uint64_t size =
        money->minor < 0 ? 0 - (uint64_t)money->minor : (uint64_t)money->minor;
    char plain[64], grouped[TA_SPOKEN];
    int n = snprintf(plain, sizeof plain, "%s%llu", money->minor < 0 ? "-" : "",
                     (unsigned long long)(size / unit));
    if (size % unit != 0)
        (void)snprintf(plain + n, sizeof plain - (size_t)n, ".%0*llu", digits,
                       (unsigned long long)(size % unit));
    group(plain, grouped);
    (void)snprintf(out, TA_SPOKEN, "%s\u00a0%.60s", money->currency, grouped);
}

void ta_say_day(const struct ta_speech *speech, ta_day day, char out[TA_SPOKEN])
{
    char text[TA_TIME_TEXT] = "";
    if (day != TA_DAY_NONE && day != TA_DAY_OPEN) ta_day_format(day, text);
    (void)snprintf(out, TA_SPOKEN, "%s",
                   text[0] != '\0' ? text : ta_say(speech, "report.none"));
}
