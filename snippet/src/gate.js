/** Lets tags that are allowed into the page. Loaded by the first layer when there is such a tag. */
import './debugging.js';
import { all, build, read } from './dom.js';
import { give, HELD } from './given.js';

/** Longest wait for one script before the next one runs. */
const PATIENCE = 10000;

/** @type {HTMLElement[]} */
let queue = [];

/** Deferred scripts and modules: after the others, as a browser would. @type {HTMLElement[]} */
let deferred = [];

let busy = false;

/** @type {{ createScript(text: string): string, createScriptURL(text: string): string } | undefined} */
let policy;

/** @type {Set<string>} marks whose scripts have run on this page */
const released = new Set();

/** Is what carries this mark allowed at this moment? @type {(mark: string) => boolean} */
let allowed = () => false;

/** @param {HTMLElement} element */
const markOf = (element) => element.getAttribute('data-temoin') || '';

/** @param {HTMLElement} element */
const isDeferred = (element) =>
  !element.hasAttribute('async') &&
  (element.hasAttribute('defer') || element.getAttribute('data-type') === 'module');

/** @param {() => void} run */
const whenIdle = (run) =>
  'requestIdleCallback' in window
    ? requestIdleCallback(run, { timeout: 300 })
    : setTimeout(run, 20);

/**
 * Text that the browser will run, through the one Trusted Types policy. A page that forbids the policy gets an
 * exception here, and the tag stays out.
 * @param {'createScript' | 'createScriptURL'} kind
 * @param {string} text
 * @returns {string}
 */
function trust(kind, text) {
  const types = /** @type {any} */ (window).trustedTypes;
  if (!types) return text;
  policy ||= types.createPolicy('temoin', {
    createScript: (/** @type {string} */ code) => code,
    createScriptURL: (/** @type {string} */ url) => url,
  });
  return /** @type {NonNullable<typeof policy>} */ (policy)[kind](text);
}

/**
 * A script that will run, with everything the page wrote on the held one (WEB-13).
 * @param {HTMLElement} held
 * @returns {HTMLScriptElement}
 */
function revive(held) {
  const script = /** @type {HTMLScriptElement} */ (build('script', {}));
  script.async = false;
  for (const { name, value } of held.attributes) {
    if (/^(src|type|nonce|data-type|onload|onerror)$/.test(name)) continue;
    script.setAttribute(name, name.startsWith('on') ? trust('createScript', value) : value);
  }
  const type = held.getAttribute('data-type');
  if (type) script.type = type;
  script.nonce = held.nonce;
  const src = held.getAttribute('src');
  if (src === null) script.text = trust('createScript', held.textContent || '');
  else script.src = trust('createScriptURL', src);
  // Handlers are of the element that the page knows, whichever way it set them.
  for (const name of ['load', 'error']) {
    script.addEventListener(name, () => held.dispatchEvent(new Event(name)));
  }
  return script;
}

/**
 * @param {HTMLElement} held
 * @param {() => void} next
 */
function runScript(held, next) {
  const script = revive(held);
  const loads = script.hasAttribute('src') || script.type === 'module';
  if (!loads || script.hasAttribute('async')) {
    held.replaceWith(script);
    next();
    return;
  }
  let waits = true;
  const done = () => {
    if (waits) next();
    waits = false;
  };
  script.addEventListener('load', done);
  script.addEventListener('error', done);
  setTimeout(done, PATIENCE);
  held.replaceWith(script);
}

/**
 * @param {HTMLElement} held
 * @param {() => void} next
 */
function release(held, next) {
  const mark = markOf(held);
  // The visitor may have withdrawn, or the page removed the tag, while it waited.
  if (!held.isConnected || !allowed(mark)) return next();
  try {
    if (held.localName === 'script') {
      released.add(mark);
      return runScript(held, next);
    }
    give(held, (url) => trust('createScriptURL', url));
  } catch {
    // Trusted Types without our policy, or an unreadable address: the tag stays out.
    held.removeAttribute('data-temoin');
  }
  next();
}

/** One tag per idle slice, so that the click that allowed them is painted first. */
function pump() {
  const held = queue.shift() || (read('readyState') !== 'loading' && deferred.shift());
  busy = !!held;
  if (held) release(held, () => whenIdle(pump));
}

/**
 * Has the parser gone past this element? An inline script may still be growing.
 * @param {Node} element
 */
function complete(element) {
  if (read('readyState') !== 'loading') return true;
  // Through the prototype: a form around the tag could hold a field called `parentNode`.
  const around = (/** @type {'nextSibling' | 'parentNode'} */ key) =>
    Reflect.get(Node.prototype, key, at);
  /** @type {Node | null} */
  let at = element;
  for (; at; at = around('parentNode')) if (around('nextSibling')) return true;
  return false;
}

/**
 * Finds held tags that are allowed now and queues them in document order. Cheap enough for every change of the page.
 * @param {(mark: string) => boolean} isAllowed
 */
export function scan(isAllowed) {
  allowed = isAllowed;
  queue = [];
  deferred = [];
  for (const held of all(HELD)) {
    if (!allowed(markOf(held))) continue;
    if (!complete(held)) break;
    (isDeferred(held) ? deferred : queue).push(held);
  }
  if (!busy && (queue.length || deferred.length)) {
    busy = true;
    whenIdle(pump);
  }
}

/** @returns {boolean} has a script run on this page that is no longer allowed? Only a reload stops it. */
export const outlived = () => [...released].some((mark) => !allowed(mark));
