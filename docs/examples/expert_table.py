#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The figures that somebody who knows the region asks for first, beside the literature's.

    /usr/bin/python3 docs/examples/expert_table.py build/demo/troms_finnmark.h5
"""
import sys

import numpy as np
import xarray as xr

path = sys.argv[1] if len(sys.argv) > 1 else "build/demo/troms_finnmark.h5"
root = xr.open_dataset(path)
by_class = xr.open_dataset(path, group="by_centrality").sel(scenario="baseline")
education = xr.open_dataset(path, group="education").sel(scenario="baseline")
contracts = xr.open_dataset(path, group="contracts").sel(scenario="baseline")


def interval(x):
    return f"{np.mean(x):6.1f}  [{np.quantile(x, 0.025):5.1f}, {np.quantile(x, 0.975):5.1f}]"


print("Vacancy rate in the baseline, %, mean over replicates [95 % interval]")
for classes in ([3], [4], [5], [6], [3, 4], [5, 6]):
    part = by_class.sel(centrality=classes)
    rate = 100 * (part.vacant_fte.sum(["role", "centrality"]) /
                  part.funded_fte.sum(["role", "centrality"]))
    name = "-".join(map(str, classes))
    print(f"  class {name:4}" + "".join(
        f"  {y}: {interval(rate.sel(year=y))}" for y in (2025, 2035, 2044)))


def median_contract(sizes):
    """Years until half of the contracts have ended, from exits and person-years at risk by
    completed tenure (constant hazard within a year of tenure)."""
    gp = contracts.sel(role="gp", size=sizes).sum(["size", "replicate"])
    hazard = (gp.ended / gp.at_risk).values
    survival = 1.0
    for year, h in enumerate(hazard):
        after = survival * np.exp(-h)
        if after <= 0.5:
            return year + np.log(survival / 0.5) / h
        survival = after
    return np.log(survival / 0.5) / hazard[-1] + len(hazard)


print("\nMedian contract of a GP, years (model; Abelsen 2015)")
municipal = [s for s in contracts["size"].values if s != "hospital"]
for label, sizes, target in (("< 2000 inhabitants", ["<2000"], 2.75),
                             ("all municipalities", municipal, 5.91),
                             (">= 50000 inhabitants", [">=50000"], 8.37)):
    m = median_contract(sizes)
    print(f"  {label:22} {m:5.2f}  {target:5.2f}  {100 * (m / target - 1):+5.1f} %")

print("\nNurses four to seven years after graduation, % of those who hold a nurse's post who")
print("are in the programme's county (model; Nilsen 2012)")
for programme, target in (("nurse_decentralised", 93), ("nurse_hammerfest", 70),
                          ("nurse_tromso", None), ("nurse_harstad", None)):
    part = education.retained.sel(programme=programme, years_since=slice(4, 7))
    weight = education.graduates.sel(programme=programme).rename(year="graduation_year")
    counted = (part * weight).sum(["graduation_year", "years_since"])
    share = 100 * counted.sel(where="county") / counted.sel(where="anywhere")
    print(f"  {programme:20} {interval(share)}   {target if target else '-'}")

print("\nLIS1, baseline (steady state: 12 + 6 months)")
for role, months in (("lis1_hospital", 12), ("lis1_municipal", 6)):
    part = by_class.sel(role=role, year=slice(2030, 2044)).sum(["centrality", "year"])
    stay = 12 * part.person_years / part.separations
    print(f"  {role:16} mean stay {interval(stay)} months, stage {months}")

rotation = xr.open_dataset(path, group="by_centrality").sel(
    scenario="rotation", role="gp", year=2035)
heads, fte = rotation.rotation_headcount.sum("centrality"), rotation.rotation_fte.sum("centrality")
print("\nRotation 2:4 in 2035: people per post", interval(heads / fte))

held = root.held_fte + root.rotation_fte
change = (held.sel(scenario="rotation") - held.sel(scenario="baseline")).sel(year=2035)
change = change.isel(post=np.flatnonzero(root.profession.values == "doctor"))
here = change.isel(post=np.flatnonzero(change.district.values == 1)).sum("post")
region = change.isel(post=np.flatnonzero((change.district.values == 0) &
                                         (change.rest.values == 0))).sum("post")
rest = change.isel(post=np.flatnonzero(change.rest.values == 1)).sum("post")
print("\nRotation bundle against baseline in 2035, doctors' FTE in post")
print("  district   ", interval(here))
print("  rest of the region", interval(region))
print("  rest of the country", interval(rest))
print(f"  displacement: {-(region.mean() + rest.mean()).item() / here.mean().item():.2f} FTE "
      "lost elsewhere for each gained in the district")
