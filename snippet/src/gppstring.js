/**
 * Writes the string of the Global Privacy Platform with the sections for the United States.
 * https://github.com/InteractiveAdvertisingBureau/Global-Privacy-Platform
 */
import { base64, int, ranges } from './bits.js';

/** Where each section stands, the version written, and its fields in order: bits, or how many pairs of bits. */
export const SECTIONS = {
  usnat: {
    id: 7,
    version: 2,
    fields: [
      'SharingNotice',
      'SaleOptOutNotice',
      'SharingOptOutNotice',
      'TargetedAdvertisingOptOutNotice',
      'SensitiveDataProcessingOptOutNotice',
      'SensitiveDataLimitUseNotice',
      'SaleOptOut',
      'SharingOptOut',
      'TargetedAdvertisingOptOut',
      ['SensitiveDataProcessing', 16],
      ['KnownChildSensitiveDataConsents', 3],
      'PersonalDataConsents',
      'MspaCoveredTransaction',
      'MspaOptOutOptionMode',
      'MspaServiceProviderMode',
    ],
  },
  usca: {
    id: 8,
    version: 1,
    fields: [
      'SaleOptOutNotice',
      'SharingOptOutNotice',
      'SensitiveDataLimitUseNotice',
      'SaleOptOut',
      'SharingOptOut',
      ['SensitiveDataProcessing', 9],
      ['KnownChildSensitiveDataConsents', 2],
      'PersonalDataConsents',
      'MspaCoveredTransaction',
      'MspaOptOutOptionMode',
      'MspaServiceProviderMode',
    ],
  },
};

/** @typedef {keyof typeof SECTIONS} SectionName */
/** @typedef {Record<string, number | number[] | boolean>[]} Section core and GPC, as `getSection` gives them */

/**
 * A section whose fields have these values; what is not named does not apply (0).
 * @param {SectionName} name
 * @param {Record<string, number>} values
 * @param {boolean} gpc
 * @returns {Section}
 */
export function section(name, values, gpc) {
  const { version, fields } = SECTIONS[name];
  /** @type {Record<string, number | number[]>} */
  const core = { Version: version };
  for (const entry of fields) {
    const [field, pairs] = /** @type {[string, number?]} */ ([entry].flat());
    core[field] = pairs ? Array(pairs).fill(0) : values[field] || 0;
  }
  return [core, { SubsectionType: 1, Gpc: gpc }];
}

/**
 * A number as a sum of Fibonacci numbers, smallest first, ended by a second 1.
 * @param {number} value 1 or more
 */
export function fibonacci(value) {
  const terms = [1, 2];
  while (terms[terms.length - 1] <= value) {
    terms.push(terms[terms.length - 1] + terms[terms.length - 2]);
  }
  let rest = value;
  let bits = '';
  for (const term of terms.slice(0, -1).reverse()) {
    bits = (term <= rest ? '1' : '0') + bits;
    if (term <= rest) rest -= term;
  }
  return `${bits}1`;
}

/** @param {number[]} ids ascending */
function header(ids) {
  const found = ranges(ids);
  let seen = 0;
  const items = found.map(([first, last]) => {
    const offset = fibonacci(first - seen);
    seen = last;
    return first === last ? `0${offset}` : `1${offset}${fibonacci(last - first)}`;
  });
  return base64(int(3, 6) + int(1, 6) + int(found.length, 12) + items.join(''), 8);
}

/** @param {Section} section */
function encoded([core, { SubsectionType, Gpc }]) {
  const { Version, ...fields } = core;
  const pairs = Object.values(fields).flat();
  const bits = int(Number(Version), 6) + pairs.map((pair) => int(Number(pair), 2)).join('');
  const signal = int(Number(SubsectionType), 2) + Number(Gpc);
  return `${base64(bits, 8)}.${base64(signal, 8)}`;
}

/**
 * @param {Partial<Record<SectionName, Section>>} sections in the order of their numbers
 * @returns {string}
 */
export function gppString(sections) {
  const names = /** @type {SectionName[]} */ (Object.keys(sections));
  const parts = names.map((name) => encoded(/** @type {Section} */ (sections[name])));
  return [header(names.map((name) => SECTIONS[name].id)), ...parts].join('~');
}
