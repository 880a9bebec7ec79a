# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables of docs/mechanisms.md with few replicates: what is null is off to the bit, and
each mechanism moves what it should."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import types
import unittest

import check_results  # exits with 77 where a module is missing

SOURCE = pathlib.Path(os.environ.get('STABIL_SOURCE_DIR', '.')).resolve()
PROGRAM = pathlib.Path(os.environ.get('STABIL', 'build/stabil')).resolve()
EXAMPLES = SOURCE / 'docs' / 'examples'
sys.path.insert(0, str(EXAMPLES))
import mechanisms  # noqa: E402


class Mechanisms(unittest.TestCase):
    def test_every_one_does_what_it_should(self):
        done = subprocess.run(
            [sys.executable, str(EXAMPLES / 'mechanisms.py'), '--check', '--stabil',
             str(PROGRAM)], capture_output=True, encoding='utf-8', timeout=500)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout.count('to the bit: yes'), len(mechanisms.MECHANISMS))

    def test_every_one_is_in_the_document(self):
        text = (SOURCE / 'docs' / 'mechanisms.md').read_text(encoding='utf-8')
        for m in mechanisms.MECHANISMS:
            self.assertIn(f'(`{m.name}`)', text)

    def test_dead_reckoning(self):
        """A true formula is five standard errors off once in a million."""
        done = subprocess.run(
            [sys.executable, str(EXAMPLES / 'dead_reckoning.py'), '--json', '--stabil',
             str(PROGRAM)], capture_output=True, encoding='utf-8', timeout=300)
        self.assertEqual(done.returncode, 0, done.stderr)
        rows = json.loads(done.stdout)
        self.assertEqual(len(rows), 22)
        for row in rows:
            self.assertAlmostEqual(row['simulated'], row['formula'],
                                   delta=5 * row['error'] + 1e-9, msg=row['what'])

    def test_a_changed_bit_is_found(self):
        with tempfile.TemporaryDirectory(prefix='mechanisms test ') as name:
            folder = pathlib.Path(name)
            study = mechanisms.write(folder, 'one', mechanisms.LADDER / '01_attrition.yaml',
                                     'uncertainty: {replicates: 2}\nscenarios: {case: {}}')
            one = mechanisms.run(types.SimpleNamespace(stabil=str(PROGRAM), threads=1), study)
            other = folder / 'other.h5'
            shutil.copy(one, other)
            self.assertEqual(mechanisms.same_bits(one, other), [])
            with check_results.h5py.File(other, 'r+') as file:
                file['fte'][0, 1, 2, 0] += 2.0 ** -10
            self.assertEqual(mechanisms.same_bits(one, other), ['fte'])
            self.assertEqual(mechanisms.same_bits(one, other, apart=('fte',)), [])

    def test_a_wrong_sign_is_found(self):
        m = types.SimpleNamespace(name='m', firm=('on',), sign=1)
        t = {'to_the_bit': True, 'different': [], 'rows': {'on': {'interval': [0.1, 0.2]}}}
        self.assertEqual(mechanisms.wrong(m, t), [])
        m.sign = -1
        self.assertEqual(len(mechanisms.wrong(m, t)), 1)
        t['to_the_bit'] = False
        self.assertEqual(len(mechanisms.wrong(m, t)), 2)

    def test_unknown_names_are_refused(self):
        done = subprocess.run([sys.executable, str(EXAMPLES / 'mechanisms.py'), 'nothing'],
                              capture_output=True, encoding='utf-8', timeout=60)
        self.assertEqual(done.returncode, 1)
        self.assertIn('unknown: nothing; there are shock,', done.stderr)


if __name__ == '__main__':
    unittest.main()
