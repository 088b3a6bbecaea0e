/* SPDX-License-Identifier: Apache-2.0 */
/** @file fuzz_production.c  Any bytes as a mapping of production, as a table of it, and as a company's name. */
#include "ta_fuzz.h"

#include "base/memory.h"
#include "engine/production.h"

static void as_mapping(const char *bytes, size_t size)
{
    struct ta_production_mapping m;
    struct ta_error err = {0};
    enum ta_status rc = ta_production_mapping_read("fuzz", bytes, size, &m, &err);
    assert(rc == TA_OK || err.text[0] != '\0');
    if (rc == TA_OK) assert(m.column[TA_PRODUCTION_COMPANY] != NULL);
    ta_production_mapping_free(&m);
}

static void hear(void *self, const struct ta_error *fault)
{
    (void)self;
    assert(fault->text[0] != '\0' && fault->mend[0] != '\0');
}

/* Every name of the table means its own company, or several. */
static void find_all(const struct ta_production *p, const struct ta_csv *csv)
{
    size_t column = 0;
    bool named = ta_csv_column(csv, "name_company", &column);
    for (size_t i = 0; named && i < p->n_rows; i++) {
        struct ta_production_match match;
        ta_production_find(p, "", ta_csv_at(csv, i, column), &match);
        assert(match.found ? match.company == p->row[i].company : match.n_possible > 1);
    }
}

static void as_table(const char *bytes, size_t size)
{
    struct ta_csv csv;
    struct ta_production_mapping mapping;
    struct ta_production production;
    struct ta_fault_hearer hearer = {.hear = hear};
    struct ta_error err = {0};
    if (ta_csv_parse("fuzz", bytes, size, &csv, NULL) != TA_OK) return;
    ta_production_mapping_pacta(&mapping);
    enum ta_status rc = ta_production_read(&csv, &mapping, &hearer, &production, &err);
    assert(rc == TA_OK ? hearer.n == 0 : err.text[0] != '\0');
    if (rc == TA_OK) find_all(&production, &csv);
    ta_production_free(&production);
    ta_csv_free(&csv);
}

/* What a name comes to is a name that comes to itself. */
static void as_name(const char *bytes, size_t size)
{
    struct ta_company_name once, twice;
    char *name = ta_alloc(size + 1, 1);
    if (name == NULL) return;
    memcpy(name, bytes, size);
    ta_company_name(name, &once);
    ta_company_name(once.plain, &twice);
    assert(strcmp(once.plain, twice.plain) == 0);
    ta_free(name);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    as_mapping((const char *)bytes, size);
    as_table((const char *)bytes, size);
    as_name((const char *)bytes, size);
    return 0;
}
