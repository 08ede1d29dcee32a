/** What there is to say of a page, a line each. */
import { all } from './dom.js';
import { HELD } from './given.js';
import { find } from './hosts.js';

/** @typedef {import('./hosts.js').Service} Service */
/** @typedef {(purpose: string, vendor?: string) => boolean} Allows */

/** @type {{ banner: string, revision: number, headless: boolean, automatic: boolean, texts: Record<string, string>, purposes: Record<string, string>, vendors: Record<string, string>, own: string[], free: string[], services: Service[] }} */
const site = $T;
const { texts } = site;

/** @type {[string, Service | null][]} null for what needs no consent */
const ENTRIES = [
  ...site.services.flatMap((service) =>
    service.hosts.map((host) => /** @type {[string, Service]} */ ([host, service])),
  ),
  ...site.free.map((host) => /** @type {[string, null]} */ ([host, null])),
];

/** @type {[string, true][]} */
const OWN = site.own.flatMap((host) => [
  [host, true],
  [`*.${host}`, true],
]);

/**
 * @param {string} text
 * @param {Record<string, string | number>} values
 */
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));

/** @param {string} key */
const nameOf = (key) => site.services.find((service) => service.key === key)?.name || key;

/** @param {string} key */
const titleOf = (key) => (Object.hasOwn(site.purposes, key) ? site.purposes[key] : key);

/** @param {Consent} consent */
export function stateLines({ decided, decidedAt, recordId, regime, revision }) {
  const state = decided ? fill(texts.decided, { at: decidedAt || '' }) : texts.undecided;
  const lines = [
    state,
    recordId && fill(texts.record, { id: recordId }),
    fill(texts.regime, { regime }),
    fill(texts.revision, { own: site.revision, chosen: decided ? revision : '–' }),
    fill(texts.language, { lang: site.banner }),
    site.headless && texts.headless,
    navigator.globalPrivacyControl ? texts.gpc_on : texts.gpc_off,
    site.automatic ? texts.automatic : texts.manual,
  ];
  return lines.flatMap((line) => line || []);
}

/** @param {Allows} allows */
export const purposeLines = (allows) =>
  Object.entries(site.purposes).map(([key, title]) => {
    const said = (/** @type {boolean} */ isAllowed) => (isAllowed ? texts.allowed : texts.refused);
    const vendors = Object.entries(site.vendors)
      .filter(([, purpose]) => purpose === key)
      .map(([vendor]) => `${nameOf(vendor)}: ${said(allows(key, vendor))}`);
    const list = vendors.length ? ` (${vendors.join(', ')})` : '';
    return `${title} [${key}]: ${said(allows(key))}${list}`;
  });

/**
 * @param {Allows} allows
 * @param {string} purpose
 * @param {string} vendor
 */
function reason(allows, purpose, vendor) {
  if (purpose !== 'necessary' && !Object.hasOwn(site.purposes, purpose))
    return fill(texts.why_unknown, { purpose });
  if (allows(purpose, vendor)) return texts.why_incoming;
  return allows(purpose)
    ? fill(texts.why_recipient, { recipient: nameOf(vendor) })
    : fill(texts.why_purpose, { purpose: titleOf(purpose) });
}

/** @param {HTMLElement} element */
function addressOf(element) {
  const names = ['data-src', 'src', 'data-href', 'href', 'data-srcset', 'data-data', 'data-poster'];
  const name = names.find((one) => element.hasAttribute(one));
  return name ? element.getAttribute(name) : texts.inline;
}

/**
 * Elements with a mark: those that wait, with the reason, or those that were let in.
 * @param {{ allows: Allows }} temoin
 * @param {boolean} isHeld
 */
export const seenLines = ({ allows }, isHeld) =>
  [...all('[data-temoin]')]
    .filter((element) => element.matches(HELD) === isHeld)
    .map((element) => {
      const mark = element.getAttribute('data-temoin') || '';
      const [purpose, vendor = ''] = mark.split(':');
      const line = `<${element.localName}> ${addressOf(element)} – ${mark}`;
      return isHeld ? `${line}: ${reason(allows, purpose, vendor)}` : line;
    });

/**
 * @param {Allows} allows
 * @param {URL} url
 */
function owner(allows, url) {
  const service = find(ENTRIES, url);
  if (service === null) return texts.host_free;
  if (!service) return texts.host_unknown;
  const { key, name, purpose } = service;
  const isAllowed = allows(purpose, Object.hasOwn(site.vendors, key) ? key : undefined);
  return `${name}, ${titleOf(purpose)}: ${isAllowed ? texts.allowed : texts.host_unmarked}`;
}

/**
 * @param {Allows} allows
 * @param {{ url: URL, count: number }[]} asked
 */
export const hostLines = (allows, asked) =>
  asked
    .filter(({ url }) => url.host !== location.host && !find(OWN, url))
    .map(({ url, count }) => `${url.host} × ${count} – ${owner(allows, url)}`);
