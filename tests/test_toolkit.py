# SPDX-License-Identifier: GPL-3.0-or-later
"""The toolkit from outside: nothing of the sources without a measure, no number without a
source or the word assumption, and bundles that run.

    test_toolkit.py        uses $STABIL and $STABIL_SOURCE_DIR
"""
import json
import subprocess
import sys
import unittest

from outside import PROGRAM, SCENARIOS, SOURCE, Case, call, data_of

try:
    import yaml
except ImportError as error:
    print(f'{error.name} is missing', file=sys.stderr)
    sys.exit(77)

REGION = SCENARIOS / 'troms_finnmark.yaml'
# What has to be there by name, whatever else there is.
NAMED = '''rural_admission decentralised_nursing decentralised_final_years
employer_supported_nursing more_seats district_placements district_placements_drawn
district_curriculum transition_to_practice own_internship_choice lis1_to_alis alis_support
supervisor_pool local_ties pay sign_on_bonus extra_leave commuting_cover loan_writedown_60000
loan_writedown_25000 tax_zone return_of_service return_of_service_doctor full_time_posts
adapted_rosters base_staffing further_education advanced_clinical_nurse nurse_consultations
professional_networks working_environment recognition family_support housing gp_rotation
gp_rotation_2_2 gp_rotation_3_6 nurse_rotation nurse_pool gp_pool locum_cap
regional_coordination leadership equipment_diagnostics technology hospital_task_shift
disability_competence'''.split()


class Toolkit(Case):
    def explain(self, *words):
        return json.loads(self.fine('explain', REGION, *words, '--json'))

    def test_no_recommendation_is_without_a_measure(self):
        rows = self.explain('--coverage')[:-1]
        self.assertEqual([row['key'] for row in rows if not row['measures']], [])
        frameworks = {row['framework'] for row in rows}
        self.assertLessEqual({'who', 'nsdm', 'slides', 'fhi', 'ssu', 'prr'}, frameworks)
        known = {row['name'] for row in self.explain('--measures')}
        self.assertTrue(all(set(row['measures']) <= known for row in rows))

    def test_who_is_told_in_order_with_strength_and_certainty(self):
        rows = self.explain('--who')
        self.assertEqual([row['recommendation'] for row in rows],
                         [f'r{i:02}' for i in range(1, 18)])
        self.assertTrue(all(row['strength'] in ('strong', 'conditional') for row in rows))
        self.assertEqual([row['certainty'] for row in rows],
                         ['moderate'] + ['low'] * 15 + ['very_low'])
        self.assertEqual(sum(row['strength'] == 'strong' for row in rows), 10)

    def test_an_item_without_a_measure_says_so(self):
        study = self.folder / 'study.yaml'
        study.write_text(f'base: {REGION}\nmeasures:\n  recognition: {{answers: []}}\n'
                         '  district_voice: {answers: []}\n', encoding='utf-8')
        rows = json.loads(self.fine('explain', study, '--who', '--json'))
        self.assertEqual([row['recommendation'] for row in rows if not row['measures']],
                         ['r17'])
        self.assertIn('no measure', self.fine('explain', study, '--who'))

    def test_what_was_asked_for_is_there(self):
        names = [row['name'] for row in self.explain('--measures')]
        self.assertGreaterEqual(len(names), 30)
        self.assertEqual([name for name in NAMED if name not in names], [])

    def test_measures_are_whole(self):
        for row in self.explain('--measures'):
            name = row['name']
            self.assertTrue(row['label'] and row['label_nb'] and row['about'], name)
            self.assertTrue(row['effects'] and row['costs'] and row['sources'], name)
            for effect in row['effects']:
                self.assertTrue(effect['certainty'] and effect['source'], name)
                self.assertTrue(effect['lever'] and effect['scale'], name)
            for cost in row['costs']:
                self.assertIn(cost['payer'], ('municipality', 'trust', 'state'), name)
                self.assertTrue(cost['certainty'] and cost['source'], name)

    def test_what_costs_nothing_says_so(self):
        tree = yaml.safe_load(self.fine('explain', '--resolved', REGION))
        for name, measure in tree['measures'].items():
            for cost in measure['costs']:
                if cost['amount']['value'] == 0:
                    self.assertTrue(cost['amount']['note'].startswith('0: '), name)

    def test_effects_that_are_no_decisions_have_an_interval(self):
        for row in self.explain('--measures'):
            for effect in row['effects']:
                if effect['certainty'] != 'design':
                    self.assertIn('interval', effect, row['name'])

    def test_every_number_has_a_source_or_is_an_assumption(self):
        rows = self.explain('--resolved')
        parts = ('measures.', 'behaviour.', 'evidence.', 'plan_recruit_retain.',
                 'interaction.', 'bonds.')
        ours = [row for row in rows if row['key'].startswith(parts)
                and isinstance(row['value'], float) and not row['default']]
        self.assertGreater(len(ours), 300)
        self.assertEqual([row['key'] for row in ours if not row['source']], [])
        self.assertEqual([row['key'] for row in ours if not row['certainty']], [])

    def test_counts_add_up(self):
        counts, measures = self.explain('--coverage')[-1], self.explain('--measures')
        self.assertEqual(counts['measures'], len(measures))
        for part in ('effects', 'costs'):
            count = counts[part]
            self.assertEqual(count['all'], sum(len(row[part]) for row in measures))
            self.assertEqual(count['all'],
                             count['design'] + count['source'] + count['assumption'])

    def test_the_page_is_up_to_date(self):
        page = subprocess.run(
            ['/usr/bin/python3', 'docs/examples/toolkit_page.py', str(PROGRAM),
             'scenarios/troms_finnmark.yaml'], cwd=SOURCE, check=True,
            capture_output=True, encoding='utf-8').stdout
        self.assertEqual(page, (SOURCE / 'docs/toolkit.md').read_text(encoding='utf-8'),
                         'run ./dev toolkit')


