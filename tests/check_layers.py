# SPDX-License-Identifier: GPL-3.0-or-later
"""Enforce the table of layers that CMakeLists.txt writes to layers.txt.

    check_layers.py TABLE ROOT       check the tree at ROOT
    check_layers.py TABLE --self-test
                                     feed the check one violation of every kind and see
                                     that it reports each, and nothing in a clean tree
"""
import fnmatch
import pathlib
import re
import sys
import tempfile

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(["<])([^">]+)[">]', re.M)
NOISE = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)
STANDARD = set('''assert complex ctype errno fenv float inttypes iso646 limits locale math
setjmp signal stdalign stdarg stdatomic stdbool stddef stdint stdio stdlib stdnoreturn
string tgmath threads time uchar wchar wctype'''.split())


class Table:
    def __init__(self, text):
        self.folder, self.uses = {}, {}
        self.owned, self.denied, self.calls = {}, {}, {}
        for line in text.splitlines():
            self.read(line.split())

    def read(self, words):
        kind, name = words[0], words[1]
        if kind == 'layer':
            self.folder[name] = words[2]
            self.uses[name] = {name, 'public'} | (set(words[4:]) - {'-'})
        elif kind == 'header':
            self.owned[name] = set(words[3:])
        elif kind == 'deny' and words[2] == 'headers':
            self.denied[name] = words[3:]
        elif kind == 'deny' and words[2] == 'calls':
            self.calls[name] = set(words[3:])
        else:
            raise ValueError('cannot read this row of the table: ' + ' '.join(words))

    def layer_of(self, path):
        for name, folder in self.folder.items():
            if folder in [str(p) for p in path.parents]:
                return name
        return None


def strip_comments(text):
    """Blank comments, keep strings and line numbers."""
    def blank(match):
        token = match.group(0)
        return re.sub(r'[^\n]', ' ', token) if token.startswith('/') else token
    return NOISE.sub(blank, text)


def strip_strings(text):
    return NOISE.sub(lambda m: re.sub(r'[^\n]', ' ', m.group(0)), text)


def find_header(root, source, name):
    for folder in (source.parent, pathlib.Path('include'), pathlib.Path('engine'),
                   pathlib.Path('.')):
        parts = []
        for part in (folder / name).parts:
            parts = parts[:-1] if part == '..' else parts + [part]
        path = pathlib.Path(*parts)
        if (root / path).is_file():
            return path
    return None


def check_own(table, root, path, layer, name):
    target = find_header(root, path, name)
    if target is None:
        return f'includes "{name}", which is nowhere in the tree'
    other = table.layer_of(target)
    if other not in table.uses[layer]:
        return f'layer {layer} may not include "{name}" (layer {other})'
    return None


def check_foreign(table, layer, name):
    if layer == 'public' and name.removesuffix('.h') not in STANDARD:
        return f'a public header may not include <{name}>'
    for pattern, owners in table.owned.items():
        if fnmatch.fnmatchcase(name, pattern) and layer not in owners:
            return f'<{name}> belongs to {", ".join(sorted(owners))} alone'
    for pattern in table.denied.get(layer, []):
        if fnmatch.fnmatchcase(name, pattern):
            return f'layer {layer} may not include <{name}>'
    return None


def check_file(table, root, path):
    layer = table.layer_of(path)
    if layer is None:
        return [f'{path}: belongs to no layer of the table']
    text = strip_comments((root / path).read_text(encoding='utf-8'))
    found = []
    for match in INCLUDE.finditer(text):
        quote, name = match.groups()
        # A header in angle brackets that is ours is held to the same rule.
        ours = quote == '"' or find_header(root, path, name) is not None
        problem = (check_own(table, root, path, layer, name) if ours
                   else check_foreign(table, layer, name))
        if problem:
            line = text.count('\n', 0, match.start()) + 1
            found.append(f'{path}:{line}: {problem}')
    code = strip_strings(text)
    for match in re.finditer(r'(?<![\w.>])(\w+)\s*\(', code):
        if match.group(1) in table.calls.get(layer, ()):
            line = code.count('\n', 0, match.start()) + 1
            found.append(f'{path}:{line}: layer {layer} may not call {match.group(1)}()')
    return found


def check_tree(table, root):
    files = [p.relative_to(root) for folder in ('include', 'engine', 'output')
             for p in sorted((root / folder).rglob('*.[ch]'))]
    return len(files), [line for p in files for line in check_file(table, root, p)]


