#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Survival curves: of posts by role and size of the municipality, and of graduates since
their first post.

    /usr/bin/python3 docs/examples/survival.py build/demo/troms_finnmark.h5 [SCENARIO]
"""
import sys

import numpy as np
import xarray as xr

path = sys.argv[1] if len(sys.argv) > 1 else "build/demo/troms_finnmark.h5"
scenario = sys.argv[2] if len(sys.argv) > 2 else "baseline"
posts = xr.open_dataset(path, group="contracts").sel(scenario=scenario)
education = xr.open_dataset(path, group="education").sel(scenario=scenario)

print("Posts: % still there after 1, 2 and 5 years, median years (NaN: nobody was there)")
for role in posts.role.values:
    for size in posts["size"].values:
        one = posts.sel(role=role, size=size)
        if not np.isnan(one.post_median):
            shares = 100 * one.post_survival.sel(tenure_years=[1, 2, 5])
            print(f"  {role:18} {size:14}" + "".join(f"{x:6.1f}" for x in shares.values) +
                  f"{one.post_median.item():7.2f}")


def curve(programme, where):
    """People left after 0, 1, ... years over those at the end of the year of graduation, of
    the years of graduation that are seen for so long; mean over replicates."""
    share = education.retained.sel(programme=programme, where=where)
    people = share * education.graduates.sel(programme=programme).rename(year="graduation_year")
    people = people.mean("replicate")
    seen = people.notnull()
    return people.sum("graduation_year") / (people.isel(years_since=0) * seen).sum(
        "graduation_year")


def median(survival):
    """Where the curve is one half, logarithms being linear in between."""
    below = np.flatnonzero(survival.values <= 0.5)
    if below.size == 0:
        return np.nan
    k = below[0]
    before, after = np.log(np.maximum(survival.values[k - 1:k + 1], 1e-9))
    return k - 1 + (before - np.log(0.5)) / (before - after)


print("\nGraduates since the first post: % there after 12 months and after 5 years, median")
for programme in education.programme.values:
    print(f"  {programme}")
    for where in ("post", "municipality", "labour_region"):
        survival = curve(programme, where)
        print(f"    {where:14}{100 * survival.sel(years_since=1).item():6.1f}"
              f"{100 * survival.sel(years_since=5).item():6.1f}{median(survival):7.2f}")
