/* SPDX-License-Identifier: Apache-2.0 */
/** @file fuzz_typed.c  Any bytes as the typed evidence of an indicator, which then answers.
 *
 *  First byte: which indicator; second: the year of the date. Then one CSV file, handed to every
 *  input that takes one. Whatever comes out must be a sound answer. */
#include "ta_fuzz.h"

#include <math.h>
#include <stdio.h>

#include "base/memory.h"
#include "base/time.h"
#include "tables/tables.h"
#include "tables/typed.h"

struct bytes {
    const uint8_t *at;
    size_t size;
};

static enum ta_status read_bytes(void *self, const char *name, char **bytes,
                                 size_t *size, struct ta_error *err)
{
    (void)name;
    (void)err;
    const struct bytes *b = self;
    *bytes = ta_alloc(b->size + 1, 1);
    if (*bytes == NULL) return TA_E_NOMEM;
    if (b->size > 0) memcpy(*bytes, b->at, b->size);
    *size = b->size;
    return TA_OK;
}

static void check(const struct ta_result *r)
{
    if (r->reason == TA_OBSERVED) {
        assert(!isnan(r->value) && r->grade >= 1 && r->grade <= 5);
        assert(isnan(r->lo) || r->lo <= r->value);
        assert(isnan(r->hi) || r->hi >= r->value);
    } else {
        assert(isnan(r->value) && isnan(r->lo) && isnan(r->hi) && r->why[0] != '\0');
        assert(r->gate == TA_GATE_NOT_EVALUATED);
    }
}

static void type_all(struct ta_typed *typed, const struct ta_indicator *indicator)
{
    char assignment[TA_NAME_SIZE + 16];
    for (size_t i = 0; i < indicator->n_inputs; i++) {
        const struct ta_input_spec *spec = &indicator->input[i];
        const char *value = spec->kind == TA_INPUT_NUMBER ? "1" : "@f";
        (void)snprintf(assignment, sizeof assignment, "%s=%s", spec->name, value);
        enum ta_status rc = ta_typed_set(typed, assignment, NULL);
        (void)rc; /* what is refused stays not given */
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct ta_tables *tables;
    if (tables == NULL && ta_tables_load(NULL, &tables, NULL) != TA_OK) abort();
    if (size < 2) return 0;

    struct bytes file = {bytes + 2, size - 2};
    const struct ta_typed_files files = {&file, read_bytes};
    const struct ta_indicator *indicator =
        ta_indicator_at(bytes[0] % ta_indicator_count());
    struct ta_typed *typed = NULL;
    struct ta_result result;
    if (ta_typed_new(indicator, &files, &typed, NULL) != TA_OK) return 0;
    type_all(typed, indicator);
    ta_day date = ta_day_from_civil(2000 + bytes[1] % 40, 12, 31);
    if (ta_typed_evaluate(typed, ta_tables_set(tables), date, &result, NULL) == TA_OK)
        check(&result);
    ta_typed_free(typed);
    return 0;
}
