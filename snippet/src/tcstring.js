/**
 * Writes the TC string of IAB Europe's framework, version 2.3: the core and the vendors that were disclosed.
 * https://github.com/InteractiveAdvertisingBureau/GDPR-Transparency-and-Consent-Framework
 */
import { base64, field, int, ranges } from './bits.js';

/**
 * @typedef {object} TcModel
 * @property {number} day Unix milliseconds at the beginning of the day (UTC) on which it was last changed
 * @property {number} cmp number of the registered consent platform
 * @property {number} cmpVersion
 * @property {string} language two letters
 * @property {number} list version of the vendor list
 * @property {number} policy version of the policies
 * @property {string} country where the publisher is established, two letters
 * @property {number[]} features special features that were opted into
 * @property {number[]} purposes that were consented to
 * @property {number[]} consents vendors that were consented to
 * @property {number[]} interests vendors whose special purposes were shown
 * @property {[number, number[]][]} restrictions purposes and the vendors that must ask for consent to them
 * @property {number[]} disclosed vendors that were shown
 */

const REQUIRE_CONSENT = 1;
const DISCLOSED = 1;

/** @param {string} word two letters */
const letters = (word) =>
  [...word.toUpperCase()].map((letter) => int(letter.charCodeAt(0) - 65, 6)).join('');

/** @param {number[]} ids ascending */
function entries(ids) {
  const found = ranges(ids);
  const bits = found.map(([first, last]) =>
    first === last ? `0${int(first, 16)}` : `1${int(first, 16)}${int(last, 16)}`,
  );
  return int(found.length, 12) + bits.join('');
}

/**
 * Vendors in the shorter of the two ways.
 * @param {number[]} ids ascending
 */
function vendors(ids) {
  const most = ids.at(-1) || 0;
  const listed = entries(ids);
  return int(most, 16) + (listed.length < most ? `1${listed}` : `0${field(ids, most)}`);
}

/**
 * @param {TcModel} model
 * @returns {string}
 */
export function tcString(model) {
  const day = int(Math.round(model.day / 100), 36);
  const restrictions = model.restrictions.map(
    ([purpose, ids]) => int(purpose, 6) + int(REQUIRE_CONSENT, 2) + entries(ids),
  );
  const core = [
    int(2, 6),
    day, // created
    day, // last updated
    int(model.cmp, 12),
    int(model.cmpVersion, 12),
    int(1, 6), // the screen
    letters(model.language),
    int(model.list, 12),
    int(model.policy, 6),
    '1', // service-specific
    '0', // the standard's own texts
    field(model.features, 12),
    field(model.purposes, 24),
    field([], 24), // legitimate interest is claimed for no purpose
    '0', // purpose 1 is asked like the others
    letters(model.country),
    vendors(model.consents),
    vendors(model.interests),
    int(restrictions.length, 12),
    ...restrictions,
  ];
  const disclosed = int(DISCLOSED, 3) + vendors(model.disclosed);
  return `${base64(core.join(''), 24)}.${base64(disclosed, 24)}`;
}
