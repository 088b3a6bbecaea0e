/* SPDX-License-Identifier: Apache-2.0 */
#include "units.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

enum { TEXT_LIMIT = 63, POWER_LIMIT = 30, DEPTH_LIMIT = 4, DIGITS_LIMIT = 9 };
enum prefixes { NONE, LARGE, ALL };

struct symbol {
    const char *name;
    enum prefixes prefixes;
    double scale;
    int decade;
    double offset;
    int dimension;  /* of base and tagged symbols, else TA_DIM_COUNT */
    const char *of; /* unit it is defined by, else NULL */
};

#define BASE(name, prefixes, decade, dimension)                                        \
    {name, prefixes, 1.0, decade, 0.0, dimension, NULL},
#define TAGGED(name, dimension) {name, NONE, 1.0, 0, 0.0, dimension, NULL},
#define UNIT(name, prefixes, scale, decade, of)                                        \
    {name, prefixes, scale, decade, 0.0, TA_DIM_COUNT, of},
#define SHIFTED(name, scale, offset, of)                                               \
    {name, NONE, scale, 0, offset, TA_DIM_COUNT, of},
static const struct symbol symbols[] = {
#include "units.def"
};

static const struct {
    char letter;
    int decade;
    enum prefixes in;
} prefix_table[] = {{'p', -12, ALL}, {'n', -9, ALL},   {'u', -6, ALL},
                    {'m', -3, ALL},  {'c', -2, ALL},   {'d', -1, ALL},
                    {'h', 2, ALL},   {'k', 3, LARGE},  {'M', 6, LARGE},
                    {'G', 9, LARGE}, {'T', 12, LARGE}, {'P', 15, LARGE}};

static const struct symbol *find(const char *name, size_t length)
{
    for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++)
        if (strncmp(symbols[i].name, name, length) == 0 &&
            symbols[i].name[length] == '\0')
            return &symbols[i];
    return NULL;
}

/* The symbol of a name, with the prefix taken off where it needs one. */
static const struct symbol *find_prefixed(const char *name, size_t length, int *decade)
{
    *decade = 0;
    const struct symbol *symbol = find(name, length);
    if (symbol != NULL || length < 2) return symbol;

    symbol = find(name + 1, length - 1);
    for (size_t i = 0; symbol != NULL && i < sizeof prefix_table / sizeof *prefix_table;
         i++) {
        if (prefix_table[i].letter != name[0]) continue;
        *decade = prefix_table[i].decade;
        return symbol->prefixes >= prefix_table[i].in ? symbol : NULL;
    }
    return NULL;
}

static enum ta_status parse(const char *text, int depth, struct ta_unit *out);

/* The unit that one symbol stands for. */
static enum ta_status resolve(const struct symbol *symbol, int prefix, int depth,
                              struct ta_unit *out)
{
    *out = (struct ta_unit){.scale = 1.0};
    if (symbol->of != NULL && symbol->of[0] != '\0') {
        enum ta_status rc = parse(symbol->of, depth + 1, out);
        if (rc != TA_OK) return rc;
    }
    out->scale *= symbol->scale;
    out->decade += symbol->decade + prefix;
    out->offset = symbol->offset;
    if (symbol->dimension < TA_DIM_COUNT) out->power[symbol->dimension] = 1;
    if (symbol->dimension == TA_DIM_MONEY) out->money = symbol->name;
    if (symbol->dimension == TA_DIM_THING) out->thing = symbol->name;
    return TA_OK;
}

static bool merge_tag(const char *a, const char *b, int power, const char **out)
{
    if (a != NULL && b != NULL && strcmp(a, b) != 0) return false;
    *out = power == 0 ? NULL : a != NULL ? a : b;
    return true;
}

/* a * b^power; false when powers leave their range or two tags meet. */
static bool multiply(const struct ta_unit *a, const struct ta_unit *b, int power,
                     struct ta_unit *out)
{
    struct ta_unit product = {.scale = a->scale * pow(b->scale, power),
                              .decade = a->decade + b->decade * power};
    for (int i = 0; i < TA_DIM_COUNT; i++) {
        int sum = a->power[i] + b->power[i] * power;
        if (sum < -POWER_LIMIT || sum > POWER_LIMIT) return false;
        product.power[i] = (int8_t)sum;
    }
    if (!merge_tag(a->money, b->money, product.power[TA_DIM_MONEY], &product.money))
        return false;
    if (!merge_tag(a->thing, b->thing, product.power[TA_DIM_THING], &product.thing))
        return false;
    *out = product;
    return true;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_name(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '%' || c == '_';
}

/* A plain number, such as the 100 of "L/100/km". */
static bool read_number(const char **text, struct ta_unit *out)
{
    double value = 0.0;
    int digits = 0;
    for (; is_digit(**text); (*text)++, digits++) value = value * 10.0 + (**text - '0');
    if (digits > DIGITS_LIMIT || value == 0.0) return false;
    *out = (struct ta_unit){.scale = value};
    for (; fmod(out->scale, 10.0) == 0.0; out->decade++) out->scale /= 10.0;
    return true;
}

/* An exponent: "2", "-1", "^-1" or nothing, which is 1. */
static bool read_power(const char **text, int *power)
{
    bool marked = **text == '^';
    if (marked) (*text)++;
    bool minus = **text == '-';
    if (minus) (*text)++;
    *power = 1;
    if (!is_digit(**text)) return !marked && !minus;
    *power = (**text - '0') * (minus ? -1 : 1);
    (*text)++;
    return *power != 0 && !is_digit(**text) && !is_name(**text);
}

/* Letters and the digits among them; digits at the end are an exponent unless a row says
 * that they belong to the name. */
static enum ta_status read_symbol(const char **text, int depth, struct ta_unit *out)
{
    size_t length = 0;
    while (is_name((*text)[length]) || is_digit((*text)[length])) length++;
    int prefix = 0;
    const struct symbol *symbol = find_prefixed(*text, length, &prefix);
    while (symbol == NULL && length > 0 && is_digit((*text)[length - 1]))
        symbol = find_prefixed(*text, --length, &prefix);
    if (symbol == NULL) return TA_E_DATA;
    *text += length;
    return resolve(symbol, prefix, depth, out);
}

/* One factor with its exponent. */
static enum ta_status read_factor(const char **text, int depth, struct ta_unit *out)
{
    if (is_digit(**text)) return read_number(text, out) ? TA_OK : TA_E_DATA;

