/* SPDX-License-Identifier: Apache-2.0 */
#include "emission_stack.h"

#include <math.h>

static const double zero_c = 273.15, normal_pa = 101325.0;
static const double zero_c_hj = 273.0;          /* as HJ 75 writes it */
static const double gas_constant = 8.314462618; /* J/(mol K), BIPM 2019 */
static const double air_oxygen = 21.0, air_oxygen_us = 20.9;
static const double kg_per_mg = 1e-6;

double ta_stack_normal_flow(const struct ta_stack_gas *gas)
{
    double pressure = gas->ambient_pa + gas->static_pa;
    double kelvin = gas->temperature_c + zero_c_hj;
    if (!(gas->flow_m3_h >= 0.0) || !(kelvin > 0.0) || !(pressure > 0.0) ||
        !(gas->moisture >= 0.0 && gas->moisture < 1.0))
        return (double)NAN;
    return gas->flow_m3_h * (zero_c_hj / kelvin) * (pressure / normal_pa) *
           (1.0 - gas->moisture);
}

double ta_stack_dry(double wet, double moisture)
{
    if (!(moisture >= 0.0 && moisture < 1.0)) return (double)NAN;
    return wet / (1.0 - moisture);
}

double ta_stack_at_oxygen(double concentration, double oxygen, double reference)
{
    if (!(oxygen >= 0.0 && oxygen < air_oxygen)) return (double)NAN;
    if (!(reference >= 0.0 && reference < air_oxygen)) return (double)NAN;
    return concentration * (air_oxygen - reference) / (air_oxygen - oxygen);
}

double ta_gas_mg_m3(double ppm, double molar_mass, double temperature_c)
{
    double kelvin = temperature_c + zero_c;
    if (!(kelvin > 0.0)) return (double)NAN;
    double litres = 1e3 * gas_constant * kelvin / normal_pa; /* of a mole */
    return ppm * molar_mass / litres;
}

double ta_stack_mass_kg_h(double concentration, double normal_flow)
{
    return concentration * normal_flow * kg_per_mg;
}

double ta_us75_so2_lb_h(double ppm, double scfh)
{
    return 1.660e-7 * ppm * scfh;
}

double ta_us75_co2_ton_h(double percent, double scfh)
{
    return 5.7e-7 * percent * scfh;
}

double ta_us75_nox_lb_mmbtu(double ppm, double fd, double oxygen)
{
    if (!(oxygen >= 0.0 && oxygen < air_oxygen_us)) return (double)NAN;
    return 1.194e-7 * ppm * fd * air_oxygen_us / (air_oxygen_us - oxygen);
}
