# SPDX-License-Identifier: GPL-3.0-or-later
"""Every C file is compiled so that it gives the same bits on every machine, by its flags
and by what it says itself.

    check_flags.py compile_commands.json ROOT
    check_flags.py --self-test
"""
import json
import pathlib
import re
import shlex
import sys

REQUIRED = ('-std=c17', '-ffp-contract=off')
FORBIDDEN = re.compile(
    r'-Ofast|-ffast-math|-funsafe.*|-fassociative-math|-freciprocal-math'
    r'|-ffinite-math-only|-fno-signed-zeros|-ffp-contract=(fast|on)|-ffp-model=.*'
    r'|-m(arch|cpu|tune)=native|-std=gnu.*')

# What would change the arithmetic from inside a file. target("avx2") alone is fine.
INSIDE = re.compile(r'FP_CONTRACT|GCC\s+optimize|optimize\s*\(|clang\s+fp\b|fast-math'
                    r'|float_control|target\s*\([^)]*\bfma')


def check_text(name, text):
    return [f'{name}:{number}: {match.group(0)} is forbidden'
            for number, line in enumerate(text.splitlines(), 1)
            if (match := INSIDE.search(line.split('//')[0]))]


def check_entry(entry):
    words = entry.get('arguments') or shlex.split(entry['command'])
    name = entry['file']
    found = [f'{name}: {flag} is missing' for flag in REQUIRED if flag not in words]
    found += [f'{name}: {word} is forbidden' for word in words if FORBIDDEN.fullmatch(word)]
    standards = [word for word in words if word.startswith('-std=')]
    if len(standards) > 1:
        found.append(f'{name}: more than one language standard, {standards}')
    return found


def check_complete(entries, root):
    """Every source of the engine and of output/ is in the list at all."""
    listed = {str(pathlib.Path(entry['file']).resolve()) for entry in entries}
    sources = [p for folder in ('engine', 'output') for p in (root / folder).rglob('*.c')]
    found = [f'{p}: is not compiled' for p in sources if str(p.resolve()) not in listed]
    for folder in ('include', 'engine', 'output'):
        for path in (root / folder).rglob('*.[ch]'):
            found += check_text(path, path.read_text(encoding='utf-8'))
    return found


def self_test():
    good = 'cc -std=c17 -ffp-contract=off -O2 -c a.c'
    bad = ['cc -std=c17 -c a.c', 'cc -ffp-contract=off -c a.c'] + [
        f'{good} {flag}' for flag in (
            '-ffast-math', '-Ofast', '-march=native', '-funsafe-math-optimizations',
            '-ffp-contract=fast', '-std=gnu17', '-mtune=native')]
    found = [f'accepted: {text}' for text in bad
             if not check_entry({'file': 'a.c', 'command': text})]
    found += check_entry({'file': 'a.c', 'command': good})
    found += check_entry({'file': 'a.c', 'arguments': good.split()})
    lines = ['#pragma STDC FP_CONTRACT ON', '#pragma GCC optimize("O3")',
             '__attribute__((optimize("fast-math"))) int f(void);',
             '__attribute__((target("avx2,fma"))) int f(void);']
    found += [f'accepted: {line}' for line in lines if not check_text('a.c', line)]
    found += check_text('a.c', '__attribute__((target("avx2"))) int f(void); // fast-math')
    return len(bad) + len(lines) + 3, found


def main():
    if sys.argv[1:] == ['--self-test']:
        count, found = self_test()
    elif len(sys.argv) == 3:
        entries = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding='utf-8'))
        found = [line for entry in entries for line in check_entry(entry)]
        found += check_complete(entries, pathlib.Path(sys.argv[2]))
        count = len(entries)
    else:
        sys.exit(__doc__)
    print('\n'.join(found + [f'{count} checked, {len(found)} wrong']))
    sys.exit(1 if found or count == 0 else 0)


if __name__ == '__main__':
    main()
