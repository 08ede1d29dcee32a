/**
 * `__gpp` of the Global Privacy Platform with the sections for the United States, for sites that turned them on.
 * Served before the banner's code; a consumer of the public interface like any other. Nothing here loads, stores or
 * sends.
 */
import { listen } from './dom.js';
import { guarded } from './events.js';
import { gppString, SECTIONS, section } from './gppstring.js';
import { answerFrames } from './proxy.js';
import { queue } from './queue.js';

/** @typedef {import('./gppstring.js').SectionName} SectionName */
/** @typedef {(data: unknown, success: boolean) => void} Callback */

/**
 * `sold`: purposes whose data are sold or shared; `gpc`: the request said no to sale.
 * @type {{ cmp: number, sections: SectionName[], sold: string[], gpc?: true }}
 */
const wanted = $T;

const page = /** @type {Record<string, any>} */ (/** @type {unknown} */ (window));

/** @type {import('./tcdata.js').Temoin | undefined} the public interface, once it is there */
let temoin;

const state = { cmpStatus: 'loading', cmpDisplayStatus: 'hidden', signalStatus: 'not ready' };

let last = 0;

/** @type {Map<unknown, Callback>} */
const listeners = new Map();

/** Whoever is somewhere that is not known is asked as in the European Union. */
const isUnknown = () => (temoin?.consent.regime || 'eu') === 'eu';

/** @returns {SectionName[]} in force for this visitor; all while it is not known where the visitor is */
function applicable() {
  if (isUnknown()) return wanted.sections;
  const regime = temoin?.consent.regime || '';
  const isOwn = regime === 'us-california' && wanted.sections.includes('usca');
  const name = isOwn ? 'usca' : 'usnat';
  return /^us-/.test(regime) && wanted.sections.includes(name) ? [name] : [];
}

/** 1 yes, 2 no, 0 does not apply: the site has no purpose whose data are sold or shared. @param {boolean} isTrue */
const answer = (isTrue) => (wanted.sold.length ? (isTrue ? 1 : 2) : 0);

/** @returns {Partial<Record<SectionName, import('./gppstring.js').Section>>} */
function sections() {
  if (!temoin) return {};
  const { allows } = temoin;
  const notice = answer(true);
  const out = answer(!wanted.sold.every((purpose) => allows(purpose)));
  const values = {
    SharingNotice: 1,
    SaleOptOutNotice: notice,
    SharingOptOutNotice: notice,
    TargetedAdvertisingOptOutNotice: notice,
    SaleOptOut: out,
    SharingOptOut: out,
    TargetedAdvertisingOptOut: out,
    MspaCoveredTransaction: 2,
  };
  const gpc = wanted.gpc || navigator.globalPrivacyControl === true;
  return Object.fromEntries(applicable().map((name) => [name, section(name, values, gpc)]));
}

function pingData() {
  const parsed = sections();
  const ids = applicable().map((name) => SECTIONS[name].id);
  return {
    gppVersion: '1.1',
    ...state,
    supportedAPIs: wanted.sections.map((name) => `${SECTIONS[name].id}:${name}`),
    cmpId: wanted.cmp,
    sectionList: temoin ? ids : [],
    applicableSections: ids.length ? ids : [-1],
    gppString: temoin ? gppString(parsed) : '',
    parsedSections: parsed,
  };
}

/** @param {string} eventName @param {unknown} data @param {unknown} listenerId */
const event = (eventName, data, listenerId) => ({
  eventName,
  listenerId,
  data,
  pingData: pingData(),
});

/** @param {string} name @param {unknown} data */
function tell(name, data) {
  for (const [id, listener] of listeners) guarded(() => listener(event(name, data, id), true), 0);
}

/** @param {keyof typeof state} name @param {string} value */
function set(name, value) {
  if (state[name] === value) return;
  state[name] = value;
  tell(name, value);
}

/**
 * Says that the choice may be used. Before there is one it may where the law lets things run, or where no section
 * applies; a regime that is not known asks first.
 */
function settle() {
  if (temoin?.consent.decided || !isUnknown()) set('signalStatus', 'ready');
}

function changed() {
  set('signalStatus', 'not ready');
  if (temoin?.consent.decided) set('cmpDisplayStatus', 'hidden');
  for (const name of applicable()) tell('sectionChange', name);
  settle();
}

/** @param {CustomEvent<HTMLDialogElement>} event */
function opened({ detail }) {
  set('signalStatus', 'not ready');
  set('cmpDisplayStatus', 'visible');
  detail.addEventListener('close', () => {
    set('cmpDisplayStatus', 'hidden');
    settle();
  });
}

/** @type {Record<string, (callback: Callback, parameter: any) => void>} */
const commands = {
  ping(callback) {
    callback(pingData(), true);
  },
  addEventListener(callback) {
    last += 1;
    listeners.set(last, callback);
    callback(event('listenerRegistered', true, last), true);
  },
  removeEventListener(callback, id) {
    callback(listeners.delete(id), true);
  },
  hasSection(callback, name) {
    callback(temoin ? Object.hasOwn(sections(), name) : null, true);
  },
  getSection(callback, name) {
    callback(/** @type {Record<string, unknown>} */ (sections())[name] || null, true);
  },
  getField(callback, path) {
    const [name, field] = String(path).split('.');
    const parts = /** @type {Record<string, Record<string, unknown>[]>} */ (sections())[name] || [];
    callback(parts.find((part) => Object.hasOwn(part, field))?.[field] ?? null, true);
  },
};

/** @param {string} command @param {Callback} callback @param {unknown} [parameter] */
function gpp(command, callback, parameter) {
  if (typeof callback !== 'function') return;
  if (Object.hasOwn(commands, command)) commands[command](callback, parameter);
  else callback(null, false);
}

/** @param {import('./tcdata.js').Temoin} api */
function start(api) {
  temoin = api;
  api.on('change', changed);
  api.on('shown', () => set('cmpDisplayStatus', 'visible'));
  listen('temoin:opened', opened);
  set('cmpStatus', 'loaded');
  settle();
}

// Another consent platform was here first: two would contradict each other.
if (!page.__gpp) {
  page.__gpp = gpp;
  answerFrames('__gpp', ({ command, parameter }, reply) => gpp(command, reply, parameter));
  queue('temoin').push(start);
}
