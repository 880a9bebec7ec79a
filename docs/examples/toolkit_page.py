#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/toolkit.md, made from a study: every recommendation with its measures, every measure
with its effects, their course over time, what they cost and who pays.

    /usr/bin/python3 docs/examples/toolkit_page.py build/stabil scenarios/troms_finnmark.yaml
"""
import json
import subprocess
import sys

import yaml

program, study = sys.argv[1:3]


def explain(*arguments):
    return subprocess.run([program, 'explain', study, *arguments], check=True,
                          capture_output=True, text=True).stdout


measures = json.loads(explain('--measures', '--json'))
*items, counts = json.loads(explain('--coverage', '--json'))
resolved = yaml.safe_load(explain('--resolved'))
numbers = {row['key']: row for row in json.loads(explain('--resolved', '--json'))}


# --- numbers ----------------------------------------------------------------------------

def figure(x):
    return f'{x:,.0f}' if abs(x) >= 1000 else f'{x:.3g}'


def plain(quantity):
    """A number of the study as it stands: '2', '0.5'."""
    if isinstance(quantity, dict):
        quantity = quantity.get('value', next(iter(quantity.values())))
    return figure(quantity[0] if isinstance(quantity, list) else quantity)


def value(row):
    text = figure(row['value'])
    low, high = row.get('interval', (None, None))
    return text if low is None else f'{text} [{figure(low)}, {figure(high)}]'


def origin(row, stated):
    source = row['source'] or '-'
    note = stated.get('note') if isinstance(stated, dict) else None
    return f'{source}: {note}' if note else source


# --- whom and when ----------------------------------------------------------------------

def words(key, entry):
    if entry is True:
        return key
    if entry is False:
        return f'outside the {key}'
    if isinstance(entry, list) and len(entry) > 6:
        return f'{len(entry)} {key}'
    entry = ', '.join(map(str, entry)) if isinstance(entry, list) else str(entry)
    return f'{key} {entry}' if key in ('centrality', 'size', 'places') else entry


def population(part):
    texts = [words(key, entry) for group in ('who', 'where')
             for key, entry in part.get(group, {}).items()]
    texts += [', '.join(part.get('roles', []))] if part.get('roles') else []
    return '; '.join(texts) or 'everybody'


def course(effect):
    texts = [f'{key} {plain(effect[key])}' for key in ('delay', 'ramp') if key in effect]
    if 'decay' in effect:
        decay = effect['decay']
        texts.append(f"decays to {plain(decay.get('to', 0))}, half in {plain(decay['half_life'])}")
    if 'remains' in effect:
        remains = effect['remains']
        texts.append(f"{plain(remains['share'])} remains" + (
            f", half gone in {plain(remains['half_life'])}" if 'half_life' in remains else ''))
    return '; '.join(texts) or 'at once'


def follow_up(effect):
    return f"{plain(effect['follow_up'])} years" if 'follow_up' in effect else '-'


def share_of(effect):
    share = effect.get('causal_share')
    if share is None:
        return '-'
    return f"Beta({share['beta'][0]}, {share['beta'][1]})" if 'beta' in share else plain(share)


# --- page -------------------------------------------------------------------------------

def cell(text):
    return str(text).replace('|', '\\|')


def table(head, rows):
    print('| ' + ' | '.join(head) + ' |')
    print('|' + '---|' * len(head))
    for row in rows:
        print('| ' + ' | '.join(cell(text) for text in row) + ' |')
    print()


def link(name):
    return f'[{name}](#{name})'


def summary(part):
    return (f"{part['all']}: {part['design']} decisions (`design`), {part['source']} with a "
            f"source, {part['assumption']} assumptions")


print(f'''# The toolkit

Made by `./dev toolkit` from `{study}`; not edited by hand. What the columns mean is in
docs/model.md, section 5, and in `scenarios/toolkit/measures.yaml`.

| | |
|---|---|
| measures | {counts['measures']} |
| effects | {summary(counts['effects'])} |
| costs | {summary(counts['costs'])} |
| effects of `behaviour:`, always on | {summary(counts['behaviour'])} |

A decision is a number of seats, a share of posts, a bond, a pattern of weeks: nobody has to
believe it. What it leads to is in `behaviour:` of the world, with its evidence. An assumption is a
size that nobody has published; its direction may have a source, which the note or a comment
names. Values stand as published; the region weighs them by `evidence:`.
''')

print('## Recommendations and measures\n')
for name, framework in resolved['frameworks'].items():
    own = [item for item in items if item['framework'] == name]
    about = framework.get('about')
    print(f"### {framework['label']['en']}\n")
    print((f'{about} ' if about else '') + f"Source: {framework['source']}.\n")
    graded = any(item['strength'] for item in own)
    head = ['item', 'says'] + (['strength'] if graded else []) + ['certainty', 'measures']
    table(head, [[item['recommendation'], item['label'] + (
        f" ({item['note']})" if item['note'] else '')]
        + ([item['strength']] if graded else [])
        + [item['certainty'] or '-', ', '.join(map(link, item['measures']))] for item in own])

print('''## What measures work through

How kinds of people differ (`composition`), and what education did to them (`effect`: weighed by
`evidence:`, by its `causal_share` where it has one). Quotas, seats and placements act through it.
''')
table(['behaviour', 'lever', 'whom', 'scale', 'value', 'kind', 'certainty', 'follow-up',
       'causal share', 'source'],
      [[name, b['lever'], population(b), b['scale'], value(numbers[f'behaviour.{name}.value']),
        b.get('kind', 'composition'), b['value']['certainty'], follow_up(b),
        share_of(b), origin(b['value'], b['value'])]
       for name, b in resolved['behaviour'].items()])

print('## All measures\n')
table(['measure', 'is', 'levers', 'least certain effect', 'paid by', 'need'],
      [[link(m['name']), m['label'], ', '.join(dict.fromkeys(e['lever'] for e in m['effects'])),
        next((c for c in ('very_low', 'low', 'moderate', 'high', 'design')
              if c in [e['certainty'] for e in m['effects']]), '-'),
        ', '.join(dict.fromkeys(c['payer'] for c in m['costs'])), m.get('need', '-')]
       for m in measures])

for m in measures:
    stated = resolved['measures'][m['name']]
    print(f"### {m['name']}\n\n{m['label']}. {m['about']}\n")
    table(['lever', 'whom', 'scale', 'value', 'certainty', 'follow-up', 'over time (years)',
           'source'],
          [[e['lever'], population(s), e['scale'], value(e), e['certainty'], follow_up(s),
            course(s), origin(e, s['value'])]
           for e, s in zip(m['effects'], stated['effects'])])
    table(['cost per', 'NOK', 'as', 'payer', 'whom', 'certainty', 'source'],
          [[c['per'], value(c), c['item'].replace('_cost', ''), c['payer'], population(s),
            c['certainty'], origin(c, s['amount'])]
           for c, s in zip(m['costs'], stated['costs'])])
    if 'capacity' in m:
        print(f"Needs {m['capacity']}.\n")
    if m['answers']:
        print(f"Answers {', '.join(m['answers'])}.\n")
