/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/disclosure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "engine/portfolio_figures.h"

enum { CLASSES_MOST = 16, CURRENCIES_MOST = 16 };
static const char several[] = "several", unsaid[] = "not_stated";
static const double minor_per_million = 1e8;

/* What is added up. */
enum sum {
    EXPOSURE,
    COVERED,
    SCOPE1,
    SCOPE2,
    SCOPE3,
    REMOVALS,
    AVOIDED,
    RETIRED,
    GENERATED,
    GUIDE,
    GUIDE_AVOIDED,
    GUIDE_COVERED,
    QUALITY,
    BOTH_SCOPES,
    SUMS
};
static const char guide_share[] = "pboc_financed_unchecked";
static const struct {
    enum sum sum;
    const char *detail;
} tonnes_of[] = {{SCOPE1, "financed_scope1"},
                 {SCOPE2, "financed_scope2"},
                 {SCOPE3, "financed_scope3"},
                 {REMOVALS, "financed_removals"},
                 {AVOIDED, "financed_avoided"},
                 {RETIRED, "financed_credits_retired"},
                 {GENERATED, "financed_credits_generated"},
                 {GUIDE, guide_share},
                 {GUIDE_AVOIDED, "pboc_avoided_unchecked"}};

enum kind { AMOUNT, TONNES, SHARE, GRADE, INTENSITY, ABSENT };

