# SPDX-License-Identifier: GPL-3.0-or-later
"""The examples for Python and R answer what `stabil compare` answers, in five lines or fewer.

    test_readers.py        uses $STABIL and $STABIL_SOURCE_DIR
"""
import json
import re
import shutil
import subprocess
import sys
import unittest

from outside import SCENARIOS, SOURCE, Case

EXAMPLES = SOURCE / 'docs' / 'examples'
QUESTION = ('rotation', '2030', '6')


def blocks(path, start):
    """The lines of code between one `start` and the next blank line."""
    for part in re.split(start, path.read_text(encoding='utf-8'))[1:]:
        body = part.split('\n\n')[0].split('\n')[1:]
        yield [line for line in body if line.strip() and line.strip() != '}'
               and not line.lstrip().startswith('#')]


class Readers(Case):
    def setUp(self):
        super().setUp()
        self.file = self.folder / 'results.h5'
        self.fine('run', SCENARIOS / '05_doctors.yaml', '-o', self.file, '--draws', 3,
                  '--replicates', 12)
        answer = json.loads(self.fine('compare', self.file, '--measure', 'vacant_fte',
                                      '--year', QUESTION[1], '--json'))
        row = next(r for r in answer['measures'][0]['rows'] if r['group'] == QUESTION[2])
        cell = next(s for s in row['scenarios'] if s['scenario'] == QUESTION[0])
        self.expected = [cell['difference'][k] for k in ('mean', 'q2.5', 'q97.5')]
        self.assertNotEqual(self.expected[0], 0)

    def check(self, *command):
        done = subprocess.run([*map(str, command), str(self.file), *QUESTION],
                              capture_output=True, encoding='utf-8', timeout=200)
        self.assertEqual(done.returncode, 0, done.stderr)
        lines = [line.split() for line in done.stdout.splitlines()]
        for name, *numbers in lines:
            self.assertEqual(len(numbers), 3, name)
            for found, expected in zip(numbers, self.expected):
                self.assertAlmostEqual(float(found), expected, delta=1e-9, msg=name)
        return [name for name, *_ in lines]

    def test_python(self):
        try:
            import xarray  # noqa: F401
        except ImportError:
            self.skipTest('xarray is missing')
        self.assertEqual(self.check(sys.executable, EXAMPLES / 'read.py'), ['xarray', 'h5py'])
        for lines in blocks(EXAMPLES / 'read.py', '\n# --- '):
            self.assertLessEqual(len(lines), 5, lines)

    def test_r(self):
        if not shutil.which('Rscript'):
            self.skipTest('Rscript is missing')
        readers = self.check('Rscript', EXAMPLES / 'read.R')
        if not readers:
            self.skipTest('R has neither rhdf5 nor ncdf4')
        self.assertIn(readers, (['rhdf5', 'ncdf4'], ['rhdf5'], ['ncdf4']))
        for lines in blocks(EXAMPLES / 'read.R', r'\nif \(requireNamespace'):
            self.assertLessEqual(len(lines), 5, lines)


if __name__ == '__main__':
    unittest.main()
