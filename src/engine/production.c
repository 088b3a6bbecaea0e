/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/production.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "units.h"

enum { FAULTS_MOST = 100, NO_COLUMN = -1 };

/** The unit that the production of a sector is brought to. */
struct sector_unit {
    const char *sector, *unit;
    unsigned line;
};

struct reading {
    const struct ta_csv *csv;
    const struct ta_production_mapping *mapping;
    struct ta_fault_hearer *hearer;
    struct ta_production *out;
    long at[TA_PRODUCTION_COLUMNS];
    size_t n_units, units_capacity;
    struct sector_unit *unit;
    size_t names_capacity;
    bool no_memory;
    struct ta_error first; /* fault */
};

static enum ta_status out_of_memory(struct ta_error *err)
{
    return ta_fail(err, TA_E_NOMEM, "production: out of memory");
}

void ta_production_free(struct ta_production *production)
{
    ta_free(production->row);
    ta_free(production->company);
    ta_free(production->name);
    ta_free(production->stem);
    ta_free(production->id);
    *production = (struct ta_production){.n_rows = 0};
}

/* --- fields -------------------------------------------------------------------------- */

static enum ta_status find_columns(struct reading *r, struct ta_error *err)
{
    const struct ta_production_mapping *m = r->mapping;
    for (int c = 0; c < TA_PRODUCTION_COLUMNS; c++) {
        size_t at = 0;
        r->at[c] = NO_COLUMN;
        if (m->column[c] == NULL) continue;
        if (ta_csv_column(r->csv, m->column[c], &at)) {
            r->at[c] = (long)at;
        } else if (c < TA_PRODUCTION_NEEDED || !m->may_lack) {
            (void)ta_fail(err, TA_E_DATA, "%s: no column \"%s\"", r->csv->name,
                          m->column[c]);
            ta_error_mend(err, "name the table's own column in a mapping file's "
                               "`columns`");
            return TA_E_DATA;
        }
    }
    return TA_OK;
}

static const char *field_of(const struct reading *r, size_t row,
                            enum ta_production_column c)
{
    return r->at[c] == NO_COLUMN ? "" : ta_csv_at(r->csv, row, (size_t)r->at[c]);
}

static void fault(struct reading *r, size_t row, enum ta_production_column c,
                  const char *why, const char *mend)
{
    struct ta_error words = {.status = TA_OK};
    (void)ta_csv_fail(r->csv, row, (size_t)r->at[c], &words, "%s, found \"%.60s\"", why,
                      field_of(r, row, c));
    ta_error_mend(&words, "%s", mend);
    if (r->hearer->n == 0) r->first = words;
    if (r->hearer->n < FAULTS_MOST)
        ta_fault_hear(r->hearer, &words);
    else
        r->hearer->n++;
}

static void read_amount(struct reading *r, size_t row, enum ta_production_column c,
                        double *out)
{
    const char *text = field_of(r, row, c);
    *out = (double)NAN;
    if (text[0] == '\0') return;
    if (ta_parse_f64(text, out) == TA_OK && *out >= 0.0) return;
    *out = (double)NAN;
    fault(r, row, c, "wanted a number from 0",
          "write it so, without separators, or leave it empty: not stated");
}

static void read_year(struct reading *r, size_t row, int *out)
{
    double year = 0.0;
    if (ta_parse_f64(field_of(r, row, TA_PRODUCTION_YEAR), &year) == TA_OK &&
        year >= 1900.0 && year <= 2200.0 && year == floor(year))
        *out = (int)year;
    else
        fault(r, row, TA_PRODUCTION_YEAR, "wanted a year from 1900 to 2200",
              "write it so: 2030");
}

/* "" where nothing is stated or known. */
static void read_word(struct reading *r, size_t row, enum ta_production_column c,
                      const struct ta_yaml_node *list, const char **out)
{
    const char *text = field_of(r, row, c);
    *out = "";
    if (text[0] == '\0' && c == TA_PRODUCTION_SECTOR)
        fault(r, row, c, "wanted a sector", "name it as the scenario does");
    if (text[0] == '\0') return;
    const char *word = ta_production_word(list, text);
    if (word == NULL)
        fault(r, row, c, "no such word in the mapping",
              "add it to `sectors` or `technologies`, or mend the row");
    else
        *out = word;
}

/* --- units --------------------------------------------------------------------------- */

static struct sector_unit *unit_of(struct reading *r, const char *sector)
{
    for (size_t i = 0; i < r->n_units; i++)
        if (strcmp(r->unit[i].sector, sector) == 0) return &r->unit[i];
    return NULL;
}

