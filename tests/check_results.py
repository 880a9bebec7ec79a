# SPDX-License-Identifier: GPL-3.0-or-later
"""Check a results file as the programs that people use see it.

    check_results.py FILE

h5py, xarray with both of its netCDF engines and ncdump open it; labels select; the
identities of posts, capacity and people hold exactly; stored summaries are what numpy
makes of the cubes. Exit code 77 if a program or module is missing.
"""
import shutil
import subprocess
import sys

try:
    import h5py
    import h5netcdf  # noqa: F401 (an engine of xarray)
    import netCDF4  # noqa: F401 (the other)
    import numpy as np
    import xarray as xr
except ImportError as error:
    print(f'skipped: {error}', file=sys.stderr)
    sys.exit(77)

ENGINES = ('netcdf4', 'h5netcdf')
QUANTILES = {'q2.5': .025, 'q5': .05, 'q25': .25, 'q50': .5, 'q75': .75, 'q95': .95,
             'q97.5': .975}
RATIOS = {'vacancy_rate': ('vacant_fte', 'funded_fte'),
          'turnover': ('separations', 'person_years'),
          'mean_tenure': ('tenure_years', 'staff'),
          'time_to_fill': ('fill_wait_years', 'filled_posts'),
          'continuity': ('continuous_fte', 'worked_fte_all'),
          'stability_rate': ('stayers', 'staff_before')}
IDENTITY = ['headcount', 'entered', 'left', 'held_fte', 'fte', 'need_fte', 'demand_fte',
            'funded_fte', 'rotation_fte', 'rotation_headcount', 'vacant_fte',
            'post_surplus_fte', 'vacancy_rate', 'overtime_fte', 'pool_fte', 'locum_fte',
            'uncovered_fte', 'surplus_fte', 'locum_cost', 'headcount_initial', 'hires',
            'separations', 'retirements', 'locum_weeks']


def groups_of(path):
    """Every group with variables, and what h5py says is wrong with any of them."""
    found = []
    with h5py.File(path, 'r') as file:
        def visit(name, item):
            if isinstance(item, h5py.Group):
                found.append(name)
                return
            kind = h5py.check_string_dtype(item.dtype)
            assert kind is None or kind.length is None, f'{name}: fixed-length text'
            assert item.dtype.kind in 'OifuS' and item.dtype.fields is None, name
            assert 'units' in item.attrs and 'long_name_nb' in item.attrs, name
            assert item.ndim == 0 or h5py.h5ds.is_scale(item.id) or all(
                len(dim) == 1 for dim in item.dims), f'{name}: a scale is missing'
            if item.chunks:
                assert item.fletcher32 and item.shuffle, name
                assert item.compression == 'gzip', name
                assert 'cell_methods' in item.attrs, name
        file.visititems(visit)
    return [name for name in found if name not in ('summary', 'summary/difference')]


def check_engines(path):
    for engine in ENGINES:
        for group in [None] + groups_of(path):
            with xr.open_dataset(path, engine=engine, group=group) as data:
                data.load()
        with xr.open_dataset(path, engine=engine) as data:
            data.load()
            assert list(data.vacancy_rate.dims) == ['scenario', 'replicate', 'year', 'post']
            assert set(IDENTITY) == set(data.data_vars), set(data.data_vars)
            year = int(data.year[-1])
            one = data.vacancy_rate.sel(scenario='baseline', year=year)
            assert one.dims == ('replicate', 'post') and not np.isnan(one).all()
            far = data.held_fte.where(data.centrality >= 5, drop=True)
            assert 0 < far.post.size < data.post.size
            assert (data.draw == (data.replicate - 1) % (int(data.draw.max()) + 1)).all()
    if shutil.which('ncdump'):
        subprocess.run(['ncdump', '-h', path], check=True, stdout=subprocess.DEVNULL)
    else:
        print('ncdump is missing: not tried', file=sys.stderr)


def equal(left, right, what):
    assert np.array_equal(left, right), what


def check_identities(data):
    d = {name: data[name].values for name in IDENTITY}
    equal(d['held_fte'] + d['rotation_fte'] + d['vacant_fte'] - d['post_surplus_fte'],
          d['funded_fte'], 'posts')
    equal(d['fte'] + d['rotation_fte'] + d['overtime_fte'] + d['pool_fte'] +
          d['locum_fte'] + d['uncovered_fte'] - d['surplus_fte'], d['funded_fte'],
          'capacity')
    before = np.concatenate([d['headcount_initial'][:, :, None], d['headcount'][:, :, :-1]],
                            axis=2)
    equal(before + d['entered'] - d['left'], d['headcount'], 'people')
    with np.errstate(invalid='ignore', divide='ignore'):
        rate = d['vacant_fte'] / d['funded_fte']
    rate[d['funded_fte'] == 0] = np.nan
    np.testing.assert_array_equal(rate, d['vacancy_rate'])


