/**
 * Shows the published cookie policy where the page wants it, in the page's own style. Loaded by the first layer when a
 * page has such a place; keeps nothing, and asks nobody but the service.
 */
import './debugging.js';
import { all, build } from './dom.js';

/** @type {{ lang: string, dir: string, hosted: string, texts: { link: string, open: string } }} */
const config = $T;

/** @typedef {{ heading: string, level: number } | { text: string } | { items: string[] } | { head: string[], rows: string[][] }} Block */
/** @typedef {{ language: string, direction: string, title: string, date: string, blocks: Block[] }} Policy */

/** An address in a sentence, without the point or bracket after it. */
const ADDRESS = /(https:\/\/[^\s<>"]*[^\s<>".,;:!?)])/;

/** Places that are filled already. @type {WeakSet<HTMLElement>} */
const filled = new WeakSet();

/** @returns {Promise<Policy | null>} null when nothing was published or the service is away */
async function published() {
  try {
    const reply = await fetch(`${config.hosted}.json?l=${config.lang}`, {
      credentials: 'omit',
      signal: AbortSignal.timeout?.(10000),
    });
    return reply.ok ? await reply.json() : null;
  } catch {
    return null;
  }
}

/** @param {string} words @returns {(Node | string)[]} the words, addresses in them as links */
const linked = (words) =>
  words
    .split(ADDRESS)
    .map((part, at) => (at % 2 ? build('a', { href: part, rel: 'noopener' }, part) : part));

/**
 * @param {string} caption
 * @param {string[]} head
 * @param {string[][]} rows
 */
const table = (caption, head, rows) =>
  build(
    'table',
    {},
    build('caption', {}, caption),
    build('thead', {}, build('tr', {}, ...head.map((cell) => build('th', { scope: 'col' }, cell)))),
    build(
      'tbody',
      {},
      ...rows.map((row) => build('tr', {}, ...row.map((cell) => build('td', {}, cell)))),
    ),
  );

/** @param {Block[]} blocks */
function draw(blocks) {
  // A table belongs to the purpose above it.
  let title = '';
  return blocks.map((block) => {
    if ('heading' in block) {
      title = block.heading;
      return build(`h${block.level}`, {}, title);
    }
    if ('items' in block)
      return build('ul', {}, ...block.items.map((one) => build('li', {}, ...linked(one))));
    if ('rows' in block) return table(title, block.head, block.rows);
    return build('p', {}, ...linked(block.text));
  });
}

/**
 * @param {HTMLElement} place
 * @param {Policy | null} policy
 */
function fill(place, policy) {
  const around = place.closest('[lang]')?.getAttribute('lang')?.split('-')[0].toLowerCase();
  /** @param {string} lang @param {string} dir @returns {Record<string, string>} */
  const said = (lang, dir) => (lang.split('-')[0] === around ? {} : { lang, dir });
  const ours = said(config.lang, config.dir);
  const link = (/** @type {string} */ words) =>
    build('a', { href: `${config.hosted}?l=${config.lang}` }, words);
  const open = build('button', { type: 'button', 'data-temoin-open': '' }, config.texts.open);
  let shown = build('p', ours, link(config.texts.link));
  if (policy) {
    const { language, direction, title, date, blocks } = policy;
    const day = new Date(date).toLocaleDateString(language, { dateStyle: 'long', timeZone: 'UTC' });
    const source = build('p', {}, link(`${title}, ${day}`));
    shown = build('div', said(language, direction), ...draw(blocks), source);
  }
  place.replaceChildren(shown, build('p', ours, open));
}

const policy = published();

async function look() {
  const found = await policy;
  for (const place of all('[data-temoin-policy]')) {
    if (filled.has(place)) continue;
    filled.add(place);
    fill(place, found);
  }
}

new MutationObserver(look).observe(document, { childList: true, subtree: true });
look();
