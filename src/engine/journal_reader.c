/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/journal_reader.h"

#include "base/memory.h"
#include "base/text.h"

void ta_journal_fault(const struct ta_journal_reader *reader,
                      const struct ta_journal_fault *fault)
{
    reader->out->faults++;
    if (reader->job->fault != NULL) reader->job->fault(reader->job->self, fault);
}

enum ta_status ta_journal_pass_over(const struct ta_journal_reader *reader,
                                    const char *path, const struct ta_error *why,
                                    struct ta_error *err)
{
    struct ta_text words = {0};
    if (why->status == TA_E_NOMEM) return ta_fail_as(err, why);
    ta_text_addf(&words, "is passed over: %s%s%s", why->text,
                 why->mend[0] == '\0' ? "" : "; ", why->mend);
    bool failed = words.failed;
    if (!failed)
        ta_journal_fault(reader,
                         &(struct ta_journal_fault){.path = path, .why = words.bytes});
    ta_text_free(&words);
    return failed ? ta_fail(err, TA_E_NOMEM, "journal: out of memory") : TA_OK;
}

enum ta_status ta_journal_tell_odd(const struct ta_journal_reader *reader,
                                   const char *folder, struct ta_error *err)
{
    struct ta_journal_segment *odd = NULL;
    size_t n = 0;
    enum ta_status rc = ta_journal_list_odd(folder, &odd, &n, err);
    for (size_t i = 0; rc == TA_OK && i < n; i++) {
        struct ta_text path = {0};
        ta_text_addf(&path, "%s/%s", folder, odd[i].name);
        const struct ta_journal_fault fault = {
            .path = path.bytes,
            .why = "is passed over: it has a segment's name and is no file; move it "
                   "elsewhere"};
        if (path.failed)
            rc = ta_fail(err, TA_E_NOMEM, "journal: out of memory");
        else
            ta_journal_fault(reader, &fault);
        ta_text_free(&path);
    }
    ta_free(odd);
    return rc;
}

enum ta_status ta_journal_read_held(const struct ta_journal_reader *reader,
                                    const struct ta_journal_sink *sink,
                                    const char *path, const char *of,
                                    struct ta_error *err)
{
    struct ta_dead_writer *dead = NULL;
    enum ta_status rc = ta_dead_unhold(reader->dead, of, err);
    if (rc == TA_OK) rc = ta_dead_open(reader->dead, &dead, err);
    if (rc != TA_OK) return rc;
    ta_inlet_letters(reader->inlet, dead);
    rc = ta_journal_read(path, false, sink, err);
    if (rc == TA_OK) rc = ta_dead_hold(dead, of, err);
    ta_inlet_letters(reader->inlet, NULL);
    ta_dead_close(dead);
    return rc;
}
