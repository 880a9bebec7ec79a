# SPDX-License-Identifier: GPL-3.0-or-later
"""Every figure of `stabil compare --json`, worked out again with numpy from the replicates
in the file: levels, differences, the worst year in ten, probabilities, ranks, displacement
and cost, for sums, ratios and money, by every group. Twice: from a run of a study with
variants, and from an invented file in which nothing is 0."""
import csv
import io
import json
import os
import pathlib
import subprocess
import tempfile

import h5py
import numpy as np

from outside import PROGRAM, SCENARIOS, Case, unittest

BUILD = pathlib.Path(os.environ.get('STABIL_BUILD_DIR', PROGRAM.parent)).resolve()
WRITER = pathlib.Path(os.environ.get('STABIL_WRITER', BUILD / 'tests' / 'test_hdf5_sink'))
QUANTILES = {'q2.5': .025, 'q5': .05, 'q25': .25, 'q50': .5, 'q75': .75, 'q95': .95,
             'q97.5': .975}
RATIOS = {'vacancy_rate': ('vacant_fte', 'funded_fte'),
          'continuity': ('continuous_fte', 'worked_fte_all')}
HIGHER = {'held_fte', 'fte', 'continuity'}
NEITHER = {'hires'}
RATE = 0.03
STUDY = f'''stabil: 1
title: Cube
base: {SCENARIOS}/22_plan_recruit_retain.yaml
uncertainty: {{draws: 8, replicates: 4}}
measures:
  stay:
    effects:
      - lever: hazard.separate
        scale: hr
        value: {{value: 0.15, certainty: design, source: assumption}}
    costs:
      - per: headcount
        item: programme
        payer: municipality
        roles: [nurse_municipal]
        amount: {{value: 20000, source: assumption}}
  go:
    effects:
      - lever: hazard.separate
        scale: hr
        value: {{value: 5, certainty: design, source: assumption}}
scenarios:
  stay: {{measures: [{{use: stay, from: 2026}}]}}
  go: {{measures: [{{use: go, from: 2026}}]}}
'''


def texts(dataset):
    return [text.decode() if isinstance(text, bytes) else text for text in dataset[:]]


