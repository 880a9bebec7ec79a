# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the README: what it tells a reader to type works.

    check_readme.py README.md STABIL_PROGRAM
    check_readme.py --self-test

How README.md is written and read:

- Every block fenced as ```sh is run, in order, by `sh -eu`, in one copy of the sources
  (its path has a space in it), with the built program as build/stabil and on PATH.
  Files that one block makes are there for the next. A block that fails, fails the test.
- Every block fenced as ```python is run the same way by /usr/bin/python3; one whose
  modules are missing is reported, and the test ends as skipped if all else passes.
- A block fenced as ```console or ```text shows something and is not run.
- `./dev demo` is run for real, so later blocks may use build/demo/. `./dev test` is what
  runs this very check: a block with it may hold nothing else but comments.
- `git clone` and `cd` lines that lead to the sources, before `./dev`, are left out: the
  copy stands for the clone.
- ```bash, ```shell and blocks without a language are refused, so that no command escapes.
- A README without a block to run fails.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

FENCE = re.compile(r'^(?P<fence>`{3,}|~{3,})[ \t]*(?P<language>[^\n`]*)\n(?P<body>.*?)'
                   r'^(?P=fence)[ \t]*$', re.M | re.S)
SHOWN = {'console', 'text', 'yaml', 'json', 'c', 'cmake', 'html', 'bibtex', 'r', 'mermaid'}
LEFT_OUT = re.compile(r'^\s*(git clone\s.*|cd\s+[\w./-]*stabil/?\s*)$', re.I)
SELF = re.compile(r'^\s*\./dev test\b')
TIMEOUT = 900
KEPT_OUT = shutil.ignore_patterns('build', 'build-*', '.git', '__pycache__')


def read_blocks(text):
    """[(line, language, body)] of what is to be run, and what is wrong with the rest."""
    blocks, wrong = [], []
    for match in FENCE.finditer(text):
        line = text.count('\n', 0, match.start()) + 1
        language = match['language'].strip().split(' ')[0].lower()
        if language in ('sh', 'python'):
            blocks.append((line, language, match['body']))
        elif language not in SHOWN:
            wrong.append(f'line {line}: a block fenced as "{language}": use sh or console')
    if not any(language == 'sh' for _, language, _ in blocks):
        wrong.append('README has no sh block to run')
    return blocks, wrong


def commands(body):
    """The lines to run of a sh block; an empty list for a block of `./dev test`."""
    lines = body.splitlines()
    real = [line for line in lines if line.strip() and not line.lstrip().startswith('#')]
    if any(SELF.match(line) for line in real):
        others = [line for line in real if not SELF.match(line)]
        if others:
            raise ValueError(f'./dev test shares a block with: {others[0].strip()}')
        return []
    if any(line.lstrip().startswith('./dev') for line in real):
        lines = [line for line in lines if not LEFT_OUT.match(line)]
    return lines


def run_block(language, lines, folder, environment):
    command = ['sh', '-eu', '-c'] if language == 'sh' else ['/usr/bin/python3', '-c']
    return subprocess.run(command + ['\n'.join(lines)], cwd=folder, env=environment,
                          text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=TIMEOUT)


def missing_module(done, language):
    return language == 'python' and 'ModuleNotFoundError' in done.stdout


def run_blocks(blocks, folder, environment):
    wrong, skipped = [], []
    for line, language, body in blocks:
        try:
            lines = commands(body) if language == 'sh' else body.splitlines()
            if not lines:
                print(f'line {line}: left to ./dev test')
                continue
            done = run_block(language, lines, folder, environment)
        except (ValueError, subprocess.TimeoutExpired) as problem:
            wrong.append(f'line {line}: {problem}')
            continue
        print(f'line {line}: exit {done.returncode}\n{done.stdout}')
        if missing_module(done, language):
            skipped.append(f'line {line}: {done.stdout.strip().splitlines()[-1]}')
        elif done.returncode != 0:
            wrong.append(f'line {line}: exit {done.returncode}: {body.strip()}')
    return wrong, skipped


def check(readme, program, tree):
    blocks, wrong = read_blocks(readme.read_text(encoding='utf-8'))
    if wrong:
        return wrong, []
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary) / 'a copy of stabil'
        shutil.copytree(tree, folder, ignore=KEPT_OUT, symlinks=True)
        (folder / 'build').mkdir()
        if program:
            shutil.copy2(program, folder / 'build' / 'stabil')
        path = f'{folder / "build"}:{os.environ["PATH"]}'
        environment = os.environ | {'PATH': path, 'LC_ALL': 'C.UTF-8'}
        return run_blocks(blocks, folder, environment)


GOOD = '''# A
```sh
git clone https://example.org/stabil.git
cd stabil
./dev demo
```
```sh
# the tests
./dev test
```
```console
$ false
```
```sh
test -f demo.txt   # made by ./dev demo
echo one >one.txt
```
```python
assert open('one.txt').read() == 'one\\n'
```
'''
BAD = {
    'a failing command': '```sh\ntrue\nfalse\ntrue\n```\n',
    'a failing pipeline start': '```sh\n./dev none\n```\n',
    'no block': '# A\n```console\n$ true\n```\n',
    'bash': '```sh\ntrue\n```\n```bash\ntrue\n```\n',
    'no language': '```sh\ntrue\n```\n```\nstabil run\n```\n',
    'company of ./dev test': '```sh\n./dev test\nfalse\n```\n',
    'python': '```sh\ntrue\n```\n```python\nassert False\n```\n',
    'an unset variable': '```sh\necho "$stabil_unset"\n```\n',
}
DEV = '#!/bin/sh\n[ "$1" = demo ] && echo made >demo.txt\n'


def self_test():
    wrong = []
    for label, text in {'good': GOOD, **BAD}.items():
        with tempfile.TemporaryDirectory() as folder:
            tree = pathlib.Path(folder)
            (tree / 'README.md').write_text(text, encoding='utf-8')
            (tree / 'dev').write_text(DEV, encoding='utf-8')
            (tree / 'dev').chmod(0o755)
            found, skipped = check(tree / 'README.md', None, tree)
        if bool(found) != (label in BAD) or skipped:
            wrong.append(f'{label}: {found} {skipped}')
    return wrong, []


def main():
    if sys.argv[1:] == ['--self-test']:
        wrong, skipped = self_test()
    elif len(sys.argv) == 3:
        readme = pathlib.Path(sys.argv[1])
        if not readme.is_file():
            sys.exit('there is no README.md')
        wrong, skipped = check(readme, sys.argv[2], readme.resolve().parent)
    else:
        sys.exit(__doc__)
    print('\n'.join(wrong + [f'skipped: {line}' for line in skipped]
                    + [f'{len(wrong)} wrong']))
    sys.exit(1 if wrong else 77 if skipped else 0)


if __name__ == '__main__':
    main()
