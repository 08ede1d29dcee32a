/** The template for Google Tag Manager, run against a stand-in for its sandbox that keeps to the permissions. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import test from 'node:test';
import { GOOGLE } from '../src/google.js';

const text = await readFile(
  new URL('../../docs/reference/gtm/temoin.tpl', import.meta.url),
  'utf8',
);

/** Sections by name; what stands before the first one is empty. @type {Record<string, string>} */
const sections = {};
const [, ...parts] = text.split(/^___(\w+)___$/m);
for (let at = 0; at < parts.length; at += 2) sections[parts[at]] = parts[at + 1].trim();
const info = JSON.parse(sections.INFO);
const parameters = JSON.parse(sections.TEMPLATE_PARAMETERS);
const permissions = JSON.parse(sections.WEB_PERMISSIONS);
const code = sections.SANDBOXED_JS_FOR_WEB_TEMPLATE;

/** What a permission lists, as plain values. @param {string} id @param {string} key */
function listed(id, key) {
  const found = permissions.find(({ instance }) => instance.key.publicId === id);
  const plain = ({ type, string, boolean, listItem, mapKey, mapValue }) => {
    if (type === 2) return listItem.map(plain);
    if (type === 3)
      return Object.fromEntries(mapKey.map((name, at) => [plain(name), plain(mapValue[at])]));
    return type === 8 ? boolean : string;
  };
  return plain(found.instance.param.find((param) => param.key === key).value);
}

const writable = listed('access_consent', 'consentTypes')
  .filter(({ write }) => write)
  .map(({ consentType }) => consentType);

/** @param {Record<string, unknown>} state */
function checkConsent({ wait_for_update, ...state }) {
  for (const [type, word] of Object.entries(state)) {
    assert.ok(writable.includes(type), `no permission to write ${type}`);
    assert.match(String(word), /^(granted|denied)$/);
  }
}

/**
 * Runs the template as the sandbox would when an event fires its tag.
 * @param {Record<string, unknown>} layer the data layer's state at that moment
 * @param {Record<string, string>} [data] what was filled in
 */
function fire(layer, data = { service: 'https://consent.example', key: 'abc123' }) {
  /** @type {unknown[][]} */
  const calls = [];
  const apis = {
    copyFromDataLayer(/** @type {string} */ key) {
      assert.ok(listed('read_data_layer', 'keyPatterns').includes(key), `may not read ${key}`);
      return key.split('.').reduce((value, name) => value?.[name], /** @type {any} */ (layer));
    },
    encodeUriComponent: encodeURIComponent,
    injectScript(/** @type {string} */ url, /** @type {() => void} */ success) {
      const [host, path] = listed('inject_script', 'urls')[0].slice('https://'.length).split('/t/');
      assert.deepEqual([host, path], ['*', '*']);
      assert.match(url, /^https:\/\/[^/]+\/t\//);
      calls.push(['inject', url]);
      success();
    },
    setDefaultConsentState(/** @type {any} */ state) {
      checkConsent(state);
      calls.push(['default', state]);
    },
    updateConsentState(/** @type {any} */ state) {
      checkConsent(state);
      calls.push(['update', state]);
    },
  };
  const require = (/** @type {string} */ name) => {
    assert.ok(Object.hasOwn(apis, name), `no ${name} in the sandbox`);
    return apis[name];
  };
  const told = { ...data, gtmOnSuccess: () => calls.push(['done']), gtmOnFailure: assert.fail };
  new Function('require', 'data', `'use strict';${code}`)(require, told);
  return calls;
}

test('the file has the sections that an import asks for', () => {
  assert.deepEqual(Object.keys(sections), [
    'INFO',
    'TEMPLATE_PARAMETERS',
    'SANDBOXED_JS_FOR_WEB_TEMPLATE',
    'WEB_PERMISSIONS',
    'TESTS',
    'NOTES',
  ]);
  assert.deepEqual([info.type, info.containerContexts], ['TAG', ['WEB']]);
  assert.deepEqual(
    parameters.map(({ name }) => name),
    ['service', 'key', 'language'],
  );
  assert.match(sections.TESTS, /^scenarios:\n- name: /);
});

test('it asks for no more than it uses and uses no more than the sandbox has', () => {
  assert.deepEqual(
    permissions.map(({ instance }) => instance.key.publicId),
    ['access_consent', 'inject_script', 'read_data_layer'],
  );
  assert.doesNotMatch(code, /\b(new|class|async|await|import|window|document|this|eval)\b|`/);
});

test('GCM-01: everything is denied, then the banner is loaded', () => {
  const calls = fire({ event: 'gtm.init_consent' });
  assert.deepEqual(
    calls.map(([what]) => what),
    ['default', 'inject', 'done'],
  );
  const { wait_for_update, security_storage, ...state } = /** @type {any} */ (calls[0][1]);
  assert.deepEqual(Object.keys(state).sort(), Object.keys(GOOGLE).sort());
  assert.deepEqual([...new Set(Object.values(state))], ['denied']);
  assert.deepEqual([wait_for_update, security_storage], [500, 'granted']);
  assert.equal(calls[1][1], 'https://consent.example/t/abc123.js');
});

test('the address is the one that the dashboard shows, with a language where one is named', () => {
  const data = { service: 'https://consent.example/', key: 'abc123', language: 'de,auto' };
  const [, [, url]] = fire({ event: 'gtm.init_consent' }, data);
  assert.equal(url, 'https://consent.example/t/abc123.js?l=de%2Cauto');
});

test('GCM-02: one update for each choice, in the words of the snippet', () => {
  const google = { ...Object.fromEntries(Object.keys(GOOGLE).map((type) => [type, 'denied'])) };
  google.analytics_storage = 'granted';
  const temoin = { purposes: { marketing: true, statistics: true }, google };
  const calls = fire({ event: 'temoin_consent', temoin });
  assert.deepEqual(
    calls.map(([what]) => what),
    ['update', 'done'],
  );
  assert.deepEqual(calls[0][1], { ...google, security_storage: 'granted' });
});

test('an event without a readable choice grants nothing', () => {
  for (const temoin of [
    undefined,
    {},
    { google: { ad_storage: true, analytics_storage: 'yes' } },
  ]) {
    const [[what, state]] = fire({ event: 'temoin_consent', temoin });
    assert.equal(what, 'update');
    const { security_storage, ...rest } = /** @type {any} */ (state);
    assert.deepEqual([...new Set(Object.values(rest))], ['denied']);
  }
});
