# SPDX-License-Identifier: GPL-3.0-or-later
"""Names that others can see, and calls that the mechanisms must not make.

    check_symbols.py ROOT BUILD
    check_symbols.py --self-test

Every external symbol of the libraries starts with stabil_, every public macro with
STABIL_; what a public header declares, the installed library has; no object of
engine/year calls what layers.txt denies it.
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

LIBRARIES = ('stabil', 'stabil_output', 'stabil_commands')
# Names that compilers add in instrumented builds and for OpenMP regions.
COMPILER = re.compile(r'__(asan|odr_asan|ubsan|tsan|gcov|llvm)|_+GLOBAL_|\.gomp')


def nm(path, *options):
    text = subprocess.run(['nm', '-P', '-g', *options, str(path)], check=True,
                          capture_output=True, text=True).stdout
    # `name type ...` a line; archives add `libstabil.a[member.o]:` lines.
    return {line.split()[0] for line in text.splitlines()
            if line.strip() and not line.endswith(':')}


def check_prefix(names):
    return [f'{name}: does not start with stabil_' for name in sorted(names)
            if not name.startswith('stabil_') and not COMPILER.match(name)]


def strip_comments(text):
    return re.sub(r'/\*.*?\*/|//[^\n]*', ' ', text, flags=re.S)


def check_header(name, text, defined):
    text = strip_comments(text)
    found = [f'{name}: macro {macro} does not start with STABIL_'
             for macro in re.findall(r'^\s*#\s*define\s+(\w+)', text, re.M)
             if not macro.startswith('STABIL_')]
    code = re.sub(r'^\s*#(?:\\\n|[^\n])*', '', text, flags=re.M)
    code = re.sub(r'\{[^{}]*\}', '{}', re.sub(r'\{[^{}]*\}', '{}', code.replace(
        'extern "C" {', '')))
    for function in re.findall(r'\b(stabil_\w+)\s*\(', code):
        if function not in defined:
            found.append(f'{name}: declares {function}, which the library does not have')
    return found


def denied_calls(layers):
    for line in layers.splitlines():
        if line.startswith('deny year calls'):
            return set(line.split()[3:])
    raise ValueError('layers.txt denies the year layer nothing')


def check_calls(name, undefined, denied):
    # glibc's checked variants: printf is __printf_chk with fortification.
    plain = {symbol: re.sub(r'^__|_chk$', '', re.sub('^__isoc99_', '', symbol))
             for symbol in undefined}
    return [f'{name}: calls {symbol}' for symbol in sorted(undefined)
            if plain[symbol] in denied or symbol in denied]


def check(root, build):
    found, defined, count = [], set(), 0
    for library in LIBRARIES:
        paths = list(build.glob(f'lib{library}.a')) + list(build.glob(f'lib{library}.so'))
        if not paths:
            found.append(f'lib{library} is not built')
            continue
        names = nm(paths[0], '--defined-only')
        found += check_prefix(names)
        count += len(names)
        defined |= names if library == 'stabil' else set()
    for path in sorted((root / 'include').rglob('*.h')):
        found += check_header(path.name, path.read_text(encoding='utf-8'), defined)
    denied = denied_calls((build / 'layers.txt').read_text(encoding='utf-8'))
    for path in sorted(build.glob('CMakeFiles/stabil.dir/engine/year/*.o')):
        found += check_calls(path.name, nm(path, '--undefined-only'), denied)
    return count, found


SOURCE = '''#include <stdio.h>
#include <stdlib.h>
int stabil_fine(void);
int other(void);
int stabil_fine(void) { return printf("%s", getenv("A")); }
int other(void) { return 1; }
'''


def self_test():
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / 'a.c'
        path.write_text(SOURCE, encoding='utf-8')
        subprocess.run(['cc', '-O2', '-D_FORTIFY_SOURCE=2', '-c', path.name], cwd=folder,
                       check=True)
        item = path.with_suffix('.o')
        defined = nm(item, '--defined-only')
        cases = [
            (check_prefix(defined), ['other']),
            (check_calls('a.o', nm(item, '--undefined-only'), {'printf', 'getenv'}),
             ['printf_chk', 'getenv']),
            (check_header('a.h', '#define OTHER 1\n#define STABIL_X 1\n', defined),
             ['OTHER']),
            (check_header('a.h', 'int stabil_fine(void);\n// stabil_no(\nint\n'
                          'stabil_gone(void);\n', defined), ['stabil_gone']),
        ]
    found = [f'expected {words}, got {lines}' for lines, words in cases
             if len(lines) != len(words) or not all(
                 any(word in line for line in lines) for word in words)]
    return len(cases), found


def main():
    if not shutil.which('nm'):
        print('skipped: nm is missing', file=sys.stderr)
        sys.exit(77)
    if sys.argv[1:] == ['--self-test']:
        count, found = self_test()
    elif len(sys.argv) == 3:
        count, found = check(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
    else:
        sys.exit(__doc__)
    print('\n'.join(found + [f'{count} checked, {len(found)} wrong']))
    sys.exit(1 if found or count == 0 else 0)


if __name__ == '__main__':
    main()
