# SPDX-License-Identifier: GPL-3.0-or-later
"""What `stabil check` says about a bad study: on a terminal, in a pipe, to tools.

    test_problems.py [PROGRAM]      default: $STABIL
"""
import json
import os
import pathlib
import pty
import re
import subprocess
import sys
import tempfile
import unittest

PROGRAM = pathlib.Path(
    sys.argv[1] if len(sys.argv) > 1 else os.environ.get('STABIL', 'build/stabil'))
PROGRAM = PROGRAM.resolve()
SOURCES = pathlib.Path(os.environ.get('STABIL_SOURCE_DIR', '.')).resolve()
BAD = SOURCES / 'tests' / 'cases' / 'bad'
PLAIN = {key: value for key, value in os.environ.items() if key != 'NO_COLOR'}
PLAIN.update(TERM='xterm', LC_ALL='C.UTF-8')
KEYS = ['file', 'line', 'column', 'key', 'found', 'expected', 'suggestion', 'message',
        'text', 'status']


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='problems ')
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def study(self, text):
        path = self.folder / 'study.yaml'
        path.write_bytes(text if isinstance(text, bytes) else text.encode('utf-8'))
        return path

    def call(self, *words, code=65):
        done = subprocess.run([PROGRAM, 'check', *words], capture_output=True, env=PLAIN,
                              check=False)
        self.assertEqual(done.returncode, code, done.stderr)
        return done.stdout.decode('utf-8'), done.stderr.decode('utf-8')

    def objects(self, path, code=65):
        out, err = self.call('--json', path, code=code)
        self.assertEqual(err, '')
        files = json.loads(out)
        self.assertEqual([row['file'] for row in files], [str(path)])
        return files[0]

    def on_terminal(self, path, **environment):
        leader, end = pty.openpty()
        with subprocess.Popen([PROGRAM, 'check', path], stdout=subprocess.DEVNULL,
                              stderr=end, env={**PLAIN, **environment}) as process:
            os.close(end)
            text = b''
            while True:
                try:
                    chunk = os.read(leader, 65536)
                except OSError:
                    break
                if not chunk:
                    break
                text += chunk
        os.close(leader)
        self.assertEqual(process.returncode, 65)
        return text.decode('utf-8').replace('\r\n', '\n')


class Text(Case):
    def test_all_of_a_file_in_the_order_of_the_file(self):
        _, err = self.call(BAD / 'unknown_names.yaml')
        places = [line.split(':')[1:3] for line in err.splitlines()]
        self.assertEqual(len(places), 8)
        self.assertEqual(places, sorted(places, key=lambda at: [int(n) for n in at]))

    def test_no_source_line_in_a_pipe(self):
        _, err = self.call(BAD / 'steps.yaml')
        self.assertEqual(len(err.splitlines()), 1)
        self.assertNotIn('\033', err)

    def test_many_are_cut_off_and_counted(self):
        path = self.study(''.join(f'x{i}: 1\n' for i in range(1200)))
        _, err = self.call(path)
        lines = err.splitlines()
        self.assertEqual(len(lines), 51)
        self.assertEqual(lines[-1], 'stabil: and 1156 more problems')
        self.assertIn(':50:1: x49:', lines[49])

    def test_what_is_quoted_cannot_steer_a_terminal(self):
        path = self.study('"a\\e[31m\\nb\\u009b\\u202e": 1\n')
        _, err = self.call(path)
        self.assertIn('a\\x1B[31m\\x0Ab\\xC2\\x9B\\xE2\\x80\\xAE', err.splitlines()[0])
        for character in '\033\u009b\u202e':
            self.assertNotIn(character, err)


class Terminal(Case):
    def carets(self, text, **environment):
        lines = self.on_terminal(self.study(text), **environment).splitlines()
        return [(lines[i - 1], lines[i]) for i, line in enumerate(lines)
                if line.strip('| ') == '^']

    def test_caret_stands_under_the_column(self):
        source = 'stabil: 1\ntitle: {nb: Tromsø, xx: 3}\n'
        pairs = self.carets(source, NO_COLOR='1')
        shown, caret = [pair for pair in pairs if 'title' in pair[0]][0]
        self.assertEqual(shown.strip(), '2 | title: {nb: Tromsø, xx: 3}')
        self.assertEqual(caret.index('^'), shown.index('xx'))

    def test_wide_characters_take_two_columns(self):
        pairs = self.carets('stabil: 1\ntitle: {nb: 漢字, xx: 3}\n', NO_COLOR='1')
        shown, caret = [pair for pair in pairs if 'title' in pair[0]][0]
        self.assertEqual(caret.index('^'), shown.index('xx') + 2)

    def test_of_a_long_line_the_part_around_the_place(self):
        pairs = self.carets('stabil: 1\ntitle: {nb: ' + 300 * 'a' + ', xx: 3}\n',
                            NO_COLOR='1')
        shown, caret = [pair for pair in pairs if 'xx' in pair[0]][0]
        self.assertLess(len(shown), 90)
        self.assertEqual(caret.index('^'), shown.index('xx'))

    def test_control_characters_are_not_passed_on(self):
        path = self.study(b'stabil: 1\ntitle: "\xc2\x9b" x\n')
        text = self.on_terminal(path, NO_COLOR='1')
        self.assertNotIn('\u009b', text)
        self.assertIn('^', text)

    def test_colour_unless_refused(self):
        path = BAD / 'steps.yaml'
        self.assertIn('\033[1;31m^\033[0m', self.on_terminal(path))
        for refusal in ({'NO_COLOR': '1'}, {'TERM': 'dumb'}):
            text = self.on_terminal(path, **refusal)
            self.assertNotIn('\033', text)
            self.assertIn('^', text)


