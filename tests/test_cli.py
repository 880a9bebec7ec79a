# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line as a user meets it: help, messages, exit codes, files, signals.

    test_cli.py [PROGRAM [SCENARIOS]]      default: $STABIL, $STABIL_SOURCE_DIR/scenarios
"""
import json
import os
import pathlib
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM = pathlib.Path(
    sys.argv[1] if len(sys.argv) > 1 else os.environ.get('STABIL', 'build/stabil'))
SCENARIOS = pathlib.Path(
    sys.argv[2] if len(sys.argv) > 2
    else os.path.join(os.environ.get('STABIL_SOURCE_DIR', '.'), 'scenarios'))
PROGRAM, SCENARIOS = PROGRAM.resolve(), SCENARIOS.resolve()
COMMANDS = ['run', 'check', 'explain', 'compare', 'contrast', 'attribute', 'plan', 'report',
            'export', 'schema', 'init']
SHORT = ['--replicates', '2', '--years', '2', '--threads', '1']
PLAIN = {key: value for key, value in os.environ.items() if key != 'NO_COLOR'}
PLAIN['TERM'] = 'xterm'


def first_study():
    """The lowest step of the ladder: the quickest study there is."""
    return min(SCENARIOS.glob('[0-9][0-9]*.yaml'))


def read_terminal(fd, until=None, seconds=60):
    """What arrives at a pseudo-terminal, to its end or to a regular expression."""
    text, deadline = b'', time.monotonic() + seconds
    while time.monotonic() < deadline:
        if until and re.search(until, text):
            break
        if not select.select([fd], [], [], 0.1)[0]:
            continue
        try:
            chunk = os.read(fd, 65536)
        except OSError:  # the other end is closed
            break
        if not chunk:
            break
        text += chunk
    return text


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='cli test ')
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def call(self, *words, **options):
        return subprocess.run([str(PROGRAM), *map(str, words)], cwd=self.folder,
                              stdin=subprocess.DEVNULL, capture_output=True,
                              encoding='utf-8', timeout=250, env=PLAIN, **options)

    def refused(self, code, words, *expected):
        """`words` exit with `code`, explain themselves on stderr and leave no file."""
        before = self.files()
        done = self.call(*words)
        self.assertEqual(done.returncode, code, (words, done.stderr))
        self.assertEqual(done.stdout, '', words)
        for text in expected:
            self.assertIn(text, done.stderr, words)
        self.assertNotEqual(done.stderr, '', words)
        self.assertEqual(self.files(), before, words)
        return done.stderr

    def files(self):
        return {path.name: path.read_bytes() for path in self.folder.iterdir()
                if path.is_file()}

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text, encoding='utf-8')
        return path

    def on_terminal(self, *words, env=None):
        """Start with standard error on a terminal; returns the process and our end."""
        ours, theirs = pty.openpty()
        self.addCleanup(os.close, ours)
        process = subprocess.Popen([str(PROGRAM), *map(str, words)], cwd=self.folder,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=theirs, env=env or PLAIN)
        os.close(theirs)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process, ours


class Help(Case):
    def test_every_command_has_help_with_an_example(self):
        for command in COMMANDS:
            for words in ([command, '--help'], [command, '-h'],
                          ['--quiet', command, '--help']):
                done = self.call(*words)
                self.assertEqual((done.returncode, done.stderr), (0, ''), words)
                self.assertTrue(done.stdout.startswith(f'Usage: stabil {command} '))
                self.assertIn(f'\nExample:\n  stabil {command} ', done.stdout)
                self.assertIn('--help', done.stdout)

    def test_help_fits_80_columns(self):
        for words in [['--help']] + [[command, '--help'] for command in COMMANDS]:
            help_text = self.call(*words).stdout.split('\nExample:')[0]
            for line in help_text.splitlines():
                self.assertLessEqual(len(line), 80, line)

    def test_global_help_names_every_command(self):
        done = self.call('--help')
        self.assertEqual((done.returncode, done.stderr), (0, ''))
        for command in COMMANDS:
            self.assertRegex(done.stdout, rf'(?m)^  {command} +\S')

    def test_version_names_the_libraries(self):
        done = self.call('--version')
        self.assertEqual((done.returncode, done.stderr), (0, ''))
        self.assertRegex(done.stdout, r'^stabil \d+\.\d+\.\d+\n')
        self.assertRegex(done.stdout, r'(?m)^GSL \d+\.\d+')
        self.assertRegex(done.stdout, r'(?m)^HDF5 \d+\.\d+\.\d+$')

    def test_help_into_a_full_device_is_a_failure(self):
        with open('/dev/full', 'w', encoding='utf-8') as full:
            done = subprocess.run([str(PROGRAM), '--help'], stdout=full,
                                  stderr=subprocess.PIPE, check=False)
        self.assertEqual(done.returncode, 74)
        self.assertIn(b'standard output', done.stderr)

    def test_reader_that_leaves_is_not_a_failure(self):
        read, write = os.pipe()
        os.close(read)
        done = subprocess.run([str(PROGRAM), '--help'], stdout=write,
                              stderr=subprocess.PIPE, check=False)
        os.close(write)
        self.assertEqual((done.returncode, done.stderr), (0, b''))

    def test_reader_that_leaves_is_not_a_failure_of_any_command(self):
        """More than a buffer holds, to a pipe that nobody reads."""
        run, six = self.folder / 'run.h5', SCENARIOS / '06_bundle.yaml'
        done = self.call('-q', 'run', six, '--replicates', '4', '--years', '3', '-o', run)
        self.assertEqual((done.returncode, done.stderr), (0, ''))
        for words in ([('compare', run, way) for way in ('--json', '--csv', '-q')] +
                      [('compare', run, '--cost', '--rank', way)
                       for way in ('--json', '-q')] +
                      [('plan', run, '--place', 'fjord', way)
                       for way in ('--json', '-q')] +
                      [('schema',), ('explain', six, '--measures', '--json'),
                       ('check', six, '--json'),
                       ('attribute', six, '--scenario', 'bundle', '--replicates', '2',
                        '--method', 'leave_one_out', '--quiet', '--json')]):
            read, write = os.pipe()
            os.close(read)
            done = subprocess.run([str(PROGRAM), *map(str, words)], stdout=write,
                                  stderr=subprocess.PIPE, check=False)
            os.close(write)
            self.assertEqual((done.returncode, done.stderr), (0, b''), words)


class Usage(Case):
    def test_no_command(self):
        self.refused(2, [], "stabil --help")

    def test_unknown_command_names_the_nearest(self):
        self.refused(2, ['rnu'], "unknown command 'rnu'", "'run'")
        self.refused(2, ['explian', 'x'], "did you mean 'explain'?")
        self.assertNotIn('did you mean', self.refused(2, ['qqqqqqqq']))

    def test_unknown_option_names_the_nearest(self):
        self.refused(2, ['--verison'], "did you mean '--version'?")
        self.refused(2, ['run', 'x.yaml', '--replicats', '3'],
                     "unknown option '--replicats'; did you mean '--replicates'?")
        for command in COMMANDS:
            self.refused(2, [command, '--halp', 'x'], "did you mean '--help'?")

    def test_what_run_does_not_do_is_refused_by_name(self):
        for option in ('--resume',):
            self.refused(2, ['run', first_study(), option],
                         f"unknown option '{option.split('=')[0]}'")

    def test_modes_of_evidence(self):
        self.refused(2, ['run', first_study(), '--evidence', 'nul'],
                     'none of as_published, discounted, null, all')
        done = self.call('run', first_study(), '--evidence', 'all', *SHORT)
        self.assertEqual(done.returncode, 0, done.stderr)
        for mode in ('as_published', 'discounted', 'null'):
            self.assertIn(f'baseline@{mode} ', done.stdout)
        self.refused(2, ['run', first_study(), '--evidence', 'all', '--scenario', 'bas'],
                     "no scenario 'bas'")

    def test_wrong_values(self):
        for option, value in [('--replicates', '0'), ('--replicates', '-3'),
                              ('--replicate', '1.5'), ('--draws', 'many'),
                              ('--years', ''), ('--threads', '0'), ('--seed', '-1'),
                              ('--seed', '18446744073709551616'), ('--seed', '0x10')]:
            self.refused(2, ['run', first_study(), option, value],
                         option, f"'{value}' is not a whole number")

    def test_wrong_operands(self):
        self.refused(2, ['run'], 'STUDY.yaml')
        self.refused(2, ['run', 'a.yaml', 'b.yaml'], "'b.yaml'")
        self.refused(2, ['run', first_study(), '--replicates'], 'needs a value')
        self.refused(2, ['run', first_study(), '-o', ''], 'empty')

    def test_unknown_scenario(self):
        self.refused(2, ['run', first_study(), '--scenario', 'no_such_thing'],
                     'no_such_thing')
        self.refused(2, ['run', first_study(), '--scenario', 'a', '--scenario', 'a'],
                     "'a' is given twice")

    def test_replicate_out_of_range(self):
        self.refused(2, ['run', first_study(), '--replicates', '3', '--replicate', '4'])


class Input(Case):
    def test_schema_is_the_one_that_is_shipped(self):
        shipped = (SCENARIOS / 'stabil.schema.json').read_text(encoding='utf-8')
        self.assertEqual(self.call('schema').stdout, shipped)
        self.assertIn('draft-07', json.loads(shipped)['$schema'])
        self.assertRegex(self.call('schema', '--markdown').stdout, r'^# Keys of a study\n')
        self.refused(2, ['schema', 'x'], 'schema')

    def test_missing_study(self):
        self.refused(66, ['run', 'nowhere.yaml'], 'nowhere.yaml')

    def test_missing_base(self):
        self.write('s.yaml', 'stabil: 1\nbase: nowhere.yaml\n')
        self.refused(66, ['run', 's.yaml'], 'nowhere.yaml')

    def test_wrong_studies(self):
        for text in ['', 'a: [1\n', '- 1\n', 'stabil: 99\n',
                     'stabil: 1\nunknown_key: 2\n']:
            self.write('wrong.yaml', text)
            message = self.refused(65, ['run', 'wrong.yaml'], 'wrong.yaml')
            self.assertRegex(message, r'(?m)^wrong\.yaml:\d+:\d+:', text)

    def test_existing_output_is_untouched(self):
        self.write('wrong.yaml', 'stabil: 1\nunknown_key: 2\n')
        for name in ('wrong.h5', 'other.h5'):
            self.write(name, 'results of another day')
        self.refused(65, ['run', 'wrong.yaml'])
        self.refused(65, ['run', 'wrong.yaml', '-o', 'other.h5'])
        self.refused(2, ['run', first_study(), '-o', 'other.h5', '--scenario', 'none'])

    def test_study_is_never_replaced(self):
        study = self.write('s.yaml', 'stabil: 1\n')
        os.link(study, self.folder / 'same.yaml')
        for output in ('s.yaml', './s.yaml', 'same.yaml', str(study)):
            self.refused(2, ['run', 's.yaml', '-o', output], 'replace the study')


class Output(Case):
    def test_unwritable_output_is_found_before_simulating(self):
        (self.folder / 'directory').mkdir()
        self.write('file', '')
        places = ['no/such/directory/x.h5', 'directory', 'file/x.h5', '/proc/x.h5']
        if os.geteuid() != 0:
            (self.folder / 'locked').mkdir(mode=0o500)
            places.append('locked/x.h5')
        for place in places:
            start = time.monotonic()
            self.refused(74, ['run', first_study(), '--replicates', '10000000',
                              '-o', place], place)
            self.assertLess(time.monotonic() - start, 30)

    def test_default_name_and_table(self):
        done = self.call('run', first_study(), *SHORT)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(list(self.files()), [first_study().stem + '.h5'])
        self.assertIn('95 % interval] of 2 replicates of each scenario', done.stdout)
        for text in ('Vacancy rate', 'region', 'staff in post', 'locums, MNOK'):
            self.assertIn(text, done.stdout)
        self.assertRegex(done.stderr, r'^\d+ replicates? \(\d+ scenarios? x 2\) in '
                                      r'[\d.]+ s, [\d.]+ ?\w* cohort-steps per second\n$')

    def test_named_output_quiet(self):
        for words in (['--quiet', 'run'], ['run', '-q']):
            done = self.call(*words, first_study(), '-o', 'named.h5', *SHORT)
            self.assertEqual((done.returncode, done.stderr), (0, ''))
            self.assertEqual(list(self.files()), ['named.h5'])
            self.assertTrue(self.files()['named.h5'].startswith(b'\x89HDF\r\n'))
            os.unlink(self.folder / 'named.h5')

    def test_variance_is_split_in_three_where_shocks_are_shared(self):
        study = next(SCENARIOS.glob('19_*.yaml'))
        words = ('run', study, '-q', '--years', 3, '--draws', 4, '--replicates', 32)
        for out, more in (('own.h5', ('--shock-paths', 8)), ('shared.h5', ('--shock-paths', 2))):
            done = self.call(*words, *more, '-o', out)
            self.assertEqual(done.returncode, 0, done.stderr)
        ask = ('compare', '--variance', '--measure', 'separations', '--by', 'area', '--json')
        parts = {}
        for out in ('own.h5', 'shared.h5'):
            done = self.call(*ask, out)
            self.assertEqual(done.returncode, 0, done.stderr)
            rows = json.loads(done.stdout)['measures'][0]['rows']
            self.assertEqual([row['group'] for row in rows], ['district', 'other', 'region'])
            levels = [row['scenarios'][0]['level']['mean'] for row in rows]
            self.assertAlmostEqual(levels[0] + levels[1], levels[2], 9)
            parts[out] = rows[2]['scenarios'][0]['level_variance']
        # paths that nobody shares say nothing
        self.assertIsNone(parts['own.h5']['shock']['share'])
        shares = [parts['shared.h5'][part]['share']
                  for part in ('parameter', 'shock', 'chance')]
        self.assertAlmostEqual(sum(shares), 1, 12)
        self.assertGreater(parts['shared.h5']['shock']['se'], 0)
        table = self.call('compare', '--variance', 'shared.h5').stdout
        self.assertIn('shared shocks', table)
        csv = self.call('compare', '--variance', '--csv', 'shared.h5').stdout
        self.assertIn(',level_variance,shock_share_se,', csv)

    def test_existing_output_is_replaced(self):
        self.write('out.h5', 'results of another day')
        done = self.call('run', first_study(), '-o', 'out.h5', *SHORT)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(list(self.files()), ['out.h5'])
        self.assertTrue(self.files()['out.h5'].startswith(b'\x89HDF\r\n'))

    def test_table_does_not_depend_on_threads_or_locale(self):
        words = ['run', first_study(), '--replicates', '5', '--years', '2', '-o', 'a.h5']
        one = self.call(*words, '--threads', '1').stdout
        self.assertNotEqual(one, '')
        self.assertEqual(self.call(*words, '--threads', '2').stdout, one)
        done = subprocess.run([str(PROGRAM), *map(str, words)], cwd=self.folder,
                              check=True, capture_output=True, encoding='utf-8',
                              env=PLAIN | {'LC_ALL': 'nb_NO.UTF-8'})
        self.assertEqual(done.stdout, one)

    def test_closed_standard_streams_do_not_reach_the_results(self):
        done = self.call('run', first_study(), '-o', 'out.h5', *SHORT)
        clean = self.files()['out.h5']
        self.assertEqual(done.returncode, 0)
        program = shutil.which('sh')
        line = 'exec "$@" >&- 2>&-'
        done = subprocess.run([program, '-c', line, 'sh', str(PROGRAM), 'run',
                               str(first_study()), '-o', 'out.h5', *SHORT],
                              cwd=self.folder, check=False)
        self.assertEqual(done.returncode, 74)  # the table had nowhere to go
        self.assertEqual(len(self.files()['out.h5']), len(clean))


class Expected(Case):
    def test_gap_is_printed_under_the_table(self):
        done = self.call('run', first_study(), '--expected', '--years', '3')
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(list(self.files()), [first_study().stem + '.h5'])
        for text in ('What is expected, in sub-units of 1/', 'Vacancy rate',
                     'Gap to Monte Carlo, expected less the mean of 100 replicates',
                     'gap / MCSE', 'headcount, people', 'so the two must agree'):
            self.assertIn(text, done.stdout)

    def test_json(self):
        feedback = SCENARIOS / '07_feedback.yaml'
        done = self.call('run', feedback, '--expected', '--json', '--years', '4',
                         '--replicates', '8', '--units', '32')
        self.assertEqual(done.returncode, 0, done.stderr)
        gap = json.loads(done.stdout)
        self.assertEqual((gap['mode'], gap['units_per_person'], gap['replicates']),
                         ('expected', 32, 8))
        self.assertIn('team', [row['name'] for row in gap['nonlinear']])
        rows = {(r['scenario'], r['year'], r['measure']): r for r in gap['gap']}
        row = rows['baseline', 2028, 'headcount']
        self.assertAlmostEqual(row['gap'], row['expected'] - row['monte_carlo'])
        self.assertAlmostEqual(row['gap_in_mcse'], row['gap'] / row['mcse'])
        self.assertIn(('both', 2026, 'vacancy_rate'), rows)

    def test_seed_and_threads_do_not_matter(self):
        words = ['run', first_study(), '--expected', '--years', '3', '--replicates', '1']
        tables = {self.call(*words, *more).stdout.split('Gap')[0]
                  for more in ([], ['--seed', '5'], ['--threads', '1'])}
        self.assertEqual(len(tables), 1)

    def test_what_does_not_go_together(self):
        for words in (['--units', '64'], ['--json']):
            self.refused(2, ['run', first_study(), *words], 'goes with --expected')
        self.refused(2, ['run', first_study(), '--expected', '--replicate', '1'],
                     'one replicate for each draw')
        self.refused(2, ['run', first_study(), '--expected', '--units', '48'],
                     'power of two')


class Attribute(Case):
    BUNDLE = ['attribute', SCENARIOS / '06_bundle.yaml', '--scenario', 'bundle']

    def test_table_fits_100_columns_and_adds_up(self):
        done = self.call(*self.BUNDLE, '--replicates', '6', '--permutations', '8', '--quiet')
        self.assertEqual((done.returncode, done.stderr), (0, ''))
        self.assertLessEqual(max(map(len, done.stdout.splitlines())), 100)
        for text in ('8 permutations', 'vacant_fte', 'net_cost', 'leave one out',
                     'kNOK per FTE', 'in others'):
            self.assertIn(text, done.stdout)
        total = re.search(r'their sum +(\S+)\nthe bundle +(\S+)', done.stdout)
        self.assertEqual(total[1], total[2])
        self.assertIn('Evidence as_published, interaction log_additive', done.stdout)
        null = self.call(*self.BUNDLE, '--replicates', '2', '--evidence', 'null')
        self.assertRegex(null.stdout, r'(?m)^mentors +0\.00 +0 ')
        again = self.call(*self.BUNDLE, '--replicates', '6', '--permutations', '8',
                          '--threads', '1')
        self.assertEqual(again.stdout, done.stdout)
        self.assertIn('permutations', again.stderr)

    def test_json(self):
        done = self.call(*self.BUNDLE, '--json', '--replicates', '4', '--area', '6',
                         '--from', '2026', '--year', '2030', '-m', 'vacant_fte')
        found = json.loads(done.stdout)
        self.assertEqual((found['area'], found['years'], found['method'], found['by']),
                         ('6', [2026, 2030], 'both', 'measure'))
        self.assertEqual((found['all_subsets'], found['shapley_replicates'],
                          found['runs']), (True, 4, 4 * 8 + 8 * 2))
        self.assertEqual([p['name'] for p in found['players']],
                         ['rural_admission', 'mentors', 'pay'])
        outcome, = found['measures']
        values = [p['shapley']['mean'] for p in outcome['players']]
        self.assertAlmostEqual(sum(values), outcome['bundle_of_shapley']['mean'], 9)
        self.assertAlmostEqual(sum(values), outcome['sum_of_shapley'], 9)
        self.assertEqual(found['cost_per_fte'], [])
        player = outcome['players'][0]
        self.assertEqual(set(player), {'name', 'shapley', 'leave_one_out', 'alone'})
        self.assertEqual(set(player['alone']), {'mean', 'mcse', 'ci95', 'replicates95'})

    def test_groups(self):
        groups = self.write('groups.yaml', 'people: [pay, mentors]\n')
        done = self.call(*self.BUNDLE, '--json', '--replicates', '2', '--group', groups,
                         '--method', 'leave_one_out')
        found = json.loads(done.stdout)
        self.assertEqual(found['players'][1],
                         {'name': 'people', 'measures': ['mentors', 'pay']})
        self.assertIsNone(found['measures'][0]['players'][1]['shapley'])
        done = self.call(*self.BUNDLE, '--replicates', '2', '--by', 'include', '--quiet')
        self.assertRegex(done.stdout, r'(?m)^education ')
        self.write('groups.yaml', 'people: [pya]\n')
        self.refused(65, [*self.BUNDLE, '--group', groups], 'groups.yaml:1:10: people:',
                     "did you mean 'pay'?")

    def test_wrong_options(self):
        study, bundle = self.BUNDLE[:2], self.BUNDLE
        self.refused(2, study, '--scenario is missing')
        self.refused(2, [*study, '--scenario', 'bundel'], "did you mean 'bundle'?")
        self.refused(2, [*study, '--scenario', 'baseline'], 'has no measures')
        for words, says in ((['--method', 'shaply'], "did you mean 'shapley'?"),
                            (['-m', 'net_costs'], "did you mean 'net_cost'?"),
                            (['-m', 'fte', '-m', 'fte'], 'given twice'),
                            (['--evidence', 'discount'], "did you mean 'discounted'?"),
                            (['--interaction', 'additive'], 'unknown interaction'),
                            (['--interaction', 'matrix'], "no numbers for 'matrix'"),
                            (['--area', '7'], 'class of centrality'),
                            (['--area', '2'], 'no modelled place is of class 2'),
                            (['--year', '2040'], 'from 2025 to 2036'),
                            (['--year', '2030', '--from', '2031'], 'from 2025 to 2030'),
                            (['--permutations', '3'], 'even whole number'),
                            (['--permutations', 'some'], 'nor all'),
                            (['--replicates', '0'], 'from 1 to'),
                            (['--seed', '-1'], 'not a whole number'),
                            (['--by', 'includes'], "did you mean 'include'?"),
                            (['--by', 'measure', '--group', 'x'], 'exclude each other'),
                            (['--expected', '--draws', '2'], 'leave --draws')):
            self.refused(2, [*bundle, *words], says)
        self.refused(66, [*bundle, '--group', 'nowhere.yaml'], 'nowhere.yaml')


class Terminal(Case):
    def test_progress_bar_only_on_a_terminal(self):
        process, fd = self.on_terminal('run', first_study(), '-o', 'out.h5', *SHORT)
        text = read_terminal(fd)
        self.assertEqual(process.wait(60), 0, text)
        self.assertRegex(text, rb'\r\[[#.]+\] +\d+ %  \d+/\d+  [^\r]*cohort-steps/s')
        self.assertNotIn(b'\x1b', text)
        self.assertNotIn('cohort-steps/s', self.call('run', first_study(), *SHORT).stderr)

    def test_quiet_draws_nothing(self):
        process, fd = self.on_terminal('-q', 'run', first_study(), '-o', 'out.h5', *SHORT)
        self.assertEqual(read_terminal(fd), b'')
        self.assertEqual(process.wait(60), 0)

    def test_colour_is_for_terminals_that_want_it(self):
        self.write('wrong.yaml', 'stabil: 1\nunknown_key: 2\n')
        self.assertNotIn('\x1b', self.call('run', 'wrong.yaml').stderr)
        for extra, coloured in [({}, True), ({'NO_COLOR': '1'}, False),
                                ({'NO_COLOR': ''}, True), ({'TERM': 'dumb'}, False)]:
            process, fd = self.on_terminal('run', 'wrong.yaml', env=PLAIN | extra)
            text = read_terminal(fd)
            self.assertEqual(process.wait(60), 65)
            self.assertIn(b'wrong.yaml:', text)
            self.assertEqual(b'\x1b' in text, coloured, extra)


class Signals(Case):
    def start_long_run(self):
        process, fd = self.on_terminal('run', first_study(), '-o', 'out.h5', '--threads',
                                       '1', '--replicates', '10000000')
        text = read_terminal(fd, rb'  [1-9][\d,]*/[\d,]+  ')
        self.assertRegex(text, rb'cohort-steps/s')
        return process, fd

    def test_first_signal_stops_politely(self):
        for number, code in [(signal.SIGINT, 130), (signal.SIGTERM, 143)]:
            process, fd = self.start_long_run()
            process.send_signal(number)
            text = read_terminal(fd)
            self.assertEqual(process.wait(60), code, text)
            self.assertIn(b'interrupted', text)

    def test_interrupted_run_keeps_earlier_results_or_its_own(self):
        self.write('out.h5', 'results of another day')
        process, fd = self.start_long_run()
        process.send_signal(signal.SIGTERM)
        read_terminal(fd)
        self.assertEqual(process.wait(60), 143)
        after = self.files()['out.h5']
        self.assertTrue(after == b'results of another day' or after[:4] == b'\x89HDF')

    def test_second_signal_stops_at_once(self):
        process, _ = self.start_long_run()
        process.send_signal(signal.SIGSTOP)  # both are pending before it can react
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGTERM)
        process.send_signal(signal.SIGCONT)
        self.assertIn(process.wait(10), (130, 143))

    def test_ignored_interrupt_stays_ignored(self):
        line = 'trap "" INT; exec "$@"'
        process = subprocess.Popen(['sh', '-c', line, 'sh', str(PROGRAM), 'run',
                                    str(first_study()), '-o', 'out.h5', '--replicates',
                                    '10000000'], cwd=self.folder, env=PLAIN,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        with self.assertRaises(subprocess.TimeoutExpired):
            process.wait(1)
        process.send_signal(signal.SIGTERM)
        self.assertIn(process.wait(60), (143, -signal.SIGTERM))


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1], verbosity=1)
