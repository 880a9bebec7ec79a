#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who lost what the district won: each bundle against the baseline, paired by replicate.

    /usr/bin/python3 docs/examples/displacement.py build/demo/troms_finnmark.h5 [YEAR]

Full-time equivalents in post (rotation included) by part of the country, mean and 95 %
interval of the mean. What is gained here and lost nowhere came from education, from people
who would have left the profession, or from those between two posts.
"""
import sys

import numpy as np
import xarray as xr

path = sys.argv[1] if len(sys.argv) > 1 else "build/demo/troms_finnmark.h5"
year = int(sys.argv[2]) if len(sys.argv) > 2 else 2035
root = xr.open_dataset(path)
held = (root.held_fte + root.rotation_fte).sel(year=year)
district = root.district.values == 1
rest = root.rest.values == 1
parts = {"district": district & ~rest, "rest of the region": ~district & ~rest}
parts.update({f"outside: {name}": rest & (root.place.values == name)
              for name in dict.fromkeys(root.place.values[rest])})


def told(x):
    return f"{x.mean():8.1f} [{x.mean() - 1.96 * x.std() / len(x) ** 0.5:7.1f}, " \
           f"{x.mean() + 1.96 * x.std() / len(x) ** 0.5:7.1f}]"


for scenario in root.scenario.values:
    if scenario == "baseline":
        continue
    change = held.sel(scenario=scenario) - held.sel(scenario="baseline")
    print(f"\n{scenario}, {year}: full-time equivalents in post against the baseline")
    for profession in ("nurse", "doctor"):
        mine = root.profession.values == profession
        won = None
        for name, where in parts.items():
            x = change.isel(post=np.flatnonzero(where & mine)).sum("post").values
            won = x if won is None else won
            print(f"  {profession:7} {name:24} {told(x)}")
        lost = change.isel(post=np.flatnonzero(~parts["district"] & mine)).sum("post").values
        if abs(won.mean()) <= 2 * won.std() / len(won) ** 0.5:
            print(f"  {profession:7} no change in the district beyond chance")
            continue
        each = lost.mean() / won.mean()
        print(f"  {profession:7} for each in the district: {abs(each):.2f} "
              f"{'lost' if each < 0 else 'won'} elsewhere")