/* Words that are no unit ("cars produced") are compared as they stand. */
static bool same_unit(const char *unit, const char *other, double *amount)
{
    return strcmp(unit, other) == 0 ||
           ta_unit_convert(*amount, unit, other, amount) == TA_OK;
}

/* Production in the unit of the sector's first row; a table without units is taken to have one a sector. */
static void bring_to_unit(struct reading *r, size_t row, const char *sector,
                          double *amount)
{
    char why[128];
    if (r->at[TA_PRODUCTION_UNIT] == NO_COLUMN) return;
    const char *text = field_of(r, row, TA_PRODUCTION_UNIT);
    const struct sector_unit *known = unit_of(r, sector);
    if (known != NULL && same_unit(text, known->unit, amount)) return;
    if (known != NULL) {
        (void)snprintf(why, sizeof why,
                       "wanted a unit that becomes \"%.40s\", that of %.30s in line %u",
                       known->unit, sector, known->line);
        fault(r, row, TA_PRODUCTION_UNIT, why,
              "state all of a sector in units of one kind");
        return;
    }
    r->no_memory = r->no_memory || ta_grow((void **)&r->unit, &r->units_capacity,
                                           r->n_units, sizeof *r->unit) != 0;
    if (!r->no_memory)
        r->unit[r->n_units++] = (struct sector_unit){sector, text, r->csv->line[row]};
}

/* --- companies ----------------------------------------------------------------------- */

static bool same_company(const struct reading *r, size_t row, const char *name,
                         const char *id)
{
    return strcmp(field_of(r, row, TA_PRODUCTION_COMPANY), name) == 0 &&
           strcmp(field_of(r, row, TA_PRODUCTION_ID), id) == 0;
}

/* A name as often as runs of rows have it; companies are told apart when all are there.
 * @return the number of the name */
static size_t add_name(struct reading *r, size_t row)
{
    struct ta_production *p = r->out;
    const char *name = field_of(r, row, TA_PRODUCTION_COMPANY);
    const char *id = field_of(r, row, TA_PRODUCTION_ID);
    if (row > 0 && p->n_names > 0 && same_company(r, row - 1, name, id))
        return p->n_names - 1;
    r->no_memory = r->no_memory || ta_grow((void **)&p->name, &r->names_capacity,
                                           p->n_names, sizeof *p->name) != 0;
    if (r->no_memory) return 0;
    struct ta_production_name *now = &p->name[p->n_names];
    *now = (struct ta_production_name){.company = p->n_names};
    p->company[p->n_names] = (struct ta_production_company){name, id};
    ta_company_name(name, &now->as);
    if (now->as.plain[0] == '\0')
        fault(r, row, TA_PRODUCTION_COMPANY,
              "wanted a name with letters or digits, of at most 250 bytes",
              "write the registered name");
    if (r->at[TA_PRODUCTION_ID] != NO_COLUMN && id[0] == '\0')
        fault(r, row, TA_PRODUCTION_ID, "wanted the id of every company",
              "fill it in, or leave the column out of the table");
    return p->n_names++;
}

static int by_plain(const void *a, const void *b)
{
    const struct ta_production_name *p = a, *q = b;
    int order = strcmp(p->as.plain, q->as.plain);
    return order != 0 ? order : (p->company > q->company) - (p->company < q->company);
}

/** One name while companies are told apart: by id where there are ids, else by plain name. */
struct one {
    const char *key;
    size_t name, company;
};

static int by_key(const void *a, const void *b)
{
    const struct one *p = a, *q = b;
    int order = ta_company_ids_order(p->key, q->key);
    return order != 0 ? order : (p->name > q->name) - (p->name < q->name);
}

/* Names of one key become one company, that of the first of them. */
static enum ta_status join_companies(struct reading *r, struct ta_error *err)
{
    struct ta_production *p = r->out;
    struct one *one = ta_alloc(p->n_names, sizeof *one);
    size_t *company = ta_alloc(p->n_names, sizeof *company);
    bool ids = r->at[TA_PRODUCTION_ID] != NO_COLUMN;
    if (one == NULL || company == NULL) {
        ta_free(one);
        ta_free(company);
        return out_of_memory(err);
    }
    for (size_t i = 0; i < p->n_names; i++)
        one[i] =
            (struct one){ids ? p->company[i].id : p->name[i].as.plain, i, SIZE_MAX};
    if (p->n_names > 0) qsort(one, p->n_names, sizeof *one, by_key);
    for (size_t i = 0; i < p->n_names; i++) {
        bool same = i > 0 && ta_company_ids_order(one[i - 1].key, one[i].key) == 0;
        one[i].company = same ? one[i - 1].company : one[i].name;
        company[one[i].name] = one[i].company;
    }
    for (size_t i = 0; i < p->n_rows; i++)
        p->row[i].company = company[p->row[i].company];
    for (size_t i = 0; i < p->n_names; i++) p->name[i].company = company[i];
    p->n_companies = p->n_names;
    ta_free(one);
    ta_free(company);
    return TA_OK;
}

