/**
 * Stands in for frames that wait: what would load, from whom, for what, and two ways to let it. Loaded by the first
 * layer when a page holds such a frame.
 */
import { all, build, read } from './dom.js';
import css from './embeds.css';

/** @type {{ lang: string, dir: string, purposes: Record<string, string>, vendors: Record<string, { name: string, policy: string }>, texts: Record<string, string> }} */
const config = $T;
const { texts } = config;

/** @type {{ allows(purpose: string): boolean, set(changes: Grants): void, on(name: string, run: () => void): void }} */
const temoin = /** @type {any} */ (window.temoin);

/** @type {Map<HTMLElement, HTMLElement>} frame -> what stands in for it */
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

/** @param {HTMLElement} frame @returns {{ purpose: string, name: string, policy: string }} */
function facts(frame) {
  const [purpose, key] = (frame.dataset.temoin || '').split(':');
  const vendor = Object.hasOwn(config.vendors, key) ? config.vendors[key] : null;
  return {
    purpose,
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
  shown.get(frame)?.remove();
  shown.delete(frame);
  frame.hidden = false;
  if (isWanted) frame.focus();
}

/** This frame alone, on this page alone: nothing is kept and nothing recorded. @param {HTMLElement} frame */
function loadOne(frame) {
  const url = source(frame);
  if (url && /^https?:$/.test(url.protocol)) frame.setAttribute('src', url.href);
  frame.removeAttribute('data-src');
  frame.removeAttribute('data-temoin');
  uncover(frame, true);
}

/** @param {HTMLElement} frame */
function cover(frame) {
  const { purpose, name, policy } = facts(frame);
  const title = Object.hasOwn(config.purposes, purpose) ? config.purposes[purpose] : purpose;
  const once = build('button', { type: 'button' }, texts.once);
  once.addEventListener('click', () => loadOne(frame));
  const always = build('button', { type: 'button' }, texts.always.replace('{purpose}', title));
  always.addEventListener('click', () => {
    temoin.set({ [purpose]: true });
    uncover(frame, true);
  });
  const what = texts.what.replace('{name}', name).replace('{purpose}', title);
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
  frame.hidden = true;
  shown.set(frame, host);
}

/** Frames that ran and may no longer are taken out of the page again. @param {HTMLElement} frame */
function unload(frame) {
  frame.setAttribute('data-src', frame.getAttribute('src') || '');
  frame.removeAttribute('src');
}

function look() {
  for (const frame of shown.keys()) if (!frame.isConnected) uncover(frame, false);
  for (const frame of all('iframe[data-temoin]')) {
    const isAllowed = temoin.allows(facts(frame).purpose);
    if (!isAllowed && frame.hasAttribute('src')) unload(frame);
    if (!isAllowed && frame.hasAttribute('data-src') && !shown.has(frame)) cover(frame);
    else if (isAllowed) uncover(frame, false);
  }
}

temoin.on('consent', look);
new MutationObserver(look).observe(document, { childList: true, subtree: true });
look();
