/** What a choice becomes in the words of IAB Europe's framework, read back by the framework's own library. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { TCString } from '@iabtechlabtcf/core';
import { tcData } from '../src/tcdata.js';

const example = JSON.parse(await readFile(new URL('example.json', import.meta.url), 'utf8'));
const config = example.fr.tcf;
const set = (vector) => [...vector].filter(([, has]) => has).map(([id]) => id);

/** @returns {any} a stand-in for the public interface */
const temoin = (consent, allowed = []) => ({
  consent: { decided: true, decidedAt: '2026-11-24T10:30:00.000Z', regime: null, ...consent },
  allows: (purpose, vendor) =>
    allowed.includes(purpose) && !allowed.includes(`-${purpose}:${vendor}`),
});

test('TCF-05: the string says what the data say, and the day but not the hour', () => {
  const data = tcData(config, temoin({}, ['marketing', '-marketing:regie-demo']), 'tcloaded');
  const read = TCString.decode(data.tcString);
  assert.deepEqual(set(read.purposeConsents), [1, 2, 3, 4, 7]);
  assert.deepEqual(set(read.vendorConsents), [755]);
  assert.deepEqual(set(read.vendorsDisclosed), [2, 3, 755]);
  assert.deepEqual(set(read.vendorLegitimateInterests), [3]);
  assert.equal(read.publisherRestrictions.getRestrictions(2).length, 3);
  assert.equal(Number(read.created), Date.UTC(2026, 10, 24));
  assert.equal(Number(read.lastUpdated), Date.UTC(2026, 10, 24));
  assert.equal(read.vendorListVersion, 150);
  assert.equal(read.policyVersion, 5);
});

test('TCF-06: no bit is positive before a clear act, although a law lets a purpose run', () => {
  const open = temoin({ decided: false, decidedAt: null }, ['statistics', 'marketing']);
  const read = TCString.decode(tcData(config, open, 'cmpuishown').tcString);
  assert.deepEqual([...set(read.purposeConsents), ...set(read.vendorConsents)], []);
  assert.deepEqual(set(read.vendorsDisclosed), [2, 3, 755]);
});

test('TCF-09: a choice made under other policies grants nothing', () => {
  const since = Date.parse('2026-11-24T10:30:01Z') / 1000;
  const data = tcData({ ...config, since }, temoin({}, ['marketing']), 'cmpuishown');
  assert.deepEqual(set(TCString.decode(data.tcString).purposeConsents), []);
});

test('TCF-07: where the regulation does not apply nothing else is said', () => {
  for (const regime of ['us-california', 'us-signal', 'canada', 'quebec', 'brazil', 'elsewhere']) {
    assert.deepEqual(tcData(config, temoin({ regime }, ['marketing']), 'tcloaded'), {
      gdprApplies: false,
      tcfPolicyVersion: 5,
      cmpId: 300,
      cmpVersion: 7,
    });
  }
  for (const regime of [null, 'eu', 'uk', 'switzerland']) {
    assert.equal(tcData(config, temoin({ regime }), 'tcloaded').gdprApplies, true);
  }
});
