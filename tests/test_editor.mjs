// SPDX-License-Identifier: GPL-3.0-or-later
// What somebody sees who opens the study of the region in an editor: the language server
// that editors use (yaml-language-server) is spoken to as an editor does, over stdio. It
// finds the schema by the comment in the file.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { sources, tool, toolPath } from './editor/tools.mjs';

const rpc = tool('vscode-jsonrpc');
const server = spawn(process.execPath,
  [path.join(toolPath('yaml-language-server'), 'bin/yaml-language-server'), '--stdio'],
  { stdio: ['pipe', 'pipe', 'inherit'] });
const connection = rpc.createMessageConnection(
  new rpc.StreamMessageReader(server.stdout), new rpc.StreamMessageWriter(server.stdin));

const settings = { yaml: { hover: true, completion: true, validate: true,
  schemaStore: { enable: false } } }; // no network
connection.onRequest('workspace/configuration',
  ({ items }) => items.map(({ section }) => settings[section] ?? {}));
connection.onRequest('client/registerCapability', () => null);
const waiting = new Map();
connection.onNotification('textDocument/publishDiagnostics', ({ uri, diagnostics }) => {
  waiting.get(uri)?.(diagnostics);
  waiting.delete(uri);
});

setTimeout(() => {
  console.error('no answer from the language server');
  process.exit(1);
}, 120_000).unref();

// --- an editor ------------------------------------------------------------------------

let opened = 0;

// `text` as if it stood beside the studies, so that the path to the schema holds.
async function open(text, folder = 'scenarios') {
  const file = path.join(sources, folder, `in_an_editor_${++opened}.yaml`);
  const uri = pathToFileURL(file).href;
  const diagnostics = new Promise((resolve) => waiting.set(uri, resolve));
  connection.sendNotification('textDocument/didOpen',
    { textDocument: { uri, languageId: 'yaml', version: 1, text } });
  return { uri, text, diagnostics: await diagnostics };
}

// The place of `mark` in the text, `after` characters into it.
function place({ uri, text }, mark, after = mark.length) {
  const at = text.indexOf(mark);
  assert.ok(at >= 0, `'${mark}' is not in the study`);
  const lines = text.slice(0, at + after).split('\n');
  return { textDocument: { uri },
    position: { line: lines.length - 1, character: lines.at(-1).length } };
}

async function completion(document, mark) {
  const list = await connection.sendRequest('textDocument/completion', place(document, mark));
  return list.items;
}

async function hover(document, mark) {
  const answer = await connection.sendRequest('textDocument/hover', place(document, mark, 1));
  return answer?.contents.value ?? '';
}

const read = (name) => fs.readFileSync(path.join(sources, name), 'utf8');
const labels = (items) => items.map((item) => item.label);
const told = (diagnostics) => diagnostics.map(
  ({ range, message }) => `${range.start.line + 1}:${range.start.character + 1} ${message}`);

function replaced(text, from, to) {
  assert.ok(text.includes(from), `'${from}' is not in the study`);
  return text.replace(from, to);
}

// --- what is seen ---------------------------------------------------------------------

const region = read('scenarios/troms_finnmark.yaml');
const parts = ['measures', 'frameworks', 'education', 'conditions', 'cover'];
const toolkit = read('scenarios/toolkit/education.yaml');

async function nothing_is_wrong_with_what_is_shipped() {
  for (const [text, folder] of [[region, 'scenarios'],
    [read('scenarios/world/troms_finnmark.yaml'), 'scenarios/world'],
    ...parts.map((part) => [read(`scenarios/toolkit/${part}.yaml`), 'scenarios/toolkit']),
    [read('scenarios/01_attrition.yaml'), 'scenarios'],
    [read('scenarios/07_feedback.yaml'), 'scenarios']])
    assert.deepEqual(told((await open(text, folder)).diagnostics), []);
}

