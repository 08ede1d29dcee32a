/** Our writers against the frameworks' own libraries, which are here for the tests alone. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GppModel } from '@iabgpp/cmpapi';
import {
  GVL,
  PurposeRestriction,
  RestrictionType,
  Segment,
  TCModel,
  TCString,
} from '@iabtechlabtcf/core';
import { fibonacci, gppString, SECTIONS, section } from '../src/gppstring.js';
import { tcString } from '../src/tcstring.js';

const VENDORS = 1200;

/** A generator with a seed, so that a failure can be repeated. @param {number} seed */
function dice(seed) {
  let state = seed;
  return (/** @type {number} */ sides) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

/** @param {(sides: number) => number} roll @param {number} most @param {number} share in percent */
const some = (roll, most, share) =>
  Array.from({ length: most }, (_, index) => index + 1).filter(() => roll(100) < share);

/** A list in which every vendor exists. */
function list(version, policy) {
  const kinds = (count) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [index + 1, { id: index + 1, name: '' }]),
    );
  const vendor = (id) => ({
    id,
    name: `Vendor ${id}`,
    purposes: [1, 3, 4],
    legIntPurposes: [2, 7, 8, 9, 10, 11],
    flexiblePurposes: [2, 7, 8, 9, 10, 11],
    specialPurposes: [1],
    features: [],
    specialFeatures: [],
    urls: [],
  });
  return new GVL({
    gvlSpecificationVersion: 3,
    vendorListVersion: version,
    tcfPolicyVersion: policy,
    lastUpdated: '2026-11-19T16:00:00Z',
    purposes: kinds(11),
    specialPurposes: kinds(3),
    features: kinds(3),
    specialFeatures: kinds(2),
    stacks: {},
    dataCategories: kinds(11),
    vendors: Object.fromEntries(some(() => 0, VENDORS, 100).map((id) => [id, vendor(id)])),
  });
}

/** @param {number} seed */
function model(seed) {
  const roll = dice(seed);
  const share = [0, 1, 5, 50, 95, 100][roll(6)];
  return {
    day: Date.UTC(2026, roll(12), 1 + roll(28)),
    cmp: 2 + roll(4000),
    cmpVersion: roll(4096),
    language: ['fr', 'en', 'pt-br', 'zh-cn', 'no'][roll(5)].slice(0, 2),
    list: 1 + roll(4000),
    policy: 4 + roll(10),
    country: ['FR', 'DE', 'AA', 'ZZ'][roll(4)],
    features: some(roll, 2, 50),
    purposes: some(roll, 11, 50),
    consents: some(roll, 1 + roll(VENDORS), share),
    interests: some(roll, 1 + roll(VENDORS), roll(3)),
    restrictions: /** @type {[number, number[]][]} */ (
      [2, 7, 9]
        .map((purpose) => [purpose, some(roll, 1 + roll(VENDORS), roll(4))])
        .filter(([, ids]) => ids.length)
    ),
    disclosed: some(roll, VENDORS, [1, 50, 100][roll(3)]),
  };
}

/** The same content, written by the framework's library. */
function theirs(one) {
  const their = new TCModel(list(one.list, one.policy));
  their.cmpId = one.cmp;
  their.cmpVersion = one.cmpVersion;
  their.consentScreen = 1;
  their.publisherCountryCode = one.country;
  their.isServiceSpecific = true;
  their.specialFeatureOptins.set(one.features);
  their.purposeConsents.set(one.purposes);
  their.vendorConsents.set(one.consents);
  their.vendorLegitimateInterests.set(one.interests);
  their.vendorsDisclosed.set(one.disclosed);
  for (const [purpose, ids] of one.restrictions) {
    const restriction = new PurposeRestriction(purpose, RestrictionType.REQUIRE_CONSENT);
    for (const id of ids) their.publisherRestrictions.add(id, restriction);
  }
  their.created = their.lastUpdated = new Date(one.day);
  return their;
}

const set = (vector) => [...vector].filter(([, has]) => has).map(([id]) => id);

