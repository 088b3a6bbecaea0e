/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/absent.h"

#include "base/memory.h"
#include "base/scene.h"
#include "catalog/http_url.h"

void ta_absent_add(struct ta_absent *absent, const char *band, const char *name)
{
    char shown[201]; /* it may be a signed link */
    if (!ta_band_is_read(band)) return;
    ta_http_public(name, shown, sizeof shown);
    ta_text_addf(&absent->names, "%s%s (%s)", absent->n > 0 ? ", " : "", shown, band);
    absent->n++;
}

enum ta_status ta_absent_tell(struct ta_absent *absent, const struct ta_sink *sink,
                              const char *path, bool has_others, struct ta_error *err)
{
    struct ta_error why = {0};
    if (absent->n == 0) return TA_OK;
    char *names = ta_text_take(&absent->names);
    *absent = (struct ta_absent){.n = 0};
    if (names == NULL) return ta_fail(err, TA_E_NOMEM, "%s: out of memory", path);
    if (has_others) {
        (void)ta_fail(&why, TA_E_NOTFOUND, "named here and not on disk: %.600s", names);
        ta_error_mend(&why, "put them where it names them and refresh again; its other "
                            "bands are used, unless a fuller look of it is kept");
        ta_sink_problem(sink, path, &why);
    }
    ta_free(names);
    return TA_OK;
}
