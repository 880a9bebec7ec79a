# SPDX-License-Identifier: GPL-3.0-or-later
"""What docs/examples make of composition and effect, bonds and rotation: numbers of the
file made anew by other code, and signs that must come out."""
import contextlib
import io
import sys
import types
import unittest

import outside  # exits with 77 where a module is missing

import numpy as np

sys.path.insert(0, str(outside.SOURCE / 'docs' / 'examples'))
import paired  # noqa: E402
import return_of_service  # noqa: E402
import rotation  # noqa: E402
import selection  # noqa: E402


def options(**given):
    return types.SimpleNamespace(**{'stabil': str(outside.PROGRAM), 'threads': 2,
                                    'draws': None, 'replicates': 40, **given})


class Selection(outside.Case):
    @classmethod
    def setUpClass(cls):
        cls.where = cls.enterClassContext(paired.folder())
        cls.path = paired.run(options(), paired.write(cls.where, 'ladder',
                                                      '24_selection.yaml'))
        cls.data = {name: paired.group(cls.path, 'education').sel(scenario=scenario)
                    for name, scenario in (('on', 'baseline'), ('off', 'no_effect'))}

    def parts(self, data, where):
        pair = [['nursing_spread'], ['nursing']]
        return selection.decompose(*(selection.side(data, p, where, None) for p in pair))

    def test_the_file_has_what_the_counts_give(self):
        data = self.data['on']
        for where in data['where'].values:
            parts = self.parts(data, where)[:3]
            stored = data.retention_difference.sel(contrast='nurse: spread - campus',
                                                   where=where)
            for part, found in zip(('total', 'composition', 'effect'), parts):
                kept = stored.sel(part=part).transpose('replicate', 'years_since').values
                np.testing.assert_allclose(kept, found, rtol=0, atol=1e-12)
            np.testing.assert_allclose(parts[0], parts[1] + parts[2], atol=1e-12)
        self.assertTrue(0 <= np.nanmin(data.unmatched.values) < np.nanmax(data.unmatched.values))

    def test_strata_add_up(self):
        data = self.data['on']
        for name, part, whole in (
                ('graduates', data.graduates_by_stratum.isel(years_since=0).sum('stratum'),
                 data.graduates.sum('year')),
                ('retained', data.retained_by_stratum.sum('stratum'),
                 (data.retained * data.graduates.rename(year='graduation_year'))
                 .sum('graduation_year'))):
            np.testing.assert_allclose(part.transpose(*whole.dims).values, whole.values,
                                       atol=1e-3, err_msg=name)

    def test_the_summary_is_that_of_replicates(self):
        summary = paired.group(self.path, 'summary/education')
        values = self.data['on'].retention_difference.transpose(
            'replicate', 'contrast', 'years_since', 'where', 'part').values
        stored = summary.retention_difference.sel(scenario='baseline')
        for name, expected in (('mean', values.mean(0)), ('sd', values.std(0, ddof=1)),
                               ('q97.5', np.quantile(values, 0.975, axis=0))):
            np.testing.assert_allclose(stored.sel(statistic=name).values, expected,
                                       atol=1e-12)

    def test_without_effects_of_training_composition_is_left(self):
        at = slice(4, 8)
        for name, apart in (('on', True), ('off', False)):
            _, composition, effect, _ = self.parts(self.data[name], 'district')
            for what, x in (('composition', composition), ('effect', effect)):
                x = x[:, at].mean(1)
                z = x.mean() / paired.error(x, np.zeros(x.size))
                self.assertEqual(z > 5, apart or what == 'composition', (name, what, z))
                self.assertGreater(z, -3.5)


class Service(outside.Case):
    def test_the_hazard_is_that_of_the_formula_and_the_money_the_same(self):
        given = options(region=False)
        with paired.folder() as where:
            c = return_of_service.solve(given, where)
            path = paired.run(given, return_of_service.study_of(given, where, 'final', c))
            bond, pay = (return_of_service.outlay(path, s) for s in ('bond', 'pay'))
            (leave, paid), _ = return_of_service.hazards(path, 'bond', 'service')
            (idle, none), _ = return_of_service.hazards(path, 'idle', 'idle')
        self.assertLess(abs(pay.mean() / bond.mean() - 1), 0.002)
        formula = return_of_service.formula(False, idle[0])
        for found, expected in zip((leave, paid), formula):
            off = np.abs(found[0][:, :7] - expected)
            self.assertTrue((off <= 5 * found[1][:, :7] + 1e-12).all(), found[0])
        self.assertGreater(leave[0][0, 6], 3 * leave[0][0, 5])  # the cliff
        self.assertGreater(idle[0][0, 2], 1.5 * leave[0][0, 2])
        self.assertEqual(np.nansum(none[0]), 0)


class Rotation(outside.Case):
    def test_before_and_after(self):
        text = io.StringIO()
        with contextlib.redirect_stdout(text):
            rotation.main(options(draws=2, replicates=4, place='5616', share=0.5, years=2))
        lines = text.getvalue().splitlines()
        rows = [line for line in lines if line.startswith('  doctors on rotation')]
        self.assertEqual(len(rows), 2)
        two_four, two_two = self.changes(rows[1])
        self.assertGreater(two_four, two_two)
        self.assertGreater(two_two, 5)
        self.assertTrue(any('the rest of the country' in line for line in lines))

    @staticmethod
    def changes(line):
        """The number before each interval."""
        return [float(part.split()[-1]) for part in line.split('[')[:-1]]


if __name__ == '__main__':
    unittest.main()