def ratio(above, below):
    with np.errstate(invalid='ignore', divide='ignore'):
        return np.where(below != 0, above / below, np.nan)


def total(cube, group, keep, order):
    """Sum a cube [..., post] over posts by `group`."""
    return np.stack([cube[..., keep & (group == value)].sum(axis=-1) for value in order],
                    axis=-1)


def quantile(cube, p):
    """Over replicates; numpy is slow where there are NaN, so only there it looks."""
    out = np.quantile(cube, p, axis=1)
    holes = np.isnan(cube).any(axis=1)
    out[holes] = np.nanquantile(np.moveaxis(cube, 1, -1)[holes], p, axis=-1)
    return out


def statistics(cube, draw):
    """[statistic][scenario][...] of [scenario][replicate][...]."""
    out = {}
    with np.errstate(invalid='ignore'):
        out['mean'] = np.nanmean(cube, axis=1)
        count = (~np.isnan(cube)).sum(axis=1)
        out['sd'] = np.where(count > 1, np.nanstd(cube, axis=1, ddof=1), np.nan)
        for name, p in QUANTILES.items():
            out[name] = quantile(cube, p)
        means = np.stack([np.nanmean(cube[:, draw == d], axis=1) for d in np.unique(draw)])
        seen = (~np.isnan(means)).sum(axis=0)
        between = np.nanstd(means, axis=0, ddof=1) / np.sqrt(seen)
        out['mcse'] = np.where(seen > 1, between, out['sd'] / np.sqrt(count))
    return out


def compare_summary(path, group, name, cube, draw):
    with xr.open_dataset(path) as data:
        first = list(data.scenario.values).index(data.attrs['baseline'])
    for prefix, values in (('', cube), ('difference/', cube - cube[first:first + 1])):
        with xr.open_dataset(path, group=f'summary/{prefix}{group}') as data:
            stored = data[name].load()
        for statistic, expected in statistics(values, draw).items():
            found = stored.sel(statistic=statistic).values
            scale = np.nanmax(np.abs(expected)) if not np.isnan(expected).all() else 1
            np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9 * scale,
                                       err_msg=f'{group} {prefix}{name} {statistic}')


def check_summaries(path, data):
    import warnings
    warnings.simplefilter('ignore', RuntimeWarning)  # means of nothing are NaN
    draw, rest = data.draw.values, data.rest.values.astype(bool)
    keep = {'place': np.ones_like(rest), 'centrality': ~rest}
    for name in ('held_fte', 'locum_cost', 'vacancy_rate'):
        compare_summary(path, 'by_post', name, data[name].values, draw)
        above, below = RATIOS.get(name, (name, None))
        for axis in ('place', 'centrality'):
            with xr.open_dataset(path, group=f'summary/by_{axis}') as part:
                sums = [total(data[part_of].values, data[axis].values, keep[axis],
                              part[axis].values)
                        for part_of in (above, below) if part_of]
            cube = ratio(*sums) if below else sums[0]
            compare_summary(path, f'by_{axis}', name, cube, draw)


def check_groups(path, data):
    """The cubes by class and region against each other, the root and the summaries."""
    rest = data.rest.values.astype(bool)
    draw = data.draw.values
    sums = {}
    for group, axis in (('by_centrality', 'centrality'), ('by_region', 'region')):
        with xr.open_dataset(path, group=group) as part:
            part.load()
        assert part.held_fte.dims == ('scenario', 'replicate', 'year', axis, 'role')
        for value in part[axis].values:
            for role in part.role.values:
                posts = (data[axis].values == value) & (data.role.values == role) & ~rest
                equal(part.held_fte.sel({axis: value, 'role': role}).values,
                      data.held_fte.values[..., posts].sum(axis=-1), (group, value, role))
        for name, (above, below) in RATIOS.items():
            np.testing.assert_array_equal(
                part[name].values, ratio(part[above].values, part[below].values))
            cube = ratio(part[above].values.sum(axis=-1), part[below].values.sum(axis=-1))
            compare_summary(path, group, name, cube, draw)
        cube = part.total_cost.values.sum(axis=-1)
        compare_summary(path, group, 'total_cost', cube, draw)
        sums[group] = part.total_cost.values.sum(axis=(3, 4))
        by_role = ratio(part.separations.values.sum(axis=3),
                        part.person_years.values.sum(axis=3))
        compare_summary(path, 'by_role', 'turnover', by_role, draw)
    np.testing.assert_allclose(sums['by_centrality'], sums['by_region'], rtol=1e-12)