    struct ta_unit symbol;
    int power;
    enum ta_status rc = read_symbol(text, depth, &symbol);
    if (rc != TA_OK) return rc;
    if (!read_power(text, &power)) return TA_E_DATA;
    double offset = power == 1 ? symbol.offset : 0.0;
    const struct ta_unit one = {.scale = 1.0};
    if (!multiply(&one, &symbol, power, out)) return TA_E_DATA;
    out->offset = offset;
    return TA_OK;
}

/* What joins two factors: 1 for a product, -1 for a quotient, 0 for anything else. */
static int read_joint(const char **text)
{
    const char *start = *text;
    while (**text == ' ') (*text)++;
    int joint = *text > start ? 1 : 0;
    if (**text == '/' || **text == '*' || **text == '.') {
        joint = **text == '/' ? -1 : 1;
        (*text)++;
        while (**text == ' ') (*text)++;
    }
    return joint;
}

static enum ta_status parse(const char *text, int depth, struct ta_unit *out)
{
    if (depth > DEPTH_LIMIT) return TA_E_DATA;
    struct ta_unit unit, factor;
    enum ta_status rc = read_factor(&text, depth, &unit);
    while (rc == TA_OK && *text != '\0') {
        int joint = read_joint(&text);
        if (joint == 0) return TA_E_DATA;
        rc = read_factor(&text, depth, &factor);
        if (rc == TA_OK && !multiply(&unit, &factor, joint, &unit)) return TA_E_DATA;
    }
    if (rc == TA_OK) *out = unit;
    return rc;
}

enum ta_status ta_unit_parse(const char *text, struct ta_unit *out)
{
    if (text == NULL || strlen(text) > TEXT_LIMIT) return TA_E_DATA;
    return parse(text, 0, out);
}

static bool same_tag(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

bool ta_unit_same(const struct ta_unit *a, const struct ta_unit *b)
{
    return memcmp(a->power, b->power, sizeof a->power) == 0 &&
           same_tag(a->money, b->money) && same_tag(a->thing, b->thing);
}

enum ta_status ta_unit_multiply(const struct ta_unit *a, const struct ta_unit *b,
                                bool divide, struct ta_unit *out)
{
    return multiply(a, b, divide ? -1 : 1, out) ? TA_OK : TA_E_ARG;
}

/* value * 10^decade with one rounding while the power of ten is exact (up to 10^22). */
static double shift(double value, int decade)
{
    if (decade == 0) return value;
    double step = pow(10.0, decade < 0 ? -decade : decade);
    return decade < 0 ? value / step : value * step;
}

enum ta_status ta_unit_apply(const struct ta_unit *from, const struct ta_unit *to,
                             double value, double *out)
{
    if (!ta_unit_same(from, to)) return TA_E_ARG;
    if (from->offset == to->offset && from->offset == 0.0) {
        *out = shift(value * (from->scale / to->scale), from->decade - to->decade);
        return TA_OK;
    }
    double base = shift(value * from->scale, from->decade) + from->offset;
    *out = shift((base - to->offset) / to->scale, -to->decade);
    return TA_OK;
}

void ta_unit_change_read(const char *from, const char *to, struct ta_unit_change *out)
{
    out->status = ta_unit_parse(from, &out->from);
    if (out->status == TA_OK) out->status = ta_unit_parse(to, &out->to);
}

enum ta_status ta_unit_change(const struct ta_unit_change *change, double value,
                              double *out)
{
    if (change->status != TA_OK) return change->status;
    return ta_unit_apply(&change->from, &change->to, value, out);
}

enum ta_status ta_unit_convert(double value, const char *from, const char *to,
                               double *out)
{
    struct ta_unit_change change;
    ta_unit_change_read(from, to, &change);
    return ta_unit_change(&change, value, out);
}
