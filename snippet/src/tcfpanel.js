/** Adds the framework's own texts to the panel: purposes with examples, what each vendor declared (TCF-11). */
import { all, build } from './dom.js';

/** @typedef {import('./tcdata.js').TcfConfig} TcfConfig */
/** @typedef {{ name: string, description: string, illustrations?: string[] }} Standard */
/** @typedef {{ id: number, name: string, purposes: number[], legIntPurposes: number[], specialPurposes: number[], features: number[], specialFeatures: number[], dataDeclaration?: number[], dataRetention?: { stdRetention?: number, purposes: Record<string, number> }, urls: { langId: string, privacy?: string }[], cookieMaxAgeSeconds: number | null, usesNonCookieAccess: boolean }} Vendor */
/** @typedef {Record<'purposes' | 'specialPurposes' | 'features' | 'specialFeatures' | 'dataCategories', Record<string, Standard>> & { vendors: Record<string, Vendor> }} VendorList */

/** @type {Promise<VendorList | null> | undefined} */
let asked;

/** @returns {ShadowRoot | null | undefined} what the banner and the panel are in */
export const banner = () => [...all('temoin-banner')][0]?.shadowRoot;

/**
 * The list narrowed to the site's vendors, in the visitor's language; nothing when it cannot be had.
 * @param {TcfConfig} config
 */
export function vendorList(config) {
  asked ||= fetch(new URL(config.vendor_list, import.meta.url), { credentials: 'omit' })
    .then((reply) => (reply.ok ? reply.json() : null))
    .catch(() => null);
  return asked;
}

/**
 * @param {string} summary
 * @param {...(Node | string)} content
 */
const folded = (summary, ...content) =>
  build('details', {}, build('summary', {}, summary), ...content);

/** @param {Standard} standard @param {string} examples what the examples are called */
function explained({ name, description, illustrations = [] }, examples) {
  const texts = build('li', {}, build('strong', {}, name), build('p', {}, description));
  if (illustrations.length) {
    const list = illustrations.map((text) => build('li', {}, text));
    texts.append(build('p', {}, examples), build('ul', {}, ...list));
  }
  return texts;
}

/**
 * @param {TcfConfig} config
 * @param {VendorList} list
 * @param {Vendor} vendor
 */
function declared({ texts, lang }, list, vendor) {
  /** @param {Record<string, Standard>} standards @param {number[]} [ids] */
  const names = (standards, ids = []) => ids.map((id) => standards[id]?.name || id);
  const facts = [
    ...names(list.purposes, vendor.purposes),
    ...names(list.purposes, vendor.legIntPurposes),
    ...names(list.specialPurposes, vendor.specialPurposes),
    ...names(list.features, vendor.features),
    ...names(list.specialFeatures, vendor.specialFeatures),
  ].join(' · ');
  const content = [build('p', {}, facts)];
  const data = names(list.dataCategories, vendor.dataDeclaration);
  if (data.length) content.push(build('p', {}, `${texts.data} ${data.join(' · ')}`));
  const days = vendor.dataRetention?.stdRetention;
  if (days !== undefined) content.push(build('p', {}, texts.kept.replace('{days}', String(days))));
  for (const [id, own] of Object.entries(vendor.dataRetention?.purposes || {})) {
    const kept = texts.kept.replace('{days}', String(own));
    content.push(build('p', {}, `${list.purposes[id]?.name || id}: ${kept}`));
  }
  if (vendor.cookieMaxAgeSeconds !== null) {
    const stored = Math.ceil(vendor.cookieMaxAgeSeconds / 86400);
    content.push(build('p', {}, texts.stored.replace('{days}', String(stored))));
  }
  if (vendor.usesNonCookieAccess) content.push(build('p', {}, texts.other_storage));
  const address = (vendor.urls.find(({ langId }) => langId === lang) || vendor.urls[0])?.privacy;
  if (/^https?:/.test(address || '')) {
    const rest = { target: '_blank', rel: 'noopener noreferrer' };
    content.push(build('p', {}, build('a', { href: address || '', ...rest }, texts.policy)));
  }
  return folded(texts.declared, ...content);
}

/**
 * What serves no purpose that can be chosen, and is only told.
 * @param {TcfConfig} config
 * @param {VendorList} list
 */
function toldOnly({ texts }, list) {
  const vendors = Object.values(list.vendors);
  /** @param {Record<string, Standard>} standards @param {'specialPurposes' | 'features'} kind */
  const used = (standards, kind) =>
    Object.entries(standards)
      .filter(([id]) => vendors.some((vendor) => vendor[kind].includes(Number(id))))
      .map(([, standard]) => explained(standard, texts.examples));
  const items = [
    ...used(list.specialPurposes, 'specialPurposes'),
    ...used(list.features, 'features'),
  ];
  return items.length ? folded(`${texts.told} (${items.length})`, build('ul', {}, ...items)) : '';
}

/**
 * Adds them to the panel that has just opened.
 * @param {TcfConfig} config
 * @param {HTMLDialogElement} dialog
 */
export async function describe(config, dialog) {
  const list = await vendorList(config);
  if (!list) return;
  const { texts } = config;
  /** @param {string} name of a switch @param {string} row around it */
  const around = (name, row) => dialog.querySelector(`input[name="${name}"]`)?.closest(row);
  for (const { purpose, key, id } of config.vendors) {
    const vendor = list.vendors[id];
    if (vendor) around(`${purpose}:${key}`, 'li')?.append(declared(config, list, vendor));
  }
  for (const [key, ids] of Object.entries(config.purposes)) {
    if (!config.vendors.some(({ purpose }) => purpose === key)) continue;
    const standards = [
      ...ids.map((id) => list.purposes[id]),
      ...(config.features[key] || []).map((id) => list.specialFeatures[id]),
    ].filter(Boolean);
    const items = standards.map((standard) => explained(standard, texts.examples));
    around(key, '.purpose')?.append(
      folded(`${texts.standard} (${items.length})`, build('ul', {}, ...items)),
    );
  }
  dialog.querySelector('.purpose')?.append(toldOnly(config, list));
}