class Bundles(Case):
    def test_bundles_say_where_they_come_from_and_run(self):
        study = SCENARIOS / 'bundles.yaml'
        tree = yaml.safe_load(self.fine('explain', '--resolved', study))
        bundles = {name: scenario for name, scenario in tree['scenarios'].items()
                   if name != 'baseline'}
        self.assertEqual(set(bundles), {'nsdm_toolbox', 'who_bundle', 'finnmark_zone',
                                        'helgelandslegen', 'rotation_first',
                                        'locums_only'})
        for name, bundle in bundles.items():
            self.assertTrue(bundle['about'] and bundle['sources'] and bundle['label']['nb'],
                            name)
        self.fine('run', study, '-o', self.folder / 'b.h5', '--replicates', 1, '--years', 3,
                  '--no-floor')
        data = data_of(self.folder / 'b.h5')
        names = [name.decode() for name in data['scenario']]
        for name in bundles:
            self.assertFalse((data['by_region/total_cost'][names.index(name)]
                              == data['by_region/total_cost'][names.index('baseline')]).all(), name)

    def test_the_bundle_of_who_answers_every_recommendation(self):
        tree = yaml.safe_load(self.fine('explain', '--resolved', SCENARIOS / 'bundles.yaml'))
        for name, framework in (('who_bundle', 'who'), ('nsdm_toolbox', 'nsdm')):
            answered = {item for use in tree['scenarios'][name]['measures']
                        for item in tree['measures'][use['use']].get('answers', [])}
            missing = {f'{framework}.{item}' for item in
                       tree['frameworks'][framework]['items']} - answered
            self.assertEqual(missing, set(), name)


class Errors(Case):
    def test_a_bad_name_is_told_the_nearest(self):
        study = self.folder / 'study.yaml'
        study.write_text(f'base: {REGION}\nmeasures:\n  pay: {{answers: [who.r18]}}\n',
                         encoding='utf-8')
        done = call('check', study)
        self.assertEqual(done.returncode, 65)
        self.assertIn("'who.r18'; did you mean 'who.r", done.stderr)


if __name__ == '__main__':
    unittest.main()
