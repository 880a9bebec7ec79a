# SPDX-License-Identifier: GPL-3.0-or-later
"""init: starter studies that run, in two languages, and never over what is there.

    test_init.py        uses $STABIL and $STABIL_SOURCE_DIR
"""
import sys
import unittest

from outside import SCENARIOS, Case, call

STARTERS = sorted(path.name for path in (SCENARIOS / 'init').iterdir())


class Init(Case):
    def call(self, *words):
        return call(*words, cwd=self.folder)

    def fine(self, *words):
        return super().fine(*words, cwd=self.folder)

    def test_there_are_three(self):
        self.assertEqual(STARTERS, ['municipality', 'region', 'sweep'])

    def test_each_runs_in_each_language(self):
        for name in STARTERS:
            for language, word in (('nb', 'antakelser'), ('en', 'assumptions')):
                out = f'{name} {language}'
                written = self.fine('init', out, '--from', name, '--lang', language)
                files = sorted((self.folder / out).iterdir())
                self.assertEqual(sorted(written.splitlines()),
                                 [f'{out}/{path.name}' for path in files])
                text = ''.join(path.read_text(encoding='utf-8') for path in files
                               if path.suffix != '.json')
                self.assertNotIn('#nb', text)
                self.assertNotIn('#en', text)
                self.assertIn(word, text)
                self.assertIn('$schema=stabil.schema.json\n', text)
                self.fine('check', f'{out}/study.yaml')
            # whatever the chance and the draws
            self.fine('run', f'{out}/study.yaml', '-o', f'{name}.h5', '--draws', 40,
                      '--replicates', 40)
            self.assertIn('baseline', self.fine('compare', f'{name}.h5'))

    def test_languages_differ_in_comments_alone(self):
        for name in STARTERS:
            trees = []
            for language in ('nb', 'en'):
                self.fine('init', language + name, '--from', name, '--lang', language)
                shown = self.fine('explain', f'{language}{name}/study.yaml', '--resolved')
                trees.append([line.split('  # ')[0] for line in shown.splitlines()[1:]])
            self.assertEqual(*trees)

    def test_nothing_is_written_over(self):
        self.fine('init', 'mine')
        before = {p.name: p.read_bytes() for p in (self.folder / 'mine').iterdir()}
        done = self.call('init', 'mine', '--from', 'region')
        self.assertEqual((done.returncode, done.stdout), (74, ''))
        self.assertIn('is there already; nothing was written', done.stderr)
        after = {p.name: p.read_bytes() for p in (self.folder / 'mine').iterdir()}
        self.assertEqual(before, after)
        (self.folder / 'file').write_text('x', encoding='utf-8')
        self.assertEqual(self.call('init', 'file').returncode, 74)
        self.assertEqual(self.call('init', 'no/such/folder').returncode, 74)

    def test_wrong_names_are_refused(self):
        for words, expected in ((('--from', 'regoin'), "did you mean 'region'"),
                                (('--lang', 'sv'), 'expected nb or en')):
            done = self.call('init', 'new', *words)
            self.assertEqual((done.returncode, done.stdout), (2, ''))
            self.assertIn(expected, done.stderr)
            self.assertFalse((self.folder / 'new').exists())


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
