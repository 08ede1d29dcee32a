import { formatChoice, parseChoice, remaining } from './choice.js';
import { anyGranted, config, keys, parts } from './config.js';
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

/**
 * Puts a decision in force.
 * @param {Choice | null} next
 * @returns {() => void} says so; what is allowed no longer is cleaned up after
 */
function replace(next) {
  const before = keys.some((key) => allows(key)) && consent();
  current = next;
  return () => {
    emit('change');
    if (before) emit('revised', before);
  };
}

/** Takes over what another tab, page or the visitor did to the cookie, and says so when it changed (WEB-09). */
export function refresh() {
  const text = readable();
  if (text === seen) return;
  seen = text;
  replace(text ? parseChoice(text) : null)();
}

/**
 * Keeps a decision. If its cookie is too long to be kept, the one before must not stay in force.
 * @param {Choice} next
 */
export function keep(next) {
  writeCookie(NAME, '', 0);
  writeCookie(NAME, formatChoice(next), remaining(next._at));
  seen = readable();
}

/**
 * Puts a new decision in force and keeps it.
 * @param {Choice} next
 * @returns {() => void} says so
 */
export function enforce(next) {
  keep(next);
  return replace(next);
}

/**
 * @param {string} purpose `necessary` or one of the site's; anything else is refused
 * @param {string} [vendor] a recipient; one that nobody named follows its purpose
 * @returns {boolean}
 */
export const allows = (purpose, vendor) =>
  purpose === 'necessary' ||
  (RUNS && !current
    ? config.running.includes(purpose)
    : keys.includes(purpose) &&
      current?._grants[purpose] === true &&
      !current._except.includes(`${purpose}:${vendor}`));

/** @returns {boolean} */
export const granted = () => !!current && anyGranted(current._grants);

/** @returns {string[]} recipients refused although their purpose is granted */
export const excepted = () => current?._except || [];

/** @returns {Consent} a fresh copy that the page may keep */
export const consent = () => ({
  decided: !!current,
  purposes: Object.fromEntries(keys.map((key) => [key, allows(key)])),
  vendors: Object.fromEntries(excepted().map((mark) => [parts(mark)[1], false])),
  regime: config.regime,
  revision: current ? current._revision : config.revision,
  recordId: current?._id || null,
  decidedAt: current ? new Date(current._at * 1000).toISOString() : null,
});
