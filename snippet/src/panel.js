import css from './panel.css';
import { wipe } from './wipe.js';

const config = /** @type {PanelConfig} */ ($T);
const { texts } = config;

/** @type {CSSStyleSheet | undefined} */
let sheet;

/**
 * @param {PanelContext} context
 * @param {string} action
 * @param {string} label
 * @param {string} look
 */
const button = (context, action, label, look) =>
  context.build('button', { type: 'button', class: look, 'data-temoin-action': action }, label);

/**
 * A link that leaves the page alone; words without a link when the address is no web address.
 * @param {PanelContext} context
 * @param {string | null} href
 * @param {string} label
 */
const link = ({ build }, href, label) =>
  href && /^https?:/.test(href)
    ? build('a', { href, target: '_blank', rel: 'noopener noreferrer' }, label)
    : label;

/**
 * Who takes part in a purpose, grouped and counted (CNIL-09).
 * @param {PanelContext} context
 * @param {PanelPurpose} purpose
 */
function vendors(context, purpose) {
  const { build } = context;
  const list = purpose.vendors.map(({ name, policy }) =>
    build('li', {}, link(context, policy, name)),
  );
  const label = `${texts.vendors} (${purpose.vendors.length})`;
  const about = build('span', { class: 'sr' }, ` – ${purpose.title}`);
  return build('details', {}, build('summary', {}, label, about), build('ul', {}, ...list));
}

/**
 * One purpose with its switch: off unless the visitor turned it on before (CNIL-10, A11Y-06).
 * @param {PanelContext} context
 * @param {PanelPurpose} purpose
 * @param {number} index
 */
function purposeRow(context, purpose, index) {
  const { build } = context;
  const input = /** @type {HTMLInputElement} */ (
    build('input', {
      type: 'checkbox',
      role: 'switch',
      name: purpose.key,
      'aria-labelledby': `t${index}`,
      'aria-describedby': `d${index}`,
    })
  );
  input.checked = context.consent.purposes[purpose.key] === true;
  const on = build('span', { class: 'on', 'aria-hidden': 'true' }, texts.on);
  const off = build('span', { class: 'off', 'aria-hidden': 'true' }, texts.off);
  const row = build(
    'div',
    { class: 'purpose' },
    build(
      'label',
      { class: 'row' },
      build('span', { id: `t${index}` }, purpose.title),
      build('span', { class: 'state' }, input, on, off),
    ),
    build('p', { id: `d${index}` }, purpose.text),
  );
  if (purpose.detail) row.append(build('p', {}, purpose.detail));
  row.append(
    purpose.vendors.length
      ? vendors(context, purpose)
      : build('p', { class: 'none' }, texts.no_vendors || ''),
  );
  return row;
}

/** @param {PanelContext} context */
function necessaryRow({ build }) {
  return build(
    'div',
    { class: 'purpose' },
    build(
      'div',
      { class: 'row' },
      build('span', {}, config.necessary.title),
      build('span', { class: 'state' }, texts.always_on),
    ),
    build('p', {}, config.necessary.text),
  );
}

/**
 * The number under which the visitor's choice is recorded, to quote when asking about it.
 * @param {PanelContext} context
 * @param {string} id
 */
function receipt(context, id) {
  const copy = button(context, 'copy', texts.copy, 'link');
  copy.setAttribute('aria-live', 'polite');
  copy.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(id);
      copy.textContent = texts.copied;
    } catch {
      // No access to the clipboard: one click selects the whole number instead.
    }
  });
  const code = context.build('code', {}, id);
  return context.build(
    'p',
    { class: 'receipt' },
    context.build('span', {}, texts.receipt),
    code,
    copy,
  );
}

/** @param {PanelContext} context */
function content(context) {
  const { build } = context;
  const intro = build('p', {}, texts.intro);
  if (config.policy && texts.policy) intro.append(' ', link(context, config.policy, texts.policy));
  const body = build('div', { class: 'body' }, intro);
  if (context.gpc) body.append(build('p', {}, context.gpc));
  const fields = build('fieldset', {}, build('legend', {}, texts.title), necessaryRow(context));
  config.purposes.forEach((purpose, index) => {
    fields.append(purposeRow(context, purpose, index));
  });
  body.append(fields);
  if (context.consent.recordId) body.append(receipt(context, context.consent.recordId));
  return body;
}

/** @param {PanelContext} context */
function footer(context) {
  const bar = context.build(
    'footer',
    {},
    button(context, 'refuse', texts.refuse, 'full'),
    button(context, 'accept', texts.accept, 'full'),
    button(context, 'save', texts.save, 'line'),
  );
  if (Object.values(context.consent.purposes).includes(true)) {
    bar.append(button(context, 'withdraw', texts.withdraw, 'line'));
  }
  return bar;
}

/**
 * What the switches show at this moment, and nothing else, is what "save" stores (EDPB-11).
 * @param {HTMLDialogElement} dialog
 * @returns {Grants}
 */
function switches(dialog) {
  /** @type {Grants} */
  const grants = Object.create(null);
  for (const input of dialog.querySelectorAll('input')) grants[input.name] = input.checked;
  return grants;
}

/**
 * Removes what recipients left whose purpose was allowed and is no longer, and says what that was (CNIL-15, SAN-10).
 * @param {PanelContext} context
 * @param {Grants} before
 */
async function clean({ root }, before) {
  const { allows } = /** @type {{ allows: (purpose: string) => boolean }} */ (window.temoin);
  const lost = config.purposes.filter(({ key }) => before[key] && !allows(key));
  if (!lost.length) return;
  const declared = lost.flatMap(({ vendors }) => vendors.flatMap(({ cookies }) => cookies));
  const removed = await wipe(declared);
  const detail = { purposes: lost.map(({ key }) => key), declared, removed };
  document.dispatchEvent(new CustomEvent('temoin:withdrawn', { detail }));
  const status = root.querySelector('[role=status]');
  if (removed.length && status) status.textContent += ` ${texts.removed} ${removed.join(', ')}`;
}

/**
 * Opens the second layer in the banner's shadow root.
 * @param {PanelContext} context
 */
export default function open(context) {
  const title = context.build('h2', { id: 'title', tabindex: '-1' }, texts.title);
  const close = button(context, 'close', '×', 'close');
  close.setAttribute('aria-label', texts.close);
  const dialog = /** @type {HTMLDialogElement} */ (
    context.build(
      'dialog',
      { 'aria-labelledby': 'title', lang: config.lang, dir: config.dir },
      context.build('header', {}, title, close),
      content(context),
      footer(context),
    )
  );
  dialog.addEventListener('click', (event) => {
    const target = /** @type {Element} */ (event.target).closest('[data-temoin-action]');
    const action = target?.getAttribute('data-temoin-action');
    if (!action || action === 'copy') return;
    const chosen = switches(dialog);
    dialog.close();
    if (action === 'close') return;
    const before = context.consent.purposes;
    context.act(action, 'panel', chosen);
    clean(context, before);
  });
  dialog.addEventListener('close', () => {
    dialog.remove();
    context.closed();
  });
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
  }
  if (!context.root.adoptedStyleSheets.includes(sheet)) {
    context.root.adoptedStyleSheets = [...context.root.adoptedStyleSheets, sheet];
  }
  context.root.append(dialog);
  dialog.showModal();
  title.focus();
}
