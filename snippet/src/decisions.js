import { anyGranted, config, gpc, grantsOf, keys, now, parts } from './config.js';
import { emit } from './events.js';
import { fit } from './fit.js';
import { post, uuid, wait } from './send.js';
import { allows, choice, consent, enforce, excepted, granted, keep } from './store.js';

/** Milliseconds before each try of a record. */
const PAUSES = [0, 2000, 10000, 60000];

/** The newest decision; the tries of an older one end when it changes. */
let turn = 0;

/**
 * @param {unknown} value
 * @returns {string | null}
 */
const text = (value) => (typeof value === 'string' && value.length < 1500 ? value : null);

/**
 * Keeps what the service answered. A refusal has nothing to add to its cookie.
 * @param {Choice} made
 * @param {any} answer
 */
function settle(made, answer) {
  made._id = text(answer?.id);
  made._grant = text(answer?.grant);
  if (!made._id || !granted()) return;
  keep(made);
  emit('granted');
}

/**
 * Has the service record a decision. The page never waits for it (WEB-11).
 * @param {Choice} made
 * @param {Action} action
 * @param {Source} source
 * @param {string | null | undefined} previous grant that the decision replaces
 */
async function record(made, action, source, previous) {
  turn += 1;
  const mine = turn;
  const body = {
    site: config.key,
    key: uuid(),
    action,
    purposes: made._grants,
    vendors: made._except.length ? consent().vendors : undefined,
    revision: config.revision,
    lang: config.lang,
    arm: config.arm,
    source,
    page: fit(location.origin + location.pathname),
    grant: previous || undefined,
  };
  for (const pause of PAUSES) {
    await wait(pause);
    if (mine !== turn) return;
    const answer = await post('/api/consent', body);
    if (mine !== turn || choice() !== made) return;
    if (!answer._again) return settle(made, answer._body);
  }
}

/**
 * What a set of switches amounts to.
 * @param {Grants} grants
 * @param {string[]} except
 * @returns {Action}
 */
function actionOf(grants, except) {
  if (!except.length && keys.every((key) => grants[key])) return 'accept';
  if (anyGranted(grants)) return 'custom';
  return granted() ? 'withdraw' : 'refuse';
}

/** @returns {Grants} */
const none = () => grantsOf(() => false);

/**
 * Puts a decision in force and keeps it, at once. The rest takes longer, and a click is to be painted first.
 * @param {Grants} grants
 * @param {Source} source
 * @param {string[]} [except] recipients refused although their purpose is granted
 * @param {Action} [action]
 * @returns {() => void} the rest: tells the page, and has the decision recorded
 */
function decide(grants, source, except = [], action = actionOf(grants, except)) {
  const previous = choice()?._grant;
  /** @type {Choice} */
  const made = {
    _at: now(),
    _revision: config.revision,
    _grants: grants,
    _except: except,
    _id: null,
    _grant: null,
  };
  const say = enforce(made);
  return () => {
    say();
    record(made, action, source, previous);
    emit('consent', consent());
  };
}

/**
 * @param {string} key
 * @returns {boolean} does Global Privacy Control speak of this purpose?
 */
const isSold = (key) => (RUNS ? config.sold.includes(key) : key === 'marketing');

/**
 * Where purposes run unasked, the signal ends at once those that sell or share. That is a choice like any other, so
 * it is recorded once (GPC-03, GPC-06).
 */
export function heedSignal() {
  if (choice() || !gpc() || !keys.some((key) => allows(key) && isSold(key))) return;
  decide(
    grantsOf((key) => allows(key) && !isSold(key)),
    'gpc',
  )();
}

/**
 * Grants every purpose; with Global Privacy Control, marketing only if its own switch is on (GPC-05).
 * @param {Source} source
 * @param {Grants} [switches] the panel's
 */
export function accept(source, switches) {
  const limited = gpc();
  const grants = grantsOf((key) => !limited || !isSold(key) || switches?.[key] === true);
  return decide(grants, limited && source === 'banner' ? 'gpc' : source);
}

/** @param {Source} source */
export const refuse = (source) => decide(none(), source, [], 'refuse');

/** @param {Source} source */
export const withdraw = (source) => decide(none(), source, [], choice() ? 'withdraw' : 'refuse');

/**
 * Changes some purposes, or recipients by `purpose:vendor`, and leaves the others as they are. A purpose takes its
 * recipients along; a recipient counts only while its purpose is granted.
 * @param {Source} source
 * @param {Record<string, unknown>} changes
 */
export function change(source, changes) {
  const said = (/** @type {string} */ key) => Object.hasOwn(changes, key);
  const grants = grantsOf((key) => (said(key) ? changes[key] === true : allows(key)));
  const except = config.vendors.filter((mark) => {
    const [purpose] = parts(mark);
    if (!grants[purpose]) return false;
    return said(mark) ? changes[mark] !== true : !said(purpose) && excepted().includes(mark);
  });
  return decide(grants, source, except);
}

/** A grant that the service never heard of (it was down when the visitor chose) is recorded on the next page. */
export function recordAgain() {
  const made = choice();
  if (!made || !granted() || made._id) return;
  // With the signal, "accept all" leaves out what is sold: only the panel's switches grant it.
  record(made, actionOf(made._grants, made._except), gpc() ? 'panel' : 'banner', null);
}
