/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/exchange.h"

#include <math.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"
#include "base/money.h"
#include "geo/fields.h"
#include "tables/tables.h"

enum { RATES_BYTES = 1 << 24, CURRENCIES = 64 };

void ta_exchange_free(struct ta_exchange *exchange)
{
    ta_tables_free(exchange->tables);
    *exchange = (struct ta_exchange){.tables = NULL};
}

static enum ta_status check(const char *path, const struct ta_table *t,
                            struct ta_error *err)
{
    bool keys = t->n_keys == 2 && strcmp(t->key_name[0], "from") == 0 &&
                strcmp(t->key_name[1], "to") == 0;
    if (!keys)
        return ta_mended(ta_fail(err, TA_E_DATA, "%s: is no table of rates", path), err,
                         "columns: from,to,value,unit,valid_from,valid_to,source,"
                         "checked");
    for (size_t i = 0; i < t->n_rows; i++) {
        const struct ta_row *row = &t->row[i];
        if (!ta_currency_is(row->key[0]) || !ta_currency_is(row->key[1]) ||
            !(row->value > 0.0) || strcmp(row->unit, "1") != 0)
            return ta_fail(err, TA_E_DATA,
                           "%s: rate of %s in %s: wanted two currencies, a value above "
                           "0 and the unit 1",
                           path, row->key[0], row->key[1]);
    }
    return TA_OK;
}

enum ta_status ta_exchange_open(const char *path, const char *to, ta_day day,
                                struct ta_exchange *out, struct ta_error *err)
{
    char *bytes = NULL;
    size_t size = 0;
    struct ta_exchange e = {.day = day};
    if (!ta_currency_is(to))
        return ta_fail(err, TA_E_DATA, "\"%s\" is no currency: wanted three capitals",
                       to);
    memcpy(e.to, to, sizeof e.to);
    enum ta_status rc = ta_file_read(path, RATES_BYTES, &bytes, &size, err);
    if (rc == TA_OK)
        rc = ta_tables_parse("exchange_rates", path, bytes, size, &e.tables, err);
    ta_free(bytes);
    if (rc == TA_OK) {
        e.rates = ta_tables_set(e.tables)->table;
        rc = check(path, e.rates, err);
    }
    if (rc == TA_OK)
        *out = e;
    else
        ta_exchange_free(&e);
    return rc;
}

const struct ta_row *ta_exchange_rate(const struct ta_exchange *exchange,
                                      const char *from)
{
    const char *const key[] = {from, exchange->to};
    return ta_table_row(exchange->rates, key, exchange->day);
}

void ta_exchange_holding(const struct ta_exchange *exchange, struct ta_holding *holding)
{
    struct ta_holding out = {.n = 0};
    for (size_t i = 0; i < holding->n; i++) {
        const char *from = holding->money[i].currency;
        const struct ta_row *row = ta_exchange_rate(exchange, from);
        const char *to = row != NULL ? exchange->to : from;
        int digits = ta_money_digits(to) - ta_money_digits(from);
        double factor = row != NULL ? row->value * pow(10.0, (double)digits) : 1.0;
        size_t at = ta_holding_place(&out, to);
        out.money[at].amount += factor * holding->money[i].amount;
        out.money[at].portion += holding->money[i].portion;
    }
    *holding = out;
}

/* --- what was used ------------------------------------------------------------------ */

static bool seen(char (*code)[4], size_t n, const char *currency)
{
    size_t i = 0;
    while (i < n && strcmp(code[i], currency) != 0) i++;
    return i < n;
}

/* The currencies of all loans, each once, in order. */
static size_t list_currencies(const struct ta_book *book, char (*code)[4])
{
    size_t n = 0;
    for (size_t i = 0; i < book->n; i++) {
        const struct ta_figures *f = &book->entry[i].now;
        for (size_t k = 0; k < f->n_loans && n < CURRENCIES; k++) {
            const char *currency = f->loan[k].outstanding.currency;
            if (currency[0] == '\0' || seen(code, n, currency)) continue;
            size_t at = n++;
            for (; at > 0 && strcmp(code[at - 1], currency) > 0; at--)
                memcpy(code[at], code[at - 1], sizeof code[at]);
            memcpy(code[at], currency, sizeof code[at]);
        }
    }
    return n;
}

static json_t *rate_json(const char *from, const struct ta_row *row, bool *ok)
{
    json_t *object = json_object();
    ta_json_set_text(object, "from", from, ok);
    ta_json_set_number(object, "rate", row->value, ok);
    ta_json_set_day(object, "valid_from", row->from, ok);
    ta_json_set_day(object, "valid_to", row->to == TA_DAY_OPEN ? TA_DAY_NONE : row->to,
                    ok);
    ta_json_set_text(object, "source", row->source, ok);
    ta_json_set_bool(object, "checked", row->checked, ok);
    return object;
}

json_t *ta_exchange_json(const struct ta_exchange *exchange, const struct ta_book *book,
                         bool *ok)
{
    char code[CURRENCIES][4];
    size_t n = list_currencies(book, code);
    json_t *object = json_object(), *rates = json_array(), *apart = json_array();
    for (size_t i = 0; i < n; i++) {
        const struct ta_row *row = ta_exchange_rate(exchange, code[i]);
        if (strcmp(code[i], exchange->to) == 0) continue;
        json_t *to = row != NULL ? rates : apart;
        json_t *item = row != NULL ? rate_json(code[i], row, ok) : json_string(code[i]);
        if (json_array_append_new(to, item) != 0) *ok = false;
    }
    ta_json_set_text(object, "to", exchange->to, ok);
    ta_json_set_text(object, "sha256", exchange->rates->sha256, ok);
    ta_json_set(object, "rates", rates, ok);
    ta_json_set(object, "apart", apart, ok);
    return object;
}
