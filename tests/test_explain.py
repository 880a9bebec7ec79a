# SPDX-License-Identifier: GPL-3.0-or-later
"""explain from outside: a parameter, the resolved study, what share is assumption.

    test_explain.py        uses $STABIL and $STABIL_SOURCE_DIR
"""
import json
import pathlib
import sys
import unittest

from outside import SCENARIOS, Case, call, data_of

try:
    import yaml
except ImportError as error:
    print(f'{error.name} is missing', file=sys.stderr)
    sys.exit(77)


class Resolved(Case):
    def same_results(self, name, *options):
        """The study and what `--resolved` prints of it give the same data sets."""
        study, resolved = SCENARIOS / name, self.folder / 'resolved.yaml'
        resolved.write_text(self.fine('explain', '--resolved', study), encoding='utf-8')
        for path, out in ((study, 'a.h5'), (resolved, 'b.h5')):
            self.fine('run', path, '-o', self.folder / out, *options)
        self.assert_same_data(data_of(self.folder / 'a.h5'), data_of(self.folder / 'b.h5'))
        return resolved

    def test_a_chain_of_bases_runs_the_same(self):
        resolved = self.same_results('15_fixed_term.yaml', '--replicates', 4, '--years', 3)
        text = resolved.read_text(encoding='utf-8')
        self.assertNotRegex(text, '(?m)^(base|toolkit):')
        # who set what: the changes, and the base beneath them
        self.assertRegex(text, r'(?m)^      months: 18  # .*/15_fixed_term\.yaml:\d+$')
        self.assertRegex(text, r'(?m)^seed: 1  # .*/06_bundle\.yaml:\d+$')

    def test_the_region_runs_the_same(self):
        self.same_results('troms_finnmark.yaml', '--replicates', 2, '--years', 2)

    def test_every_value_says_where_it_was_set(self):
        for study in sorted(SCENARIOS.glob('*.yaml')):
            text = self.fine('explain', '--resolved', study)
            tree = yaml.safe_load(text)
            self.assertIn('roles', tree)
            for line in text.splitlines()[1:]:
                if line.rstrip().endswith((':', '-')):
                    continue
                value, _, place = line.rpartition('  # ')
                path, _, number = place.rpartition(':')
                words = pathlib.Path(path).read_text(encoding='utf-8').splitlines()
                last = value.rstrip('"]} ').split()[-1].strip('"[{}]')
                self.assertIn(last, words[int(number) - 1], (study.name, line))

    def test_json_is_a_list_of_parameters(self):
        listed = json.loads(self.fine('explain', '--resolved', '--json',
                                      SCENARIOS / '01_attrition.yaml'))
        self.assertTrue(all(row['kind'] == 'parameter' for row in listed))


class Parameter(Case):
    def test_a_number_says_everything_about_itself(self):
        study = SCENARIOS / '06_bundle.yaml'
        key = 'roles.nurse_municipal.turnover.rate'
        row = json.loads(self.fine('explain', study, key, '--json'))[0]
        self.assertEqual(row['unit'], '1/year')
        self.assertEqual(row['distribution'], 'beta')
        self.assertEqual(row['certainty'], 'low')
        self.assertEqual(row['source'], 'kompetanseloft2021')
        self.assertIn('Helsedirektoratet', row['source_title'])
        self.assertEqual(row['source_address'], 'https://www.helsedirektoratet.no')
        self.assertEqual(row['levers'], ['hazard.separate'])
        self.assertLess(row['quantiles']['25'], row['value'])
        self.assertAlmostEqual(row['quantiles']['50'], row['value'], places=9)
        line = study.read_text(encoding='utf-8').splitlines()[row['line'] - 1]
        self.assertIn('beta: [40, 160]', line)
        text = self.fine('explain', study, key)
        for part in ('hazard.separate', 'quantiles', 'https://', f':{row["line"]}'):
            self.assertIn(part, text)

    def test_a_table_row_is_reached_too(self):
        row = json.loads(self.fine('explain', SCENARIOS / '05_doctors.yaml',
                                   'roles.gp.turnover.median_years.size.<2000',
                                   '--json'))[0]
        self.assertEqual(row['levers'], ['hazard.separate'])


