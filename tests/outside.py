# SPDX-License-Identifier: GPL-3.0-or-later
"""What tests in Python share that run the program and look at its results.

    $STABIL and $STABIL_SOURCE_DIR say where it and its sources are
"""
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

try:
    import h5py
    import numpy
except ImportError as error:
    print(f'{error.name} is missing', file=sys.stderr)
    sys.exit(77)

PROGRAM = pathlib.Path(os.environ.get('STABIL', 'build/stabil')).resolve()
SOURCE = pathlib.Path(os.environ.get('STABIL_SOURCE_DIR', '.')).resolve()
SCENARIOS = SOURCE / 'scenarios'


def call(*words, cwd=SOURCE):
    return subprocess.run([str(PROGRAM), *map(str, words)], cwd=cwd, capture_output=True,
                          stdin=subprocess.DEVNULL, encoding='utf-8', timeout=500)


def data_of(path):
    """Every data set but provenance, by name."""
    found = {}

    def keep(name, item):
        if isinstance(item, h5py.Dataset) and not name.startswith('provenance'):
            found[name] = item[()]
    with h5py.File(path) as file:
        file.visititems(keep)
    return found


class Case(unittest.TestCase):
    """With a folder of its own, the path of which has a space in it."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='stabil test ')
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def fine(self, *words, **options):
        done = call(*words, **options)
        self.assertEqual(done.returncode, 0, (words, done.stderr))
        return done.stdout

    def assert_same_data(self, a, b):
        self.assertEqual(set(a), set(b))
        self.assertGreater(len(a), 100)
        for key, values in a.items():
            same = numpy.array_equal(values, b[key], equal_nan=values.dtype.kind == 'f')
            self.assertTrue(same, key)
