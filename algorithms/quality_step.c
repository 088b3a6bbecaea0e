/* SPDX-License-Identifier: Apache-2.0 */
#include "quality_step.h"

#include <math.h>
#include <stdbool.h>

static const double us_per_s = 1e6;

static double largest(double a, double b, double c)
{
    return fmax(fabs(a), fmax(fabs(b), fabs(c)));
}

static double distance(const double *v, enum ta_qc_spike_method method)
{
    if (method == TA_QC_SPIKE_AVERAGE) return fabs(v[0] - 0.5 * (v[-1] + v[1]));
    double before = v[0] - v[-1], after = v[1] - v[0];
    return before * after < 0.0 ? fmin(fabs(before), fabs(after)) : 0.0;
}

static double seconds_before(const struct ta_series *s, size_t i)
{
    return (double)(s->time[i] - s->time[i - 1]) / us_per_s;
}

/* Is there a value before the i-th to compare it with? Over a gap a step says nothing of the instrument. */
static bool compares(const struct ta_series *s, size_t i, double within_s)
{
    return isfinite(s->value[i - 1]) && isfinite(s->value[i]) &&
           !(within_s > 0.0 && seconds_before(s, i) > within_s);
}

static enum ta_flag spike_of(const double *v, const struct ta_qc_spike *limit,
                             double slack)
{
    double far = distance(v, limit->method), size = largest(v[-1], v[0], v[1]);
    if (ta_qc_above(far, limit->fail, size, slack)) return TA_FLAG_FAIL;
    return ta_qc_above(far, limit->suspect, size, slack) ? TA_FLAG_SUSPECT
                                                         : TA_FLAG_GOOD;
}

void ta_qc_spikes(const struct ta_series *series, const struct ta_qc_spike *limit,
                  const struct ta_qc_policy *policy, unsigned char *flag)
{
    for (size_t i = 0; i < series->n; i++) {
        enum ta_flag found = TA_FLAG_NOT_EVALUATED;
        if (!isfinite(series->value[i]))
            found = TA_FLAG_MISSING;
        else if (i > 0 && i + 1 < series->n && compares(series, i, limit->within_s) &&
                 compares(series, i + 1, limit->within_s))
            found = spike_of(&series->value[i], limit, policy->slack);
        flag[i] = (unsigned char)found;
    }
}

static enum ta_flag rate_of(const struct ta_series *s, size_t i,
                            const struct ta_qc_rate *limit,
                            const struct ta_qc_policy *policy)
{
    if (!isfinite(s->value[i])) return TA_FLAG_MISSING;
    if (i == 0 || !compares(s, i, limit->within_s)) return policy->uncompared;

    /* |dv| / dt > limit / per, without dividing: 10 in 900 s is not above 10 per 900 s */
    double seconds = seconds_before(s, i);
    double change = fabs(s->value[i] - s->value[i - 1]) * limit->per_s;
    double size = largest(s->value[i], s->value[i - 1], 0.0) * limit->per_s;
    if (ta_qc_above(change, limit->fail * seconds, size, policy->slack))
        return TA_FLAG_FAIL;
    return ta_qc_above(change, limit->suspect * seconds, size, policy->slack)
               ? TA_FLAG_SUSPECT
               : TA_FLAG_GOOD;
}

void ta_qc_rates(const struct ta_series *series, const struct ta_qc_rate *limit,
                 const struct ta_qc_policy *policy, unsigned char *flag)
{
    for (size_t i = 0; i < series->n; i++)
        flag[i] = (unsigned char)rate_of(series, i, limit, policy);
}
