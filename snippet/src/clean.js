/** What a withdrawal does beside keeping tags out: recipients' keys go, and the visitor is told (CNIL-15, SAN-10). */
import { fire } from './dom.js';
import { wipe } from './wipe.js';

/** @typedef {PanelVendor & { purpose: string }} Recipient */

/** Names that were found and removed on this page. @type {Set<string>} */
const removed = new Set();

/** Is there a script on this page that only a reload stops? */
let isStale = false;

/** @type {(purpose: string, vendor?: string) => boolean} */
const allows = (purpose, vendor) => /** @type {any} */ (window.temoin).allows(purpose, vendor);

/**
 * What these recipients keep, without what another one that is still allowed keeps too.
 * @param {Recipient[]} all
 * @param {Recipient[]} lost
 */
function declared(all, lost) {
  const needed = all
    .filter(({ purpose, key }) => allows(purpose, key))
    .flatMap(({ cookies }) => cookies.map(({ kind, name }) => kind + name));
  return lost
    .flatMap(({ cookies }) => cookies)
    .filter(({ kind, name }) => !needed.includes(kind + name));
}

/**
 * @param {PanelContext} context
 * @param {PanelConfig} config
 * @param {Consent} before what was allowed
 */
export async function clean(context, config, before) {
  const all = config.purposes.flatMap(({ key: purpose, vendors }) =>
    vendors.map((vendor) => ({ ...vendor, purpose })),
  );
  const gone = () =>
    all.filter(
      ({ purpose, key }) =>
        before.purposes[purpose] && before.vendors[key] !== false && !allows(purpose, key),
    );
  const purposes = Object.keys(before.purposes).filter(
    (key) => before.purposes[key] && !allows(key),
  );
  const lost = gone();
  if (!lost.length && !purposes.length) return;
  const keys = declared(all, lost);
  const found = await wipe(keys);
  for (const name of found) removed.add(name);
  isStale = context.outlived();
  // What still runs may write again until the page goes.
  if (isStale) addEventListener('pagehide', () => wipe(declared(all, gone())));
  fire('temoin:withdrawn', {
    purposes,
    vendors: lost.map(({ key }) => key),
    declared: keys,
    removed: found,
  });
  tell(context, config.texts);
}

/**
 * Says in the live region what was removed, and offers a reload where a script runs on.
 * @param {PanelContext} context
 * @param {Record<string, string>} texts
 */
function tell({ root, build }, texts) {
  const status = root.querySelector('[role=status]');
  if (removed.size && status) status.textContent += ` ${texts.removed} ${[...removed].join(', ')}`;
  const corner = root.querySelector('.corner div');
  if (isStale && corner && !corner.querySelector('[data-temoin-action=reload]')) {
    corner.append(reload(build, texts));
  }
}

/**
 * @param {PanelContext['build']} build
 * @param {Record<string, string>} texts
 */
function reload(build, texts) {
  const attributes = { type: 'button', class: 'line', 'data-temoin-action': 'reload' };
  const button = build('button', attributes, texts.reload);
  button.addEventListener('click', (event) => {
    // Not also a button of the banner.
    event.stopPropagation();
    location.reload();
  });
  return button;
}

/**
 * The list of what was removed on this page, as the second layer shows it.
 * @param {PanelContext} context
 * @param {Record<string, string>} texts
 * @returns {Node[]}
 */
export function report({ build }, texts) {
  const names = [...removed].map((name) => build('li', {}, build('code', {}, name)));
  const parts = [];
  if (names.length) parts.push(build('p', {}, texts.removed), build('ul', {}, ...names));
  if (isStale) parts.push(build('p', {}, texts.running), reload(build, texts));
  return parts.length ? [build('div', { class: 'report' }, ...parts)] : [];
}
