import css from './banner.css';
import { config, gpc } from './config.js';
import { accept, change, refuse, withdraw } from './decisions.js';
import { build, listen, read } from './dom.js';
import { emit, on } from './events.js';
import { afterPaint, heedLeaving } from './later.js';
import { notice, sheet as noticeSheet } from './notice.js';
import { part } from './send.js';
import { allows, choice, consent, granted } from './store.js';
import { outlived, prepareTags } from './tags.js';

const { texts } = config;

/** Longest label, in characters, that fits beside two others on a phone. */
const SHORT = 32;

/** Milliseconds that a message stays readable. */
const READING = 6000;

const host = build('temoin-banner', {});
const root = host.attachShadow({ mode: 'open' });
const layer = build('div', {});
const status = build('p', { role: 'status' });
const section = build(
  'section',
  {
    role: 'region',
    'aria-label': texts.label,
    popover: 'manual',
    'data-position': config.position,
    lang: config.lang,
    dir: config.dir,
  },
  status,
  layer,
);

/** Lengthens the page when focus lands in what the banner would hide at its end. */
const room = new CSSStyleSheet();

/** The visitor closed the first layer without choosing: it comes back on the next page. */
let dismissed = false;

/** Where purposes run until the visitor objects, a line tells it and nobody is asked. */
let isNotice = RUNS && config.mode !== 'opt-in';

/** @type {Element | null} what opened the panel */
let opener = null;

/**
 * Every button is made here, so that accept and refuse cannot differ (CNIL-04, EDPB-05).
 * @param {string} action
 * @param {string} label
 * @param {string} look
 */
const button = (action, label, look) =>
  build('button', { type: 'button', class: look, 'data-temoin-action': action }, label);

/** Says what became of Global Privacy Control; nothing once the visitor chose otherwise (GPC-06). */
const signalLine = () =>
  (gpc() && (RUNS && config.sold.some((key) => allows(key)) ? '' : texts.gpc)) || '';

function firstLayer() {
  const isLong = [texts.refuse, texts.accept, texts.customise].some(({ length }) => length > SHORT);
  const list = config.purposes.map(({ title, text }) =>
    build('li', {}, build('strong', {}, title), ' ', build('span', {}, text)),
  );
  const words = build(
    'div',
    { class: 'words' },
    texts.cross ? button('close', texts.cross, 'link cross') : '',
    build('h2', {}, texts.title),
    build('p', {}, texts.body),
    build('p', {}, signalLine()),
    build('ul', {}, ...list),
    build('p', {}, texts.withdraw_hint, ' ', button('more', texts.more, 'link')),
  );
  const choices = build(
    'div',
    { class: isLong ? 'choices long' : 'choices' },
    button('refuse', texts.refuse, 'full'),
    button('accept', texts.accept, 'full'),
    button('customise', texts.customise, 'line'),
  );
  return [words, choices];
}

/** On every page after a decision; once something is granted, withdrawing takes the one click that granting took (CNIL-14). */
function corner() {
  const buttons = [button('open', texts.reopen, 'line')];
  if (granted()) buttons.push(button('withdraw', texts.withdraw || texts.refuse, 'line'));
  return buttons;
}

/** @param {boolean} ask first layer, or the small control in the corner? */
function show(ask) {
  if (config.headless) return;
  const focused = root.activeElement;
  section.className = ask && !(RUNS && isNotice) ? 'banner' : 'corner';
  if (RUNS) layer.className = isNotice ? 'notice' : '';
  if (RUNS && isNotice) layer.replaceChildren(...notice(ask, signalLine(), button));
  else layer.replaceChildren(...(ask ? firstLayer() : corner()));
  room.replaceSync('');
  if (focused) focus();
  if (ask) emit('shown', consent());
}

/** Shows what fits the decision. */
export const render = () => show(!(choice() || dismissed || (RUNS && config.mode === 'none')));

/** @param {Element | null} [target] */
function focus(target) {
  /** @type {HTMLElement} */ (target?.isConnected ? target : layer.querySelector('button'))?.focus({
    preventScroll: true,
  });
}

/** As a popover the banner lies above the page, whatever its z-index and transforms. */
function lift() {
  root.prepend(section);
  // Without a first layer of ours it stays closed, and hears what the panel says.
  config.headless || section.showPopover?.();
}