def check_education(path):
    with xr.open_dataset(path, group='education') as data:
        data.load()
    assert data.retained.dims == ('scenario', 'replicate', 'programme', 'graduation_year',
                                  'years_since', 'where')
    years = data.year.size
    beyond = np.add.outer(np.arange(years), np.arange(years)) >= years
    assert np.isnan(data.retained.values[:, :, :, beyond]).all()
    nobody = (data.graduates.values == 0).transpose(0, 1, 3, 2)
    known = np.isnan(data.retained.values[:, :, :, :, 0, 0])
    equal(known, nobody, 'retained where nobody graduated')
    shares = data.retained.values[~np.isnan(data.retained.values)]
    assert shares.size and shares.min() >= 0 and shares.max() <= 1


def check_contracts(path):
    """Curves are those of exits over person-years; the median is where they are a half."""
    with xr.open_dataset(path, group='contracts') as data:
        data.load()
    total = data.sum('replicate')
    with np.errstate(invalid='ignore', divide='ignore'):
        hazard = np.where(total.at_risk > 0, total.ended / total.at_risk, np.nan)
    assert data.post_survival.dims == ('scenario', 'role', 'size', 'tenure_years')
    gone = np.concatenate([np.zeros_like(hazard[..., :1]), hazard.cumsum(-1)], axis=-1)
    np.testing.assert_allclose(data.post_survival.values, np.exp(-gone[..., :-1]), rtol=1e-12)
    known = np.isfinite(hazard).all(-1) & (hazard[..., -1] > 0)
    for at in np.argwhere(known):
        curve, last = gone[tuple(at)], hazard[tuple(at)][-1]
        end = max(1, np.log(2) / last) + hazard.shape[-1]
        years = np.append(np.arange(curve.size), end)
        curve = np.append(curve, curve[-1] + last * (end - curve.size + 1))
        found = data.post_median.values[tuple(at)]
        assert abs(found - np.interp(np.log(2), curve, years)) < 1e-9, (at, found)
    assert known.any()


def check_money(path):
    with xr.open_dataset(path, group='money') as data:
        assert data.money.dims == ('scenario', 'replicate', 'year', 'payer', 'item')
        assert data.money.attrs['units'] == 'NOK' and data.money.attrs['price_year'] > 2000
        assert 'municipality' in data.payer.values and 'locum' in data.item.values


def check_people(path):
    """Over causes the sum is what left, over origins what was hired, in every cell."""
    with xr.open_dataset(path, group='people') as data, \
            xr.open_dataset(path, group='by_centrality') as whole:
        for name, last, measure in (('separations_by_cause', 'cause', 'separations'),
                                    ('hires_by_origin', 'origin', 'hires')):
            assert data[name].dims == ('scenario', 'replicate', 'year', 'role',
                                       'centrality', last)
            assert data[name].attrs['units'] == 'people' and (data[name] >= 0).all()
            equal(data.centrality.values, whole.centrality.values, 'classes')
            equal(data[name].sum(last).transpose(*whole[measure].dims).values,
                  whole[measure].values, name)
            assert (data[name].sum([d for d in data[name].dims if d != last]) > 0).any()
        assert list(data.cause.values) == ['separate', 'leave_profession', 'retire',
                                           'stage_end', 'rotation_pull', 'term_end',
                                           'job_change', 'education']
        assert list(data.origin.values) == ['local', 'county', 'region', 'rest',
                                            'graduate']


def check_root(path):
    with h5py.File(path, 'r') as file:
        assert file.attrs['format_version'] == 1
        assert file.attrs['Conventions'].startswith('CF-')
        made = [name for name in file['provenance'].attrs]
        for name in ('finished', 'seed', 'draws', 'stabil_version', 'hdf5_version',
                     'started', 'ended', 'study_fnv1a64'):
            assert name in made, name
        study = file['provenance/study'][()]
        number = 0xcbf29ce484222325
        for byte in study:
            number = (number ^ byte) * 0x100000001b3 % 2**64
        assert file['provenance'].attrs['study_fnv1a64'] == f'{number:016x}'
        order = [name for name in file['year'].attrs]
        assert '_Netcdf4Dimid' in order


def check(path):
    check_root(path)
    check_engines(path)
    with xr.open_dataset(path) as data:
        data.load()
    check_identities(data)
    check_groups(path, data)
    check_summaries(path, data)
    if 'education' in groups_of(path):
        check_education(path)
    check_contracts(path)
    check_money(path)
    check_people(path)


if __name__ == '__main__':
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    check(sys.argv[1])
    print(f'{sys.argv[1]}: good')