async function keys_are_completed() {
  const inside = await open(replaced(region, 'horizon: {start: 2025, years: 20, steps_per_year: 2}',
    'horizon:\n  start: 2025\n  '));
  const items = await completion(inside, 'start: 2025\n  ');
  console.log('completion within horizon:', labels(items).join(', '));
  assert.deepEqual(labels(items).sort(), ['steps_per_year', 'years']);
  assert.match(JSON.stringify(items), /number of years/);
  const top = await completion(await open(`${region}\n`), region);
  assert.ok(labels(top).includes('measures') && labels(top).includes('price_year'));
}

async function effects_are_completed() {
  const start = 'measures:\n  mine:\n    effects:\n      - lever: hazard.separate\n        ';
  const effect = await open(`${region}\n${start}`);
  const keys = labels(await completion(effect, start));
  console.log('completion within an effect:', keys.join(', '));
  for (const key of ['scale', 'value', 'who', 'where', 'needs']) assert.ok(keys.includes(key), key);
  assert.ok(!keys.includes('lever'), 'a key that is there already');
  const levers = await open(`${region}\nmeasures:\n  mine:\n    effects:\n      - lever: \n`);
  const names = labels(await completion(levers, '- lever: '));
  console.log(`completion of lever: ${names.slice(0, 5).join(', ')} ... (${names.length})`);
  assert.ok(names.length > 30 && names.includes('cover.rotation'));
  const scale = await open(`${region}\n${start}scale: \n`);
  console.log('completion of scale:', labels(await completion(scale, `${start}scale: `)).join(', '));
}

async function hover_says_what_a_key_is() {
  const document = await open(region);
  const said = await hover(document, 'steps_per_year');
  console.log('hover on steps_per_year:', JSON.stringify(said));
  assert.match(said, /1, 2, 4 or 12/);
  assert.match(said, /default 2/);
  const rule = await hover(document, 'vacancy_above');
  console.log('hover on vacancy_above:', JSON.stringify(rule));
  assert.match(rule, /share of funded FTE that is vacant at year end/);
  const measures = await open(toolkit, 'scenarios/toolkit');
  assert.match(await hover(measures, 'certainty: low'), /how sure it is/);
}

async function wrong(text, from, to, expected, folder) {
  const found = told((await open(replaced(text, from, to), folder)).diagnostics);
  console.log(`'${to}':`, found.join(' | ').slice(0, 200));
  const line = text.slice(0, text.indexOf(from)).split('\n').length;
  assert.ok(found.length > 0 && found.every((one) => one.startsWith(`${line}:`)), `line ${line}`);
  assert.match(found.join('\n'), expected);
}

async function what_is_wrong_is_marked() {
  await wrong(region, 'steps_per_year: 2', 'steps_a_year: 2', /steps_a_year is not allowed/);
  await wrong(region, 'years: 20', 'years: twenty', /Expected one of integer/);
  await wrong(region, 'years: 20', 'years: 200', /maximum of 100/);
  await wrong(region, 'for_years: 2', 'for_year: 2', /Missing property "for_years"[^]*for_year is not allowed/);
  await wrong(toolkit, 'scale: add', 'scale: plus', /"or", "hr", "set", "add"|not accepted/,
    'scenarios/toolkit');
  await wrong(toolkit, 'certainty: low', 'certainty: lowish', /"very_low"/, 'scenarios/toolkit');
  await wrong(toolkit, 'lever: admission.rural_share', 'lever: admission.rural',
    /admission.rural_share/, 'scenarios/toolkit');
}

await connection.listen();
await connection.sendRequest('initialize', { processId: process.pid, rootUri: null,
  capabilities: { workspace: { configuration: true },
    textDocument: { publishDiagnostics: {}, hover: { contentFormat: ['markdown'] } } } });
connection.sendNotification('initialized', {});
connection.sendNotification('workspace/didChangeConfiguration', { settings });
for (const test of [nothing_is_wrong_with_what_is_shipped, keys_are_completed,
  effects_are_completed, hover_says_what_a_key_is, what_is_wrong_is_marked])
  await test();
server.kill();
process.exit(0);