static const struct field {
    const char *id;
    enum sum sum;
    enum kind kind;
    const char *unit;
    enum ta_standard standard;
    const char *where;
    bool checked;
} fields[] = {
#define FIELD(id, sum, kind, unit, standard, where, checked)                           \
    {#id, sum, kind, unit, TA_STANDARD_##standard, where, checked},
#include "engine/disclosure.def"
#undef FIELD
};
enum { FIELDS = sizeof fields / sizeof *fields };

static const char *const words[] = {[TA_STANDARD_PCAF] = "pcaf",
                                    [TA_STANDARD_ISSB_S2] = "issb-s2",
                                    [TA_STANDARD_PBOC] = "pboc"};

enum ta_standard ta_standard_of(const char *word)
{
    int i = 0;
    while (i < TA_STANDARD_COUNT && strcmp(words[i], word) != 0) i++;
    return (enum ta_standard)i;
}

/* --- cells -------------------------------------------------------------------------- */

/* One class and sector; amounts of one currency, or tonnes ("" as currency) and what is made of them,
 * weighed by one set of GWP ("" where none is said, and of amounts). */
struct cell {
    const char *asset_class, *sector, *gwp; /* of the document, or of ours */
    char currency[4];
    struct ta_tally sum[SUMS];
};

struct cells {
    size_t n, capacity;
    struct cell *cell;
    bool failed;
};

static void cells_free(struct cells *cells)
{
    for (size_t i = 0; i < cells->n; i++)
        for (int s = 0; s < SUMS; s++) ta_free(cells->cell[i].sum[s].run);
    ta_free(cells->cell);
}

static int compare(const struct cell *c, const struct cell *at)
{
    int order = strcmp(c->sector, at->sector);
    if (order == 0) order = strcmp(c->asset_class, at->asset_class);
    if (order == 0) order = strcmp(c->currency, at->currency);
    return order != 0 ? order : strcmp(c->gwp, at->gwp);
}

/* The cell of that name, made in its place when it is not there. */
static struct cell *cell_at(struct cells *cells, const struct cell *at)
{
    size_t lo = 0, hi = cells->n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (compare(&cells->cell[mid], at) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    if (lo < cells->n && compare(&cells->cell[lo], at) == 0) return &cells->cell[lo];
    if (ta_grow((void **)&cells->cell, &cells->capacity, cells->n,
                sizeof *cells->cell) != 0)
        return NULL;
    struct cell *c = &cells->cell[lo];
    memmove(c + 1, c, (cells->n - lo) * sizeof *c);
    cells->n++;
    *c = *at;
    for (int s = 0; s < SUMS; s++) ta_tally_start(&c->sum[s]);
    return c;
}

static void add(struct cells *cells, const struct cell *at, enum sum sum, uint32_t who,
                double value, double weight)
{
    struct cell *c = cell_at(cells, at);
    if (c == NULL || !ta_tally_make_room(&c->sum[sum], who)) {
        cells->failed = true;
        return;
    }
    ta_tally_add(&c->sum[sum], who, value, weight);
}

/* --- one record --------------------------------------------------------------------- */

/* What of a record's loans is of one class. */
struct portion {
    const char *asset_class;
    double attribution; /* summed; NaN when one is not known */
    size_t n;
    struct {
        char currency[4];
        double amount;
    } money[CURRENCIES_MOST];
};

struct portions {
    size_t n;
    struct portion part[CLASSES_MOST];
    double attribution; /* of all */
};

static const char *text_or(const json_t *row, const char *key, const char *otherwise)
{
    const char *text = json_string_value(json_object_get(row, key));
    return text == NULL ? otherwise : text;
}

static bool add_money(struct portion *part, const struct ta_money *money)
{
    size_t k = 0;
    while (k < part->n && strcmp(part->money[k].currency, money->currency) != 0) k++;
    if (k == CURRENCIES_MOST) return false;
    if (k == part->n) {
        memcpy(part->money[k].currency, money->currency, sizeof money->currency);
        part->money[part->n++].amount = 0.0;
    }
    part->money[k].amount += (double)money->minor;
    return true;
}

static bool divide(const json_t *record, struct portions *out)
{
    static const struct ta_json_path at = {NULL, "loans", 0};
    const json_t *loans = json_object_get(record, "loans");
    *out = (struct portions){.n = 0};
    for (size_t i = 0; i < json_array_size(loans); i++) {
        const json_t *loan = json_array_get(loans, i), *factor;
        const char *class = text_or(loan, "asset_class", unsaid);
        struct ta_money money = {0, ""};
        size_t k = 0;
        if (ta_json_get_money(loan, &at, "outstanding", false, &money, NULL) != TA_OK)
            return false;
        if (money.currency[0] == '\0') continue;
        while (k < out->n && strcmp(out->part[k].asset_class, class) != 0) k++;
        if (k == CLASSES_MOST) return false;
        if (k == out->n) out->part[out->n++] = (struct portion){.asset_class = class};
        factor = json_object_get(loan, "attribution");
        double share = json_is_number(factor) ? json_number_value(factor) : (double)NAN;
        out->part[k].attribution += share;
        out->attribution += share;
        if (!add_money(&out->part[k], &money)) return false;
    }
    return true;
}

static void add_amounts(struct cells *cells, const json_t *emissions,
                        const struct portion *part, const char *sector, uint32_t who)
{
    const json_t *grade = json_object_get(emissions, "grade");
    bool known = json_is_number(json_object_get(emissions, "financed_emissions"));
    bool guide = json_is_number(json_object_get(emissions, guide_share));
    for (size_t k = 0; k < part->n; k++) {
        struct cell at = {
            .asset_class = part->asset_class, .sector = sector, .gwp = ""};
        double amount = part->money[k].amount;
        memcpy(at.currency, part->money[k].currency, sizeof at.currency);
        add(cells, &at, EXPOSURE, who, amount, 1.0);
        if (guide) add(cells, &at, GUIDE_COVERED, who, amount, 1.0);
        if (!known) continue;
        add(cells, &at, COVERED, who, amount, 1.0);
        if (json_is_integer(grade))
            add(cells, &at, QUALITY, who, amount * json_number_value(grade), amount);
    }
}

/* Tonnes of one class, by the share of its attribution factors. Of a record whose loans are of
 * several classes and whose factors are not shown, as no record shows the guide's, nobody can say which
 * class has what. */
static void add_tonnes(struct cells *cells, const json_t *emissions,
                       const struct portion *part, double share, const char *sector,
                       uint32_t who)
{
    const json_t *both = json_object_get(emissions, "financed_emissions");
    struct cell at = {.asset_class = part != NULL ? part->asset_class : several,
                      .sector = sector,
                      .gwp = text_or(emissions, "gwp", "")};
    for (size_t i = 0; i < sizeof tonnes_of / sizeof *tonnes_of; i++) {
        const json_t *value = json_object_get(emissions, tonnes_of[i].detail);
        if (json_is_number(value))
            add(cells, &at, tonnes_of[i].sum, who, share * json_number_value(value),
                1.0);
    }
    if (part == NULL || part->n != 1) return; /* of which currency, nobody can say */
    memcpy(at.currency, part->money[0].currency, sizeof at.currency);
    add(cells, &at, BOTH_SCOPES, who, share * json_number_value(both),
        part->money[0].amount);
}

static bool is_divisible(const struct portions *p, enum ta_standard standard)
{
    return p->n == 1 || (standard != TA_STANDARD_PBOC && p->attribution > 0.0);
}

static bool add_record(struct cells *cells, const json_t *record,
                       enum ta_standard standard, uint32_t who)
{
    struct portions p;
    const json_t *emissions = json_object_get(record, "emissions");
    bool by_sector = standard == TA_STANDARD_ISSB_S2;
    const char *sector = by_sector ? text_or(record, "sector", unsaid) : "";
    bool known = json_is_number(json_object_get(emissions, "financed_emissions"));
    if (!divide(record, &p)) return false;
    for (size_t k = 0; k < p.n; k++)
        add_amounts(cells, emissions, &p.part[k], sector, who);
    for (size_t k = 0; !known && k < p.n; k++) { /* the rows say that nobody knows */
        const struct cell at = {
            .asset_class = p.part[k].asset_class, .sector = sector, .gwp = ""};
        if (cell_at(cells, &at) == NULL) cells->failed = true;
    }
    bool divisible = is_divisible(&p, standard);
    for (size_t k = 0; known && divisible && k < p.n; k++)
        add_tonnes(cells, emissions, &p.part[k],
                   p.n == 1 ? 1.0 : p.part[k].attribution / p.attribution, sector, who);
    if (known && !divisible && p.n > 0)
        add_tonnes(cells, emissions, NULL, 1.0, sector, who);
    return true;
}

/* --- rows --------------------------------------------------------------------------- */

static void set_value(json_t *row, const struct cell *cell, const struct field *field,
                      bool *ok)
{
    const struct ta_tally *sum = &cell->sum[field->sum];
    double value = (double)NAN, exposure = ta_tally_sum(&cell->sum[EXPOSURE]);
    struct ta_money money = {0, ""};
    switch (field->kind) {
    case AMOUNT:
        money.minor = (int64_t)llrint(ta_tally_sum(sum));
        memcpy(money.currency, cell->currency, sizeof money.currency);
        ta_json_set_money(row, "value", &money, ok);
        return;
    case TONNES: value = sum->n > 0 ? ta_tally_sum(sum) : (double)NAN; break;
    case SHARE:
        value = exposure > 0.0 ? ta_tally_sum(sum) / exposure : (double)NAN;
        break;
    case GRADE: value = ta_tally_mean(sum); break;
    case INTENSITY: value = ta_tally_mean(sum) * minor_per_million; break;
    case ABSENT: break;
    }
    ta_json_set_number(row, "value", value, ok);
}

/* Is the field one of this cell, of tonnes or of a currency? */
static bool belongs(const struct cell *cell, const struct field *field)
{
    bool tonnes = cell->currency[0] == '\0';
    if ((field->kind == TONNES) != tonnes) return false;
    if (!tonnes && cell->gwp[0] != '\0' && field->kind != INTENSITY) return false;
    bool always = (field->sum >= SCOPE1 && field->sum <= SCOPE3) || field->sum == GUIDE;
    return cell->sum[field->sum].n > 0 || field->kind == SHARE || always;
}

/* What the row rests on: a share on all that it is a share of. */
static const struct ta_tally *rests_on(const struct cell *cell,
                                       const struct field *field)
{
    return &cell->sum[field->kind == SHARE ? EXPOSURE : field->sum];
}

static const char *reason_of(const struct cell *cell, const struct field *field)
{
    if (field->kind == ABSENT) return "source_unavailable";
    return rests_on(cell, field)->n > 0 ? "observed" : "client_silent";
}

static json_t *row_json(const struct cell *cell, const struct field *field, bool *ok)
{
    json_t *row = json_object();
    const struct ta_tally *rests = rests_on(cell, field);
    ta_json_set_text(row, "field", field->id, ok);
    ta_json_set_text(row, "where", field->where, ok);
    ta_json_set_bool(row, "checked", field->checked, ok);
    ta_json_set_text(row, "asset_class", cell->asset_class, ok);
    ta_json_set_text(row, "sector", cell->sector[0] != '\0' ? cell->sector : NULL, ok);
    ta_json_set_text(row, "currency", cell->currency[0] != '\0' ? cell->currency : NULL,
                     ok);
    ta_json_set_text(row, "gwp", cell->gwp[0] != '\0' ? cell->gwp : NULL, ok);
    set_value(row, cell, field, ok);
    ta_json_set_text(row, "reason", reason_of(cell, field), ok);
    ta_json_set_text(row, "unit", field->unit, ok);
    ta_json_set_int(row, "n", (int64_t)rests->n, ok);
    ta_json_set(row, "records", ta_tally_runs(rests, ok), ok);
    return row;
}

/* That nobody knows is said where no other record of the class and sector has tonnes, whose cell then
 * is the next. */
static bool is_empty(const struct cells *cells, size_t i)
{
    const struct cell *c = &cells->cell[i], *next = c + 1;
    if (c->currency[0] != '\0' || c->gwp[0] != '\0' || i + 1 == cells->n) return false;
    for (int s = 0; s < SUMS; s++)
        if (c->sum[s].n > 0) return false;
    return next->currency[0] == '\0' && strcmp(c->sector, next->sector) == 0 &&
           strcmp(c->asset_class, next->asset_class) == 0;
}

static json_t *rows_json(const struct cells *cells, enum ta_standard standard, bool *ok)
{
    json_t *rows = json_array();
    for (size_t i = 0; i < cells->n; i++)
        for (size_t k = 0; k < FIELDS; k++) {
            if (fields[k].standard != standard || is_empty(cells, i) ||
                !belongs(&cells->cell[i], &fields[k]))
                continue;
            if (json_array_append_new(rows,
                                      row_json(&cells->cell[i], &fields[k], ok)) != 0)
                *ok = false;
        }
    return rows;
}

static json_t *records_json(const json_t *records, bool *ok)
{
    static const char *const kept[] = {"n",     "record", "project",
                                       "as_of", "class",  "simulated"};
    json_t *list = json_array();
    for (size_t i = 0; i < json_array_size(records); i++) {
        json_t *row = json_object();
        for (size_t k = 0; k < sizeof kept / sizeof *kept; k++)
            ta_json_set(
                row, kept[k],
                json_incref(json_object_get(json_array_get(records, i), kept[k])), ok);
        if (json_array_append_new(list, row) != 0) *ok = false;
    }
    return list;
}

static enum ta_status write(const struct cells *cells, const json_t *portfolio,
                            enum ta_standard standard, json_t **out,
                            struct ta_error *err)
{
    static const char *const same[] = {"as_of", "class", "gwp", "simulated", "program"};
    bool ok = !cells->failed;
    json_t *document = json_object();
    ta_json_set_text(document, "schema", "terrassay/disclosure/1", &ok);
    ta_json_set_text(document, "standard", words[standard], &ok);
    for (size_t k = 0; k < sizeof same / sizeof *same; k++)
        ta_json_set(document, same[k], json_incref(json_object_get(portfolio, same[k])),
                    &ok);
    ta_json_set(document, "rows", rows_json(cells, standard, &ok), &ok);
    ta_json_set(document, "records",
                records_json(json_object_get(portfolio, "records"), &ok), &ok);
    if (ok) {
        *out = document;
        return TA_OK;
    }
    json_decref(document);
    return ta_fail(err, TA_E_NOMEM, "disclosure: out of memory");
}

enum ta_status ta_disclosure(const json_t *portfolio, enum ta_standard standard,
                             json_t **out, struct ta_error *err)
{
    struct cells cells = {.n = 0};
    const json_t *records = json_object_get(portfolio, "records");
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < json_array_size(records); i++)
        if (!add_record(&cells, json_array_get(records, i), standard, (uint32_t)i))
            rc = ta_fail(err, TA_E_DATA,
                         "disclosure: record %zu: its loans cannot be read", i + 1);
    if (rc == TA_OK) rc = write(&cells, portfolio, standard, out, err);
    cells_free(&cells);
    return rc;
}
