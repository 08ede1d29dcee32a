import { formatChoice, parseChoice, remaining } from './choice.js';
import { anyGranted, config, keys } from './config.js';
import { readCookies, writeCookie } from './cookie.js';
import { emit } from './events.js';

const NAME = 'eu-consent';

/** @type {Choice | null} */
let current = null;

/** The cookie as last seen; null while cookies do not keep what we write, and the choice lives in memory alone. */
let seen = '';

const readable = () => readCookies(NAME).find(parseChoice) || '';

/** @returns {Choice | null} the decision in force */
export const choice = () => current;

/** Takes over what another tab, page or the visitor did to the cookie, and says so when it changed (WEB-09). */
export function refresh() {
  const text = readable();
  if (text === seen) return;
  seen = text;
  current = text ? parseChoice(text) : null;
  emit('change');
}

/**
 * Puts a decision in force and keeps it.
 * @param {Choice} next
 */
export function keep(next) {
  current = next;
  writeCookie(NAME, formatChoice(next), remaining(next._at));
  seen = readable();
}

/**
 * @param {string} purpose `necessary` or one of the site's; anything else is refused
 * @returns {boolean}
 */
export const allows = (purpose) =>
  purpose === 'necessary' || (keys.includes(purpose) && current?._grants[purpose] === true);

/** @returns {boolean} */
export const granted = () => !!current && anyGranted(current._grants);

/** @returns {Consent} a fresh copy that the page may keep */
export const consent = () => ({
  decided: !!current,
  purposes: Object.fromEntries(keys.map((key) => [key, allows(key)])),
  vendors: {},
  regime: null,
  revision: current ? current._revision : config.revision,
  recordId: current?._id || null,
  decidedAt: current ? new Date(current._at * 1000).toISOString() : null,
});