class Cube:
    """The file, and values [scenario][replicate] of a row of a table."""

    def __init__(self, path):
        self.file = file = h5py.File(path)
        self.scenarios = texts(file['scenario'])
        self.reference = [self.scenarios.index(name) for name in texts(file['reference'])]
        self.years = list(file['year'][:])
        self.draw, self.draws = file['draw'][:], int(file['provenance'].attrs['draws'])
        self.here = file['rest'][:] == 0
        self.district = (file['district'][:] != 0) & self.here
        self.of = {name: np.array(texts(file[name])) for name in
                   ('place', 'role', 'profession', 'region')}
        self.of['centrality'] = np.array([str(n) for n in file['centrality'][:]])

    def posts(self, by, group):
        """Which posts a row is of."""
        if by == 'year' or group == 'region' and by == 'area':
            return self.here
        if by == 'area':
            return self.district if group == 'district' else self.here & ~self.district
        return self.here & (self.of[by] == group)

    def sum(self, measure, by, group, year):
        if measure in self.file:
            return self.file[measure][:, :, year][:, :, self.posts(by, group)].sum(axis=2)
        kind = 'region' if by == 'region' else 'centrality'
        values = self.file[f'by_{kind}/{measure}'][:, :, year]
        classes = [str(key) if kind == 'centrality' else key for key in (
            self.file['by_centrality/centrality'][:] if kind == 'centrality'
            else texts(self.file['by_region/region']))]
        keep = np.zeros(values.shape[2:], bool)
        for post in np.flatnonzero(self.posts(by, group)):
            keep[classes.index(self.of[kind][post]),
                 texts(self.file[f'by_{kind}/role']).index(self.of['role'][post])] = True
        return values[:, :, keep].sum(axis=2)

    def values(self, measure, by, group, year):
        if measure not in RATIOS:
            return self.sum(measure, by, group, year)
        above, below = (self.sum(part, by, group, year) for part in RATIOS[measure])
        with np.errstate(divide='ignore', invalid='ignore'):
            return np.where(below != 0, above / below, np.nan)

    def groups_of_draws(self, values):
        groups = [values[self.draw == draw] for draw in np.unique(self.draw)]
        groups = [group[~np.isnan(group)] for group in groups]
        return [group for group in groups if len(group)]

    def statistics(self, values):
        kept = values[~np.isnan(values)]
        if not len(kept):
            return dict.fromkeys(['mean', 'sd', 'mcse', *QUANTILES], np.nan)
        out = {name: np.quantile(kept, p) for name, p in QUANTILES.items()}
        out['mean'] = kept.mean()
        out['sd'] = kept.std(ddof=1) if len(kept) > 1 else np.nan
        means = [group.mean() for group in self.groups_of_draws(values)]
        out['mcse'] = (np.std(means, ddof=1) / np.sqrt(len(means))
                       if self.draws > 1 and len(means) > 1
                       else out['sd'] / np.sqrt(len(kept)))
        return out

    def parameter_share(self, values):
        """One-way analysis of variance, random effects, unequal sizes."""
        groups = self.groups_of_draws(values)
        size = np.array([len(group) for group in groups])
        if self.draws < 2 or len(groups) < 2 or size.sum() <= len(groups):
            return np.nan
        grand = np.concatenate(groups).mean()
        within = sum(((group - group.mean()) ** 2).sum() for group in groups)
        within /= size.sum() - len(groups)
        between = sum(len(g) * (g.mean() - grand) ** 2 for g in groups)
        between /= len(groups) - 1
        n = (size.sum() - (size ** 2).sum() / size.sum()) / (len(groups) - 1)
        between = max(0, (between - within) / n)
        return between / (between + within) if between + within > 0 else np.nan


def ranks(values, sign):
    """values[scenario][replicate] -> share[scenario][rank]; a replicate at a time."""
    share = np.zeros((len(values), len(values)))
    kept = [column * sign for column in values.T if not np.isnan(column).any()]
    for column in kept:
        order = np.argsort(column, kind='stable')
        for value in np.unique(column):
            tied = np.flatnonzero(column == value)
            places = np.flatnonzero(column[order] == value)
            share[np.ix_(tied, places)] += 1 / len(tied)
    return share / len(kept) if kept else share * np.nan


def barely_sure(source, path):
    """The file again, but one replicate of one scenario fills less, and all others more."""
    path.write_bytes(source.read_bytes()[:-24])  # without the seal
    with h5py.File(path, 'r+') as file:
        held = file['held_fte'][:]
        held[1] = held[0] + 1
        held[1, 0] = held[0, 0] - 2 ** -10
        file['held_fte'][:], file['rotation_fte'][:] = held, 0


