// SPDX-License-Identifier: GPL-3.0-or-later
// An editor marks nothing that is right: on the bad studies of tests/cases/bad, whatever
// the JSON Schema marks, `stabil check` refuses on the same line. The reverse does not
// hold: much can be known only by reading the whole study.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { faults, YAML } from './editor/schema.mjs';
import { program, sources } from './editor/tools.mjs';

const folder = path.join(sources, 'tests/cases/bad');
// Where YAML itself is the matter, tools differ in what they make of it.
const files = fs.readdirSync(folder).filter((name) => name.endsWith('.yaml')
  && !name.startsWith('syntax_') && name !== 'collection_as_key.yaml');
const done = spawnSync(program, ['check', '--json', ...files],
  { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 });
const refused = new Map(JSON.parse(done.stdout).map(({ file, problems }) => [file,
  new Set(problems.filter((one) => one.file === file).map((one) => one.line))]));

// The lines of the key and of the value that a fault is about.
function linesOf(document, lines, fault) {
  const steps = fault.instancePath.split('/').slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  const more = fault.params.additionalProperty ?? fault.propertyName ?? fault.params.propertyName;
  let node = document.contents, key;
  for (const step of more === undefined ? steps : [...steps, more]) {
    const pair = node?.items?.find((item) => String(item.key?.value) === step);
    [key, node] = YAML.isSeq(node) ? [undefined, node.items[step]] : [pair?.key, pair?.value];
  }
  return [key, node].filter((one) => one?.range).map((one) => lines.linePos(one.range[0]).line);
}

// undefined where YAML itself is wrong.
function valueOf(document) {
  if (document.errors.length > 0 || document.warnings.length > 0) return undefined;
  try {
    return document.toJS();
  } catch {
    return undefined; // aliases that lead nowhere, or too many of them
  }
}

let marked = 0;
for (const name of files) {
  const lines = new YAML.LineCounter();
  const text = fs.readFileSync(path.join(folder, name), 'utf8');
  const document = YAML.parseDocument(text, { lineCounter: lines });
  const value = valueOf(document);
  if (value === undefined) continue;
  const found = faults(value)
    // These only gather what others say, or point at a list for one of its items.
    .filter(({ keyword }) => !['anyOf', 'oneOf', 'if', 'uniqueItems'].includes(keyword));
  for (const fault of found) {
    const at = linesOf(document, lines, fault);
    assert.ok(at.some((line) => refused.get(name).has(line)),
      `${name}:${at}: ${fault.instancePath} ${fault.message}, which check lets pass`);
  }
  marked += found.length > 0;
}
assert.ok(marked > 80, `${marked} marked`);
console.log(`of ${files.length} bad studies an editor marks ${marked}, all where check does`);
