/**
 * Takes the visitor's choice along to another domain of the site, for sites whose owner declared their domains as one
 * group. A link gets a word that the service signed, in the fragment, which no server sees; the page that it leads to
 * takes the word out of its address, has it opened and only then starts the banner. Nothing is kept but the choice.
 */
import { remaining } from './choice.js';
import { config } from './config.js';
import { readCookies, writeCookie } from './cookie.js';
import { read } from './dom.js';
import { origin } from './origin.js';
import { post, wait } from './send.js';

const hosts = /** @type {string[]} */ (config.hosts);
const site = config.key;

const NAME = 'eu-consent';

/** What a page may use a fragment for never looks like this. */
const MARK = /[#&]temoin=([\w-]{60,})$/;

/** Milliseconds that a token is good for, less what a page takes to load; the service counts 120 s. */
const LIFE = 100_000;

/** Milliseconds after which the page asks the visitor itself. */
const PATIENCE = 2000;

/** @typedef {{ _choice: string, _until: number, _token?: string }} Ready */

/** By the origin that a link leads to. @type {Map<string, Ready>} */
const ready = new Map();

/** @param {string} choice */
const madeAt = (choice) => Number(new URLSearchParams(choice).get('at'));

/** The choice in force, as its cookie says it; none while what it allows is not recorded. */
function inForce() {
  const choice = /** @type {any} */ (window.temoin).consent?.decided && readCookies(NAME)[0];
  return choice && /=true/.test(choice) === /&grant=/.test(choice) ? choice : '';
}

/**
 * @param {Event} event
 * @returns {HTMLAnchorElement | undefined} the link under it, if it leads to another of the hosts
 */
function linkOf(event) {
  for (const one of event.composedPath()) {
    if (one instanceof HTMLAnchorElement && one.host !== location.host && hosts.includes(one.host))
      return one;
  }
}

/** Has a token made when a hand or focus comes near a link. @param {Event} event */
async function prepare(event) {
  const to = linkOf(event)?.origin;
  const choice = to && inForce();
  if (!choice) return;
  const known = ready.get(to);
  if (known && known._choice === choice && Date.now() < known._until) return;
  /** @type {Ready} */
  const asked = { _choice: choice, _until: Date.now() + LIFE };
  ready.set(to, asked);
  asked._token = (await post('/api/handover', { site, to, choice }))._body?.token;
}

/** Gives the link its token for as long as it takes to follow it. @param {MouseEvent} event */
function follow(event) {
  const link = linkOf(event);
  const known = link && ready.get(link.origin);
  if (!link || !known?._token || event.defaultPrevented || event.button > 1) return;
  ready.delete(link.origin);
  if (known._choice !== inForce() || Date.now() >= known._until) return;
  const before = link.getAttribute('href') || '';
  link.hash += `${link.hash ? '&' : ''}temoin=${known._token}`;
  setTimeout(() => link.setAttribute('href', before));
}

/** Keeps what a token holds, unless the visitor chose here since. @param {string} token */
async function receive(token) {
  // Without it nothing tells whose link it was.
  const source = /^https?:..[^/]+/.exec(read('referrer'))?.[0];
  if (!source) return;
  const opening = post('/api/handover/open', { site, token, source });
  const choice = (await Promise.race([opening, wait(PATIENCE)]))?._body?.choice;
  if (!choice) return;
  const at = madeAt(choice);
  if (readCookies(NAME).every((kept) => madeAt(kept) < at))
    writeCookie(NAME, choice, remaining(at));
}

const came = MARK.exec(location.hash);
if (came) {
  const clean = location.href.slice(0, -came[0].length);
  // The page's own fragment is gone to as if it had stood there alone.
  if (came.index) location.replace(clean);
  else history.replaceState(history.state, '', clean);
  // Later on no script is the current one.
  config.origin = origin;
  receive(came[1]).finally($first);
} else $first();
for (const type of ['pointerover', 'pointerdown', 'focusin']) addEventListener(type, prepare, true);
for (const type of /** @type {const} */ (['click', 'auxclick'])) addEventListener(type, follow);
