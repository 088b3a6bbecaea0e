/* SPDX-License-Identifier: Apache-2.0 */
/** @file emission_stack.h  From what stands in a stack to mass per hour: dry and wet, reference
 *  oxygen, normal conditions.
 *
 *  Normal conditions of stack gas are 273.15 K and 101,325 Pa, dry; ambient air is stated at
 *  298.15 K, a factor of 1.0915. Mass is of the measured dry concentration, never of the one
 *  converted to reference oxygen. Formulas of HJ 75-2017 and HJ 76-2017 as recalled, and of 40 CFR
 *  Part 75 Appendix F. What is outside its domain is NaN. */
#ifndef TA_EMISSION_STACK_H
#define TA_EMISSION_STACK_H

struct ta_stack_gas {
    double flow_m3_h;     /**< as it flows, wet */
    double temperature_c; /**< above -273.15 */
    double static_pa;     /**< against the air outside; usually below 0 */
    double ambient_pa;    /**< above 0 */
    double moisture;      /**< volume of water vapour, 0 to below 1 */
};

/** Dry flow at normal conditions (m3/h): HJ 75-2017, annex C as recalled. */
double ta_stack_normal_flow(const struct ta_stack_gas *gas);

/** Concentration on a dry basis from one on a wet basis. */
double ta_stack_dry(double wet, double moisture);

/** Concentration at reference oxygen: c (21 - reference) / (21 - oxygen), percent by volume,
 *  dry. NaN where the gas is air (oxygen 21 or more). */
double ta_stack_at_oxygen(double concentration, double oxygen, double reference);

/** mg/m3 of a gas from its volume share: ppm M / V, V = R T / p of an ideal gas.
 *  @param molar_mass g/mol; nitrogen oxides are expressed as NO2 (46.0055)
 *  @param temperature_c 0 for stacks, 25 for ambient air; pressure 101,325 Pa */
double ta_gas_mg_m3(double ppm, double molar_mass, double temperature_c);

/** kg/h of a measured dry concentration (mg/m3) in a dry normal flow (m3/h). */
double ta_stack_mass_kg_h(double concentration, double normal_flow);

/** 40 CFR Part 75 Appendix F, equations F-1, F-11 and F-5. Read are 1.660e-7 (section 2.1) and
 *  1.194e-7 (40 CFR 60.64); 5.7e-7 and the form of F-5 are recalled. */
double ta_us75_so2_lb_h(double ppm, double scfh);
double ta_us75_co2_ton_h(double percent, double scfh);
/** @param fd dry standard cubic feet per million Btu, by fuel */
double ta_us75_nox_lb_mmbtu(double ppm, double fd, double oxygen);

#endif