class Objects(Case):
    def test_the_parts_of_a_problem(self):
        file = self.objects(BAD / 'choices.yaml')
        self.assertIs(file['ok'], False)
        self.assertEqual(file['more'], 0)
        self.assertEqual(len(file['problems']), 5)
        for problem in file['problems']:
            self.assertEqual(list(problem), KEYS)
        first, level, flag = file['problems'][:3]
        self.assertEqual(
            {key: first[key] for key in KEYS[1:8]},
            {'line': 7, 'column': 25, 'key': 'places.clinic.kind', 'found': "'hospitl'",
             'expected': None, 'suggestion': 'hospital',
             'message': "unknown choice 'hospitl'; did you mean 'hospital'?"})
        self.assertEqual((level['found'], level['expected'], level['suggestion']),
                         ("'senior'", 'one of ordinary, trainee, specialist', None))
        self.assertEqual((flag['found'], flag['expected']), ("'yes'", 'true or false'))

    def test_a_file_that_is_fine(self):
        file = self.objects(SOURCES / 'tests/cases/small.yaml', code=0)
        self.assertEqual((file['ok'], file['problems'], file['more']), (True, [], 0))
        self.assertEqual(file['counts']['roles'], 2)

    def test_all_of_them_and_how_many_more(self):
        path = self.study(''.join(f'x{i}: 1\n' for i in range(1200)))
        file = self.objects(path)
        self.assertEqual((len(file['problems']), file['more']), (1000, 206))

    def test_words_of_messages_inside_a_value_mislead_nobody(self):
        problems = self.objects(self.study("stabil: \"1, expected 2\"\n"))['problems']
        problem = [row for row in problems if row['key'] == 'stabil'][0]
        self.assertEqual(problem['found'], "'1, expected 2'")
        self.assertEqual(problem['expected'], '1, the version of the format of studies')

    def test_bytes_that_are_not_text_still_make_json(self):
        long_name = 'æ' * 90
        file = self.objects(self.study(f'x{long_name}: 1\n'))
        self.assertIn('unknown key', json.dumps(file['problems']))
        path = os.path.join(os.fsencode(self.folder), b'\xe6.yaml')
        with open(path, 'wb') as out:
            out.write(b'x: 1\n')
        out = subprocess.run([PROGRAM, 'check', '--json', path], capture_output=True,
                             env=PLAIN, check=False).stdout
        self.assertTrue(json.loads(out)[0]['file'].endswith('/?.yaml'))

    def test_every_bad_file_has_its_problems(self):
        paths = sorted(BAD.glob('*.yaml'))
        done = subprocess.run([PROGRAM, 'check', '--json', *paths], capture_output=True,
                              env=PLAIN, check=False)
        files = json.loads(done.stdout)
        self.assertEqual([row['file'] for row in files], [str(path) for path in paths])
        for row in files:
            self.assertFalse(row['ok'], row['file'])
            self.assertTrue(row['problems'], row['file'])

    def test_no_bad_file_is_run(self):
        out = self.folder / 'out.h5'
        out.write_bytes(b'of an earlier run')
        for path in sorted(BAD.glob('*.yaml')):
            status = re.search(rb'^# status: (\d+)', path.read_bytes(), re.MULTILINE)
            done = subprocess.run([PROGRAM, 'run', path, '-o', out, '--quiet'], env=PLAIN,
                                  capture_output=True, check=False)
            self.assertEqual(done.returncode, int(status[1]) if status else 65, path)
            self.assertEqual(done.stdout, b'', path)
            self.assertEqual(os.listdir(self.folder), ['out.h5'], path)
            self.assertEqual(out.read_bytes(), b'of an earlier run', path)


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
