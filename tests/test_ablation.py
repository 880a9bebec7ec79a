# SPDX-License-Identifier: GPL-3.0-or-later
"""Every measure of the region alone: without evidence only its design and its costs are
left, with coverage 0 it is the baseline, both to the bit. test_long_ablation has what each
effect moves."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import check_results  # exits with 77 where a module is missing

SOURCE = pathlib.Path(os.environ.get('STABIL_SOURCE_DIR', '.')).resolve()
PROGRAM = pathlib.Path(os.environ.get('STABIL', 'build/stabil')).resolve()
EXAMPLES = SOURCE / 'docs' / 'examples'
sys.path.insert(0, str(EXAMPLES))
try:
    import ablation
    from ablation_targets import TARGETS
except ModuleNotFoundError as missing:
    print(missing, file=sys.stderr)
    sys.exit(77)


def stabil(*arguments):
    return subprocess.run([str(PROGRAM), *arguments], capture_output=True,
                          encoding='utf-8', timeout=300, check=True).stdout


def run(*arguments):
    return subprocess.run(
        [sys.executable, str(EXAMPLES / 'ablation.py'), '--stabil', str(PROGRAM),
         *arguments], capture_output=True, encoding='utf-8', timeout=550)


def row(low, high, **more):
    return {'measure': 'm', 'effect': 0, 'lever': 'pay', 'target': 't', 'sign': 1, 'scale': 'hr',
            'published': {'interval': [low, high], 'difference': (low + high) / 2}, **more}


class Ablation(unittest.TestCase):
    def test_what_holds_to_the_bit(self):
        done = run('--bits', '--bit-replicates', '1', '--bit-years', '3')
        self.assertEqual(done.returncode, 0, done.stderr)
        known = json.loads(stabil('explain', '--measures',
                                  str(SOURCE / 'scenarios' / 'troms_finnmark.yaml'),
                                  '--json'))
        self.assertIn(f'{len(known)} measures, ', done.stderr)

    def test_every_lever_has_a_target(self):
        levers = json.loads(stabil('explain', '--levers', '--json'))
        self.assertEqual(sorted(lever['name'] for lever in levers), sorted(TARGETS))

    def test_a_wrong_effect_is_found(self):
        self.assertIsNone(ablation.wrong_row(row(1, 2), True))
        self.assertIsNone(ablation.wrong_row(row(-2, -1, sign=0), True))
        self.assertIn('does not move', ablation.wrong_row(row(-1, 2), True))
        self.assertIn('the wrong way', ablation.wrong_row(row(-2, -1), True))
        self.assertIsNone(ablation.wrong_row(row(-1, 2), False))
        self.assertIn('the wrong way', ablation.wrong_row(row(-2, -1), False))

    def test_which_effect_is_the_main_one(self):
        first, so_already = row(1, 2), row(0, 0, scale='set')
        second, other = row(1, 2, effect=1), row(0, 0, scale='set', measure='other')
        self.assertEqual(ablation.main_effects([first, second]), [first])
        self.assertEqual(ablation.main_effects([so_already, second]), [second])
        self.assertEqual(ablation.main_effects([other]), [other])

    def test_a_changed_bit_is_found(self):
        with tempfile.TemporaryDirectory(prefix='ablation test ') as name:
            study = pathlib.Path(name) / 'study.yaml'
            study.write_text(f'stabil: 1\nbase: {SOURCE}/scenarios/06_bundle.yaml\n'
                             'uncertainty: {draws: 1, replicates: 2}\nscenarios: '
                             '{baseline: {measures: []}, other: {measures: []}}\n',
                             encoding='utf-8')
            out = study.with_suffix('.h5')
            stabil('run', str(study), '-q', '-o', str(out), '--scenario', 'baseline',
                   '--scenario', 'other')
            pair = ('other', 'baseline')
            with check_results.h5py.File(out, 'r+') as file:
                self.assertEqual(ablation.different(file, [pair])[pair], [])
                file['fte'][1, 1, 2, 0] += 2.0 ** -10
                self.assertEqual(ablation.different(file, [pair])[pair], ['fte'])

    def test_unknown_names_are_refused(self):
        done = run('nothing_of_the_kind')
        self.assertEqual(done.returncode, 1)
        self.assertIn('unknown: nothing_of_the_kind; there are ', done.stderr)


if __name__ == '__main__':
    unittest.main()
