// SPDX-License-Identifier: GPL-3.0-or-later
// Every study of the repository, and every file that one is made of, fits the JSON Schema
// that is shipped; so does every spelling of a base and its changes; what is wrong does not.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { faults, YAML } from './editor/schema.mjs';
import { program, sources } from './editor/tools.mjs';

function problems(text) {
  return faults(YAML.parse(text))
    .map((e) => `${e.instancePath} ${e.message} ${JSON.stringify(e.params)}`);
}

const files = fs.readdirSync(path.join(sources, 'scenarios'), { recursive: true })
  .filter((name) => name.endsWith('.yaml'));
assert.ok(files.length >= 19, `${files.length} studies`);
for (const name of files) {
  const text = fs.readFileSync(path.join(sources, 'scenarios', name), 'utf8');
  assert.deepEqual(problems(text), [], name);
  const line = text.split('\n').find((l) => l.startsWith('# yaml-language-server: $schema='));
  assert.ok(line, `${name} does not name the schema`);
  const target = path.resolve(sources, 'scenarios', path.dirname(name), line.split('=')[1]);
  assert.equal(target, path.join(sources, 'scenarios/stabil.schema.json'), name);
}

// Merged with its base, a study has everything that one without a base has to have.
const whole = files.filter((name) => !name.includes('/'));
for (const name of whole) {
  const text = execFileSync(program,
    ['explain', path.join('scenarios', name), '--resolved'], { cwd: sources, encoding: 'utf8' });
  assert.deepEqual(problems(text), [], `${name}, resolved`);
  const part = YAML.parse(text);
  delete part.roles[Object.keys(part.roles)[0]].turnover;
  assert.match(problems(YAML.stringify(part)).join(), /required property 'turnover'/, name);
}
console.log(`${files.length} files fit, and ${whole.length} studies as resolved`);

// --- spellings ------------------------------------------------------------------------

const right = {
  'removing and appending': `
    base: other.yaml
    toolkit: [a.yaml, b.yaml]
    bonds: ~
    traits: {urban_rural: ~}
    roles:
      gp: {turnover: {rate: ~, median_years: 3}, tenure: ~, priority: ~, +priority: [claim]}
      nurse: {+holders: [newly_qualified], staff: {training: {finnmark: ~}}}
    measures: {pay: {+effects: [], costs: ~}}
    scenarios: {old: ~, new: {+measures: [pay, {use: rotation, until: 2030}]}}
  `,
  'a record that is not whole, over a base': `
    base: other.yaml
    horizon: {years: 5}
    programmes: {nursing: {seats: {2025: 40, 2030: {median: 50, ci95: [40, 60]}}}}
  `,
  'numbers': `
    roles:
      gp:
        absence: {mean: 0.1, sd: 0.02, family: beta, certainty: low, source: x, note: "y"}
        wage: {default: 7e5, kind: {hospital: 8e5}, centrality: {5: 1, "6": {normal: [2, 1]}},
               size: {"<2000": 1, 2000-4999: 2, ">=50000": 3}, place: {"5501": {value: 4}}}
        succession: {triangular: [0, 0.1, 0.3]}
        payer: {state: 0.5, municipality: 0.5}
        staff: {origin: {local: 0.5, elsewhere: 0.5}, traits: {rural: {default: 0.2}}}
        holders: {searching: nurse}
        covers: {roles: [nurse], where: region}
    places: {"0301": {name: {nb: Oslo, se: Oslo}, centrality: 1}, b: {name: 5501}}
  `,
  'shares together, numbers with a source': `
    roles:
      gp:
        payer: {dirichlet: {state: 3, trust: 4}, concentration: 20, certainty: low}
        staff:
          experience: {years: [0, 10, 40], shares: {dirichlet: [1, 2], source: x}}
          origin: {dirichlet: {local: 1, elsewhere: 2}}
    places: {a: {population: {value: 3000, source: x}, centrality: {value: 5, note: y}}}
    correlation: {g: {between: [a.b, c.d], rho: 0.4}}
  `,
  'effects': `
    behaviour: {home: {lever: choice.utility, scale: or, value: 2, where: {size: "<2000"}}}
    measures:
      m:
        effects:
          - {lever: tasks.shift, scale: set, value: {uniform: [0.1, 0.2]}, to: technology}
          - {lever: cover.rotation, scale: set, value: 0.5, pattern: "2:4", contract: rotation}
  `,
};
for (const [name, text] of Object.entries(right)) assert.deepEqual(problems(text), [], name);

// What is wrong, and where it is told.
const wrong = [
  ['horizn: {}', 'horizn'],
  ['horizon: {start: 2025, years: 3}', 'professions'], // a whole study
  ['horizon: {start: "2025"}', '/horizon/start'],
  ['base: [a, b]', '/base'],
  ['seed: -1', '/seed'],
  ['stabil: 2', '/stabil'],
  ['+traits: {}', '+traits'], // no list
  ['roles: {+gp: [a]}', '+gp'],
  ['roles: {gp: {at: school}}', '/roles/gp/at'],
  ['roles: {gp: {absence: 1.1}}', '/roles/gp/absence'],
  ['roles: {gp: {absence: {value: 1.1}}}', '/roles/gp/absence/value'],
  ['roles: {gp: {absence: {default: 0.1}}}', '/roles/gp/absence'], // no table
  ['roles: {gp: {absence: {beta: [1, 2, 3]}}}', '/roles/gp/absence/beta'],
  ['roles: {gp: {absence: {certainty: sure}}}', 'certainty'],
  ['roles: {gp: {wage: {default: 1, centrality: {7: 1}}}}', '7'],
  ['roles: {gp: {wage: {default: 1, size: {small: 1}}}}', 'small'],
  ['roles: {gp: {payer: {king: 1}}}', 'king'],
  ['places: {p: {centrality: {value: 7}}}', '/places/p/centrality/value'],
  ['places: {p: {centrality: {value: 5, sd: 1}}}', '/places/p/centrality'], // never drawn
  ['roles: {gp: {priority: [first]}}', '/roles/gp/priority'],
  ['roles: {gp: {priority: [claim, claim]}}', '/roles/gp/priority'],
  ['traits: {t: {values: [a, b, c]}}', '/traits/t/values'],
  ['programmes: {p: {seats: {25: 1}}}', '25'],
  ['places: {p: {name: {sv: x}}}', 'sv'],
  ['measures: {m: {effects: {lever: bond}}}', '/measures/m/effects'],
  ['measures: {m: {effects: [{lever: bond, scale: hr, value: 1}]}}', 'effects/0/scale'],
  ['measures: {m: {effects: [{lever: bond, scale: set}]}}', 'value'],
  ['measures: {m: {effects: [{lever: bond, scale: set, value: 1, who: ~}]}}', 'effects/0/who'],
  ['scenarios: {s: {measures: [{use: a, pattern: 2-4}]}}', 'measures/0/pattern'],
  ['scenarios: {s: {measures: [{from: 2026}]}}', 'use'],
];
for (const [text, where] of wrong) {
  const found = problems(text);
  assert.ok(found.some((one) => one.includes(where)), `${text}: ${found}`);
}
console.log(`${Object.keys(right).length} spellings fit, ${wrong.length} mistakes do not`);
