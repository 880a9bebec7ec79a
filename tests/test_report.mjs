// SPDX-License-Identifier: GPL-3.0-or-later
// The report as somebody sees it who opens it from the file system: in headless Chromium,
// with scripts and without, wide and narrow, in both languages.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { program, sources, tool, toolPath } from './editor/tools.mjs';

const browserPath = process.env.CHROMIUM ?? '/usr/bin/chromium';
if (!fs.existsSync(browserPath)) {
  console.error(`${browserPath} is missing; ./dev setup installs it`);
  process.exit(77);
}
const { chromium } = tool('playwright-core');
const axe = fs.readFileSync(path.join(toolPath('axe-core'), 'axe.min.js'), 'utf8');

const folder = fs.mkdtempSync(path.join(process.env.TMPDIR ?? os.tmpdir(), 'a report '));
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
const results = path.join(folder, 'region.h5');

function stabil(...words) {
  const done = spawnSync(program, words, { cwd: sources, encoding: 'utf8' });
  assert.equal(done.status, 0, `${words.join(' ')}\n${done.stderr}`);
  return done.stdout;
}

stabil('--quiet', 'run', 'scenarios/troms_finnmark.yaml', '--draws', '3', '--replicates',
  '6', '--years', '6', '-o', results);
const page = (lang) => path.join(folder, `${lang}.html`);
for (const lang of ['nb', 'en'])
  stabil('--quiet', 'report', results, '-o', page(lang), '--lang', lang);
if (!fs.readFileSync(page('nb'), 'utf8').includes('id="data"')) {
  console.error('the program was built without Node and npm: its report has no scripts');
  process.exit(77);
}

const messages = JSON.parse(fs.readFileSync(
  path.join(sources, 'output/report/page/messages.json'), 'utf8'));
const browser = await chromium.launch({ executablePath: browserPath,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync'] });

// A page, and everything that goes wrong in it.
async function open(lang, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 },
    ...options });
  const tab = await context.newPage();
  const wrong = [];
  tab.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) wrong.push(message.text());
  });
  tab.on('pageerror', (error) => wrong.push(error.message));
  tab.on('request', (request) => {
    if (!request.url().startsWith('file:')) wrong.push(`request: ${request.url()}`);
  });
  await tab.goto(pathToFileURL(page(lang)).href);
  return { tab, wrong };
}

let passed = 0;
async function test(name, body) {
  await body();
  passed++;
  console.log(`ok ${name}`);
}

// --- numbers as the page writes them ----------------------------------------------------

function written(lang, value, decimals, sign) {
  const digits = Math.abs(value).toFixed(decimals);
  const [whole, rest] = digits.split('.');
  const [group, point] = lang === 'nb' ? ['\u202f', ','] : [',', '.'];
  const before = !/[1-9]/.test(digits) ? '' : value < 0 ? '\u2212' : sign ? '+' : '';
  return before + whole.replace(/\B(?=(\d{3})+$)/g, group) + (rest ? point + rest : '');
}

const cells = (tab, id) => tab.$$eval(`#table-${id} tbody tr`, (rows) =>
  rows.map((row) => [...row.cells].map((cell) => cell.textContent)));

function compared(by) {
  const told = JSON.parse(stabil('compare', results, '--json', '--measure', 'vacant_fte',
    '--by', by));
  // Variants (`name@twist`) have a table of their own.
  return told.measures[0].rows.map((row) => ({ ...row,
    scenarios: row.scenarios.filter(({ scenario }) => !scenario.includes('@')) }));
}

