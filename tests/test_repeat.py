# SPDX-License-Identifier: GPL-3.0-or-later
"""A run is repeated from its file alone, to the bit.

    test_repeat.py        uses $STABIL and $STABIL_SOURCE_DIR
"""
import shutil
import unittest

import h5py

from outside import SCENARIOS, Case, call, data_of

STUDIES = sorted(SCENARIOS.glob('[0-9]*.yaml'))


class Repeat(Case):
    def repeat(self, study, *words):
        first, again = self.folder / 'first.h5', self.folder / "it's again.h5"
        self.fine('run', study, '-o', first, *words)
        self.fine('run', first, '-o', again, cwd=self.folder)  # no file of the study is near
        self.assert_same_data(data_of(first), data_of(again))
        with h5py.File(first) as a, h5py.File(again) as b:
            for key in ('study', 'command'):
                self.assertEqual(a['provenance'][key][()], b['provenance'][key][()])
            self.assertEqual(a['provenance'].attrs['study_fnv1a64'],
                             b['provenance'].attrs['study_fnv1a64'])

    def test_every_study_of_the_ladder(self):
        self.assertGreater(len(STUDIES), 18)
        for study in STUDIES:
            with self.subTest(study=study.name):
                self.repeat(study, '--draws', '2', '--replicates', '2', '--years', '3')

    def test_options(self):
        study = SCENARIOS / '05_doctors.yaml'
        self.repeat(study, '--scenario', 'rotation', '--seed', '7', '--replicates', '6',
                    '--replicate', '5')
        self.repeat(study, '--draws', '2', '--replicates', '8', '--shock-paths', '2')
        self.repeat(SCENARIOS / '20_evidence.yaml', '--evidence', 'all', '--replicates', '4')
        self.repeat(study, '--expected', '--units', '16', '--years', '3')

    def test_folder_with_quotes(self):
        odd = self.folder / "a 'b' \\c"
        odd.mkdir()
        study = odd / 'study.yaml'
        shutil.copy(SCENARIOS / '01_attrition.yaml', study)
        self.repeat(study, '--replicates', '3')

    def test_bad(self):
        study, first = SCENARIOS / '01_attrition.yaml', self.folder / 'first.h5'
        self.fine('run', study, '-o', first, '--replicates', '2')
        before = first.read_bytes()
        for words, said in (([], '--output is needed'),
                            (['-o', first], 'would replace the study'),
                            (['-o', self.folder / 'b.h5', '--seed', '2'], 'as it was run')):
            done = call('run', first, *words)
            self.assertEqual((done.returncode, done.stdout), (2, ''), words)
            self.assertIn(said, done.stderr)
        self.assertEqual(call('run', self.folder / 'none.h5', '-o', 'x.h5').returncode, 66)
        with h5py.File(first, 'r+') as file:
            del file['provenance/command']
            file['provenance'].create_dataset('command', data='',
                                              dtype=h5py.string_dtype())
        done = call('run', first, '-o', self.folder / 'b.h5')
        self.assertEqual(done.returncode, 65, done.stderr)
        self.assertNotEqual(before, b'')


if __name__ == '__main__':
    unittest.main()
