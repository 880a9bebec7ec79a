// SPDX-License-Identifier: GPL-3.0-or-later
// The JSON Schema that is shipped, as a function.
import fs from 'node:fs';
import path from 'node:path';
import { sources, tool } from './tools.mjs';

const Ajv = tool('ajv').default;
export const YAML = tool('yaml');

const schema = JSON.parse(fs.readFileSync(path.join(sources, 'scenarios/stabil.schema.json')));
// Strict: a keyword that means nothing is an error of ours.
const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true,
  strictTypes: false, strictRequired: false });
ajv.addVocabulary(['enumDescriptions']); // of editors
const validate = ajv.compile(schema);

// What is wrong with a value, as ajv tells it.
export function faults(value) {
  return validate(value) ? [] : validate.errors;
}