for (const lang of ['nb', 'en'])
  await test(`${lang}: tables have the numbers of compare to the printed digit`, async () => {
    const { tab } = await open(lang);
    const district = compared('area').find(({ group }) => group === 'district');
    const rows = await cells(tab, 'answer');
    assert.equal(rows.length, district.scenarios.length);
    district.scenarios.forEach(({ level, difference, p_better }, i) => {
      assert.equal(rows[i][1], written(lang, level.mean, 1));
      if (i === 0) return; // the baseline
      assert.deepEqual(rows[i].slice(2, 6), [written(lang, difference.mean, 1, true),
        written(lang, difference['q2.5'], 1, true), written(lang, difference['q97.5'], 1, true),
        written(lang, p_better, 2)]);
    });
    const byClass = await cells(tab, 'compare-centrality');
    const expected = compared('centrality').flatMap(({ group, scenarios }) =>
      scenarios.slice(1).map(({ level, difference }) => [group, written(lang, level.mean, 1),
        written(lang, difference.mean, 1, true), written(lang, difference['q2.5'], 1, true)]));
    assert.deepEqual(byClass.map((row) => [row[0], row[2], row[3], row[4]]), expected);
    await tab.context().close();
  });

await test('variants are left out of the figures and stand in a table', async () => {
  const { tab } = await open('en');
  const told = JSON.parse(stabil('compare', results, '--json', '--measure', 'vacant_fte',
    '--by', 'area')).measures[0].rows.find(({ group }) => group === 'district');
  const variants = told.scenarios.filter(({ scenario }) => scenario.includes('@'));
  assert.ok(variants.length > 0, 'the region has variants');
  const rows = await cells(tab, 'variants');
  assert.deepEqual(rows.map((row) => row[2]),
    variants.map(({ difference }) => written('en', difference.mean, 1, true)));
  const names = await tab.$$eval('#figure-answer svg text', (all) =>
    all.map((one) => one.textContent).join());
  for (const [name, twist] of rows)
    assert.ok(names.includes(name.split(' ')[0]) && !names.includes(twist));
  await tab.context().close();
});

// --- figures ----------------------------------------------------------------------------

await test('every figure is drawn, with a name and a table', async () => {
  const { tab, wrong } = await open('nb');
  await tab.$$eval('details', (all) => all.forEach((one) => { one.open = true; }));
  await tab.waitForFunction(() =>
    [...document.querySelectorAll('.chart')].every(({ dataset }) => dataset.drawn));
  const figures = await tab.$$eval('figure', (all) => all.map((figure) => ({
    id: figure.id, drawings: [...figure.querySelectorAll('.chart svg')].map((svg) => ({
      name: svg.getAttribute('aria-label'), fixed: svg.classList.contains('static'),
      marks: svg.querySelectorAll('path, circle, rect, line').length,
      wide: svg.getBoundingClientRect().width })),
    rows: figure.querySelectorAll('table tbody tr').length })));
  assert.ok(figures.length > 40, 'the region has a figure for every place');
  for (const { id, drawings, rows } of figures) {
    assert.ok(rows > 0, `${id} has no table`);
    assert.ok(drawings.length > 0, `${id} is empty`);
    for (const { name, fixed, marks, wide } of drawings)
      assert.ok(name && !fixed && marks > 2 && wide > 100, `${id} is not drawn`);
  }
  assert.deepEqual(wrong, []);
  await tab.context().close();
});

await test('the slider of the map moves by keyboard, and the bubbles change', async () => {
  const { tab, wrong } = await open('nb');
  const slider = tab.locator('#map-year');
  const fills = () => tab.$$eval('#figure-map svg circle', (all) =>
    all.map((one) => one.getAttribute('fill')).join());
  assert.equal(await tab.locator('#figure-map output').textContent(), '2030');
  const last = await fills();
  await slider.focus();
  await tab.keyboard.press('Home');
  assert.equal(await tab.locator('#figure-map output').textContent(), '2025');
  assert.match(await tab.locator('#figure-map svg').getAttribute('aria-label'), /2025$/);
  const first = await fills();
  assert.notEqual(first, last);
  await tab.keyboard.press('End');
  await tab.locator('#map-scenario').selectOption({ index: 0 });
  assert.notEqual(await fills(), last);
  assert.deepEqual(wrong, []);
  await tab.context().close();
});

