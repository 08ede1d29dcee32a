import { config } from './config.js';
import { readCookies, writeCookie } from './cookie.js';
import { read } from './dom.js';
import { fit } from './fit.js';
import { post, randomHex, uuid, wait } from './send.js';
import { allows, choice, refresh } from './store.js';

const NAME = 'temoin_id';
const THIRTEEN_MONTHS = 395 * 86400;
const RETRY = 3000;
const BATCH = 50;

/** @type {Record<string, unknown>[]} events that wait for the grant */
let waiting = [];

/** The address of the last page view, without fragment. */
let last = '';

const known = () => readCookies(NAME).find((value) => /^[0-9a-f]{32}$/.test(value));

/**
 * The visitor identifier, made at first need and never extended.
 * @returns {string | undefined} undefined where cookies are not kept
 */
function visitor() {
  if (!known()) writeCookie(NAME, randomHex(), THIRTEEN_MONTHS);
  return known();
}

/** Is measuring allowed at this moment, whatever another tab did meanwhile? */
function allowed() {
  refresh();
  return allows('statistics');
}

/** @param {unknown} body */
async function send(body) {
  const answer = await post('/api/event', body);
  if (!answer._again) return;
  await wait(RETRY);
  if (allowed()) post('/api/event', body);
}

/** Sends what waits, once the service has given a grant. */
export function flush() {
  const grant = choice()?._grant;
  if (!grant || !waiting.length) return;
  const id = visitor();
  const batch = waiting.map((event) => ({ ...event, grant, visitor: id }));
  waiting = [];
  send(batch.length > 1 ? batch : batch[0]);
}

/**
 * Counts an event of the page; without the statistics purpose it is forgotten at once.
 * @param {unknown} name
 * @param {unknown} [props]
 * @param {string} [referrer]
 */
export function track(name, props, referrer) {
  if (!allowed() || waiting.length === BATCH) return;
  waiting.push({
    site: config.key,
    key: uuid(),
    name: String(name),
    url: fit(location.href.split('#')[0]),
    referrer: (referrer && fit(referrer)) || undefined,
    props,
  });
  flush();
}

/** Counts the page once per address: first load, route changes of single-page apps, and a grant given later (WEB-18). */
export function view() {
  const url = location.href.split('#')[0];
  if (url === last || read('prerendering') || !allowed()) return;
  const from = last || read('referrer');
  last = url;
  track('pageview', undefined, from);
}

/** Ends measuring: what waits is dropped and the identifier deleted. */
export function forget() {
  waiting = [];
  if (readCookies(NAME).length) writeCookie(NAME, '', 0);
}
