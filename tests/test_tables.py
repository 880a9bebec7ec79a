# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables from spreadsheets, from outside: the same results, and errors by file and row.

    test_tables.py        uses $STABIL and $STABIL_SOURCE_DIR
"""
import sys
import unittest

from outside import SCENARIOS, Case, call, data_of

BUNDLE = (SCENARIOS / '06_bundle.yaml').read_text(encoding='utf-8')

PLACES = '''\
id;name.nb;name.en;kind;county;region;hospital;municipality;centrality;population;lat;lon
town;Byen;Town;municipality;north;town;town_hospital;;3;40000;69,6;19,0
fjord;Fjorden;"Fjord";municipality;north;fjord;town_hospital;;5;9000;69,5;21,6
island;Øya;Island;municipality;north;island;town_hospital;;6;2500;70,6;22,5
town_hospital;Byens sykehus;Town hospital;hospital;north;town;;town;3;;69,6;19,0
'''
SOURCES = '''\
id,title,address,read,year
kompetanseloft2021,"Helsedirektoratet: Kompetanseløft 2025, annual report 2021",https://www.helsedirektoratet.no,page,2021
ks_pai2016,KS PAI register 2016,https://www.ks.no,page,2016
ssb2022_pay,"SSB, pay of nurses, November 2022",https://www.ssb.no,page,2022
'''


def between(text, start, end, new):
    before, _, rest = text.partition(start)
    _, _, after = rest.partition(end)
    return before + new + end + after


class Tables(Case):
    def setUp(self):
        super().setUp()
        study = between(BUNDLE, 'places:\n', '  rest_south:\n    name',
                        'places:\n  csv: tables/places.csv\n  town_hospital:\n    posts:\n'
                        '      nurse_hospital: {funded: {value: 260, certainty: very_low, '
                        'source: assumption}}\n')
        study = between(study, 'sources:', '\ntraits:', 'sources: {csv: sources.csv}\n')
        (self.folder / 'tables').mkdir()
        self.study = self.write('study.yaml', study)
        self.places = self.write('tables/places.csv', PLACES, 'utf-8-sig')
        self.write('sources.csv', SOURCES)

    def write(self, name, text, encoding='utf-8'):
        path = self.folder / name
        path.write_text(text, encoding=encoding)
        return path

    def call(self, *words):
        return call(*words, cwd=self.folder)

    def run_study(self, study, out):
        done = self.call('run', study, '-o', out, '--replicates', 6, '--years', 3)
        self.assertEqual(done.returncode, 0, done.stderr)
        return data_of(self.folder / out)

    def test_results_are_those_of_the_yaml_spelling(self):
        a = self.run_study(self.study, 'a.h5')
        b = self.run_study(self.write('yaml.yaml', BUNDLE), 'b.h5')
        self.assert_same_data(a, b)

    def test_every_number_says_row_and_file(self):
        done = self.call('explain', self.study, 'places.island.population', '--json')
        self.assertIn('"value": "2500"', done.stdout)
        self.assertIn('places.csv"', done.stdout)
        self.assertIn('"line": 4', done.stdout)

    def refused(self, table, *expected, code=65):
        self.places.write_text(table, encoding='utf-8')
        done = self.call('run', self.study, '-o', 'no.h5')
        self.assertEqual((done.returncode, done.stdout), (code, ''), done.stderr)
        self.assertFalse((self.folder / 'no.h5').exists())
        for text in expected:
            self.assertIn(text, done.stderr)

    def at(self, table, row, cell):
        return f'places.csv:{row}:{table.splitlines()[row - 1].index(cell) + 1}: places'

    def test_errors_name_file_row_and_column(self):
        # the head of the column, once, though three rows have a value there
        table = PLACES.replace(';population;', ';populaton;')
        self.refused(table, self.at(table, 1, 'populaton') + ".town.populaton: unknown key "
                     "'populaton'; did you mean 'population'?")
        table = PLACES.replace(';6;2500', ';7;2500')
        self.refused(table, self.at(table, 4, '7;2500') + ".island.centrality: found '7'")
        table = PLACES.replace(';9000;', ';nine;').replace(';2500;', ';2.500,0;')
        self.refused(table, self.at(table, 3, 'nine') + ".fjord.population: found 'nine'",
                     self.at(table, 4, '2.500') + ".island.population: found '2.500,0'")
        table = PLACES.replace(';fjord;town_hospital', ';fjrd;town_hospital')
        self.refused(table, self.at(table, 3, 'fjrd') + ".fjord.region: unknown region "
                     "'fjrd'; did you mean 'fjord'?")
        table = PLACES + 'town;;;;;;;;;;;\n'
        self.refused(table, self.at(table, 6, 'town') + ": duplicate id 'town', first given "
                     "at line 2")

    def test_a_table_that_is_not_there_is_missing(self):
        self.places.unlink()
        done = self.call('check', self.study)
        self.assertEqual(done.returncode, 66)
        self.assertIn('study.yaml:', done.stderr)
        self.assertIn('cannot read', done.stderr)

    def test_a_change_may_add_rows(self):
        """A base keeps its places; those of a table join them."""
        self.write('more.csv', 'id,kind,county,region,centrality,population,lat,lon,hospital\n'
                   'cape,municipality,north,island,6,900,71.1,25.7,town_hospital\n'
                   'island,,,,,2600,,,\n')
        study = self.write('more.yaml', 'base: study.yaml\nstabil: 1\nplaces:\n'
                           '  csv: more.csv\n  fjord: {population: 9100}\n')
        done = self.call('check', study)
        self.assertIn('6 places', done.stdout, done.stderr)
        done = self.call('explain', study, 'places.island.population', '--json')
        self.assertIn('"value": "2600"', done.stdout)
        done = self.call('explain', study, 'places.island.centrality', '--json')
        self.assertIn('"value": "6"', done.stdout)


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
