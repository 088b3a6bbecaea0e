/* SPDX-License-Identifier: Apache-2.0 */
#include "report/hours_flags.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "air_day.h"
#include "base/memory.h"
#include "engine/signal_flags.h"
#include "engine/signals.h"
#include "quality_flat.h"

/* --- the table, as the record tells of it ------------------------------------------- */

enum { KEYS = 3 };

/* Rows with their keys apart. */
struct rows {
    size_t n;
    struct ta_row *row;
    char (*key)[KEYS][TA_NAME_SIZE];
};

static void rows_free(struct rows *rows)
{
    ta_free(rows->row);
    ta_free(rows->key);
}

/* "so2/stack/fail_lo" @return false when it has not as many keys */
static bool split(const char *whole, char key[KEYS][TA_NAME_SIZE])
{
    for (size_t k = 0; k < KEYS; k++) {
        size_t n = strcspn(whole, "/");
        bool last = k + 1 == KEYS;
        if (n >= TA_NAME_SIZE || (whole[n] == '\0') != last) return false;
        memcpy(key[k], whole, n);
        key[k][n] = '\0';
        whole += n + (last ? 0 : 1);
    }
    return true;
}

static void add_row(const struct ta_fact_row *told, struct rows *out)
{
    char(*key)[TA_NAME_SIZE] = out->key[out->n];
    if (strcmp(told->table, TA_SIGNALS_TABLE) != 0 || !split(told->key, key)) return;
    out->row[out->n++] = (struct ta_row){.key = {key[0], key[1], key[2]},
                                         .value = told->value,
                                         .unit = told->unit,
                                         .from = INT32_MIN,
                                         .to = TA_DAY_OPEN,
                                         .source = told->source,
                                         .checked = told->checked};
}

static enum ta_status rows_of(const struct ta_fact_indicator *indicator,
                              struct rows *out)
{
    *out = (struct rows){.row = ta_alloc(indicator->n_rows, sizeof *out->row),
                         .key = ta_alloc(indicator->n_rows, sizeof *out->key)};
    if (out->row == NULL || out->key == NULL) {
        rows_free(out);
        return TA_E_NOMEM;
    }
    for (size_t i = 0; i < indicator->n_rows; i++) add_row(&indicator->row[i], out);
    return TA_OK;
}

/* --- the tests ---------------------------------------------------------------------- */

/* One value a time: the first. */
struct judged {
    struct ta_qc_limits limits;
    struct ta_qc_verdict *verdict;
    ta_time_us *time;
    double *value;
    unsigned char *scratch; /* in the end, what a flat line says */
    size_t n;
};

static void judged_free(struct judged *j)
{
    ta_free(j->verdict);
    ta_free(j->time);
    ta_free(j->value);
    ta_free(j->scratch);
}

static enum ta_status cut(const struct ta_hours_readings *r, struct judged *out)
{
    *out = (struct judged){.verdict = ta_alloc(r->n, sizeof *out->verdict),
                           .time = ta_alloc(r->n, sizeof *out->time),
                           .value = ta_alloc(r->n, sizeof *out->value),
                           .scratch = ta_alloc(r->n, 1)};
    if (out->verdict == NULL || out->time == NULL || out->value == NULL ||
        out->scratch == NULL)
        return TA_E_NOMEM;
    for (size_t i = 0; i < r->n; i++) {
        if (out->n > 0 && out->time[out->n - 1] == r->time[i]) continue;
        out->time[out->n] = r->time[i];
        out->value[out->n++] = r->value[i];
    }
    return TA_OK;
}

static void hand_on(const struct ta_signal_what *what, const struct judged *j,
                    const struct ta_hours_readings *r)
{
    for (size_t i = 0, at = 0; i < r->n; i++) {
        while (j->time[at] != r->time[i]) at++;
        struct ta_series own = {1, r->time + i, r->value + i, r->flag + i, 0.0};
        r->flag[i] = (unsigned char)ta_signal_flag(what, &j->verdict[at],
                                                   (enum ta_flag)j->scratch[at],
                                                   ta_series_flag(&own, 0));
    }
}

static enum ta_status judge(const struct rows *rows, ta_day as_of,
                            const struct ta_hours_readings *r)
{
    const struct ta_signal_what what = {r->about, r->about->unit, r->unchecked};
    const struct ta_table table = {
        .id = TA_SIGNALS_TABLE, .n_keys = KEYS, .n_rows = rows->n, .row = rows->row};
    const struct ta_table_set tables = {1, &table};
    struct judged j;
    enum ta_status rc = cut(r, &j);
    const struct ta_series series = {j.n, j.time, j.value, NULL, r->about->interval_s};
    if (rc == TA_OK)
        rc = ta_signal_limits(&tables, &what, as_of, &series, &j.limits, NULL);
    if (rc == TA_OK)
        rc = ta_qc_judge(&series, &j.limits, &ta_qc_strict, j.scratch, j.verdict);
    if (rc == TA_OK) {
        ta_qc_flat_stretches(&series, j.verdict, &j.limits.flat, INFINITY, j.scratch);
        hand_on(&what, &j, r);
    }
    judged_free(&j);
    return rc == TA_E_NOMEM ? rc : TA_OK;
}

/* --- what the record says ----------------------------------------------------------- */

static void subject_of(const struct ta_datastream *about,
                       char out[TA_ID_SIZE + TA_NAME_SIZE])
{
    (void)snprintf(out, TA_ID_SIZE + TA_NAME_SIZE, "%s/%s", about->device, about->name);
}

/* Did it get its readings with what the tests of today say of each? */
static bool hands_on(const struct ta_fact_indicator *indicator)
{
    const struct ta_indicator *known = ta_indicator_find(indicator->id);
    return known != NULL && known->flags_since > 0 &&
           indicator->version >= known->flags_since;
}

/* The first that rests on the datastream; NULL: none, or of before. */
static const struct ta_fact_indicator *judge_of(const struct ta_facts *facts,
                                                const char *subject)
{
    for (size_t i = 0; i < facts->n_indicators; i++) {
        const struct ta_fact_indicator *indicator = &facts->indicator[i];
        bool judges = hands_on(indicator);
        for (size_t t = 0; t < indicator->n_trusted && judges; t++)
            if (strcmp(indicator->trusted[t].datastream, subject) == 0)
                return indicator;
    }
    return NULL;
}

static void fail_found(const struct ta_facts *facts, const char *subject,
                       const struct ta_hours_readings *r)
{
    for (size_t f = 0; f < facts->n_findings; f++) {
        const struct ta_fact_finding *finding = &facts->finding[f];
        if (finding->failed_from == TA_TIME_NONE ||
            finding->failed_to == TA_TIME_NONE || strcmp(finding->object, subject) != 0)
            continue;
        for (size_t i = 0; i < r->n; i++)
            if (r->time[i] >= finding->failed_from && r->time[i] <= finding->failed_to)
                r->flag[i] = TA_FLAG_FAIL;
    }
}

enum ta_status ta_hours_flags(const struct ta_facts *facts,
                              const struct ta_hours_readings *readings)
{
    char subject[TA_ID_SIZE + TA_NAME_SIZE];
    subject_of(readings->about, subject);
    const struct ta_fact_indicator *by = judge_of(facts, subject);
    enum ta_status rc = TA_OK;
    if (by != NULL && readings->n > 0 && readings->same_unit) {
        struct rows rows;
        rc = rows_of(by, &rows);
        if (rc == TA_OK) {
            if (rows.n > 0) rc = judge(&rows, facts->as_of, readings);
            rows_free(&rows);
        }
    }
    fail_found(facts, subject, readings);
    return rc;
}
