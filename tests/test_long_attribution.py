# SPDX-License-Identifier: GPL-3.0-or-later
"""Who does what in the largest bundle of the region: everything adds up, and the errors are
errors.

    test_long_attribution.py [PROGRAM [SCENARIOS]]      as test_cli.py
"""
import json
import math
import os
import pathlib
import subprocess
import sys
import unittest

PROGRAM = pathlib.Path(
    sys.argv[1] if len(sys.argv) > 1 else os.environ.get('STABIL', 'build/stabil'))
SCENARIOS = pathlib.Path(
    sys.argv[2] if len(sys.argv) > 2
    else os.path.join(os.environ.get('STABIL_SOURCE_DIR', '.'), 'scenarios'))
PAIRS = 15


def attribute(*words):
    done = subprocess.run(
        [str(PROGRAM), 'attribute', str(SCENARIOS / 'troms_finnmark.yaml'), '--scenario',
         'toolbox', '--year', '2036', '--json', *words],
        capture_output=True, encoding='utf-8', timeout=500, check=True)
    return json.loads(done.stdout)


class Region(unittest.TestCase):
    def setUp(self):
        self.found = attribute('--permutations', str(2 * PAIRS), '--replicates', '10')

    def test_values_add_up_and_errors_are_errors(self):
        self.assertGreater(len(self.found['players']), 15)
        for outcome in self.found['measures']:
            same, others = outcome['bundle_of_shapley'], outcome['bundle_of_others']
            total = sum(p['shapley']['mean'] for p in outcome['players'])
            self.assertLess(abs(total - same['mean']), 1e-9 * max(1, abs(total)))
            error = math.hypot(same['mcse'], others['mcse'])
            self.assertLess(abs(same['mean'] - others['mean']), 4 * error)
            for player in outcome['players']:
                value = player['shapley']
                self.assertTrue(math.isfinite(value['mean']))
                self.assertLessEqual(value['ci95'][0], value['mean'])
        vacancies = self.found['measures'][0]
        self.assertEqual(vacancies['measure'], 'vacant_fte')
        self.assertLess(vacancies['bundle']['ci95'][1], 0)
        for row in self.found['cost_per_fte']:
            self.assertEqual(row['nok_per_fte'] is None, row['why'] is not None)
            if row['nok_per_fte'] is not None:
                self.assertGreater(row['avoided_fte'], 0)
                self.assertLess(row['ci95'][0], row['ci95'][1])


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
