/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/alignment_read.h"

#include <math.h>

#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"

enum { TABLE_MOST = 64 << 20 };

static const char *const option_of[TA_ALIGN_TABLES] = {"production", "scenario",
                                                       "intensity", "loans", "balance"};

static enum ta_status read_table(const struct ta_call *call, int which,
                                 struct ta_alignment_tables *out, struct ta_error *err)
{
    const char *path = ta_call_text(call, option_of[which]);
    char *bytes = NULL;
    size_t size = 0;
    if (path == NULL) return TA_OK;
    enum ta_status rc = ta_file_read(path, TABLE_MOST, &bytes, &size, err);
    if (rc == TA_OK) rc = ta_csv_parse(path, bytes, size, &out->table[which], err);
    out->read[which] = rc == TA_OK;
    ta_free(bytes);
    return rc;
}

/* A table that is mended in one go has all its faults told. */
static void say_fault(void *self, const struct ta_error *fault)
{
    const struct ta_call *call = self;
    ta_call_say(call, "%s; %s", fault->text, fault->mend);
}

static enum ta_status read_mapping(const struct ta_call *call,
                                   struct ta_production_mapping *out,
                                   struct ta_error *err)
{
    enum { MAPPING_MOST = 1 << 20 };
    const char *path = ta_call_text(call, "production-mapping");
    char *bytes = NULL;
    size_t size = 0;
    ta_production_mapping_pacta(out);
    if (path == NULL) return TA_OK;
    enum ta_status rc = ta_file_read(path, MAPPING_MOST, &bytes, &size, err);
    if (rc == TA_OK) rc = ta_production_mapping_read(path, bytes, size, out, err);
    ta_free(bytes);
    return rc;
}

static enum ta_status read_production(struct ta_call *call,
                                      struct ta_alignment_tables *out,
                                      struct ta_error *err)
{
    struct ta_fault_hearer hearer = {.self = call, .hear = say_fault};
    enum ta_status rc = read_mapping(call, &out->mapping, err);
    if (rc == TA_OK)
        rc = ta_production_read(&out->table[TA_ALIGN_PRODUCTION], &out->mapping,
                                &hearer, &out->production, err);
    return rc;
}

enum ta_status ta_alignment_tables_read(struct ta_call *call, int n,
                                        struct ta_alignment_tables *out,
                                        struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    for (int i = 0; rc == TA_OK && i < n; i++) rc = read_table(call, i, out, err);
    if (rc == TA_OK && out->read[TA_ALIGN_PRODUCTION])
        rc = read_production(call, out, err);
    if (rc == TA_OK && out->read[TA_ALIGN_LOANS])
        rc = ta_alignment_loans(&out->table[TA_ALIGN_LOANS], &out->loan, &out->n_loans,
                                err);
    return rc;
}

void ta_alignment_tables_free(struct ta_alignment_tables *tables)
{
    for (int i = 0; i < TA_ALIGN_TABLES; i++)
        if (tables->read[i]) ta_csv_free(&tables->table[i]);
    ta_production_free(&tables->production);
    ta_production_mapping_free(&tables->mapping);
    ta_free(tables->loan);
}

enum ta_status ta_alignment_request_of(const struct ta_call *call,
                                       const struct ta_alignment_tables *tables,
                                       struct ta_alignment_request *out,
                                       struct ta_error *err)
{
    const char *intensity = ta_call_text(call, "intensity-name");
    const char *scenario = ta_call_text(call, "scenario-name");
    const struct ta_csv *table = tables->table;
    *out = (struct ta_alignment_request){
        .n_loans = tables->n_loans,
        .loan = tables->loan,
        .production = &tables->production,
        .scenario = &table[TA_ALIGN_SCENARIO],
        .intensity =
            tables->read[TA_ALIGN_INTENSITY] ? &table[TA_ALIGN_INTENSITY] : NULL,
        .balance = tables->read[TA_ALIGN_BALANCE] ? &table[TA_ALIGN_BALANCE] : NULL,
        .scenario_name = scenario,
        .intensity_name = intensity != NULL ? intensity : scenario,
        .region = ta_call_text(call, "region"),
        .start = (int)ta_call_whole(call, "start", 0),
        .later = (int)ta_call_whole(call, "year", 0)};
    if (out->later <= out->start)
        return ta_call_misuse(call, err, "--year has to lie behind --start");
    return TA_OK;
}

static void in_percent(json_t *row, const char *from, const char *to, bool *ok)
{
    const json_t *value = json_object_get(row, from);
    if (json_is_number(value))
        ta_json_set_number(row, to, round(1000.0 * json_number_value(value)) / 10.0,
                           ok);
}

void ta_alignment_say_assumed(const struct ta_call *call)
{
    ta_call_say(
        call, "alignment: targets of sectoral decarbonisation take its term for market "
              "share as 1, which is assumed: who grows faster than the sector is asked "
              "for too little");
}

void ta_alignment_round(json_t *row, bool *ok)
{
    in_percent(row, "gap", "gap_percent", ok);
    in_percent(row, "on_path", "on_path_percent", ok);
}
