# SPDX-License-Identifier: GPL-3.0-or-later
"""How large a study may be: a country runs, and what no key can hold is refused."""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

SOURCES = pathlib.Path(os.environ.get('STABIL_SOURCE_DIR', '.')).resolve()
BUILD = pathlib.Path(os.environ.get('STABIL_BUILD_DIR', 'build')).resolve()
PROGRAM = pathlib.Path(os.environ.get('STABIL', BUILD / 'stabil')).resolve()
SMALL = SOURCES / 'tests' / 'cases' / 'small.yaml'
NATIONAL = SOURCES / 'scenarios' / 'national.py'


def funded(study, role):
    pattern = role + r': \{funded: \{value: ([0-9.]+)'
    return sum(float(n) for n in re.findall(pattern, study))


class Scale(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='scale test ')
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def stabil(self, *words, code=0):
        done = subprocess.run([str(PROGRAM), *map(str, words)], capture_output=True,
                              encoding='utf-8', stdin=subprocess.DEVNULL, timeout=120)
        self.assertEqual(done.returncode, code, done.stderr)
        return done.stdout + done.stderr

    def national(self, name):
        path = self.folder / name
        subprocess.run([sys.executable, str(NATIONAL), str(path)], check=True, timeout=60)
        return path

    def small(self, name, change):
        path = self.folder / name
        path.write_text('base: %s\n%s' % (os.path.relpath(SMALL, self.folder), change))
        return path

    def test_a_country_is_the_same_on_every_run(self):
        self.assertEqual(self.national('a.yaml').read_bytes(),
                         self.national('b.yaml').read_bytes())

    def test_a_country_adds_up(self):
        study = self.national('country.yaml').read_text(encoding='utf-8')
        people = [int(n) for n in re.findall(r'population: (\d+)', study)]
        self.assertEqual(len(people), 357)
        self.assertEqual(sum(people), 5_600_000)
        self.assertEqual(study.count('kind: hospital'), 50)
        self.assertEqual(funded(study, 'gp'), 5614)
        self.assertEqual(funded(study, 'lis1_hospital'), 1185)
        self.assertAlmostEqual(funded(study, 'lis1_municipal'), 1185 / 2, delta=25)

    def test_a_country_runs(self):
        path = self.national('country.yaml')
        shown = self.stabil('run', path, '--years', '2', '--replicates', '1', '--scenario',
                            'baseline', '-o', self.folder / 'country.h5')
        staff = re.search(r'staff in post.*?region\s+([\d,]+)', shown, re.DOTALL)
        self.assertIsNotNone(staff, shown)
        # 110,000 nurses and 35,000 doctors, graduates who wait for LIS1 left out
        self.assertAlmostEqual(int(staff[1].replace(',', '')), 145_000, delta=4000)

    def test_the_last_labour_region_that_fits(self):
        had = SMALL.read_text().split('\nregions:')[1].split('\nplaces:')[0]
        have = len(re.findall(r'^  \w+:', had, re.MULTILINE))
        regions = ['  x%d: {label: X}' % i for i in range(1023 - have)]
        self.stabil('check', self.small('fits.yaml',
                                        'regions:\n' + '\n'.join(regions[1:]) + '\n'))
        said = self.stabil('check', self.small('more.yaml', 'regions:\n'
                                               + '\n'.join(regions) + '\n'), code=65)
        self.assertIn('found 1023 regions, expected at most 1022', said)

    def test_more_posts_than_a_key_can_name(self):
        role = ('{at: municipality, employer: municipality, holders: {nurse: nurse}, '
                'need: {per_10000: 1}, turnover: {rate: 0.1}}')
        place = ('{name: X, kind: municipality, county: %s, centrality: 5, '
                 'population: 1, lat: 60, lon: 10}')
        county = re.search(r'\ncounties:\s*\n  (\w+):', SMALL.read_text())[1]
        change = ['roles:'] + ['  r%d: %s' % (i, role) for i in range(20)] + ['places:']
        change += ['  p%d: %s' % (i, place % county) for i in range(1600)]
        path = self.small('posts.yaml', '\n'.join(change) + '\n')
        said = self.stabil('run', path, '--replicates', '1', '-o', self.folder / 'x.h5',
                           code=65)
        self.assertIn('expected at most 65535', said[:500])
        self.assertFalse((self.folder / 'x.h5').exists())


if __name__ == '__main__':
    unittest.main()