static int by_text(const void *a, const void *b)
{
    const struct ta_production_key *p = a, *q = b;
    int order = ta_company_ids_order(p->key, q->key);
    return order != 0 ? order : (p->company > q->company) - (p->company < q->company);
}

/* Each name of a company once, in the orders in which it is looked for. */
static enum ta_status sort_names(struct ta_production *p, struct ta_error *err)
{
    size_t n = 0;
    if (p->n_names > 0) qsort(p->name, p->n_names, sizeof *p->name, by_plain);
    for (size_t i = 0; i < p->n_names; i++)
        if (n == 0 || by_plain(&p->name[n - 1], &p->name[i]) != 0)
            p->name[n++] = p->name[i];
    p->n_names = n;
    p->stem = ta_alloc(n, sizeof *p->stem);
    p->id = ta_alloc(n, sizeof *p->id);
    if (p->stem == NULL || p->id == NULL) return out_of_memory(err);
    for (size_t i = 0; i < n; i++) {
        size_t company = p->name[i].company;
        p->stem[i] = (struct ta_production_key){p->name[i].as.stem, company};
        p->id[i] = (struct ta_production_key){p->company[company].id, company};
    }
    if (n > 0) qsort(p->stem, n, sizeof *p->stem, by_text);
    if (n > 0) qsort(p->id, n, sizeof *p->id, by_text);
    return TA_OK;
}

/* --- rows ---------------------------------------------------------------------------- */

/* Each fault of a row is told: it is mended in one go. */
static void read_row(struct reading *r, size_t i, struct ta_production_row *out)
{
    double factor = (double)NAN;
    out->company = add_name(r, i);
    read_word(r, i, TA_PRODUCTION_SECTOR, r->mapping->sectors, &out->sector);
    read_word(r, i, TA_PRODUCTION_TECHNOLOGY, r->mapping->technologies,
              &out->technology);
    read_year(r, i, &out->year);
    read_amount(r, i, TA_PRODUCTION_AMOUNT, &out->amount);
    read_amount(r, i, TA_PRODUCTION_FACTOR, &factor);
    out->emissions = out->amount * factor; /* of the unit that the row states */
    if (out->sector[0] != '\0') bring_to_unit(r, i, out->sector, &out->amount);
}

/** A row with its plant. */
struct placed {
    const struct ta_production_row *row;
    const char *plant;
    size_t at;
};

static int by_plant(const void *a, const void *b)
{
    const struct placed *p = a, *q = b;
    int order =
        (p->row->company > q->row->company) - (p->row->company < q->row->company);
    if (order == 0) order = strcmp(p->row->sector, q->row->sector);
    if (order == 0) order = strcmp(p->row->technology, q->row->technology);
    if (order == 0)
        order = (p->row->year > q->row->year) - (p->row->year < q->row->year);
    return order != 0 ? order : strcmp(p->plant, q->plant);
}

static int by_plant_and_line(const void *a, const void *b)
{
    const struct placed *p = a, *q = b;
    int order = by_plant(a, b);
    return order != 0 ? order : (p->at > q->at) - (p->at < q->at);
}

/* One plant twice in a year would count twice. */
static enum ta_status check_plants(struct reading *r, struct ta_error *err)
{
    const struct ta_production *p = r->out;
    size_t n = 0;
    if (r->at[TA_PRODUCTION_PLANT] == NO_COLUMN) return TA_OK;
    struct placed *placed = ta_alloc(p->n_rows, sizeof *placed);
    if (placed == NULL) return out_of_memory(err);
    for (size_t i = 0; i < p->n_rows; i++) {
        const char *plant = field_of(r, i, TA_PRODUCTION_PLANT);
        if (plant[0] != '\0') placed[n++] = (struct placed){&p->row[i], plant, i};
    }
    if (n > 0) qsort(placed, n, sizeof *placed, by_plant_and_line);
    for (size_t i = 1; i < n; i++)
        if (by_plant(&placed[i - 1], &placed[i]) == 0)
            fault(r, placed[i].at, TA_PRODUCTION_PLANT,
                  "the plant stands twice in the year",
                  "keep the row that holds, or name its units apart");
    ta_free(placed);
    return TA_OK;
}