await test('a place is found by name and by address', async () => {
  const { tab } = await open('nb');
  await tab.locator('#find-place').selectOption({ label: 'Hasvik' });
  assert.equal(await tab.locator('details.place[open] summary span').first().textContent(),
    'Hasvik');
  assert.equal(await tab.evaluate(() => document.activeElement.tagName), 'SUMMARY');
  await tab.goto(`${pathToFileURL(page('nb')).href}#place-5501`);
  await tab.reload();
  assert.ok(await tab.locator('#place-5501').evaluate((place) => place.open));
  await tab.context().close();
});

// --- language ---------------------------------------------------------------------------

for (const lang of ['nb', 'en'])
  await test(`${lang}: headings and labels in the language of the page`, async () => {
    const { tab } = await open(lang);
    assert.equal(await tab.getAttribute('html', 'lang'), lang);
    const own = Object.values(messages).map((message) => message[lang]);
    const titles = await tab.$$eval('h2, figcaption p, summary:not(.place summary)',
      (all) => all.map((one) => one.textContent));
    const patterns = own.map((text) => new RegExp(`^${text.replace(/[.*+?^$()|[\]\\]/g,
      '\\$&').replace(/\{\w+\}/g, '.*')}$`));
    for (const title of titles)
      assert.ok(patterns.some((pattern) => pattern.test(title)), `${lang}: ${title}`);
    assert.ok(titles.length > 15);
    await tab.context().close();
  });

await test('every message is there in both languages, with the same gaps', () => {
  for (const [key, { nb, en }] of Object.entries(messages)) {
    assert.ok(nb && en, key);
    const gaps = (text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const foreign = gaps(nb).filter((name) => !gaps(en).includes(name));
    assert.deepEqual(foreign, [], key);
  }
});

// --- everybody --------------------------------------------------------------------------

for (const width of [1200, 390])
  await test(`nothing serious for axe-core, ${width} pixels wide`, async () => {
    const { tab } = await open('nb', { viewport: { width, height: 900 } });
    await tab.$$eval('details.numbers, details.place:nth-of-type(-n+3)', (all) =>
      all.forEach((one) => { one.open = true; }));
    await tab.waitForTimeout(300);
    await tab.evaluate(axe);
    const { violations } = await tab.evaluate(() => window.axe.run());
    const serious = violations.filter(({ impact }) => ['serious', 'critical'].includes(impact));
    assert.deepEqual(serious.map(({ id, nodes }) => [id, nodes[0].html]), []);
    assert.ok(await tab.evaluate(() => document.documentElement.scrollWidth) <= width);
    await tab.context().close();
  });

await test('the first stop of the keyboard leads past the contents', async () => {
  const { tab } = await open('en');
  await tab.keyboard.press('Tab');
  assert.equal(await tab.evaluate(() => document.activeElement.getAttribute('href')), '#main');
  await tab.context().close();
});

await test('with scripts off there are the figures, the tables and the answer', async () => {
  const { tab, wrong } = await open('nb', { javaScriptEnabled: false });
  const charts = await tab.locator('.chart').count();
  assert.ok(charts > 40);
  assert.equal(await tab.locator('.chart > svg.static[role=img]').count(), charts);
  assert.ok(await tab.locator('figure table').count() >= charts);
  assert.match(await tab.locator('.lead').textContent(), /årsverk/);
  assert.deepEqual(wrong, []);
  await tab.context().close();
});

await test('the page is below 2 MB and names no address to fetch from', () => {
  for (const lang of ['nb', 'en']) {
    assert.ok(fs.statSync(page(lang)).size < 2e6);
    const text = fs.readFileSync(page(lang), 'utf8');
    assert.doesNotMatch(text, /(src|href)="(https?:)?\/\//);
  }
});

await browser.close();
console.log(`${passed} passed, 0 failed`);
