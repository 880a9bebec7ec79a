# SPDX-License-Identifier: GPL-3.0-or-later
"""The planner's sheet against the replicates in the file, and its errors.

    test_plan.py        uses $STABIL and $STABIL_SOURCE_DIR
"""
import json
import math
import pathlib
import tempfile
import unittest

import h5py
import numpy

from outside import SCENARIOS, Case, call

BAD = {'vacant_fte', 'separations', 'retirements', 'recruitments_needed', 'locum_weeks',
       'locum_cost'}


class Plan(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = tempfile.TemporaryDirectory(prefix='stabil test ')
        cls.addClassCleanup(folder.cleanup)
        cls.file = pathlib.Path(folder.name) / 'results.h5'
        done = call('run', SCENARIOS / '05_doctors.yaml', '-o', cls.file, '--draws', 3,
                    '--replicates', 24)
        assert done.returncode == 0, done.stderr

    def check_number(self, found, values, bad):
        expected = {'mean': values.mean(), 'median': numpy.median(values),
                    'bad': numpy.quantile(values, .9 if bad else .1)}
        for key, value in expected.items():
            self.assertAlmostEqual(found[key], value, delta=1e-9 * max(1, abs(value)))

    def check_post(self, file, scenario, post, years):
        s = list(file['scenario'].asstr()).index(scenario)
        at = {name: file[name][s, :, :, post] for name in (
            'funded_fte', 'vacant_fte', 'separations', 'retirements', 'hires', 'locum_weeks',
            'locum_cost', 'held_fte', 'rotation_fte', 'headcount', 'rotation_headcount')}
        first = list(file['year']).index(years[0]['year'])
        span = slice(first, first + len(years))
        people = at['headcount'] + at['rotation_headcount']
        held = (at['held_fte'] + at['rotation_fte'])[:, span].sum()
        per_fte = people[:, span].sum() / held if held > 0 else 1
        at['recruitments_needed'] = at['hires'] + at['vacant_fte'] * per_fte
        for i, year in enumerate(years):
            y = first + i
            for name in BAD | {'funded_fte', 'hires'}:
                self.check_number(year[name], at[name][:, y], name in BAD)
            posts = numpy.floor(at['vacant_fte'][:, y] + .5)
            shares = [(posts == k).mean() for k in range(3)] + [(posts >= 3).mean()]
            for a, b in zip(year['p_vacant_posts'], shares):
                self.assertAlmostEqual(a, b, delta=1e-9)
            if at['funded_fte'][:, y].sum() > 0:
                self.assertAlmostEqual(year['p_nobody'], (people[:, y] == 0).mean(), delta=1e-9)
            fill = float(file['summary/by_post/time_to_fill'][
                list(file['summary/by_post/statistic'].asstr()).index('q50'), s, y, post])
            self.assertTrue(year['time_to_fill'] is None and math.isnan(fill) or
                            year['time_to_fill'] == fill)

    def test_numbers(self):
        for place in ('island', 'town'):
            sheet = json.loads(self.fine('plan', self.file, '--place', place, '--year',
                                         '2027-2030', '--json'))
            with h5py.File(self.file) as file:
                posts = [j for j, p in enumerate(file['place'].asstr()) if p == place]
                for scenario in sheet['scenarios']:
                    self.assertEqual(len(scenario['posts']), len(posts))
                    for j, post in zip(posts, scenario['posts']):
                        self.assertEqual(post['role'], file['role'].asstr()[j])
                        self.assertEqual([y['year'] for y in post['years']],
                                         [2027, 2028, 2029, 2030])
                        self.check_post(file, scenario['scenario'], j, post['years'])
                self.check_change(file, posts, sheet['scenarios'][1]['change'])

    def check_change(self, file, posts, change):
        for name in ('vacant_fte', 'locum_cost'):
            x = file[name][()][:, :, 2:6][..., posts].sum(axis=3).mean(axis=2)
            difference = x[1] - x[0]
            expected = {'mean': difference.mean(), 'q2.5': numpy.quantile(difference, .025),
                        'q97.5': numpy.quantile(difference, .975),
                        'p_better': (difference < 0).mean()}
            for key, value in expected.items():
                self.assertAlmostEqual(change[name][key], value,
                                       delta=1e-9 * max(1, abs(value)))

    def test_text(self):
        text = self.fine('plan', self.file, '--place', 'island', '--year', '2028')
        self.assertIn('2028-2028', text)
        self.assertIn('chance of vacant posts', text)
        self.assertLessEqual(max(map(len, text.splitlines())), 140)
        norsk = self.fine('plan', self.file, '--place', 'island', '--lang', 'nb')
        self.assertIn('sjanse for ledige hjemler', norsk)
        self.assertIn('2026-2030', norsk)

    def test_bad(self):
        for words, said in (([], '--place NAME|NUMBER is missing'),
                            (['--place', 'iland'], "did you mean 'island'?"),
                            (['--place', 'island', '--year', '2020'], 'from 2025 to 2036'),
                            (['--place', 'island', '--year', '2030-2026'], 'with a hyphen'),
                            (['--place', 'island', '--lang', 'se'], 'expected nb or en')):
            done = call('plan', self.file, *words)
            self.assertEqual((done.returncode, done.stdout), (2, ''), words)
            self.assertIn(said, done.stderr)


if __name__ == '__main__':
    unittest.main()
