/* SPDX-License-Identifier: Apache-2.0 */
#include "hazard_loss.h"

#include <math.h>

enum ta_loss_axis ta_loss_axis_of(double number)
{
    if (number >= 2.5) return TA_AXIS_FREQUENCY;
    return number >= 1.5 ? TA_AXIS_LOG_PERIOD : TA_AXIS_PERIOD;
}

bool ta_loss_curve_sound(const struct ta_loss_curve *curve)
{
    if (curve->n == 0) return false;
    for (size_t i = 0; i < curve->n; i++) {
        if (!(curve->period[i] > 1.0) || !isfinite(curve->period[i])) return false;
        if (!(curve->loss[i] >= 0.0) || !isfinite(curve->loss[i])) return false;
        if (i == 0) continue;
        if (curve->period[i] <= curve->period[i - 1]) return false;
        if (curve->loss[i] < curve->loss[i - 1]) return false;
    }
    return true;
}

const char *ta_loss_axis_words(enum ta_loss_axis axis)
{
    switch (axis) {
    case TA_AXIS_PERIOD: break;
    case TA_AXIS_LOG_PERIOD: return "linear in its logarithm";
    case TA_AXIS_FREQUENCY: return "linear in the frequency";
    }
    return "linear in the period";
}

static double on_axis(double period, enum ta_loss_axis axis)
{
    switch (axis) {
    case TA_AXIS_PERIOD: break;
    case TA_AXIS_LOG_PERIOD: return log(period);
    case TA_AXIS_FREQUENCY: return -1.0 / period;
    }
    return period;
}

static bool protects(const struct ta_loss_rule *rule, double period)
{
    return rule->protection > 0.0 && period < rule->protection;
}

/* Read between periods, protection left aside. */
static double read_at(const struct ta_loss_curve *c, double period,
                      enum ta_loss_axis axis)
{
    if (period < c->period[0]) return 0.0;
    for (size_t i = 1; i < c->n; i++) {
        if (period > c->period[i]) continue;
        double a = on_axis(c->period[i - 1], axis), b = on_axis(c->period[i], axis);
        double share = (on_axis(period, axis) - a) / (b - a);
        return c->loss[i - 1] + share * (c->loss[i] - c->loss[i - 1]);
    }
    return c->loss[c->n - 1];
}

double ta_loss_at(const struct ta_loss_curve *curve, double period,
                  const struct ta_loss_rule *rule)
{
    if (!ta_loss_curve_sound(curve) || !(period > 0.0)) return (double)NAN;
    return protects(rule, period) ? 0.0 : read_at(curve, period, rule->axis);
}

static double trapezoid(double from, double to, double loss_from, double loss_to)
{
    return 0.5 * (loss_from + loss_to) * (1.0 / from - 1.0 / to);
}

double ta_loss_expected(const struct ta_loss_curve *curve,
                        const struct ta_loss_rule *rule)
{
    if (!ta_loss_curve_sound(curve)) return (double)NAN;
    double sum = 0.0, last = curve->period[curve->n - 1];
    for (size_t i = 1; i < curve->n; i++) {
        double from = curve->period[i - 1], to = curve->period[i];
        if (protects(rule, to)) continue;
        double loss = curve->loss[i - 1];
        if (protects(rule, from)) { /* it begins within this stretch */
            from = rule->protection;
            loss = read_at(curve, from, rule->axis);
        }
        sum += trapezoid(from, to, loss, curve->loss[i]);
    }
    if (rule->tail == TA_TAIL_LAST_LOSS) {
        double from = protects(rule, last) ? rule->protection : last;
        sum += curve->loss[curve->n - 1] / from;
    }
    return sum;
}

double ta_loss_of_events(size_t n, const double *frequency, const double *loss)
{
    double sum = 0.0;
    for (size_t i = 0; i < n; i++) sum += frequency[i] * loss[i];
    return sum;
}

static bool events_sound(const struct ta_loss_curve *curve)
{
    if (curve->n == 0) return false;
    for (size_t i = 0; i < curve->n; i++) {
        if (!(curve->period[i] > 0.0) || !isfinite(curve->period[i])) return false;
        if (!(curve->loss[i] >= 0.0) || !isfinite(curve->loss[i])) return false;
        if (i == 0) continue;
        if (curve->period[i] < curve->period[i - 1]) return false;
        if (curve->loss[i] < curve->loss[i - 1]) return false;
    }
    return true;
}

double ta_loss_expected_of_events(const struct ta_loss_curve *curve,
                                  const double *frequency,
                                  const struct ta_loss_rule *rule)
{
    double sum = 0.0;
    if (!events_sound(curve)) return (double)NAN;
    for (size_t i = 0; i < curve->n; i++) {
        if (!(frequency[i] > 0.0) || !isfinite(frequency[i])) return (double)NAN;
        if (!protects(rule, curve->period[i])) sum += frequency[i] * curve->loss[i];
    }
    return sum;
}

double ta_loss_at_of_events(const struct ta_loss_curve *curve, double period,
                            const struct ta_loss_rule *rule)
{
    if (!events_sound(curve) || !(period > 0.0)) return (double)NAN;
    return protects(rule, period) ? 0.0 : read_at(curve, period, rule->axis);
}

double ta_loss_combined(size_t n, const double *share)
{
    double left = 1.0, most = 0.0;
    for (size_t i = 0; i < n; i++) {
        if (isnan(share[i])) return share[i];
        double taken = share[i] < 0.0 ? 0.0 : share[i] > 1.0 ? 1.0 : share[i];
        left *= 1.0 - taken;
        if (taken > most) most = taken;
    }
    return fmax(1.0 - left, most);
}

double ta_present_value(double amount, double years, double rate)
{
    if (rate == 0.0) return amount * years;
    double per_year = 1.0 / (1.0 + rate);
    return amount * (1.0 - pow(per_year, years)) / (1.0 - per_year);
}