CLEAN = {
    'include/stabil/a.h': '#include <stddef.h>\n',
    'include/stabil/b.h': '#include "stabil/a.h"\n',
    'engine/base/base.h': '#include "stabil/a.h"\n',
    'engine/scenario/s.h': '#include "base/base.h"\n#include <yaml.h>\n',
    'engine/model/m.h': '#include "scenario/s.h"\n#include <stdio.h>\n',
    'engine/year/y.h': '#include "model/m.h"\n// #include <stdio.h>\n',
    'engine/year/y.c': '#include "y.h"\n/* printf("x"); */ int lifetime(int); '
                       'const char *s = "time(0)";\n',
    'engine/run/r.h': '#include "year/y.h"\n#include <time.h>\n',
    'output/o.h': '#include <hdf5.h>\n#include "base/base.h"\n#include <jansson.h>\n',
    'engine/cli/c.c': '#include "output/o.h"\n#include "run/r.h"\n',
}
BROKEN = {  # one file each, and a word of the message that must come
    'up': ('engine/base/x.c', '#include "scenario/s.h"\n', 'layer base may not'),
    'up, relative': ('engine/base/x.c', '#include "../run/r.h"\n', 'layer base may not'),
    'up, angle': ('engine/model/x.c', '#include <year/y.h>\n', 'layer model may not'),
    'run to cli': ('engine/run/x.c', '#include "../cli/c.c"\n', 'layer run may not'),
    'engine to output': ('engine/run/x.c', '# include "output/o.h"\n', 'layer run may'),
    'output to engine': ('output/x.c', '#include "run/r.h"\n', 'layer output may not'),
    'yaml': ('engine/model/x.c', '#include <yaml.h>\n', '<yaml.h> belongs'),
    'yaml in cli': ('engine/cli/x.c', '#include <yaml.h>\n', '<yaml.h> belongs'),
    'hdf5': ('engine/run/x.c', '#include <hdf5.h>\n', '<hdf5.h> belongs'),
    'hdf5_hl': ('engine/cli/x.c', '#include <hdf5_hl.h>\n', '<hdf5_hl.h> belongs'),
    'stdio': ('engine/year/x.c', '#include <stdio.h>\n', 'may not include <stdio.h>'),
    'clock': ('engine/year/x.c', '#include <time.h>\n', 'may not include <time.h>'),
    'yaml in year': ('engine/year/x.c', '#include <yaml.h>\n', '<yaml.h> belongs'),
    'hdf5 in year': ('engine/year/x.c', '#include <hdf5.h>\n', '<hdf5.h> belongs'),
    'getenv': ('engine/year/x.c', 'char *f(void) { return getenv ("A"); }\n', 'getenv()'),
    'printf': ('engine/year/x.c', 'void f(void) {\n  printf("x");\n}\n', 'x.c:2:'),
    'public to inside': ('include/stabil/x.h', '#include "base/base.h"\n', 'public may'),
    'public to gsl': ('include/stabil/x.h', '#include <gsl/gsl_rng.h>\n', 'public header'),
    'nowhere': ('engine/run/x.c', '#include "run/none.h"\n', 'nowhere'),
    'no layer': ('engine/new/x.c', 'int x;\n', 'no layer'),
}


def write_tree(root, files):
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding='utf-8')


def self_test(table):
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        write_tree(pathlib.Path(folder), CLEAN)
        found = check_tree(table, pathlib.Path(folder))[1]
        wrong += [f'a clean tree was refused: {line}' for line in found]
    for label, (name, text, expected) in BROKEN.items():
        with tempfile.TemporaryDirectory() as folder:
            write_tree(pathlib.Path(folder), CLEAN | {name: text})
            found = check_tree(table, pathlib.Path(folder))[1]
        if len(found) != 1 or expected not in found[0]:
            wrong.append(f'{label}: expected one line with "{expected}", got {found}')
    return len(BROKEN) + 1, wrong


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    table = Table(pathlib.Path(sys.argv[1]).read_text(encoding='utf-8'))
    if sys.argv[2] == '--self-test':
        count, found = self_test(table)
    else:
        count, found = check_tree(table, pathlib.Path(sys.argv[2]))
    print('\n'.join(found + [f'{count} checked, {len(found)} wrong']))
    sys.exit(1 if found or count == 0 else 0)


if __name__ == '__main__':
    main()
