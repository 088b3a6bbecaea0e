/* SPDX-License-Identifier: Apache-2.0 */
#include "credit_overlay.h"

#include <math.h>

#include "series_trend.h"

static const double root_half = 0.70710678118654752440;
static const double confidence = 0.999, trading_days = 250.0;

static double normal_below(double z)
{
    return 0.5 * erfc(-z * root_half);
}

double ta_pd_merton(double assets, double debt, double rate, double volatility,
                    double years)
{
    if (!(assets > 0.0 && debt > 0.0 && rate >= 0.0 && volatility > 0.0 && years > 0.0))
        return (double)NAN;
    double drift = (rate - 0.5 * volatility * volatility) * years;
    double d2 = (log(assets / debt) + drift) / (volatility * sqrt(years));
    return normal_below(-d2);
}

double ta_pd_logit(double pd, double shift)
{
    if (!(pd >= 0.0 && pd <= 1.0)) return (double)NAN;
    if (pd == 0.0 || pd == 1.0) return pd;
    double odds = pd / (1.0 - pd) * exp(shift);
    return isinf(odds) ? 1.0 : odds / (1.0 + odds);
}

double ta_pd_notched(double pd, size_t notches, size_t n, const double *grade,
                     bool *beyond)
{
    *beyond = false;
    for (size_t i = 1; i < n; i++)
        if (!(grade[i] > grade[i - 1])) return (double)NAN;
    for (size_t i = 0; i < n; i++) {
        if (pd > grade[i]) continue;
        if (notches == 0) return pd;
        *beyond = notches > n - 1 - i;
        return grade[*beyond ? n - 1 : i + notches];
    }
    return (double)NAN;
}

double ta_lgd_collateral(double value, double damage, double haircut, double exposure,
                         double floor)
{
    if (!(exposure > 0.0) || !(value >= 0.0) || !(damage >= 0.0 && damage <= 1.0) ||
        !(haircut >= 0.0 && haircut <= 1.0))
        return (double)NAN;
    return fmax(floor, 1.0 - value * (1.0 - damage) * (1.0 - haircut) / exposure);
}

double ta_irb_capital(double pd, double lgd, double maturity)
{
    if (!(pd > 0.0 && pd < 1.0) || !(lgd >= 0.0 && lgd <= 1.0)) return (double)NAN;
    double near = (1.0 - exp(-50.0 * pd)) / (1.0 - exp(-50.0));
    double r = 0.12 * near + 0.24 * (1.0 - near);
    double b = 0.11852 - 0.05478 * log(pd);
    b *= b;
    double z = (ta_normal_quantile(pd) + sqrt(r) * ta_normal_quantile(confidence)) /
               sqrt(1.0 - r);
    double of_maturity = (1.0 + (maturity - 2.5) * b) / (1.0 - 1.5 * b);
    return lgd * (normal_below(z) - pd) * of_maturity;
}

double ta_carbon_cost(double emissions, double free_share, double price,
                      double price_now, double passed_on)
{
    return emissions * (1.0 - free_share) * (price - price_now) * (1.0 - passed_on);
}

double ta_debt_service_cover(double ebitda, double tax, double capex,
                             double debt_service)
{
    if (!(debt_service > 0.0)) return (double)NAN;
    return (ebitda - tax - capex) / debt_service;
}

double ta_price_haircut(double z, double volatility, double days)
{
    if (!(volatility >= 0.0) || !(days >= 0.0)) return (double)NAN;
    return 1.0 - exp(-z * volatility * sqrt(days / trading_days));
}

double ta_sink_value(double tonnes, double price, double buffer, double loss,
                     double rate, size_t years)
{
    double sum = 0.0, kept = 1.0;
    for (size_t t = 1; t <= years; t++) {
        kept *= (1.0 - loss) / (1.0 + rate);
        sum += tonnes * price * (1.0 - buffer) * kept;
    }
    return sum;
}
