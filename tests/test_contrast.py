# SPDX-License-Identifier: GPL-3.0-or-later
"""stabil contrast, from outside: what is paired is paired, parts and sums add up to the
bit, the table says what the JSON says."""
import json
import re
import unittest

from outside import SCENARIOS, Case, call

LADDER = SCENARIOS / '21_interaction.yaml'
SYSTEM = SCENARIOS / '22_plan_recruit_retain.yaml'
RULES = ['log_additive', 'diminishing', 'threshold', 'matrix']
FEW = ['--draws', 3, '--replicates', 12, '--year', 2030, '--quiet']

ONE = """stabil: 1
title: One
base: {base}
scenarios:
  one: {{measures: [{{use: {measure}, coverage: 0.5}}, {{use: {measure}, from: 2028}}], interaction: threshold}}
  also: {{include: [education], measures: [{measure}]}}
  education: {{reference: baseline}}
  more: {{include: [education], measures: [pay_supplement, partner_work], reference: education}}
"""


class Contrast(Case):
    def rows(self, study, scenario, *words):
        text = self.fine('contrast', study, '--scenario', scenario, '--json', *FEW, *words)
        found = json.loads(text)
        for row in found['rows']:
            self.assertEqual(set(row), {'outcome', 'over', 'mode', 'kind', 'measure',
                                        'baseline', 'level', 'difference', 'mcse',
                                        'interval', 'replicates', 'p_better'})
        return found

    def write(self, measure):
        path = self.folder / 'one.yaml'
        text = ONE.format(base=json.dumps(str(LADDER)), measure=measure)
        path.write_text(text, encoding='utf-8')
        return path

    def test_null_evidence_is_no_difference_to_the_bit(self):
        found = self.rows(LADDER, 'bundle', '--over', 'evidence', '-m', 'vacant_fte', '-m',
                          'hires')
        modes = [row['mode'] for row in found['rows']]
        self.assertEqual(modes, ['as_published', 'discounted', 'null'] * 2)
        for row in found['rows']:
            self.assertEqual(row['baseline'] is None, False)
            if row['mode'] == 'null':
                self.assertEqual(row['difference'], 0)
                self.assertEqual(row['replicates'], [0, 0])
                self.assertEqual(row['mcse'], 0)
            else:
                self.assertNotEqual(row['difference'], 0)

    def test_sum_of_one_part_is_the_part(self):
        for measure in ('pay_supplement', 'clinical_support'):
            found = self.rows(self.write(measure), 'one', '--over', 'interaction')
            for rule in RULES:
                row = {r['kind']: r for r in found['rows'] if r['mode'] == rule}
                self.assertEqual(set(row), {'bundle', 'part', 'sum', 'bundle_less_sum'})
                for key in ('difference', 'mcse', 'interval', 'replicates'):
                    self.assertEqual(row['part'][key], row['bundle'][key])
                    self.assertEqual(row['sum'][key], row['bundle'][key])
                self.assertEqual(row['bundle_less_sum']['replicates'], [0, 0])
                self.assertEqual(row['part']['measure'], measure)
                self.assertNotEqual(row['sum']['difference'], 0)

    def test_parts_add_up(self):
        found = self.rows(LADDER, 'bundle', '--over', 'interaction')
        self.assertEqual(found['left_out'], [])
        parts = {}
        for rule in RULES:
            row = {r['kind']: r for r in found['rows'] if r['mode'] == rule}
            part = [r['difference'] for r in found['rows']
                    if r['mode'] == rule and r['kind'] == 'part']
            self.assertEqual(len(part), 4)
            self.assertAlmostEqual(row['sum']['difference'], sum(part), places=9)
            self.assertAlmostEqual(row['bundle_less_sum']['difference'],
                                   row['bundle']['difference'] - sum(part), places=9)
            parts[rule] = part
        self.assertEqual(parts['log_additive'], parts['diminishing'])
        self.assertEqual(parts['log_additive'], parts['matrix'])
        self.assertNotEqual(parts['log_additive'][1:], parts['threshold'][1:])
        self.assertEqual(parts['log_additive'][0], parts['threshold'][0])  # the base

    def test_what_the_baseline_has_is_no_part(self):
        study = self.write('pay_supplement')
        found = self.rows(study, 'more', '--over', 'interaction')
        self.assertEqual(found['baseline'], 'education')
        for rule in RULES:
            kinds = [r['kind'] for r in found['rows'] if r['mode'] == rule]
            self.assertEqual(kinds, ['bundle', 'part', 'part', 'sum', 'bundle_less_sum'])
        named = {r['measure'] for r in found['rows']} - {None}
        self.assertEqual(named, {'pay_supplement', 'partner_work'})

    def test_systematic_work_is_there_with_every_part(self):
        found = self.rows(SYSTEM, 'systematic', '-m', 'vacant_fte', '-m', 'total_cost')
        self.assertEqual(found['left_out'], ['diminishing', 'threshold', 'matrix'])
        for outcome in ('vacant_fte', 'total_cost'):
            of = [r for r in found['rows'] if r['outcome'] == outcome]
            self.assertEqual([r['kind'] for r in of if r['over'] == 'interaction'],
                             ['bundle', 'without', 'part', 'part', 'part', 'sum',
                              'bundle_less_sum'])
            fidelity = {r['mode']: r['difference'] for r in of if r['over'] == 'fidelity'}
            self.assertEqual(list(fidelity), ['scattered', 'systematic', 'floor 1'])
            self.assertEqual(len(set(fidelity.values())), 3)
        without = [r for r in found['rows'] if r['kind'] == 'without']
        self.assertEqual(without[0]['difference'], 0)  # vacancies: work alone does nothing
        self.assertGreater(without[1]['difference'], 0)  # it costs
        for row in found['rows']:
            if row['kind'] == 'part':
                level = next(r['level'] for r in without if r['outcome'] == row['outcome'])
                self.assertEqual(row['baseline'], level)

    def test_the_numbers_are_those_of_run_and_compare(self):
        out = self.folder / 'out.h5'
        self.fine('run', SYSTEM, '-o', out, '--draws', 3, '--replicates', 12, '--years', 6,
                  '--quiet')
        compared = json.loads(self.fine('compare', out, '--measure', 'vacant_fte', '--by',
                                        'area', '--year', 2030, '--json'))
        text = json.dumps(compared)
        for over, mode, scenario in (('fidelity', 'systematic', 'systematic'),
                                     ('fidelity', 'scattered', 'scattered'),
                                     ('evidence', 'as_published', 'systematic')):
            found = self.rows(SYSTEM, 'systematic', '--over', over)
            row = next(r for r in found['rows'] if r['mode'] == mode)
            self.assertIn(repr(row['difference'])[:12], text, (over, mode, scenario))

    def test_threads_change_nothing(self):
        one, two = (self.rows(LADDER, 'bundle', '--threads', n) for n in (1, 2))
        self.assertEqual(one, two)

    def test_the_table_says_what_the_json_says(self):
        words = ['--measure', 'vacant_fte', '--measure', 'total_cost']
        found = self.rows(SYSTEM, 'systematic', *words)
        table = self.fine('contrast', SYSTEM, '--scenario', 'systematic', *FEW, *words)
        lines = table.splitlines()
        self.assertLessEqual(max(map(len, lines)), 100)
        for row in found['rows']:
            if row['kind'] != 'bundle':
                continue
            by = 1e-6 if row['outcome'] == 'total_cost' else 1
            numbers = [row['baseline'], row['level'], row['difference'], *row['interval'],
                       row['mcse'], *row['replicates']]
            start = table.index(f"\n{row['outcome']}: ")
            line = next(text for text in table[start:].splitlines()
                        if text.startswith(row['mode']))
            shown = re.findall(r'[-+]?\d+\.?\d*', line[len(row['mode']):])
            self.assertEqual(len(shown), 9, line)
            for number, text in zip(numbers, shown):
                digits = len(text.partition('.')[2])
                self.assertAlmostEqual(number * by, float(text), delta=0.5001 / 10**digits)
            self.assertAlmostEqual(row['p_better'] or 0, float(shown[8]), delta=0.0051)

    def test_parts_of_the_table(self):
        found = self.rows(LADDER, 'bundle', '--over', 'interaction')
        table = self.fine('contrast', LADDER, '--scenario', 'bundle', '--over',
                          'interaction', *FEW)
        lines = table.splitlines()
        self.assertLessEqual(max(map(len, lines)), 100)
        shown = {'part': None, 'sum': 'sum of the parts',
                 'bundle_less_sum': 'bundle less sum'}
        for kind, label in shown.items():
            for row in (r for r in found['rows'] if r['kind'] == kind):
                line = next(t for t in lines if t.startswith(f"  {label or row['measure']}"))
                cells = re.findall(r'([-+]?[\d.]+) \u00b1 ([\d.]+)', line)
                self.assertEqual(len(cells), 4)
                mean, half = cells[RULES.index(row['mode'])]
                digits = len(mean.partition('.')[2])
                self.assertAlmostEqual(row['difference'], float(mean),
                                       delta=0.5001 / 10**digits)
                self.assertAlmostEqual(row['interval'][1] - row['difference'], float(half),
                                       delta=0.5001 / 10**digits)

    def test_wrong_options(self):
        for words, text in (
                ([], '--scenario is missing'),
                (['--scenario', 'bundel'], "did you mean 'bundle'"),
                (['--scenario', 'baseline'], 'name another'),
                (['--scenario', 'bundle', '--over', 'evidense'], "did you mean 'evidence'"),
                (['--scenario', 'bundle', '--over', 'fidelity'], 'plan_recruit_retain'),
                (['--scenario', 'bundle', '-m', 'vacant'], 'unknown measure'),
                (['--scenario', 'bundle', '--area', 'town'], 'district or region'),
                (['--scenario', 'bundle', '--year', 2099], 'from 2025 to 2036'),
                (['--scenario', 'bundle', '--draws', 0], '--draws'),
                (['--scenario', 'bundle', '--replicates', 'x'], '--replicates')):
            done = call('contrast', LADDER, *words)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn(text, done.stderr)
            self.assertEqual(done.stdout, '')


if __name__ == '__main__':
    unittest.main()
