// SPDX-License-Identifier: GPL-3.0-or-later
// Where the sources and the program are, and the npm packages that ./dev installed.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const sources = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const program = process.env.STABIL ?? path.join(sources, 'build/stabil');
// Other builds beside build/ find them there too.
const folder = process.env.STABIL_NPM ?? path.join(sources, 'build/npm');
const require = createRequire(path.join(folder, 'package.json'));

// A machine that cannot install them skips the test, and says so.
function missing(name) {
  console.error(`the npm package ${name} is not in ${folder}; ./dev setup installs it`);
  process.exit(77);
}

export function tool(name) {
  if (!fs.existsSync(path.join(folder, 'node_modules', name))) missing(name);
  return require(name);
}

export function toolPath(name) {
  if (!fs.existsSync(path.join(folder, 'node_modules', name))) missing(name);
  return path.dirname(require.resolve(`${name}/package.json`));
}
