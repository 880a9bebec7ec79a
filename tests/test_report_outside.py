# SPDX-License-Identifier: GPL-3.0-or-later
"""The report without a browser: every study of the ladder has one, in good HTML; figures
are SVG files; numbers that the page works out itself are worked out again from the file;
wrong words are refused, and an interrupted write leaves what was there."""
import html.parser
import json
import re
import unittest
import xml.etree.ElementTree

import h5py
import numpy

from outside import SCENARIOS, Case, call

VOID = {'meta', 'link', 'br', 'hr', 'img', 'input'}


class Page(html.parser.HTMLParser):
    """Tables by id, as rows of texts; tags that do not close; ids used twice."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tables, self.ids, self.wrong = [], {}, set(), []
        self.links, self.cell, self.rows = [], None, None
        self.feed(text)
        self.wrong += self.open

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if attrs.get('id') in self.ids:
            self.wrong.append(f'twice: {attrs["id"]}')
        self.ids |= {attrs['id']} if 'id' in attrs else set()
        if attrs.get('href', '').startswith('#'):
            self.links.append(attrs['href'][1:])
        if tag == 'table':
            self.rows = self.tables[attrs['id']] = []
        elif tag == 'tr' and self.rows is not None:
            self.rows.append([])
        elif tag in ('td', 'th') and self.rows is not None:
            self.cell = ''
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_data(self, data):
        if self.cell is not None:
            self.cell += data

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f'closed out of order: {tag}')
        if tag in ('td', 'th') and self.cell is not None:
            self.rows[-1].append(self.cell)
            self.cell = None


def number(text):
    """As an English page writes it."""
    return float(text.replace('\u2212', '-').replace(',', '').replace('+', ''))


class Report(Case):
    def run_study(self, study, *words):
        path = self.folder / 'run.h5'
        self.fine('--quiet', 'run', SCENARIOS / study, *words, '-o', path)
        return path

    def page(self, results, *words):
        path = self.folder / 'page.html'
        self.fine('--quiet', 'report', results, '-o', path, *words)
        text = path.read_text(encoding='utf-8')
        page = Page(text)
        self.assertEqual(page.wrong, [])
        self.assertEqual(set(page.links) - page.ids, set())
        return page, text

    def test_every_step_of_the_ladder_has_a_page(self):
        for study in sorted(SCENARIOS.glob('[0-9][0-9]_*.yaml')):
            with self.subTest(study.name):
                results = self.run_study(study.name, '--draws', '1', '--replicates', '2',
                                         '--years', '3')
                for lang in ('nb', 'en'):
                    page, text = self.page(results, '--lang', lang)
                    self.assertIn(f'<html lang="{lang}">', text)
                    self.assertIn('table-provenance', page.tables)
                    self.assertNotIn('nan', text.split('<script')[0].lower().split())

    def test_figures_are_files(self):
        results = self.run_study('06_bundle.yaml', '--replicates', '4', '--years', '4')
        figures = self.folder / 'figures'
        page, text = self.page(results, '--figures', figures)
        drawn = set(re.findall(r'data-figure="([^"]+)"', text))
        self.assertEqual({file.stem for file in figures.glob('*.svg')}, drawn)
        self.assertGreater(len(drawn), 5)
        for file in figures.glob('*.svg'):
            root = xml.etree.ElementTree.parse(file).getroot()
            self.assertTrue(root.tag.endswith('svg'))
            self.assertEqual(root.get('role'), 'img')
            self.assertGreater(len(list(root.iter())), 5, file)

    def test_place_by_name_and_by_number(self):
        results = self.run_study('06_bundle.yaml', '--replicates', '2', '--years', '2')
        with h5py.File(results) as file:
            number_, name = file['place'].asstr()[0], file['place_name'].asstr()[0]
        for word in (number_, name):
            page, _ = self.page(results, '--place', word)
            places = [key for key in page.tables if key.startswith('table-posts-')]
            self.assertEqual(places, [f'table-posts-{number_}'])

    def test_what_is_wrong_is_refused_and_leaves_what_was_there(self):
        results = self.run_study('01_attrition.yaml', '--replicates', '2', '--years', '2')
        page = self.folder / 'page.html'
        page.write_text('mine')
        for words, said in ((('--place', 'Nowhere'), "no place 'Nowhere'"),
                            (('--lang', 'fr'), "found 'fr', expected nb or en")):
            done = call('report', results, '-o', page, *words)
            self.assertEqual((done.returncode, page.read_text()), (2, 'mine'))
            self.assertIn(said, done.stderr)
        self.assertEqual(call('report', self.folder / 'none.h5').returncode, 66)
        page_in_no_folder = self.folder / 'none' / 'page.html'
        self.assertEqual(call('report', results, '-o', page_in_no_folder).returncode, 74)
        self.assertEqual(sorted(file.name for file in self.folder.iterdir()),
                         ['page.html', 'run.h5'])

    def test_variants_stand_in_a_table_of_their_own(self):
        results = self.run_study('06_bundle.yaml', '--replicates', '3', '--years', '3',
                                 '--evidence', 'all')
        page, _ = self.page(results)
        told = json.loads(self.fine('compare', results, '--json', '--by', 'area',
                                    '--measure', 'vacant_fte'))
        names = [cell['scenario'] for cell in told['measures'][0]['rows'][0]['scenarios']]
        modes = {name.partition('@')[2] for name in names}
        self.assertEqual(len(modes), 3)
        self.assertEqual(len(page.tables['table-answer']) - 1, len(names) // 3)
        rows = page.tables['table-variants'][1:]
        self.assertEqual(len(rows), 2 * (len(names) // 3 - 1))  # without the baselines
        self.assertEqual(len({row[1] for row in rows}), 2)

    def test_the_same_results_give_the_same_bytes(self):
        results = self.run_study('06_bundle.yaml', '--replicates', '3', '--years', '3')
        self.assertEqual(self.page(results)[1], self.page(results)[1])


class Numbers(Case):
    """Ranks, prices and chances of standing without, from the replicates of the file."""

    def setUp(self):
        super().setUp()
        self.results = self.folder / 'run.h5'
        self.fine('--quiet', 'run', SCENARIOS / '06_bundle.yaml', '--replicates', '12',
                  '-o', self.results)
        page = self.folder / 'page.html'
        self.fine('--quiet', 'report', self.results, '-o', page)
        self.page = Page(page.read_text(encoding='utf-8'))

    def assert_row(self, row, expected, places):
        for cell, value in zip(row, expected):
            self.assertAlmostEqual(number(cell), value, delta=0.51 * 10 ** -places)

    def test_ranks(self):
        with h5py.File(self.results) as file:
            here = (file['rest'][:] == 0)
            if 0 < file['district'][here].sum() < here.sum():
                here &= file['district'][:] == 1
            vacant = file['vacant_fte'][:, :, -1][:, :, here].sum(axis=2)
        count = len(vacant)
        share = numpy.zeros((count, count))
        for replicate in vacant.T:
            for s, value in enumerate(replicate):
                tied = (replicate == value).sum()
                first = (replicate < value).sum()
                share[s, first:first + tied] += 100 / tied / vacant.shape[1]
        rows = self.page.tables['table-ranks'][1:]
        self.assertEqual(len(rows), count)
        for row, expected in zip(rows, share):
            self.assert_row(row[1:], expected, 1)

    def test_prices(self):
        with h5py.File(self.results) as file:
            items = list(file['money/item'].asstr()[:])
            money = file['money/money'][:]
            filled = (file['held_fte'][:] + file['rotation_fte'][:])
            filled = filled[:, :, :, file['rest'][:] == 0].sum(axis=3)
        keep = [i for i, item in enumerate(items) if item != 'wage']
        cost = money[..., keep].sum(axis=(3, 4))
        cost, filled = cost - cost[0], filled - filled[0]
        discount = 1.04 ** -numpy.arange(cost.shape[2])
        for row, c, f in zip(self.page.tables['table-price'][1:], cost[1:], filled[1:]):
            yearly = c.mean(axis=1) / 1e6
            years = (f.mean(axis=0) * discount).sum()
            each = (c.mean(axis=0) * discount).sum() / years
            self.assert_row(row[1:4], [yearly.mean(), *numpy.quantile(
                yearly, [0.025, 0.975])], 1)
            self.assert_row(row[4:5], [years], 0)
            if numpy.quantile((f * discount).sum(axis=1), 0.025) <= 0:
                self.assertEqual(row[5], '–')  # not sure that there are more
            elif each > 0:
                self.assert_row(row[5:6], [each], -3)

    def test_places(self):
        with h5py.File(self.results) as file:
            year = len(file['year']) // 2
            post = int(numpy.flatnonzero(file['rest'][:] == 0)[0])
            place = file['place'].asstr()[post]
            vacant = file['vacant_fte'][0, :, year, post]
            people = (file['headcount'][0, :, year, post] +
                      file['rotation_headcount'][0, :, year, post])
        row = self.page.tables[f'table-posts-{place}'][1]
        self.assert_row(row[3:5], numpy.quantile(vacant, [0.5, 0.9]), 1)
        for cell, share in zip(row[5:7], ((vacant >= 1).mean(), (people == 0).mean())):
            self.assertAlmostEqual(float(cell.rstrip('%')), 100 * share, delta=0.51)

    def test_observed_beside_the_model(self):
        with h5py.File(self.results) as file:
            programme = file['education/programme'].asstr()[0]
        study = self.folder / 'observed.yaml'
        study.write_text(f"""