/** Puts the banner first in the page, and back when the page's own code has replaced the body. */
export function mount() {
  const body = read('body');
  if (!body || host.isConnected) return;
  body.prepend(host);
  lift();
}

/** @returns {PanelContext} */
const context = () => ({
  root,
  build,
  consent: consent(),
  gpc: signalLine() || undefined,
  act,
  closed() {
    lift();
    focus(opener);
  },
  outlived,
});

/** @param {Element | null} [from] where focus returns */
export async function open(from = null) {
  opener = from;
  const module = await part('panel');
  // Without the panel the first layer still lets the visitor choose.
  if (!module) {
    if (RUNS) isNotice = false;
    return show(true);
  }
  if (!section.isConnected) return;
  section.remove();
  module.default(context());
}

/** @type {Record<string, (source: Source, switches: Grants) => () => void>} */
const ways = { accept, refuse, withdraw, save: change };

/**
 * Carries out a choice: the first layer goes at once, what the choice brings about follows.
 * @param {string} action
 * @param {Source} source
 * @param {any} [switches]
 */
function act(action, source, switches) {
  section.classList.add('gone');
  const rest = ways[action](source, switches);
  afterPaint(() => {
    rest();
    status.textContent = texts.saved;
    setTimeout(() => {
      status.textContent = '';
    }, READING);
  });
}

/**
 * @param {Event} event
 * @returns {HTMLElement | null} our button under it
 */
const pressed = (event) =>
  /** @type {Element} */ (event.target).closest('section:not(.gone) [data-temoin-action]');

/** @param {HTMLElement | null} from */
function press(from) {
  const action = from?.dataset.temoinAction;
  if (!action) return;
  if (Object.hasOwn(ways, action)) act(action, 'banner');
  else if (action === 'close') close();
  else open(from);
}

/** Loads what a button needs when a hand or focus comes near it. @param {Event} event */
function prepare(event) {
  const action = pressed(event)?.dataset.temoinAction || '';
  if (/customise|more/.test(action)) part('panel');
  if (action === 'accept') prepareTags();
}

/** The line that asks nothing is put aside; the cross of the first layer says that it refuses (CNIL-11, JUR-03). */
function close() {
  if (RUNS && section.className !== 'banner') dismiss();
  else act('refuse', 'banner');
}

function dismiss() {
  dismissed = true;
  render();
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (event.key !== 'Escape' || section.className !== 'banner') return;
  // Not the Escape that closes the panel.
  if (section.contains(root.activeElement)) dismiss();
}

/**
 * Keeps what has focus in the page from lying under the banner (A11Y-03, WCAG 2.4.11).
 * @param {FocusEvent} event
 */
function uncover(event) {
  if (event.target === host || !section.isConnected) return;
  const cover = section.getBoundingClientRect();
  const spot = Element.prototype.getBoundingClientRect.call(event.target);
  const by = spot.bottom - cover.top + 8;
  // A hand that presses must find the same thing under it when it lets go.
  if (
    by <= 8 ||
    !Element.prototype.closest.call(event.target, ':focus-visible') ||
    spot.right < cover.left ||
    spot.left > cover.right
  )
    return;
  const page = read('documentElement');
  const end = page.scrollTop + innerHeight + by;
  if (end > page.scrollHeight) room.replaceSync(`i{top:${end - 1}px}`);
  scrollBy({ top: by, behavior: 'instant' });
}

export function start() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css + config.look);
  root.adoptedStyleSheets = RUNS ? [sheet, noticeSheet(), room] : [sheet, room];
  root.append(section, build('i', {}));
  root.addEventListener('click', (event) => press(pressed(event)));
  root.addEventListener('keydown', /** @type {EventListener} */ (onKey));
  root.addEventListener('pointerover', prepare);
  root.addEventListener('focusin', prepare);
  config.headless || listen('focusin', uncover);
  listen('click', (event) => {
    const target = Element.prototype.closest.call(event.target, '[data-temoin-open]');
    if (!target) return;
    event.preventDefault();
    open(target);
  });
  on('revised', async (before) => {
    (await part('panel'))?.clean(context(), before);
  });
  heedLeaving();
  render();
  mount();
}
