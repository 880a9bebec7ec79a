# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that somebody wrote to do harm: each is refused at once, in bounded memory.

    test_hostile.py [--table] [PROGRAM]      default: $STABIL

Limits are generous, for slow machines, and those of time are of the processor's, for busy
ones; --table prints what was measured.
"""
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import unittest

TABLE = '--table' in sys.argv
WORDS = [word for word in sys.argv[1:] if word != '--table']
PROGRAM = pathlib.Path(
    WORDS[0] if WORDS else os.environ.get('STABIL', 'build/stabil')).resolve()
SOURCES = pathlib.Path(os.environ.get('STABIL_SOURCE_DIR', '.')).resolve()
SECONDS, MEGABYTES = 5, 300
KB, MB = 1000, 1000 * 1000
SMALL = SOURCES / 'tests' / 'cases' / 'small.yaml'


def lines(count, line):
    return ''.join(line(i) for i in range(count))


def bomb(levels, width):
    text = 'a0: &a0 [' + ','.join(width * ['x']) + ']\n'
    for i in range(1, levels):
        text += f'a{i}: &a{i} [' + ','.join(width * [f'*a{i - 1}']) + ']\n'
    return text


# What the file holds, and a part of what is said about it.
TEXTS = {
    '100 KB of [': (lambda: 100 * KB * '[', 'nested deeper than 64'),
    '100 KB of {a: ': (lambda: 25 * KB * '{a: ', 'nested deeper than 64'),
    '100 KB of - ': (lambda: 50 * KB * '- ', 'nested deeper than 64'),
    '100 KB of ? ': (lambda: 50 * KB * '? ', 'as a key'),
    '100 KB of "': (lambda: 100 * KB * '"', 'document start'),
    '100 KB of &': (lambda: 100 * KB * '&', 'anchor'),
    '100 KB of !': (lambda: 100 * KB * '!', 'tag'),
    '100 KB of |': (lambda: 100 * KB * '|', 'block scalar'),
    '100 KB of %': (lambda: 100 * KB * '%', 'directive'),
    'indented 3000 deep': (lambda: lines(3000, lambda i: i * ' ' + 'a:\n'),
                           'nested deeper than 64'),
    'alias bomb': (lambda: bomb(12, 10), 'aliases multiply'),
    'alias bomb of maps': (
        lambda: 'a0: &a0 {x: 1}\n' + lines(40, lambda i: f'a{i + 1}: &a{i + 1} '
                                           f'{{l: *a{i}, r: *a{i}}}\n'),
        'aliases multiply'),
    'an anchor 200 times': (lambda: 'a: &a [1]\n' + lines(200, lambda i: f'k{i}: *a\n'),
                            'unknown key'),
    '200 000 anchors': (lambda: lines(200 * KB, lambda i: f'k{i:x}: &a{i:x} 1\n'),
                        'unknown key'),
    '100 000 tags': (
        lambda: lines(100 * KB, lambda i: f'%TAG !a{i:x}! tag:x\n') + '---\na: 1\n',
        '%TAG'),
    '1e6 keys': (lambda: lines(MB, lambda i: f'k{i:x}: 1\n'), 'bytes'),
    '1e6 keys in 8 MB': (lambda: lines(MB, lambda i: f'{i:x}:\n'), 'more than 500000'),
    '200 000 unknown keys': (lambda: lines(200 * KB, lambda i: f'k{i:x}: 1\n'),
                             'unknown key'),
    '249 000 equal keys': (lambda: 249 * KB * 'a: 1\n', 'duplicate key'),
    'unknown names against many': (
        lambda: f'base: {SMALL}\nsources:\n' + lines(
            50 * KB, lambda i: f"  {80 * 's'}{i:05}: {{title: x}}\n") +
        'roles:\n  home:\n    tenure:\n      years: [1]\n      multipliers:\n' + lines(
            1500, lambda i: f"      - {{value: 1, source: {79 * 's'}{i:05}}}\n"),
        'unknown source'),
    'a list of 4e6': (lambda: '[' + 4 * MB * '1,' + ']', 'more than 500000'),
    'a text of 8 MB': (lambda: 'title: ' + 8 * MB * 'x' + '\n', 'missing'),
    'a key of 8 MB': (lambda: 8 * MB * 'x' + ': 1\n', 'mapping values'),
    'near keys of 2 MB': (
        lambda: f'base: {SMALL}\nroles:\n  home:\n    ? +{2 * MB * "x"}\n    : [1]\n',
        'to append to'),
    'a quote never closed': (lambda: 'title: "' + 8 * MB * 'x', 'quote left open'),
    'a block text of 8 MB': (lambda: 'title: |\n' + 2600 * KB * ' x\n', 'missing'),
    '8 MB of spaces': (lambda: 8 * MB * ' ', 'empty'),
    '8 MB of line ends': (lambda: 8 * MB * '\n', 'empty'),
    '8 MB of tabs': (lambda: 8 * MB * '\t', 'tab'),
    '8 MB of NUL': (lambda: 8 * MB * '\0', 'NUL'),
    '8 MB of comment': (lambda: '#' * 8 * MB, 'empty'),
    '50 MB': (lambda: 'stabil: 1\n' + 50 * MB * '#', 'bytes'),
    '100 000 documents': (lambda: 100 * KB * '---\n', 'second document'),
    '100 000 byte order marks': (lambda: 100 * KB * '\ufeff', 'expected a map'),
    'bytes that are no text': (lambda: bytes(range(255, -1, -1)) * 30 * KB, 'UTF-8'),
    '30 000 measures of nothing': (
        lambda: f'base: {SMALL}\nmeasures:\n' + lines(
            30 * KB, lambda i: f'  m{i:x}: {{effects: [{{lever: pay, scale: add, '
            'value: 0.1, where: {centrality: [1]}}]}\n'), 'reaches nobody'),
    'tasks of places to places': (
        lambda: f'base: {SMALL}\nregions: {{far: {{}}}}\nmeasures:\n  m:\n    effects:\n'
        + lines(3000, lambda i: '    - {lever: tasks.shift, roles: [home], scale: set, '
                'value: 0.1, to: {role: ward, where: region}, '
                'where: {centrality: [6]}}\n') +
        'places:\n  clinic: {region: far}\n' + lines(
            9900, lambda i: f'  m{i}: {{county: north, region: town, centrality: 6, '
            'population: 10, lat: 1, lon: 1}\n'), 'no post that `to` names'),
    'places times places': (
        lambda: f'base: {SMALL}\nroles:\n' + lines(
            10, lambda i: f'  p{i}: {{at: municipality, employer: municipality, holders: '
            '[nurse], turnover: {rate: 0.1}, '
            'covers: {roles: [home], where: {centrality: [1]}}}\n') +
        'places:\n' + lines(
            8500, lambda i: f'  m{i}: {{county: north, region: town, centrality: 6, '
            'population: 10, lat: 1, lon: 1, posts: {' +
            ', '.join(f'p{k}: {{funded: 1}}' for k in range(10)) + '}}\n'), None),
}


# The peak of a process counts what its parent held when it was made: a small parent.
RUN = """
import os, signal, sys, time
signal.alarm(60)
start = time.monotonic()
process = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)
_, status, used = os.wait4(process, 0)
print(os.waitstatus_to_exitcode(status), time.monotonic() - start,
      used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
"""


def run(path):
    """Exit code, seconds, those of the processor, megabytes at the peak, messages."""
    done = subprocess.run([sys.executable, '-I', '-S', '-c', RUN, PROGRAM, 'check',
                           '--quiet', path], capture_output=True,
                          stdin=subprocess.DEVNULL, check=True)
    code, *figures = done.stdout.split()
    return (int(code), *map(float, figures), done.stderr.decode('utf-8', 'replace'))


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='hostile ')
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, content, name='study.yaml'):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def refused(self, what, path, part, code=65):
        found, wall, seconds, megabytes, said = run(path)
        if TABLE:
            first = said.splitlines()[0].rsplit('/', 1)[-1][:80] if said else ''
            print(f'{what:30} {found:4} {wall:6.2f} s {seconds:6.2f} s '
                  f'{megabytes:6.0f} MB  {first}', flush=True)
        with self.subTest(what):
            self.assertEqual(found, code, said[:1000])
            self.assertLess(seconds, SECONDS)
            self.assertLess(wall, 10 * SECONDS)
            self.assertLess(megabytes, MEGABYTES)
            self.assertLess(len(said.splitlines()), 60)
            if part:
                self.assertIn(part, said)


class Texts(Case):
    def test_each(self):
        for what, (content, part) in TEXTS.items():
            self.refused(what, self.write(content()), part)


class Files(Case):
    """What `base:`, `toolkit:` and the command line may name."""

    def based_on(self, path, name='study.yaml'):
        return self.write(f'stabil: 1\nbase: {path}\n', name)

    def test_cycle_of_bases(self):
        for i in range(9):
            self.based_on(f'b{(i + 1) % 9}.yaml', f'b{i}.yaml')
        self.refused('cycle of nine bases', self.folder / 'b0.yaml', 'a cycle of files')

    def test_deep_chains(self):
        for i in range(1000):
            self.based_on(f'b{i + 1}.yaml', f'b{i}.yaml')
        self.refused('chain of 1000 bases', self.folder / 'b0.yaml',
                     'more than 200 files')

    def test_chain_of_big_files(self):
        filler = lines(240 * KB, lambda i: f'k{i:x}: 1\n')
        for i in range(30):
            self.write(f'base: b{i + 1}.yaml\n' + filler, f'b{i}.yaml')
        self.refused('chain of 30 big bases', self.folder / 'b0.yaml',
                     'the files of this')

    def test_many_toolkits_over_a_wide_base(self):
        self.write(SMALL.read_text(encoding='utf-8') + 'x:\n' +
                   lines(200 * KB, lambda i: f'  k{i:x}: 1\n'), 'wide.yaml')
        for i in range(190):
            self.write(f'base: b{i + 1}.yaml\nx: {{y{i}: 1}}\n', f'b{i}.yaml')
        self.based_on('wide.yaml', 'b190.yaml')
        self.refused('190 changes of a wide base', self.folder / 'b0.yaml', None)

    def test_toolkits_that_multiply(self):
        for i in range(12):
            next_ones = ', '.join(10 * [f't{i + 1}.yaml'])
            self.write(f'toolkit: [{next_ones}]\nmeasures: {{}}\n', f't{i}.yaml')
        self.write('measures: {}\n', 't12.yaml')
        self.refused('toolkits that multiply', self.folder / 't0.yaml',
                     'more than 200 files')

    def test_what_is_no_file(self):
        os.mkfifo(self.folder / 'pipe')
        for what, name in (('base: a directory', '.'), ('base: a pipe', 'pipe'),
                           ('base: /dev/zero', '/dev/zero'),
                           ('base: missing', 'missing.yaml')):
            self.refused(what, self.based_on(name), 'cannot read', 66)

    def test_samples(self):
        os.mkfifo(self.folder / 'pipe')
        for what, name, code in (('sample: a pipe', 'pipe', 66),
                                 ('sample: /dev/zero', '/dev/zero', 66),
                                 ('sample of 50 MB', 'big.csv', 65),
                                 ('sample of 1e6 numbers', 'long.csv', 65),
                                 ('sample of one line of 8 MB', 'wide.csv', 65),
                                 ('sample that is no text', 'bytes.csv', 65)):
            self.write(50 * MB * '1', 'big.csv')
            self.write(MB * '1\n', 'long.csv')
            self.write(4 * MB * '1,', 'wide.csv')
            self.write(bytes(range(255, -1, -1)) * 30 * KB, 'bytes.csv')
            study = f'base: {SMALL}\nchoice: {{theta: {{empirical: {name}}}}}\n'
            self.refused(what, self.write(study), None, code)

    def test_tables(self):
        names = ','.join(f'c{i}' for i in range(MB))
        for what, content in (('table of 1e6 columns', f'id,{names}\n'),
                              ('table of 700 000 rows', 'id\n' + 700 * KB * '1,"a""b"\n'),
                              ('table with an open quote', 'id\n"' + 8 * MB * 'x')):
            self.write(content, 'places.csv')
            study = f'base: {SMALL}\nplaces: {{csv: places.csv}}\n'
            self.refused(what, self.write(study), 'places.csv')

    def test_many_samples(self):
        self.write(90 * KB * '1.5\n', 'long.csv')
        self.write(f'base: {SMALL}\nroles:\n  home:\n    tenure:\n      years: [1]\n'
                   '      multipliers:\n' +
                   lines(190, lambda i: '      - {empirical: long.csv}\n'))
        self.refused('190 samples of 90 000', self.folder / 'study.yaml',
                     'the files of this')

    def test_what_cannot_be_read(self):
        if os.geteuid() == 0:
            return  # root may read it all the same
        self.write('stabil: 1\n', 'secret.yaml').chmod(0)
        self.refused('base: unreadable', self.based_on('secret.yaml'), 'cannot read', 66)

    def test_the_study_itself(self):
        os.mkfifo(self.folder / 'pipe')
        self.refused('a directory', self.folder, 'cannot read', 66)
        self.refused('a pipe without a writer', self.folder / 'pipe', 'nobody writes', 66)
        self.refused('/dev/zero', '/dev/zero', 'bytes')
        self.refused('/dev/null', '/dev/null', 'empty')
        (self.folder / 'loop').symlink_to('loop')
        self.refused('a link to itself', self.folder / 'loop', 'cannot read', 66)
        with open(self.folder / 'sparse', 'wb') as file:
            file.truncate(1 << 40)
        self.refused('a sparse file of 1 TB', self.folder / 'sparse', 'bytes')

    def test_a_study_through_a_pipe_is_read(self):
        slow = '(sleep 1; cat "$1") | "$2" check /dev/stdin'
        done = subprocess.run(['sh', '-c', slow, 'sh', SMALL, PROGRAM],
                              capture_output=True, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, b''))


if __name__ == '__main__':
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    unittest.main(argv=sys.argv[:1])