class CompareCube(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = tempfile.TemporaryDirectory(prefix='stabil cube ')
        cls.addClassCleanup(folder.cleanup)
        invented, study, run = (pathlib.Path(folder.name) / name for name in
                                ('invented.h5', 'cube.yaml', 'run.h5'))
        subprocess.run([str(WRITER), '--write', str(invented)], check=True)
        study.write_text(STUDY, encoding='utf-8')
        subprocess.run([str(PROGRAM), '--quiet', 'run', str(study), '--years', '6', '-o',
                        str(run)], check=True, stdout=subprocess.DEVNULL)
        barely = invented.with_name('barely.h5')
        barely_sure(invented, barely)
        cls.files = [(path, Cube(path)) for path in (invented, run)]
        cls.barely = (barely, Cube(barely))
        for _, cube in (*cls.files, cls.barely):
            cls.addClassCleanup(cube.file.close)

    def near(self, found, expected, what):
        if expected is None or np.isnan(expected):
            self.assertIsNone(found, what)
        else:
            self.assertIsNotNone(found, (what, expected))
            self.assertLessEqual(abs(found - expected), 1e-9 * max(1, abs(expected)),
                                 (what, found, expected))

    def near_statistics(self, found, expected, what):
        self.assertEqual(set(found), set(expected))
        for name, value in expected.items():
            self.near(found[name], value, (*what, name))

    def report(self, path, *words):
        return json.loads(self.fine('compare', path, '--json', *words))

    def check_cell(self, cube, cell, values, measure, what):
        s = cube.scenarios.index(cell['scenario'])
        reference = cube.scenarios.index(cell['reference'])
        level, change = values[s], values[s] - values[reference]
        kept = ~np.isnan(change)
        sign = -1 if measure in HIGHER else 1
        self.near_statistics(cell['level'], cube.statistics(level), what)
        self.near_statistics(cell['difference'], cube.statistics(change), what)
        bad = p_better = np.nan
        if measure not in NEITHER and kept.any():
            bad = np.nanquantile(level, 0.9 if sign > 0 else 0.1)
            p_better = (sign * change[kept] < 0).mean()
        self.near(cell['bad'], bad, (*what, 'bad'))
        self.near(cell['p_better'], p_better, (*what, 'p_better'))
        self.near(cell['p_above'], (level[~np.isnan(level)] > 0.1).mean(), what)
        self.near(cell['parameter_share'], cube.parameter_share(change), what)

    def check_ranks(self, cube, row, values, measure, what):
        chosen = [i for i, name in enumerate(cube.scenarios) if '@' not in name]
        self.assertEqual([cube.scenarios[i] for i in chosen],
                         [one['scenario'] for one in row['ranks']])
        share = ranks(values[chosen], -1 if measure in HIGHER else 1)
        if measure in NEITHER:
            share = share * np.nan
        for one, expected in zip(row['ranks'], share):
            for found, p in zip(one['p_rank'], expected):
                self.near(found, p, (*what, 'rank'))
            self.near(one['expected_rank'],
                      (expected * np.arange(1, len(chosen) + 1)).sum(), what)

    def test_measures(self):
        measures = ['vacant_fte', 'vacancy_rate', 'held_fte', 'locum_cost', 'total_cost',
                    'continuity', 'hires']
        words = [word for name in measures for word in ('-m', name)]
        cells = 0
        for path, cube in self.files:
            for by in ('year', 'place', 'centrality', 'area', 'region', 'role',
                       'profession'):
                mine = words
                if by == 'place':  # the others are not kept by place
                    mine = ['-m', 'vacant_fte', '-m', 'vacancy_rate', '-m', 'locum_cost']
                found = self.report(path, '--by', by, '--rank', '--threshold', '0.1',
                                    *mine)
                for measure in found['measures']:
                    name = measure['measure']
                    self.assertTrue(measure['paired'])
                    for row in measure['rows']:
                        year = -1
                        if by == 'year':
                            year = cube.years.index(int(row['group']))
                        values = cube.values(name, by, row['group'], year)
                        for cell in row['scenarios']:
                            what = (path.name, name, by, row['group'], cell['scenario'])
                            self.check_cell(cube, cell, values, name, what)
                            cells += 1
                        self.check_ranks(cube, row, values, name, what)
        self.assertGreater(cells, 1000)

    def test_displacement(self):
        for path, cube in self.files:
            found = self.report(path, '--year', str(cube.years[2]))
            every = {None: found['displacement'], **found['displacement_by_profession']}
            self.assertEqual(set(every) - {None}, set(cube.of['profession']))
            for profession, rows in every.items():
                self.assertEqual(len(rows), len(cube.scenarios))
                filled = sum(cube.file[name][:, :, 2] for name in
                             ('held_fte', 'rotation_fte'))
                if profession is not None:
                    filled = filled * (cube.of['profession'] == profession)
                here = filled[:, :, cube.district].sum(axis=2)
                elsewhere = filled[:, :, ~cube.district].sum(axis=2)
                for s, row in enumerate(rows):
                    what = (path.name, profession, row['scenario'])
                    gain, loss = (part[s] - part[cube.reference[s]]
                                  for part in (here, elsewhere))
                    self.near_statistics(row['here'], cube.statistics(gain), what)
                    self.near_statistics(row['elsewhere'], cube.statistics(loss), what)
                    mean = gain.mean()
                    self.near(row['displaced'], -loss.mean() / mean if mean else np.nan,
                              what)

    # --- cost

    def check_amount(self, cube, found, change, discount, what):
        """change[replicate][year]"""
        self.near_statistics(found['undiscounted'], cube.statistics(change.sum(axis=1)),
                             what)
        self.near_statistics(found['discounted'],
                             cube.statistics((change * discount).sum(axis=1)), what)

    def check_parts(self, cube, found, change, discount, what):
        """change[replicate][year][item]"""
        item = texts(cube.file['money/item'])
        wage, locum = (change[..., item.index(name)] for name in ('wage', 'locum'))
        for name, values in (('net', change.sum(axis=2) - wage), ('wages', wage),
                             ('locums_saved', -locum)):
            self.check_amount(cube, found[name], values, discount, (*what, name))

    def check_ratio(self, found, cost, gained, what):
        low, high = np.quantile(gained, [.025, .975])
        if low <= 0:
            self.assertEqual((found['value'], found['q2.5'], found['q97.5']),
                             (None, None, None), what)
            self.assertIn('are lost' if high < 0 else 'has 0 in it', found['reason'])
            return 'lost' if high < 0 else 'unsure'
        self.near(found['value'], cost.mean() / gained.mean(), what)
        finite = np.sort(cost[gained > 0] / gained[gained > 0])  # others are dearer
        for name in ('q2.5', 'q97.5'):
            at = QUANTILES[name] * (len(cost) - 1)
            self.near(found[name], np.nan if np.ceil(at) >= len(finite) else
                      np.interp(at, np.arange(len(finite)), finite), (*what, name))
        self.assertIsNone(found['reason'])
        return 'gained'

    def check_scenario(self, cube, found, what):
        s, ref = (cube.scenarios.index(found[key]) for key in ('scenario', 'reference'))
        self.assertEqual(ref, cube.reference[s])
        money = cube.file['money/money'][s] - cube.file['money/money'][ref]
        discount = (1 + RATE) ** -np.arange(len(cube.years))
        self.check_parts(cube, found, money.sum(axis=2), discount, what)
        payers = texts(cube.file['money/payer'])
        self.assertEqual([one['payer'] for one in found['payers']], [*payers, 'all'])
        for one in found['payers']:
            mine = (money.sum(axis=2) if one['payer'] == 'all'
                    else money[:, :, payers.index(one['payer'])])
            self.check_parts(cube, one, mine, discount, what)
            for item, mean in one.get('items_mean', {}).items():
                at = texts(cube.file['money/item']).index(item)
                self.near(mean, mine[..., at].sum(axis=1).mean(), (*what, item))
            for y, year in enumerate(one['years']):
                self.assertEqual(year['year'], cube.years[y])
                self.check_parts(cube, year, mine[:, [y]], discount[[y]], what)
        net = (money.sum(axis=2).sum(axis=2) -
               money.sum(axis=2)[..., texts(cube.file['money/item']).index('wage')])
        filled = sum(cube.file[name][s] - cube.file[name][ref]
                     for name in ('held_fte', 'rotation_fte'))
        kinds = set()
        for area, posts in (('region', cube.here), ('district', cube.district)):
            gained = filled[:, :, posts].sum(axis=2)
            self.check_amount(cube, found['fte_years_gained'][area], gained, discount,
                              what)
            ratio = found['cost_per_fte_year'][area]
            for name, factor in (('undiscounted', 1 + 0 * discount),
                                 ('discounted', discount)):
                kinds.add(self.check_ratio(ratio[name], (net * factor).sum(axis=1),
                                           (gained * factor).sum(axis=1),
                                           (*what, area, name)))
        return kinds

    def test_cost(self):
        kinds = set()
        for path, cube in self.files:
            cost = self.report(path, '--cost', '--discount', str(RATE))['cost']
            self.assertEqual((cost['discount'], cost['unit']), (RATE, 'NOK'))
            self.assertIn('not the wages of posts held', cost['counts'])
            self.assertEqual(len(cost['scenarios']), sum(
                i != reference for i, reference in enumerate(cube.reference)))
            for found in cost['scenarios']:
                kinds |= self.check_scenario(cube, found, (path.name, found['scenario']))
        self.assertEqual(kinds, {'gained', 'unsure', 'lost'})

    def test_who_gains_nothing_is_dearer_than_all_others(self):
        path, cube = self.barely
        found = self.report(path, '--cost', '--discount', str(RATE))['cost']['scenarios'][0]
        self.assertEqual(self.check_scenario(cube, found, (path.name,)), {'gained'})
        ratio = found['cost_per_fte_year']['region']['undiscounted']
        self.assertIsNotNone(ratio['q2.5'])
        self.assertIsNone(ratio['q97.5'])

    # --- the same as CSV, and as a table

    def test_csv_and_tables_say_the_same(self):
        path, cube = self.files[1]
        words = ['--rank', '--cost', '--by', 'area', '-m', 'vacancy_rate']
        found = self.report(path, *words)
        text = self.fine('compare', path, '--csv', *words)
        rows = list(csv.DictReader(io.StringIO(text)))
        value = {(row['measure'], row['by'], row['group'], row['year'], row['scenario'],
                  row['quantity'], row['statistic']): float(row['value']) for row in rows}
        self.assertEqual(len(value), len(rows))
        last = str(cube.years[-1])
        row, cost = found['measures'][0]['rows'][0], found['cost']['scenarios']
        at = ('vacancy_rate', 'area', 'district', last)
        for cell, rank in zip(row['scenarios'], row['ranks']):
            self.assertEqual(value[*at, cell['scenario'], 'level', 'bad'], cell['bad'])
            self.assertEqual(value[*at, rank['scenario'], 'rank', 'expected_rank'],
                             rank['expected_rank'])
            self.assertEqual(value[*at, rank['scenario'], 'rank', 'p_rank_2'],
                             rank['p_rank'][1])
        stay = next(one for one in cost if one['scenario'] == 'stay')
        self.assertEqual(value['cost', 'payer', 'all', '', 'stay', 'net_discounted', 'mean'],
                         stay['net']['discounted']['mean'])
        self.assertEqual(value['cost', 'payer', 'state', last, 'stay', 'wages', 'q50'],
                         stay['payers'][2]['years'][-1]['wages']['undiscounted']['q50'])
        ratio = stay['cost_per_fte_year']['region']['undiscounted']
        self.assertEqual(value['cost_per_fte_year', 'area', 'region', '', 'stay', 'ratio',
                               'value'], ratio['value'])
        self.assertEqual(value['filled_fte', 'displacement nurse', 'elsewhere', last, 'stay',
                               'difference', 'mean'],
                         next(one for one in found['displacement_by_profession']['nurse']
                              if one['scenario'] == 'stay')['elsewhere']['mean'])
        self.assertNotIn(('cost_per_fte_year', 'area', 'region', '', 'go', 'ratio', 'value'),
                         value)
        text = self.fine('compare', path, *words)
        self.assertIn(f"{ratio['value'] / 1000:.0f} [", text)
        self.assertIn('FTE-years are lost', text)
        self.assertIn('expected      P(1)', text)
        self.assertNotIn('nan', text)


if __name__ == '__main__':
    unittest.main()
