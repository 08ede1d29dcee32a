/**
 * Stands in for frames that wait: what would load, from whom, for what, and two ways to let it. Loaded by the first
 * layer when a page holds such a frame.
 */
import './debugging.js';
import { all, build, read } from './dom.js';
import css from './embeds.css';
import { give } from './given.js';

/** @type {{ lang: string, dir: string, purposes: Record<string, string>, vendors: Record<string, { name: string, policy: string }>, texts: Record<string, string> }} */
const config = $T;
const { texts } = config;

/** @type {{ allows(purpose: string, vendor?: string): boolean, set(changes: Grants): void, on(name: string, run: () => void): void }} */
const temoin = /** @type {any} */ (window.temoin);

/**
 * What stands in, how the frame was displayed, and whether its recipient alone is refused.
 * @typedef {{ host: HTMLElement, display: [string, string], isApart: boolean }} Cover
 */

/** @type {Map<HTMLElement, Cover>} */
const shown = new Map();

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);

/** @param {HTMLElement} frame */
function source(frame) {
  try {
    return new URL(frame.dataset.src || '', read('baseURI'));
  } catch {
    return null;
  }
}

/** @param {HTMLElement} frame */
function facts(frame) {
  const [purpose, key] = (frame.dataset.temoin || '').split(':');
  const vendor = Object.hasOwn(config.vendors, key) ? config.vendors[key] : null;
  return {
    purpose,
    key,
    name: vendor?.name || source(frame)?.hostname || texts.unknown,
    policy: vendor?.policy || '',
  };
}

/**
 * Takes the frame's place in the page's layout.
 * @param {HTMLElement} host
 * @param {HTMLElement} frame
 */
function settle(host, frame) {
  const { position, top, left, right, bottom, float } = getComputedStyle(frame);
  const { width, height } = frame.getBoundingClientRect();
  const style = /** @type {Record<string, any>} */ (host.style);
  if (position === 'absolute' || position === 'fixed') {
    Object.assign(style, { position, top, left, right, bottom });
    style.height = `${height}px`;
  } else if (width && height) style.aspectRatio = `${width} / ${height}`;
  style.width = width ? `${width}px` : '100%';
  style.float = float;
}

/** @param {HTMLElement} frame @param {boolean} isWanted does the visitor look at this one? */
function uncover(frame, isWanted) {
  const cover = shown.get(frame);
  if (!cover) return;
  shown.delete(frame);
  cover.host.remove();
  frame.style.setProperty('display', ...cover.display);
  if (isWanted) frame.focus();
}

/** This frame alone, on this page alone: nothing is kept and nothing recorded. @param {HTMLElement} frame */
function loadOne(frame) {
  try {
    give(frame);
  } catch {
    // An unreadable address, or Trusted Types: the frame stays empty.
  }
  // The mark goes last: the guard lets in what is marked and waits no longer.
  frame.removeAttribute('data-temoin');
  uncover(frame, true);
}

/** @param {HTMLElement} frame */
function standIn(frame) {
  const { purpose, key, name, policy } = facts(frame);
  const title = Object.hasOwn(config.purposes, purpose) ? config.purposes[purpose] : purpose;
  // The purpose is granted and this recipient alone refused: the same is asked of it alone.
  const isApart = temoin.allows(purpose);
  const once = build('button', { type: 'button' }, texts.once);
  once.addEventListener('click', () => loadOne(frame));
  const always = build(
    'button',
    { type: 'button' },
    texts.always.replace('{purpose}', () => (isApart ? name : title)),
  );
  always.addEventListener('click', () => {
    temoin.set({ [isApart ? `${purpose}:${key}` : purpose]: true });
    frame.focus();
  });
  const what = texts.what.replace('{name}', () => name).replace('{purpose}', () => title);
  const box = build(
    'div',
    { class: 'box', role: 'group', 'aria-label': name },
    build('p', {}, what),
  );
  box.append(build('div', {}, once, always));
  if (/^https:/.test(policy)) {
    const link = build(
      'a',
      { href: policy, target: '_blank', rel: 'noopener noreferrer' },
      texts.policy,
    );
    box.append(build('p', {}, link));
  }
  const host = build('temoin-embed', { lang: config.lang, dir: config.dir });
  const root = host.attachShadow({ mode: 'open' });
  root.adoptedStyleSheets = [sheet];
  root.append(box);
  settle(host, frame);
  frame.before(host);
  const { style } = frame;
  shown.set(frame, {
    host,
    isApart,
    display: [style.getPropertyValue('display'), style.getPropertyPriority('display')],
  });
  // Not `hidden`, which a style sheet that sets `display` overrules.
  style.setProperty('display', 'none', 'important');
}

/** Frames that ran and may no longer are taken out of the page again. @param {HTMLElement} frame */
function unload(frame) {
  for (const name of ['src', 'srcdoc']) {
    const value = frame.getAttribute(name);
    if (value === null || frame.hasAttribute(`data-${name}`)) continue;
    frame.setAttribute(`data-${name}`, value);
    frame.removeAttribute(name);
  }
}

function look() {
  for (const frame of shown.keys()) if (!frame.isConnected) uncover(frame, false);
  for (const frame of all('iframe[data-temoin]')) {
    const { purpose, key } = facts(frame);
    if (temoin.allows(purpose, key)) {
      uncover(frame, false);
      continue;
    }
    unload(frame);
    const cover = shown.get(frame);
    if (cover && cover.isApart !== temoin.allows(purpose)) uncover(frame, false);
    const isHeld = frame.hasAttribute('data-src') || frame.hasAttribute('data-srcdoc');
    if (isHeld && !shown.has(frame)) standIn(frame);
  }
}

// Also when another tab changed the choice.
temoin.on('change', look);
new MutationObserver(look).observe(document, { childList: true, subtree: true });
look();
