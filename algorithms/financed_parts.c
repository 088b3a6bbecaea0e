/* SPDX-License-Identifier: Apache-2.0 */
#include "financed_parts.h"

#include <math.h>
#include <string.h>

#include "rows.h"

static const char *const options[TA_PCAF_OPTIONS] = {
#define X(option) #option,
    TA_PCAF_OPTION_LIST(X)
#undef X
};

const char *ta_pcaf_option(size_t i)
{
    return options[i];
}

/** One loan's part of one scope. */
struct part {
    const char *option;               /* NULL: cannot be told */
    double financed, per_unit, whole; /* per_unit of what is outstanding */
};

/* What of options 1 and 2 a scope of a class was come by: verified, reported, or computed from energy
 * used or from production. */
static const char *option_of(const struct ta_carbon *carbon, size_t scope,
                             enum ta_asset_class class)
{
    bool property = class == TA_COMMERCIAL_REAL_ESTATE || class == TA_MORTGAGE;
    if (scope == TA_SCOPE1 && carbon->produced) return "2b";
    if (isnan(carbon->stated[scope])) return property ? "1b" : "2a";
    return carbon->grade[scope] == 1 ? "1a" : "1b";
}

/* PCAF's score of an option; 0 without a rule in force. */
static int score_of(const struct ta_financed_case *of, enum ta_asset_class class,
                    const char *option, bool *unchecked)
{
    const struct ta_table *table = ta_table_find(of->tables, "pcaf_data_quality");
    const char *const key[] = {ta_asset_class_word((int)class), option};
    const struct ta_row *row =
        table == NULL ? NULL : ta_table_row(table, key, of->date);
    if (row == NULL) return 0;
    if (!row->checked) *unchecked = true;
    return (int)row->value;
}

static struct ta_financed_note note_of(const struct ta_financed_case *of, size_t i,
                                       const struct ta_sector_part *sector)
{
    return (struct ta_financed_note){sector->option, sector->year,
                                     (int)ta_rows_at(of->loans, i, "amounts_year"),
                                     sector->currency};
}

static void note(const struct ta_financed_case *of, size_t i,
                 const struct ta_sector_part *sector, struct ta_financed_parts *out)
{
    const struct ta_financed_note now = note_of(of, i, sector);
    for (size_t k = 0; k < out->n_notes; k++) {
        const struct ta_financed_note *n = &out->note[k];
        if (strcmp(n->option, now.option) == 0 && n->year == now.year &&
            n->amounts_year == now.amounts_year && n->currency == now.currency)
            return;
    }
    if (out->n_notes < TA_FINANCED_NOTES) out->note[out->n_notes++] = now;
}

/* A figure of the client's own wins over the sector's, and both need the share but 3b and 3c. */
static struct part part_of(const struct ta_financed_case *of, size_t i, size_t scope,
                           const struct ta_financed_loan *loan,
                           struct ta_financed_parts *out)
{
    double emissions = ta_carbon_of(of->carbon, (enum ta_account)scope);
    if (!isnan(emissions) && !isnan(loan->pcaf.factor))
        return (struct part){option_of(of->carbon, scope, loan->asset_class),
                             loan->pcaf.factor * emissions, emissions / loan->pcaf.of,
                             emissions};
    struct ta_sector_part sector =
        ta_sector_part_of(of->loans, i, scope, &loan->pcaf, of->years_most);
    if (sector.option != NULL) {
        note(of, i, &sector, out);
        out->estimated[scope] += sector.financed;
    } else {
        out->silent[scope] = out->silent[scope] || isnan(emissions);
    }
    if (sector.option == NULL && out->lacking == NULL) {
        out->lacking = loan->name;
        out->lacking_row = i;
        out->lacking_scope = scope;
        out->lacking_share = isnan(loan->pcaf.factor);
        out->refused = sector;
    }
    return (struct part){sector.option, sector.financed, sector.per_unit,
                         isnan(emissions) ? sector.whole : emissions};
}

static void add_option(struct ta_financed_parts *out, const struct part *part)
{
    for (size_t k = 0; k < TA_PCAF_OPTIONS; k++) {
        if (strcmp(options[k], part->option) != 0) continue;
        out->used[k] = true;
        out->option[k] += part->financed;
    }
}

static void add_scope(const struct ta_financed_case *of, size_t scope,
                      struct ta_financed_parts *out)
{
    bool ruled = true;
    for (size_t i = 0; i < of->loans->n; i++) {
        const struct ta_financed_loan loan = ta_financed_loan_at(of->loans, i);
        const struct part part = part_of(of, i, scope, &loan, out);
        if (part.option == NULL) continue;
        int score = score_of(of, loan.asset_class, part.option, &out->unchecked);
        ruled = ruled && score > 0;
        out->score[scope] = ta_grade_poorer(out->score[scope], score);
        out->scope[scope] += part.financed;
        add_option(out, &part);
        ta_ledgers_add(&out->both, &loan, part.financed, part.per_unit, part.whole);
    }
    out->score[scope] =
        ruled ? ta_grade_poorer(out->score[scope], of->carbon->grade[scope]) : 0;
}

/* One loan's part of scope 3. @return its option, NULL where it cannot be told */
static const char *add_part3(const struct ta_financed_case *of, size_t i,
                             const struct ta_financed_loan *loan,
                             struct ta_financed_scope3 *out)
{
    double emissions = ta_carbon_of(of->carbon, TA_SCOPE3);
    if (!isnan(emissions) && !isnan(loan->pcaf.factor)) {
        out->financed += loan->pcaf.factor * emissions;
        return option_of(of->carbon, TA_SCOPE3, loan->asset_class);
    }
    const struct ta_sector_part sector =
        ta_sector_part_of(of->loans, i, TA_SECTOR_SCOPE3, &loan->pcaf, of->years_most);
    if (sector.option == NULL) return NULL;
    if (!out->noted) out->note = note_of(of, i, &sector);
    out->noted = true;
    out->financed += sector.financed;
    out->estimated += sector.financed;
    return sector.option;
}

static void add_scope3(const struct ta_financed_case *of, struct ta_financed_parts *out)
{
    struct ta_financed_scope3 *s = &out->scope3;
    bool ruled = true;
    for (size_t i = 0; i < of->loans->n; i++) {
        const struct ta_financed_loan loan = ta_financed_loan_at(of->loans, i);
        const char *option = add_part3(of, i, &loan, s);
        if (option == NULL && s->lacking == NULL) s->lacking = loan.name;
        if (option == NULL) continue;
        int score = score_of(of, loan.asset_class, option, &out->unchecked);
        ruled = ruled && score > 0;
        s->score = ta_grade_poorer(s->score, score);
        s->any = true;
    }
    s->score = ruled ? ta_grade_poorer(s->score, of->carbon->grade[TA_SCOPE3]) : 0;
    if (s->lacking != NULL) s->financed = (double)NAN;
}

void ta_financed_parts(const struct ta_financed_case *of, struct ta_financed_parts *out)
{
    *out = (struct ta_financed_parts){.n_notes = 0};
    for (size_t s = 0; s < TA_SCOPES_FROM_ACTIVITY; s++) add_scope(of, s, out);
    add_scope3(of, out);
}
