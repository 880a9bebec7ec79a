# SPDX-License-Identifier: GPL-3.0-or-later
"""Systematic work, as a user sees it: what runs beside, the group `policy`, explain."""
import json
import unittest

import h5py
import numpy

import outside

STUDY = outside.SCENARIOS / '22_plan_recruit_retain.yaml'
QUICK = ('--draws', 4, '--replicates', 4, '--years', 8)


def texts(data):
    return [value.decode() for value in data[()]]


class Run(outside.Case):
    def run_to(self, name, *words):
        path = self.folder / name
        return path, self.fine('run', STUDY, '-o', path, *QUICK, *words)

    def test_a_floor_of_one_is_shown_beside(self):
        path, table = self.run_to('both.h5')
        self.assertIn('systematic@floor_1', table)
        self.assertNotIn('baseline@floor_1', table)
        compared = self.fine('compare', path, '--measure', 'vacant_fte')
        self.assertIn('scattered@floor_1', compared)
        with h5py.File(path) as file:
            names = texts(file['scenario'])
            self.assertEqual(names[1:3], ['scattered', 'scattered@floor_1'])
            label = texts(file['scenario_label_nb'])[2]
            self.assertEqual(label,
                             'Tiltak hver for seg, om tiltakene virket fullt ut uten system')

    def test_left_out(self):
        path, table = self.run_to('none.h5', '--no-floor')
        self.assertNotIn('@', table)
        _, one = self.run_to('one.h5', '--scenario', 'lapse@floor_1')
        self.assertIn('lapse@floor_1', one)
        done = outside.call('run', STUDY, '-o', self.folder / 'no.h5', '--no-floor',
                            '--scenario', 'lapse@floor_1')
        self.assertEqual(done.returncode, 2)

    def test_fidelity_by_draw_scenario_year_and_place(self):
        path, _ = self.run_to('policy.h5')
        with h5py.File(path) as file:
            group = file['policy']
            names, places = texts(group['scenario']), texts(group['place'])
            fidelity = group['fidelity'][()]
        self.assertEqual(fidelity.shape, (4, len(names), 8, len(places)))
        of = {name: fidelity[:, i] for i, name in enumerate(names)}
        rest = places.index('rest_south')
        home = [i for i in range(len(places)) if i != rest]
        self.assertTrue((fidelity[..., rest] == 1).all())
        self.assertTrue((of['scattered@floor_1'] == 1).all())
        floor = of['scattered'][:, 0, home[0]]
        self.assertEqual(len(set(floor)), 4)  # it is drawn
        self.assertTrue((of['scattered'][..., home] == floor[:, None, None]).all())
        self.assertTrue((numpy.diff(of['systematic'][:, 1:, home], axis=1) > 0).all())
        self.assertTrue((of['systematic'] >= of['community']).all())
        lapse = of['lapse'][:, :, home[0]]
        self.assertTrue((lapse[:, 6] < lapse[:, 4]).all())  # 2031 after 2029

    def test_draws_that_are_not_run(self):
        path, _ = self.run_to('one.h5', '--replicate', 3)
        with h5py.File(path) as file:
            known = ~numpy.isnan(file['policy/fidelity'][()])
        self.assertEqual(known.all(axis=(1, 2, 3)).tolist(), [False, False, True, False])
        self.assertEqual(known.any(axis=(1, 2, 3)).tolist(), [False, False, True, False])

    def test_without_the_block_there_is_no_such_group(self):
        path = self.folder / 'plain.h5'
        self.fine('run', outside.SCENARIOS / '01_attrition.yaml', '-o', path,
                  '--replicates', 2)
        with h5py.File(path) as file:
            self.assertNotIn('policy', file)


class Explain(outside.Case):
    def test_the_work_and_its_path(self):
        text = self.fine('explain', STUDY, 'plan_recruit_retain')
        self.assertIn('family_support', text)
        self.assertIn('(a round keeps 1 year)', text)
        self.assertIn('0.65 in every year, 0.32 to 0.98 with the floor', text)

    def test_json(self):
        all_of_it = json.loads(self.fine('explain', STUDY, 'plan_recruit_retain', '--json'))
        block, *scenarios = all_of_it
        self.assertEqual((len(block['tasks']), len(block['conditions'])), (9, 5))
        self.assertEqual(block['floor']['source'], 'assumption')
        of = {scenario['name']: scenario for scenario in scenarios}
        self.assertEqual([c['places'] for c in of['island_alone']['classes']],
                         [['town', 'fjord', 'town_hospital'], ['island']])
        years = of['systematic']['classes'][0]['years']
        self.assertEqual(years[0]['value'], 0.65)
        # from 0.65 to 1 with a half-life of 1.5 years, mean of the first year
        rate = numpy.log(2) / 1.5
        self.assertAlmostEqual(years[1]['value'], 1 - 0.35 * (1 - numpy.exp(-rate)) / rate)


if __name__ == '__main__':
    unittest.main()
