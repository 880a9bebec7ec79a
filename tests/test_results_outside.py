# SPDX-License-Identifier: GPL-3.0-or-later
"""Results files as other programs see them, and `stabil compare` from outside.

The file is an invented one, written by test_hdf5_sink --write.
"""
import csv
import io
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import check_results  # exits with 77 where a module is missing

import numpy as np
import xarray as xr

BUILD = pathlib.Path(os.environ.get('STABIL_BUILD_DIR', 'build')).resolve()
WRITER = pathlib.Path(os.environ.get('STABIL_WRITER', BUILD / 'tests' / 'test_hdf5_sink'))
PROGRAM = pathlib.Path(os.environ.get('STABIL', BUILD / 'stabil')).resolve()


class Results(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix='results test ')
        cls.addClassCleanup(cls.folder.cleanup)
        cls.path = os.path.join(cls.folder.name, 'invented.h5')
        subprocess.run([str(WRITER), '--write', cls.path], check=True)

    def compare(self, *words, code=0):
        done = subprocess.run([str(PROGRAM), 'compare', *words], capture_output=True,
                              encoding='utf-8', stdin=subprocess.DEVNULL, timeout=60)
        self.assertEqual(done.returncode, code, (words, done.stderr))
        return done

    def test_other_programs_read_it(self):
        check_results.check(self.path)

    def test_damage_is_found_by_the_library(self):
        """A flipped byte in a chunk fails its checksum, in any program."""
        data = bytearray(pathlib.Path(self.path).read_bytes())
        with check_results.h5py.File(self.path) as file:
            info = file['fte'].id.get_chunk_info(0)
            good = file['fte'][0, 0]
        data[info.byte_offset + info.size // 2] ^= 1
        bad = os.path.join(self.folder.name, 'bad.h5')
        pathlib.Path(bad).write_bytes(data)
        with check_results.h5py.File(bad) as file:
            with self.assertRaises(OSError):
                self.assertIsNotNone(file['fte'][0, 0])
        self.assertTrue(np.isfinite(good).all())

    def test_json_agrees_with_the_cubes(self):
        found = json.loads(self.compare(self.path, '--json', '--by', 'centrality',
                                        '--measure', 'vacancy_rate', '--year', '2028',
                                        '--threshold', '0.2').stdout)
        self.assertEqual((found['by'], found['year'], found['baseline']),
                         ('centrality', 2028, 'baseline'))
        with xr.open_dataset(self.path, group='by_centrality') as data:
            sums = data.sel(year=2028)[['vacant_fte', 'funded_fte']].sum('role').load()
        rate = sums.vacant_fte / sums.funded_fte
        change = rate - rate.sel(scenario='baseline')
        rows = found['measures'][0]['rows']
        self.assertEqual([row['group'] for row in rows], ['3', '4', '5', '6'])
        for row in rows:
            for cell in row['scenarios']:
                at = {'centrality': int(row['group']), 'scenario': cell['scenario']}
                level, paired = rate.sel(at).values, change.sel(at).values
                self.assertAlmostEqual(cell['level']['mean'], level.mean(), 12)
                self.assertAlmostEqual(cell['difference']['mean'], paired.mean(), 12)
                self.assertAlmostEqual(cell['difference']['q97.5'],
                                       np.quantile(paired, 0.975), 12)
                self.assertAlmostEqual(cell['p_better'], (paired < 0).mean(), 12)
                self.assertAlmostEqual(cell['p_above'], (level > 0.2).mean(), 12)

    def test_csv_is_tidy(self):
        text = self.compare(self.path, '--csv', '--by', 'place', '-m', 'total_cost').stdout
        rows = [row for row in csv.DictReader(io.StringIO(text)) if row['by'] == 'place']
        with xr.open_dataset(self.path, group='summary/difference/by_place') as data:
            stored = data.total_cost.isel(year=-1).load()
        places = {row['group'] for row in rows}
        self.assertEqual(len(places), stored.place.size - 2)  # without the rest
        for row in rows:
            self.assertEqual(row['unit'], 'NOK')
            if row['quantity'] == 'difference':
                expected = stored.sel(statistic=row['statistic'], place=row['group'],
                                      scenario=row['scenario']).item()
                self.assertEqual(float(row['value']), expected)

    def test_table_is_aligned(self):
        text = self.compare(self.path, '--by', 'region').stdout
        for part in text.split('\n\n')[1:4]:
            heading, *lines = part.strip('\n').split('\n')[1:]
            end = heading.index('difference') + len('difference')
            for line in lines:
                if 'baseline' not in line:
                    self.assertRegex(line[:end], r'[-+ ]\d+(\.\d+)?$', line)
        self.assertIn('Displacement', text)
        self.assertNotIn('nan', text)

    def test_wrong_usage(self):
        for words, expected in ((['--by', 'plaice'], "did you mean 'place'?"),
                                (['--measure', 'vacancy'], "unknown measure"),
                                (['--measure', 'vacancy_rat'], "'vacancy_rate'"),
                                (['--baseline', 'nobody'], 'unknown scenario'),
                                (['--year', '1999'], 'from 2025 to 2030'),
                                (['--by', 'year', '--year', '2026'], '--year'),
                                (['--json', '--csv'], 'exclude')):
            done = self.compare(self.path, *words, code=2)
            self.assertIn(expected, done.stderr, words)
            self.assertEqual(done.stdout, '', words)

    def test_wrong_files(self):
        study = os.path.join(self.folder.name, 'study.yaml')
        pathlib.Path(study).write_text('stabil: 1\n', encoding='utf-8')
        cut = os.path.join(self.folder.name, 'cut.h5')
        data = pathlib.Path(self.path).read_bytes()
        pathlib.Path(cut).write_bytes(data[:len(data) // 2])
        self.assertIn('not an HDF5 file', self.compare(study, code=65).stderr)
        self.assertIn('damaged', self.compare(cut, code=65).stderr)
        self.compare(os.path.join(self.folder.name, 'none.h5'), code=66)


if __name__ == '__main__':
    if not PROGRAM.exists() or not WRITER.exists():
        sys.exit(f'{PROGRAM} and {WRITER} have to be built first')
    unittest.main()
