/* SPDX-License-Identifier: Apache-2.0 */
#include "raster/pass.h"

#include "base/memory.h"
#include "raster/pass_private.h"

static enum ta_status check_zones(const struct ta_zone_set *zones, struct ta_error *err)
{
    if (zones->n >= UINT32_MAX || zones->crs == NULL)
        return ta_fail(err, TA_E_ARG, "scene pass: %zu zones in %s", zones->n,
                       zones->crs != NULL ? zones->crs : "no CRS");
    for (size_t i = 0; i < zones->n; i++) {
        const struct ta_pass_zone *zone = &zones->zone[i];
        char id[TA_ID_SIZE];
        if (zone->shape == NULL || zone->project == NULL ||
            !ta_copy(id, sizeof id, zone->project))
            return ta_fail(err, TA_E_ARG, "scene pass: zone %zu has no shape or no id",
                           i);
    }
    return TA_OK;
}

static enum ta_status check(const struct ta_pass *pass, struct ta_error *err)
{
    char name[TA_NAME_SIZE];
    const struct ta_pass_chips *chips = pass->chips;
    if (pass->threads < 1 || pass->threads > TA_PASS_THREADS_MAX)
        return ta_fail(err, TA_E_ARG, "scene pass: %u threads", pass->threads);
    if (pass->observed == NULL || pass->n_layers == 0)
        return ta_fail(err, TA_E_ARG, "scene pass: nothing asked for");
    if (chips != NULL && (chips->rim < 0 || chips->rim > 64 || chips->path == NULL))
        return ta_fail(err, TA_E_ARG, "scene pass: chips with a rim of %d", chips->rim);
    for (size_t i = 0; i < pass->n_layers; i++)
        if (pass->layer[i] == NULL || !ta_copy(name, sizeof name, pass->layer[i]))
            return ta_fail(err, TA_E_ARG, "scene pass: layer %zu has no name", i);
    return check_zones(&pass->zones, err);
}

/* Tell of the oldest scene and let go of it, or of the progress. Failed scenes make the whole
 * TA_PARTLY. */
static enum ta_status tell(struct ta_pass_work *work, enum ta_pass_next next,
                           double scenes, bool *partly, struct ta_error *err)
{
    const struct ta_pass *pass = work->pass;
    if (next == TA_PASS_NOTHING || next == TA_PASS_OVER) return TA_OK;
    if (next == TA_PASS_BEAT) {
        enum ta_status rc = pass->progress(pass->self, scenes);
        return rc == TA_OK ? rc : ta_fail(err, rc, "stopped before the end");
    }
    enum ta_status rc = ta_pass_tell(pass, work->open[0], err);
    ta_pass_drop(work);
    if (rc != TA_PARTLY) return rc;
    *partly = true;
    return TA_OK;
}

/* --- one thread ------------------------------------------------------------------- */

static enum ta_status run_alone(struct ta_pass_work *work, struct ta_error *err)
{
    struct ta_pass_reader *reader = ta_alloc(1, sizeof *reader);
    bool partly = false;
    enum ta_status rc = TA_OK;
    enum ta_pass_next next = TA_PASS_NOTHING;
    if (reader == NULL) return ta_fail(err, TA_E_NOMEM, "scene pass: out of memory");
    reader->work = work;
    while (rc == TA_OK && next != TA_PASS_OVER) {
        double scenes = 0.0;
        (void)ta_pass_step(reader, false); /* what is left is told below */
        next = ta_pass_next(work, false, &scenes);
        rc = tell(work, next, scenes, &partly, err);
    }
    ta_pass_reader_end(reader);
    ta_free(reader);
    return rc == TA_OK && partly ? TA_PARTLY : rc;
}

/* --- several ---------------------------------------------------------------------- */

static void *read_thread(void *self)
{
    struct ta_pass_reader *reader = self;
    while (ta_pass_step(reader, true)) continue;
    ta_pass_reader_end(reader);
    return NULL;
}

/* The caller's thread: tell of scenes as they are done. */
static enum ta_status tell_all(struct ta_pass_work *work, struct ta_error *err)
{
    bool partly = false;
    enum ta_status rc = TA_OK;
    enum ta_pass_next next = TA_PASS_NOTHING;
    while (rc == TA_OK && next != TA_PASS_OVER) {
        double scenes = 0.0;
        next = ta_pass_next(work, true, &scenes);
        rc = tell(work, next, scenes, &partly, err);
    }
    return rc == TA_OK && partly ? TA_PARTLY : rc;
}

static enum ta_status run_threads(struct ta_pass_work *work, struct ta_error *err)
{
    unsigned wanted = work->pass->threads, started = 0;
    pthread_t thread[TA_PASS_THREADS_MAX];
    struct ta_pass_reader *reader = ta_alloc(wanted, sizeof *reader);
    if (reader == NULL) return ta_fail(err, TA_E_NOMEM, "scene pass: out of memory");
    for (unsigned i = 0; i < wanted && started == i; i++) {
        reader[i].work = work;
        reader[i].number = i;
        if (pthread_create(&thread[i], NULL, read_thread, &reader[i]) == 0) started++;
    }
    enum ta_status rc = started > 0 ? tell_all(work, err) : run_alone(work, err);
    ta_pass_stop(work);
    for (unsigned i = 0; i < started; i++) (void)pthread_join(thread[i], NULL);
    ta_free(reader);
    return rc;
}

enum ta_status ta_pass_run(const struct ta_pass *pass, struct ta_error *err)
{
    struct ta_pass_work work;
    enum ta_status rc = check(pass, err);
    if (rc == TA_OK) rc = ta_raster_start(err);
    if (rc != TA_OK) return rc;
    rc = ta_pass_work_start(&work, pass);
    if (rc != TA_OK)
        (void)ta_fail(err, rc, "scene pass: out of memory");
    else
        rc = pass->threads == 1 ? run_alone(&work, err) : run_threads(&work, err);
    ta_pass_work_end(&work);
    return rc;
}