static enum ta_status read_rows(struct reading *r, struct ta_error *err)
{
    struct ta_production *p = r->out;
    enum ta_status rc = TA_OK;
    p->row = ta_alloc(r->csv->n_rows, sizeof *p->row);
    p->company = ta_alloc(r->csv->n_rows, sizeof *p->company);
    if (p->row == NULL || p->company == NULL) return out_of_memory(err);
    for (size_t i = 0; !r->no_memory && i < r->csv->n_rows; i++)
        read_row(r, i, &p->row[p->n_rows++]);
    if (r->no_memory) return out_of_memory(err);
    if (rc == TA_OK && r->hearer->n == 0) rc = join_companies(r, err);
    if (rc == TA_OK && r->hearer->n == 0) rc = check_plants(r, err);
    if (rc == TA_OK && r->hearer->n > 0) {
        (void)ta_fail(err, TA_E_DATA,
                      "%.500s (fields at fault: %zu; nothing of the table is used)",
                      r->first.text, r->hearer->n);
        ta_error_mend(err, "%s", r->first.mend);
        return TA_E_DATA;
    }
    return rc == TA_OK ? sort_names(p, err) : rc;
}

enum ta_status ta_production_read(const struct ta_csv *csv,
                                  const struct ta_production_mapping *mapping,
                                  struct ta_fault_hearer *hearer,
                                  struct ta_production *out, struct ta_error *err)
{
    struct reading r = {.csv = csv, .mapping = mapping, .hearer = hearer, .out = out};
    *out = (struct ta_production){.n_rows = 0};
    enum ta_status rc = find_columns(&r, err);
    if (rc == TA_OK) rc = read_rows(&r, err);
    ta_free(r.unit);
    return rc;
}

/* --- looking for a company ------------------------------------------------------------ */

static void may_be(struct ta_production_match *out, size_t company)
{
    for (size_t i = 0; i < out->n_possible; i++)
        if (out->possible[i] == company) return;
    if (out->n_possible < TA_PRODUCTION_POSSIBLE)
        out->possible[out->n_possible++] = company;
}

/* First name of at least @p plain. */
static size_t first_plain(const struct ta_production *p, const char *plain)
{
    size_t lo = 0, hi = p->n_names;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (strcmp(p->name[mid].as.plain, plain) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

/* All of an equal key. */
static void may_be_all(const struct ta_production *p,
                       const struct ta_production_key *list, const char *key,
                       struct ta_production_match *out)
{
    size_t lo = 0, hi = p->n_names;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (ta_company_ids_order(list[mid].key, key) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    for (; lo < p->n_names && ta_company_ids_order(list[lo].key, key) == 0; lo++)
        may_be(out, list[lo].company);
}

/* All companies of the name, or, where none is, those whose name is equal but for its form. */
static void find_name(const struct ta_production *p, const char *name,
                      struct ta_production_match *out)
{
    struct ta_company_name as;
    ta_company_name(name, &as);
    if (as.plain[0] == '\0') return;
    for (size_t i = first_plain(p, as.plain);
         i < p->n_names && strcmp(p->name[i].as.plain, as.plain) == 0; i++)
        may_be(out, p->name[i].company);
    out->found = out->n_possible == 1;
    if (out->n_possible == 0 && as.stem[0] != '\0')
        may_be_all(p, p->stem, as.stem, out);
}

void ta_production_find(const struct ta_production *production, const char *id,
                        const char *name, struct ta_production_match *out)
{
    struct ta_production_match own = {.company = 0};
    *out = (struct ta_production_match){.company = 0};
    find_name(production, name, out);
    if (id[0] != '\0') may_be_all(production, production->id, id, &own);
    if (own.n_possible > 0) {
        bool contradicts = out->found && out->possible[0] != own.possible[0];
        may_be(out, own.possible[0]);
        out->found = out->by_id = !contradicts;
        out->company = own.possible[0];
    } else if (out->found) {
        out->company = out->possible[0];
        out->found =
            !ta_company_ids_comparable(production->company[out->company].id, id);
    }
    if (out->found) out->n_possible = 0;
}
