/** The build for regimes where purposes run before a choice. */
import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bundle } from '../build.mjs';
import { jar, sent, service, settle, variants } from './page.mjs';

const here = (/** @type {string} */ name) => fileURLToPath(new URL(name, import.meta.url));
const site = JSON.parse(await readFile(here('example.json'), 'utf8')).en;
const now = () => Math.floor(Date.now() / 1000);
const [[, waiting]] = variants;

let count = 0;

/**
 * The parts as a page in that regime has them.
 * @param {object} [differs]
 * @returns {Promise<typeof import('./entry.mjs')>}
 */
async function under(differs = {}) {
  count += 1;
  const file = join(tmpdir(), `temoin-running-${process.pid}-${count}.mjs`);
  await bundle(here('entry.mjs'), 'esm', file, true);
  Object.assign(globalThis, { $T: { ...site.first_layer, ...site.running, ...differs } });
  const parts = await import(pathToFileURL(file).href);
  await rm(file);
  jar.clear();
  sent.length = 0;
  parts.refresh();
  return parts;
}

const cookie = (/** @type {string} */ more) =>
  `preferences=true&statistics=true&marketing=false&media=true&revision=3&at=${now()}${more}`;

test('what runs is allowed until there is a choice, and nothing else', async () => {
  const { allows, consent, refuse } = await under({ running: ['statistics'] });
  assert.equal(allows('statistics'), true);
  assert.equal(allows('marketing'), false);
  assert.equal(consent().decided, false);
  assert.equal(consent().regime, 'us-california');
  service.answer = { status: 201, body: {} };
  refuse('panel')();
  await settle();
  assert.equal(allows('statistics'), false);
  assert.equal(sent[0].body.action, 'refuse');
  assert.match(jar.get('eu-consent')?.value || '', /statistics=false.*&regime=us-california/);
});

test('an objection lives as long as its regime says and outlives new recipients', async () => {
  const { parseChoice } = await under({ since: 0 });
  const old = now() - 399 * 86400;
  assert.ok(parseChoice(`marketing=false&statistics=true&at=${old}&regime=us-signal`));
  assert.equal(parseChoice(`marketing=false&at=${now() - 401 * 86400}`), null);
});

test('what was granted where it ran unasked is no consent where it waits', async () => {
  assert.equal(waiting.parseChoice(cookie('&regime=us-california')), null);
  assert.ok(waiting.parseChoice(cookie('')));
  const { parseChoice } = await under({ mode: 'opt-in', regime: 'uk' });
  assert.equal(parseChoice(cookie('&regime=us-california')), null);
  assert.ok(parseChoice(cookie('&regime=uk')));
  assert.ok(parseChoice(cookie('')));
});

test('what was refused is refused everywhere', async () => {
  const refusal = cookie('&regime=us-california').replaceAll('true', 'false');
  assert.ok(waiting.parseChoice(refusal));
  const { parseChoice } = await under({ mode: 'opt-in', regime: 'uk' });
  assert.ok(parseChoice(refusal));
});

test('a choice older than what is asked now is none', async () => {
  const { parseChoice } = await under({ mode: 'opt-in', regime: 'uk', since: 4 });
  assert.equal(parseChoice(cookie('&regime=uk')), null);
  assert.ok(parseChoice(cookie('&regime=uk').replace('revision=3', 'revision=4')));
});
