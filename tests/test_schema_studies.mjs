// SPDX-License-Identifier: GPL-3.0-or-later
// Every study of the repository, and every file that one is made of, fits the JSON Schema
// that is shipped; what is wrong does not.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { sources, tool } from './editor/tools.mjs';

const Ajv = tool('ajv').default;
const YAML = tool('yaml');

const schema = JSON.parse(fs.readFileSync(path.join(sources, 'scenarios/stabil.schema.json')));
// Strict: a keyword that means nothing is an error of ours.
const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true,
  strictTypes: false, strictRequired: false });
ajv.addVocabulary(['enumDescriptions']); // of editors
const validate = ajv.compile(schema);

function problems(text) {
  if (validate(YAML.parse(text))) return [];
  return validate.errors.map((e) => `${e.instancePath} ${e.message} ${JSON.stringify(e.params)}`);
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
console.log(`${files.length} files fit`);
