/* SPDX-License-Identifier: Apache-2.0 */
/** @file record_driver.c  Seals made-up assessments into a chain of files.
 *
 *      record_driver FOLDER     FOLDER/keys, FOLDER/1.json, FOLDER/2.json, ...
 */
#include <stdio.h>

#include "base/chain.h"
#include "base/file.h"
#include "record/body.h"
#include "record/seal.h"
#include "ta_test_assessment.h"

static struct ta_error err;

static enum ta_status seal_file(const char *folder, const struct ta_assessment *a,
                                const struct ta_key_ring *ring,
                                struct ta_envelope *last)
{
    char path[4096];
    struct ta_text body = {0}, file = {0};
    struct ta_envelope envelope;
    enum ta_status rc = ta_record_body(a, &body, &err);
    const struct ta_seal_request request = {body.bytes, body.size, last->seq + 1,
                                            last->seq > 0 ? last->chain
                                                          : TA_CHAIN_START,
                                            INT64_C(1800000000000000) + last->seq};
    if (rc == TA_OK) rc = ta_seal(&request, ring, &envelope, &err);
    if (rc == TA_OK) rc = ta_seal_export(&envelope, body.bytes, body.size, &file, &err);
    if (rc == TA_OK) {
        (void)snprintf(path, sizeof path, "%s/%lld.json", folder,
                       (long long)envelope.seq);
        rc = ta_file_write(path, file.bytes, file.size, 0644, &err);
        *last = envelope;
    }
    ta_text_free(&body);
    ta_text_free(&file);
    return rc;
}

int main(int argc, char **argv)
{
    if (argc != 2) return ta_status_exit_code(TA_E_USAGE);
    static struct test_assessment t;
    char keys[4096], id[TA_HEX_SIZE];
    struct ta_key_ring ring = {0};
    struct ta_envelope last = {.seq = 0};
    (void)snprintf(keys, sizeof keys, "%s/keys", argv[1]);
    enum ta_status rc = ta_keys_open(keys, &ring, &err);
    if (rc == TA_OK) rc = ta_key_new(&ring, 1000, id, &err);
    test_assessment_plain(&t);
    if (rc == TA_OK) rc = seal_file(argv[1], &t.a, &ring, &last);
    test_assessment_full(&t);
    if (rc == TA_OK) rc = seal_file(argv[1], &t.a, &ring, &last);
    /* the extremes of what numbers may be */
    static const double number[] = {
        1e21,    1e-7,       -0.0,     0x1p53, 5e-324, 1.7976931348623157e308,
        1.0 / 3, 1e20 / 3e5, 123456.5, -1e-6};
    for (size_t i = 0; i < sizeof number / sizeof *number && rc == TA_OK; i++) {
        t.assessed[0].result.detail[0].value = number[i];
        rc = seal_file(argv[1], &t.a, &ring, &last);
    }
    ta_keys_close(&ring);
    if (rc != TA_OK) fprintf(stderr, "%s\n", err.text);
    return ta_status_exit_code(rc);
}
