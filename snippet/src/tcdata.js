/** What the visitor's choice says in the words of IAB Europe's framework. */
import { tcString } from './tcstring.js';

/**
 * @typedef {object} TcfConfig what the service writes before the module
 * @property {number} cmp number of the registered consent platform
 * @property {number} version of the platform
 * @property {string} country where the publisher is established
 * @property {string} lang
 * @property {number} list version of the vendor list
 * @property {number} policy version of the policies
 * @property {number} since Unix seconds: choices made before were made under other policies
 * @property {Record<string, number[]>} purposes the framework's purposes by purpose of the site
 * @property {Record<string, number[]>} features special features by purpose of the site
 * @property {{ id: number, purpose: string, key: string }[]} vendors on the list, by number
 * @property {number[]} special vendors with special purposes alone
 * @property {[number, number[]][]} restrictions purposes and the vendors that must ask for consent to them
 * @property {string} vendor_list address of the list of these vendors
 * @property {Record<string, string>} texts
 */

/** @typedef {{ allows(purpose: string, vendor?: string): boolean, consent: Consent, on(name: string, run: (detail: any) => void): void, open(): void }} Temoin */

const DAY = 86_400_000;

/** Regimes under which nothing of the framework applies; a regime that is not known is the strictest. */
const ELSEWHERE = /^(us-|canada|quebec|brazil|other-|elsewhere)/;

/** @param {Iterable<number>} ids */
const sorted = (ids) => [...new Set(ids)].sort((one, other) => one - other);

/**
 * @param {number[]} yes
 * @param {number[]} all
 */
const vector = (yes, all) => Object.fromEntries(all.map((id) => [id, yes.includes(id)]));

/** @param {Temoin} temoin */
export const gdprApplies = ({ consent }) => !ELSEWHERE.test(consent.regime || '');

/**
 * Did the visitor decide under the policies of today? (TCF-09)
 * @param {TcfConfig} config
 * @param {Temoin} temoin
 */
export const isAnswered = ({ since }, { consent }) =>
  consent.decided && Date.parse(consent.decidedAt || '') >= since * 1000;

/**
 * No bit is positive before a clear act, although a purpose may run without one under some laws (TCF-06).
 * @param {TcfConfig} config
 * @param {Temoin} temoin
 * @returns {import('./tcstring.js').TcModel}
 */
function model(config, temoin) {
  const answered = isAnswered(config, temoin);
  const at = answered ? Date.parse(temoin.consent.decidedAt || '') : Date.now();
  /** @param {Record<string, number[]>} map */
  const of = (map) =>
    sorted(Object.keys(map).flatMap((key) => (answered && temoin.allows(key) ? map[key] : [])));
  const allowed = config.vendors.filter(
    ({ id, purpose, key }) =>
      answered && !config.special.includes(id) && temoin.allows(purpose, key),
  );
  return {
    day: Math.floor(at / DAY) * DAY,
    cmp: config.cmp,
    cmpVersion: config.version,
    language: config.lang.slice(0, 2),
    list: config.list,
    policy: config.policy,
    country: config.country,
    features: of(config.features),
    purposes: of(config.purposes),
    consents: sorted(allowed.map(({ id }) => id)),
    interests: config.special,
    restrictions: config.restrictions,
    disclosed: sorted(config.vendors.map(({ id }) => id)),
  };
}

/**
 * `TCData` without what differs from listener to listener (TCF-03, TCF-07).
 * @param {TcfConfig} config
 * @param {Temoin} temoin
 * @param {string} eventStatus
 */
export function tcData(config, temoin, eventStatus) {
  const applies = gdprApplies(temoin);
  const common = {
    gdprApplies: applies,
    tcfPolicyVersion: config.policy,
    cmpId: config.cmp,
    cmpVersion: config.version,
  };
  if (!applies) return common;
  const said = model(config, temoin);
  const purposes = Array.from({ length: 11 }, (_, index) => index + 1);
  const none = { consents: {}, legitimateInterests: {} };
  return {
    ...common,
    tcString: tcString(said),
    eventStatus,
    cmpStatus: 'loaded',
    isServiceSpecific: true,
    useNonStandardTexts: false,
    publisherCC: config.country,
    purposeOneTreatment: false,
    purpose: {
      consents: vector(said.purposes, purposes),
      legitimateInterests: vector([], purposes),
    },
    vendor: {
      consents: vector(said.consents, said.disclosed),
      legitimateInterests: vector(said.interests, said.disclosed),
      disclosedVendors: vector(said.disclosed, said.disclosed),
    },
    specialFeatureOptins: vector(said.features, [1, 2]),
    publisher: {
      ...none,
      customPurpose: none,
      restrictions: Object.fromEntries(
        said.restrictions.map(([purpose, ids]) => [
          purpose,
          Object.fromEntries(ids.map((id) => [id, 1])),
        ]),
      ),
    },
  };
}
