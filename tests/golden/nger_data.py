# SPDX-License-Identifier: Apache-2.0
"""Power plants as Australia's Clean Energy Regulator lists them, a year a file."""
import csv

FUELS = {"Gas": "gas", "Diesel": "diesel", "Black Coal": "black_coal", "Brown Coal": "brown_coal",
         "Coal Seam Methane": "coal_seam_methane", "Waste Coal Mine Gas": "coal_mine_gas",
         "Landfill Gas": "landfill_gas"}
LEAST_MWH = 1000


def read_plants(path):
    """Fuel, power fed (MWh) and reported scope 1 (tCO2e) of each plant with a fuel we know."""
    with open(path, encoding="latin-1", newline="") as file:
        rows = list(csv.reader(file))
    head = [name.replace("\n", " ") for name in rows[0]]
    at = {key: next(i for i, name in enumerate(head) if key in name)
          for key in ("Primary Fuel", "(MWh)", "Scope 1", "Type", "Facility Name")}
    for row in rows[1:]:
        try:
            power = float(row[at["(MWh)"]].replace(",", ""))
            reported = float(row[at["Scope 1"]].replace(",", ""))
        except ValueError:
            continue
        fuel = FUELS.get(row[at["Primary Fuel"]].strip())
        if fuel and power >= LEAST_MWH and row[at["Type"]].strip() == "F":
            yield fuel, power, reported
