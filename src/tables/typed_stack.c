/* SPDX-License-Identifier: Apache-2.0 */
/** @file typed_stack.c  A CSV file of cells -> panels. */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/time.h"
#include "tables/typed_file.h"

/** Columns before the dates. */
enum lead { SITE, CELL_AREA, FRACTION, GRID, SITE_AREA, RIM_LOST, RIM, LEAD_COUNT };
static const char *const lead_name[LEAD_COUNT] = {
    "site",         "cell_area_m2",      "fraction", "grid",
    "site_area_m2", "rim_fraction_lost", "rim"};

struct stack_reading {
    struct ta_typed_file *file;
    const struct ta_input_spec *spec;
    bool given[LEAD_COUNT];
    size_t column[LEAD_COUNT];
    size_t first_date, n_looks;
    struct ta_error *err;
};

static enum ta_status find_columns(struct stack_reading *r)
{
    const struct ta_csv *csv = &r->file->csv;
    size_t leads = 0;
    for (size_t k = 0; k < LEAD_COUNT; k++) {
        r->given[k] = ta_csv_column(csv, lead_name[k], &r->column[k]);
        if (r->given[k]) leads++;
        if (!r->given[k] && k <= FRACTION)
            return ta_mended(
                ta_fail(r->err, TA_E_DATA, "%s: no column \"%s\"", csv->name,
                        lead_name[k]),
                r->err,
                "`terrassay indicator compute --help` says which columns a file has");
    }
    r->first_date = leads;
    r->n_looks = csv->n_columns - leads;
    return TA_OK;
}

static enum ta_status read_dates(struct stack_reading *r)
{
    const struct ta_csv *csv = &r->file->csv;
    r->file->day = ta_alloc(r->n_looks, sizeof *r->file->day);
    if (r->file->day == NULL)
        return ta_fail(r->err, TA_E_NOMEM, "%s: out of memory", csv->name);
    for (size_t i = 0; i < r->n_looks; i++) {
        const char *name = csv->column[r->first_date + i];
        if (ta_day_parse(name, &r->file->day[i]) != TA_OK)
            return ta_fail(r->err, TA_E_DATA,
                           "%s: column \"%s\" is no date; dates stand last", csv->name,
                           name);
        if (i > 0 && r->file->day[i] < r->file->day[i - 1])
            return ta_fail(r->err, TA_E_DATA, "%s: %s stands after a later date",
                           csv->name, name);
    }
    return TA_OK;
}

static const char *lead_text(const struct stack_reading *r, size_t row, enum lead lead)
{
    return r->given[lead] ? ta_csv_at(&r->file->csv, row, r->column[lead]) : "";
}

static enum ta_status lead_number(const struct stack_reading *r, size_t row,
                                  enum lead lead, double *out)
{
    return ta_csv_number(&r->file->csv, row, r->column[lead], out, r->err);
}

static bool same_panel(const struct stack_reading *r, size_t a, size_t b)
{
    return strcmp(lead_text(r, a, SITE), lead_text(r, b, SITE)) == 0 &&
           strcmp(lead_text(r, a, GRID), lead_text(r, b, GRID)) == 0;
}

/** Is the cell marked as one of the rim? Empty is not. */
static enum ta_status read_rim(const struct stack_reading *r, size_t row, bool *out)
{
    const char *text = lead_text(r, row, RIM);
    *out = strcmp(text, "1") == 0;
    if (*out || text[0] == '\0' || strcmp(text, "0") == 0) return TA_OK;
    return ta_fail(r->err, TA_E_DATA, "%s: rim \"%.20s\" is neither 0 nor 1",
                   r->file->csv.name, text);
}

/** Cells first .. first + n of one panel. Its values stand look by look. */
static enum ta_status read_panel(const struct stack_reading *r, size_t first, size_t n,
                                 struct ta_panel *panel)
{
    double *value = r->file->value + first * r->n_looks;
    double *fraction = r->file->fraction + first;
    *panel = (struct ta_panel){.site = lead_text(r, first, SITE),
                               .n_looks = r->n_looks,
                               .n_cells = n,
                               .day = r->file->day,
                               .value = value,
                               .fraction = fraction};
    enum ta_status rc = lead_number(r, first, CELL_AREA, &panel->cell_area_m2);
    if (rc == TA_OK && r->given[RIM_LOST])
        rc = lead_number(r, first, RIM_LOST, &panel->rim_fraction_lost);
    if (r->given[RIM]) panel->rim = r->file->rim + first;
    for (size_t c = 0; rc == TA_OK && c < n; c++) {
        rc = lead_number(r, first + c, FRACTION, &fraction[c]);
        if (rc == TA_OK) rc = read_rim(r, first + c, &r->file->rim[first + c]);
        for (size_t i = 0; rc == TA_OK && i < r->n_looks; i++)
            rc = ta_typed_field(&r->file->csv, first + c, r->first_date + i, r->spec,
                                &value[i * n + c], r->err);
    }
    return rc;
}

/** Area of the site of panel @p p, unless an earlier panel was of the same site. */
static enum ta_status add_site(const struct stack_reading *r,
                               const struct ta_panel *panel, size_t p, size_t first,
                               double *area)
{
    for (size_t q = 0; q < p; q++)
        if (strcmp(panel[q].site, panel[p].site) == 0) return TA_OK;
    double own = 0.0;
    if (r->given[SITE_AREA]) {
        enum ta_status rc = lead_number(r, first, SITE_AREA, &own);
        if (rc != TA_OK) return rc;
    } else {
        for (size_t c = 0; c < panel[p].n_cells; c++)
            own += panel[p].fraction[c] * panel[p].cell_area_m2;
    }
    *area += own;
    return TA_OK;
}

static enum ta_status read_panels(const struct stack_reading *r, struct ta_stack *stack)
{
    size_t rows = r->file->csv.n_rows, first = 0;
    enum ta_status rc = TA_OK;
    while (rc == TA_OK && first < rows) {
        size_t n = 1, p = stack->n_panels++;
        while (first + n < rows && same_panel(r, first, first + n)) n++;
        rc = read_panel(r, first, n, &r->file->panel[p]);
        if (rc == TA_OK)
            rc = add_site(r, r->file->panel, p, first, &stack->site_area_m2);
        first += n;
    }
    stack->panel = r->file->panel;
    return rc;
}

enum ta_status ta_typed_file_stack(struct ta_typed_file *file,
                                   const struct ta_input_spec *spec,
                                   struct ta_input *input, struct ta_error *err)
{
    struct stack_reading r = {.file = file, .spec = spec, .err = err};
    enum ta_status rc = find_columns(&r);
    if (rc == TA_OK) rc = read_dates(&r);
    if (rc != TA_OK) return rc;

    size_t rows = file->csv.n_rows;
    file->value = ta_alloc(rows * r.n_looks, sizeof *file->value);
    file->fraction = ta_alloc(rows, sizeof *file->fraction);
    file->panel = ta_alloc(rows, sizeof *file->panel);
    file->rim = ta_alloc(rows, sizeof *file->rim);
    if (file->value == NULL || file->fraction == NULL || file->panel == NULL ||
        file->rim == NULL)
        return ta_fail(err, TA_E_NOMEM, "%s: out of memory", file->csv.name);
    input->stack = (struct ta_stack){0};
    return read_panels(&r, &input->stack);
}
