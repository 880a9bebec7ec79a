#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read a results file with xarray and with h5py.

    read.py OUT.h5 BUNDLE YEAR CENTRALITY

Vacant full-time equivalents in a centrality class, bundle minus baseline, with the 95 %
interval over replicates: the number that `stabil compare OUT.h5 --measure vacant_fte
--year YEAR` prints.
"""
import sys

import h5py
import numpy as np
import xarray as xr

path, bundle, year, centrality = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])

# --- xarray (either engine): select by label, sum over roles, subtract replicate by replicate
vacant = xr.open_dataset(path, group='by_centrality').vacant_fte
vacant = vacant.sel(year=year, centrality=centrality).sum('role')
change = vacant.sel(scenario=bundle) - vacant.sel(scenario='baseline')
print('xarray', change.mean().item(), *change.quantile([.025, .975]).values)

# --- h5py: the same by position; dimensions are scenario, replicate, year, centrality, role
file = h5py.File(path)['by_centrality']
t, c = (list(file[k]).index(v) for k, v in (('year', year), ('centrality', centrality)))
x = dict(zip(file['scenario'].asstr(), file['vacant_fte'][:, :, t, c].sum(axis=-1)))
change = x[bundle] - x['baseline']
print('h5py', change.mean(), *np.quantile(change, [.025, .975]))