test('TCF-04, TCF-05: the library reads back what our TC string says', () => {
  for (let seed = 1; seed <= 150; seed += 1) {
    const one = model(seed);
    const read = TCString.decode(tcString(one));
    assert.equal(read.version, 2);
    assert.equal(read.cmpId, one.cmp);
    assert.equal(read.cmpVersion, one.cmpVersion);
    assert.equal(read.consentLanguage, one.language.toUpperCase());
    assert.equal(read.vendorListVersion, one.list);
    assert.equal(read.policyVersion, one.policy);
    assert.equal(read.publisherCountryCode, one.country);
    assert.equal(read.isServiceSpecific, true);
    assert.equal(read.useNonStandardTexts, false);
    assert.equal(read.purposeOneTreatment, false);
    assert.equal(Number(read.created), one.day);
    assert.equal(Number(read.lastUpdated), one.day);
    assert.deepEqual(set(read.specialFeatureOptins), one.features);
    assert.deepEqual(set(read.purposeConsents), one.purposes);
    assert.deepEqual(set(read.purposeLegitimateInterests), []);
    assert.deepEqual(set(read.vendorConsents), one.consents);
    assert.deepEqual(set(read.vendorLegitimateInterests), one.interests);
    assert.deepEqual(set(read.vendorsDisclosed), one.disclosed);
    for (const [purpose, ids] of one.restrictions) {
      const restriction = new PurposeRestriction(purpose, RestrictionType.REQUIRE_CONSENT);
      assert.deepEqual(read.publisherRestrictions.getVendors(restriction), ids);
    }
  }
});

test('TCF-04: bit for bit what the library writes, or shorter where it misses the shorter way', () => {
  let same = 0;
  for (let seed = 1; seed <= 16; seed += 1) {
    // The library joins ranges over the gaps of its list, and takes the list's language: not compared here.
    const one = { ...model(seed), restrictions: [], language: 'en' };
    const options = { segments: [Segment.CORE, Segment.VENDORS_DISCLOSED] };
    const their = TCString.encode(theirs(one), options);
    const ours = tcString(one);
    if (ours === their) same += 1;
    else assert.ok(ours.length < their.length, `seed ${seed}: ${ours} and ${their}`);
  }
  assert.ok(same >= 8, `${same} of 16`);
});

test('GPP-04: numbers are written as sums of Fibonacci numbers', () => {
  // From the table of the specification.
  const table = { 1: '11', 2: '011', 3: '0011', 4: '1011', 5: '00011', 6: '10011', 7: '01011' };
  for (const [value, bits] of Object.entries(table)) assert.equal(fibonacci(Number(value)), bits);
});

test('GPP-04: strings with usnat, usca or both are what the library writes and reads', () => {
  const names = /** @type {(keyof typeof SECTIONS)[]} */ (Object.keys(SECTIONS));
  for (let seed = 1; seed <= 200; seed += 1) {
    const roll = dice(seed);
    const wanted = [names, names.slice(0, 1), names.slice(1)][roll(3)];
    const their = new GppModel();
    /** @type {Parameters<typeof gppString>[0]} */
    const sections = {};
    for (const name of wanted) {
      const fields = SECTIONS[name].fields.filter((field) => typeof field === 'string');
      const values = Object.fromEntries(
        fields.map((field) => [field, field === 'MspaCoveredTransaction' ? 1 + roll(2) : roll(3)]),
      );
      const gpc = roll(2) === 1;
      sections[name] = section(name, values, gpc);
      their.setFieldValue(name, 'Version', SECTIONS[name].version);
      for (const [field, value] of Object.entries(values)) their.setFieldValue(name, field, value);
      their.setFieldValue(name, 'GpcSegmentIncluded', true);
      their.setFieldValue(name, 'Gpc', gpc);
    }
    const ours = gppString(sections);
    assert.match(ours, /^D/);
    assert.equal(ours, their.encode(), `seed ${seed}`);
    const read = new GppModel(ours);
    assert.deepEqual(
      read.getSectionIds(),
      wanted.map((name) => SECTIONS[name].id),
    );
    for (const name of wanted) {
      const [core, { Gpc }] = /** @type {any} */ (sections[name]);
      for (const [field, value] of Object.entries(core)) {
        assert.deepEqual(read.getFieldValue(name, field), value, `${name}.${field}`);
      }
      assert.equal(read.getFieldValue(name, 'Gpc'), Gpc);
    }
  }
});