base: {SCENARIOS / '06_bundle.yaml'}
sources: {{paper: {{title: A paper}}}}
observed:
  graduates:
    - {{label: Seen, programmes: [{programme}], where: district, among: in_post,
       years: [2, 4], share: 0.61, source: paper}}
""")
        page, text = self.folder / 'observed.html', self.folder / 'observed.h5'
        self.fine('--quiet', 'run', study, '--replicates', '6', '-o', text)
        self.fine('--quiet', 'report', text, '-o', page)
        tables = Page(page.read_text(encoding='utf-8')).tables
        self.assertEqual(tables['table-observed-sources'][1][3:], ['61%', '2 to 4', 'A paper'])
        with h5py.File(text) as file:
            where = list(file['education/where'].asstr()[:])
            retained = file['education/retained'][0, :, 0].astype(float)
            people = file['education/graduates'][0, :, :, 0]
        here, anywhere = (retained[..., where.index(w)] for w in ('district', 'anywhere'))
        for since, row in enumerate(tables['table-observed'][1:4]):
            seen = ~numpy.isnan(here[:, :, since])
            share = [100 * (p * h)[s].sum() / (p * a)[s].sum() for p, h, a, s in zip(
                people, here[:, :, since], anywhere[:, :, since], seen)]
            self.assertEqual(row[:2], ['Seen', str(since)])
            self.assertAlmostEqual(number(row[2].split()[0]), numpy.median(share),
                                   delta=0.06)

    def test_json_in_the_page_is_json(self):
        text = (self.folder / 'page.html').read_text(encoding='utf-8')
        found = re.search(r'id="data">(.*?)</script>', text, re.S)
        if found is None:
            self.skipTest('built without Node and npm')
        data = json.loads(found[1])
        self.assertEqual(data['lang'], 'en')
        self.assertNotIn('<', found[1])
        self.assertGreater(len(data['figures']), 5)


if __name__ == '__main__':
    unittest.main()