class Measure(Case):
    def test_a_measure_says_everything_about_itself(self):
        study = SCENARIOS / 'troms_finnmark.yaml'
        row = json.loads(self.fine('explain', study, 'alis_support', '--json'))[0]
        self.assertEqual(row['effects'][0]['lever'], 'hazard.separate')
        self.assertEqual(row['effects'][0]['certainty'], 'very_low')
        self.assertIn('alis_grants', row['sources'])
        self.assertIn('Helsedirektoratet', row['source_texts']['alis_grants']['title'])
        resolved = yaml.safe_load(self.fine('explain', '--resolved', study))
        using = [name for name, scenario in resolved['scenarios'].items()
                 if 'alis_support' in [use if isinstance(use, str) else use['use']
                                       for use in scenario.get('measures', [])]]
        self.assertEqual(row['used_in'], using)
        text = self.fine('explain', study, 'alis_support')
        for part in ('source alis_grants: ', 'used in ', 'education.yaml:'):
            self.assertIn(part, text)

    def test_what_is_applied_stands_beside_what_was_published(self):
        study = SCENARIOS / '20_evidence.yaml'
        row = json.loads(self.fine('explain', study, 'housing', '--json'))[0]['effects'][0]
        self.assertEqual(row['value'], 1.8)  # stays what it is
        self.assertEqual(row['applied']['mode'], 'discounted')
        self.assertAlmostEqual(row['applied']['value'], 1.8 ** 0.6)
        self.assertEqual(row['course'], {'decay_half_life': 4, 'decay_to': 0.3})
        seats = json.loads(self.fine('explain', study, 'decentralised_seats', '--json'))[0]
        self.assertEqual(seats['effects'][0]['applied']['why'], 'a decision, not an estimate')
        text = self.fine('explain', study, 'housing')
        self.assertIn('or 1.8 odds ratio', text)
        self.assertIn('applied: 1.423 (certainty low: 0.6 of its log is kept', text)
        self.assertIn('grows for 2.5 years', self.fine('explain', study, 'mentors'))

    def test_a_lever_says_what_it_changes(self):
        row = json.loads(self.fine('explain', 'hazard.separate', '--json'))[0]
        self.assertIn('roles.<name>.turnover', row['reaches'])


class Assumptions(Case):
    def test_shares_add_up(self):
        rows = json.loads(self.fine('explain', SCENARIOS / '06_bundle.yaml', '--json',
                                    '--assumptions', '--no-run'))
        assumed = [row for row in rows if row['kind'] == 'parameter']
        self.assertTrue(all(row['source'] == 'assumption' for row in assumed))
        shares = {(row['by'], row['name']): row for row in rows if row['kind'] == 'share'}
        self.assertEqual(shares['origin', 'assumption']['count'], len(assumed))
        for by in ('origin', 'certainty'):
            parts = [row for (of, _), row in shares.items() if of == by]
            self.assertEqual(sum(row['count'] for row in parts), parts[0]['of'])
        sourced = [row['count'] for (of, _), row in shares.items() if of == 'source']
        self.assertEqual(sum(sourced), shares['origin', 'source']['count'])

    def test_what_matters_is_run_and_ranked(self):
        words = ('explain', SCENARIOS / '01_attrition.yaml', '--assumptions')
        rows = json.loads(self.fine(*words, '--json', '--outcome', 'headcount', '--threads', 1))
        run = [row for row in rows if row['kind'] == 'elasticity_run'][0]
        ranked = [row for row in rows if row['kind'] == 'elasticity']
        self.assertEqual(run['outcome'], 'headcount')
        self.assertGreater(run['runs'], run['numbers'])
        sizes = [abs(row['elasticity']) for row in ranked]
        self.assertEqual(sizes, sorted(sizes, reverse=True))
        by_key = {row['key']: row['elasticity'] for row in ranked}
        leaving = by_key['roles.nurse_municipal.turnover.rate']
        self.assertLess(leaving, -0.01)  # who leaves is not in post
        text = self.fine(*words, '--outcome', 'headcount')
        self.assertIn('What matters most for headcount', text)
        self.assertIn('Counting in sub-units makes noise', text)

    def test_wrong_options_are_refused(self):
        study = SCENARIOS / '01_attrition.yaml'
        for words, expected in (
                (('--assumptions', '--outcome', 'headcont'), "did you mean 'headcount'"),
                (('--assumptions', '--area', 'moon'), 'expected district or region'),
                (('--assumptions', '--scenario', 'moon'), "no scenario 'moon'"),
                (('--assumptions', '--year', '1999'), 'no year 1999'),
                (('--levers', '--no-run'), 'goes with --assumptions')):
            done = call('explain', study, *words)
            self.assertEqual((done.returncode, done.stdout), (2, ''), words)
            self.assertIn(expected, done.stderr)


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
