# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables and workbooks from outside: what is read back is what the file holds.

    test_export.py        uses $STABIL and $STABIL_SOURCE_DIR
"""
import csv
import io
import json
import unittest

import h5py
import numpy

from outside import SCENARIOS, Case, call


def read(text, delimiter=','):
    return list(csv.DictReader(io.StringIO(text), delimiter=delimiter))


def number(text):
    return float(text.replace(',', '.')) if text else float('nan')


class Export(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        import tempfile
        import pathlib
        folder = tempfile.TemporaryDirectory(prefix='stabil test ')
        cls.addClassCleanup(folder.cleanup)
        cls.file = pathlib.Path(folder.name) / 'results.h5'
        done = call('run', SCENARIOS / '05_doctors.yaml', '-o', cls.file, '--draws', 2,
                    '--replicates', 6)
        assert done.returncode == 0, done.stderr

    def table(self, *words, **options):
        return read(self.fine('export', self.file, *words), **options)

    def same(self, found, expected):
        self.assertTrue(numpy.array_equal(found, expected, equal_nan=True), (found, expected))

    def test_statistics(self):
        rows = self.table('-m', 'vacancy_rate', '--by', 'place')
        with h5py.File(self.file) as file:
            for quantity, name in (('level', 'summary/by_place'),
                                   ('difference', 'summary/difference/by_place')):
                group = file[name]
                coordinates = [list(group[k].asstr()) for k in ('statistic', 'scenario')]
                coordinates += [list(group['year']), list(group['place'].asstr())]
                mine = [row for row in rows if row['quantity'] == quantity]
                scenarios = {row['scenario'] for row in mine}
                self.assertEqual(scenarios, {'baseline', 'rotation'} if quantity == 'level'
                                 else {'rotation'})
                values = group['vacancy_rate'][()]
                self.assertEqual(len(mine), values.size * len(scenarios) // values.shape[1])
                for row in mine:
                    at = [where.index(key) for where, key in zip(coordinates, (
                        row['statistic'], row['scenario'], int(row['year']), row['place']))]
                    self.same(number(row['value']), values[tuple(at)])

    def test_replicates(self):
        rows = self.table('-m', 'total_cost', '--by', 'region', '--replicates')
        with h5py.File(self.file) as file:
            group = file['by_region']
            values = group['total_cost'][()]
            self.assertEqual(len(rows), values.size)
            text = {k: list(group[k].asstr()) for k in ('scenario', 'region', 'role')}
            whole = {k: list(group[k]) for k in ('replicate', 'year')}
            for row in rows:
                at = tuple(text[k].index(row[k]) if k in text else whole[k].index(int(row[k]))
                           for k in ('scenario', 'replicate', 'year', 'region', 'role'))
                self.same(number(row['value']), values[at])
        posts = self.table('-m', 'headcount', '--by', 'post', '--replicates', '--wide')
        with h5py.File(self.file) as file:
            values = file['headcount'][()]
            found = numpy.array([[float(row[str(y)]) for y in file['year']] for row in posts])
            self.same(found.reshape(values.shape[0], values.shape[1], values.shape[3], -1),
                      values.transpose(0, 1, 3, 2))

    def test_styles(self):
        plain = self.table('-m', 'locum_cost', '--by', 'role', '--lang', 'nb')
        text = self.fine('export', self.file, '-m', 'locum_cost', '--by', 'role',
                         '--semicolon', '--lang', 'nb')
        self.assertTrue(text.startswith('\ufeff'))
        excel = read(text[1:], delimiter=';')
        self.assertEqual([number(row['value']) for row in plain],
                         [number(row['value']) for row in excel])
        self.assertFalse(any('.' in row['value'] for row in excel))
        self.assertIn('Fastlege', {row['role_label'] for row in plain})
        marked = self.fine('export', self.file, '-m', 'locum_cost', '--by', 'role', '--bom',
                           '--lang', 'nb')
        self.assertEqual(read(marked[1:]), plain)

    def test_bad(self):
        for words, said in (
                (['--by', 'plce'], "unknown group 'plce'; did you mean 'place'?"),
                (['-m', 'vacant'], "unknown measure 'vacant'"),
                (['-o', self.folder / 'a.doc'], 'neither FILE.csv nor FILE.xlsx'),
                (['--tidy', '--wide'], 'exclude each other'),
                (['--by', 'place', '--replicates'], 'replicates are not kept by place'),
                (['--by', 'post', '--replicates', '-m', 'turnover'], 'not kept by post'),
                (['--wide', '-o', self.folder / 'a.xlsx'], 'is for CSV'),
                (['--place', 'island', '-o', self.folder / 'a.csv'], 'is for workbooks'),
                (['--lang', 'se'], 'expected nb or en')):
            done = call('export', self.file, *words)
            self.assertEqual((done.returncode, done.stdout), (2, ''), words)
            self.assertIn(said, done.stderr)
        done = call('export', self.file, '-o', '/dev/full/a.csv')
        self.assertEqual(done.returncode, 74)
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_old_file_stays(self):
        old = self.folder / 'old.csv'
        old.write_text('mine')
        self.assertEqual(call('export', self.folder / 'missing.h5', '-o', old).returncode, 66)
        self.assertEqual(old.read_text(), 'mine')
        self.fine('export', self.file, '-o', old)
        self.assertTrue(old.read_text().startswith('measure,'))
        self.assertEqual([p.name for p in self.folder.iterdir()], ['old.csv'])

    def test_workbook(self):
        try:
            import openpyxl
        except ImportError:
            self.skipTest('openpyxl is missing')
        paths = [self.folder / name for name in ('a.xlsx', 'b.xlsx')]
        for path in paths:
            self.fine('export', self.file, '-o', path)
        self.assertEqual(*[path.read_bytes() for path in paths])
        book = openpyxl.load_workbook(paths[0])
        names = book.sheetnames
        self.assertEqual([names[0], *names[-4:]],
                         ['Answer', 'Data', 'Definitions', 'Assumptions', 'Origin'])
        self.check_answer(book['Answer'])
        for name in names[1:-4]:
            self.assertEqual(len(book[name]._charts), 1, name)
            self.assertEqual(len(book[name]._charts[0].series), 2, name)
        kept = [row for row in book['Assumptions'].iter_rows(min_row=4, values_only=True)]
        self.assertGreater(len(kept), 50)
        self.assertTrue(all(row[0] for row in kept))
        self.assertIn('assumption', {row[6] for row in kept})

    def test_place(self):
        try:
            import openpyxl
        except ImportError:
            self.skipTest('openpyxl is missing')
        path = self.folder / 'a.xlsx'
        self.fine('export', self.file, '-o', path, '--place', 'island')
        book = openpyxl.load_workbook(path)
        sheet = book[book.sheetnames[1]]
        found = {row[:2]: row[2:7] for row in sheet.iter_rows(min_row=5, values_only=True)}
        plan = json.loads(self.fine('plan', self.file, '--place', 'island', '--json'))
        years = plan['scenarios'][0]['posts'][-1]['years']
        self.assertEqual(list(found['vacant at year end', 'bad year']),
                         [year['vacant_fte']['bad'] for year in years])
        self.assertEqual(list(found['cost of locums', 'Median']),
                         [year['locum_cost']['median'] for year in years])

    def check_answer(self, sheet):
        """The numbers of `compare`, cell by cell."""
        found = {}
        for row in sheet.iter_rows(min_row=7, values_only=True):
            found[row[0], row[1], row[3]] = row[4:]
        answer = json.loads(self.fine('compare', self.file, '--by', 'area', '--json', '-m',
                                      'vacancy_rate', '-m', 'locum_cost'))
        names = {'district': 'District', 'other': 'Rest of the region', 'region': 'Whole region'}
        texts = {'vacancy_rate': 'vacant over funded full-time equivalents',
                 'locum_cost': 'cost of locums'}
        count = 0
        for measure in answer['measures']:
            for row in measure['rows']:
                cell = row['scenarios'][1]
                values = found[names[row['group']], texts[measure['measure']], 'Rotation']
                level, change = cell['level'], cell['difference']
                expected = [level['q50'], level['q2.5'], level['q97.5'], change['mean'],
                            change['q2.5'], change['q97.5'], cell['p_better'], change['mcse']]
                for a, b in zip([*values[:3], *values[4:]], expected):
                    self.assertAlmostEqual(a, b, delta=1e-9 * max(1, abs(b)))
                    count += 1
        self.assertEqual(count, 2 * 3 * 8)


if __name__ == '__main__':
    unittest.main()
