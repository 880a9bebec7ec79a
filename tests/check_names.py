# SPDX-License-Identifier: GPL-3.0-or-later
"""Code names no profession, stage, role, programme or measure: those are data.

    check_names.py SOURCE PROGRAM
    check_names.py --self-test

The names are those of the region study, as `explain --resolved` gives them; the code is C,
headers and CMake outside the tests, comments apart. A name is found where its words stand
side by side in an identifier or in a text: `full_time_posts` in `stabil_full_time_posts` or
"full-time posts", `gp` in `gp_held` but not in `gpu`. Exit code 77 without PyYAML.
"""
import pathlib
import re
import subprocess
import sys

try:
    import yaml
except ImportError:
    print('python3-yaml is missing', file=sys.stderr)
    sys.exit(77)

SECTIONS = ('professions', 'stages', 'roles', 'programmes', 'measures')
FOLDERS = ('engine', 'output', 'include')
# Words of the format and of the model that a study of ours happens to use as a name too.
EXCEPTIONS = {
    'pay': 'a lever, and a key of rotation and of choice',
    'housing': 'a key of rotation: what it costs to house a rotator',
    'technology': '`to: technology` of tasks.shift: nobody takes the tasks over',
    'local_ties': 'the lever matching.local_ties and the class of `priority`',
    'locum_cap': 'the lever cover.locum_cap, which sets `roles.<name>.locum.cap`',
    'systematic_work': 'what Plan-Recruit-Retain does: the mechanism behind fidelity',
}
COMMENT = {'.c': r'//[^\n]*|/\*.*?\*/', '.h': r'//[^\n]*|/\*.*?\*/', '.txt': r'#[^\n]*'}


def words(text):
    """Texts and identifiers as lists of words, with the line of each."""
    for found in re.finditer(r'"(?:\\.|[^"\\\n])*"|[A-Za-z_][A-Za-z_0-9]*', text):
        split = re.findall(r'[a-z]+[0-9]*|[0-9]+', re.sub(
            r'(?<=[a-z0-9])(?=[A-Z])', ' ', found[0]).lower())
        yield text.count('\n', 0, found.start()) + 1, split


def blank(found):
    return '\n' * found[0].count('\n')


def without_comments(text, suffix):
    """Comments go, texts stay: a text may hold what starts a comment."""
    either = re.compile(r'"(?:\\.|[^"\\\n])*"|' + COMMENT[suffix], re.DOTALL)
    return either.sub(lambda m: m[0] if m[0].startswith('"') else blank(m), text)


def stand_in(name, found):
    return any(found[i:i + len(name)] == name for i in range(len(found) - len(name) + 1))


def problems(text, suffix, names):
    """(line, name) of each name that the code says."""
    result = []
    for line, found in words(without_comments(text, suffix)):
        for name, split in names.items():
            if name not in EXCEPTIONS and stand_in(split, found):
                result.append((line, name))
    return result


def split_name(name):
    return re.findall(r'[a-z]+[0-9]*|[0-9]+', name.lower())


def names_of(study):
    return {name: split_name(name) for section in SECTIONS
            for name in study.get(section, {})}


def files(source):
    for folder in FOLDERS:
        for suffix in ('c', 'h'):
            yield from sorted((source / folder).rglob(f'*.{suffix}'))
    yield source / 'CMakeLists.txt'


def self_test():
    names = names_of({'roles': {'gp': 0, 'nurse_municipal': 0}, 'stages': {'lis1': 0},
                      'measures': {'full_time_posts': 0, 'pay': 0}})
    good = ['int gpu; // a gp', 'char *nurse;', '/* full_time_posts\n */ int pay;',
            '"nurse in municipal"', 'lis12']
    bad = ['int gp_held;', 'STABIL_GP', 'x("nurse_municipal")', 'stabil_full_time_posts()',
           '"full-time posts"', 'f("/* gp */")', 'nurseMunicipal', 'lis1 = 1']
    assert not any(problems(text, '.c', names) for text in good)
    for text in bad:
        assert len(problems(text, '.c', names)) == 1, text
    assert problems('a\n/* b\n*/ gp', '.c', names) == [(3, 'gp')]
    assert problems('set(x gp) # lis1', '.txt', names) == [(1, 'gp')]


def main():
    if sys.argv[1:] == ['--self-test']:
        self_test()
        return 0
    source, program = pathlib.Path(sys.argv[1]), sys.argv[2]
    text = subprocess.run(
        [program, 'explain', str(source / 'scenarios' / 'troms_finnmark.yaml'),
         '--resolved'], capture_output=True, encoding='utf-8', check=True).stdout
    names = names_of(yaml.safe_load(text))
    assert len(names) > 40, names
    found = [f'{path}:{line}: names {name}, which is data' for path in files(source)
             for line, name in problems(path.read_text(encoding='utf-8'), path.suffix,
                                        names)]
    print('\n'.join(found), end='\n' if found else '')
    return 1 if found else 0


if __name__ == '__main__':
    sys.exit(main())
