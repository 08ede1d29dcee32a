import { clean, report } from './clean.js';
import './debugging.js';
import { fire } from './dom.js';
import { lifetime } from './lifetime.js';
import css from './panel.css';

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
 * @param {string | Node} label
 */
const link = ({ build }, href, label) =>
  href && /^https?:/.test(href)
    ? build('a', { href, target: '_blank', rel: 'noopener noreferrer' }, label)
    : label;

/**
 * A switch in its row: off unless the visitor turned it on before (CNIL-10, A11Y-06).
 * @param {PanelContext} context
 * @param {string} name `purpose` or `purpose:vendor`
 * @param {string} title
 * @param {boolean} isOn
 * @param {string} id
 */
function switchRow({ build }, name, title, isOn, id) {
  const input = /** @type {HTMLInputElement} */ (
    build('input', { type: 'checkbox', role: 'switch', name, 'aria-labelledby': `t${id}` })
  );
  input.checked = isOn;
  const on = build('span', { class: 'on', 'aria-hidden': 'true' }, texts.on);
  const off = build('span', { class: 'off', 'aria-hidden': 'true' }, texts.off);
  const row = build(
    'label',
    { class: 'row' },
    build('span', { id: `t${id}` }, title),
    build('span', { class: 'state' }, input, on, off),
  );
  return { row, input };
}

/**
 * What opens to a list, grouped and counted (CNIL-09); `about` tells equal labels apart for those who hear them.
 * @param {PanelContext} context
 * @param {string} label
 * @param {string} about
 * @param {Node[]} items
 */
function list({ build }, label, about, items) {
  const hidden = build('span', { class: 'sr' }, ` – ${about}`);
  const summary = build('summary', {}, `${label} (${items.length})`, hidden);
  return build('details', {}, summary, build('ul', {}, ...items));
}

/**
 * One recipient with its switch, and what it keeps in the browser for how long.
 * @param {PanelContext} context
 * @param {PanelPurpose} purpose
 * @param {PanelVendor} vendor
 * @param {string} id
 */
function vendorItem(context, purpose, vendor, id) {
  const { build, consent } = context;
  const { key, name, policy, controller, cookies } = vendor;
  const isOn = consent.purposes[purpose.key] && consent.vendors[key] !== false;
  const { row, input } = switchRow(context, `${purpose.key}:${key}`, name, isOn, id);
  const item = build('li', {}, row);
  if (controller && controller !== name) item.append(build('p', {}, controller));
  if (policy) {
    const about = build('span', { class: 'sr' }, ` – ${name}`);
    item.append(build('p', {}, link(context, policy, build('span', {}, texts.policy, about))));
  }
  if (cookies.length) {
    const kept = cookies.map((cookie) =>
      build(
        'li',
        {},
        build('code', {}, cookie.name),
        ` – ${lifetime(cookie.days, config.lang, texts)}`,
      ),
    );
    item.append(list(context, texts.cookies, name, kept));
  }
  return { item, input };
}

/**
 * One purpose with its switch, which moves those of its recipients; they move it when the first comes or the last goes.
 * @param {PanelContext} context
 * @param {PanelPurpose} purpose
 * @param {number} index
 */
function purposeRow(context, purpose, index) {
  const { build, consent } = context;
  const isOn = consent.purposes[purpose.key] === true;
  const { row, input } = switchRow(context, purpose.key, purpose.title, isOn, `${index}`);
  input.setAttribute('aria-describedby', `d${index}`);
  const node = build(
    'div',
    { class: 'purpose' },
    row,
    build('p', { id: `d${index}` }, purpose.text),
  );
  if (purpose.detail) node.append(build('p', {}, purpose.detail));
  const vendors = purpose.vendors.map((vendor, at) =>
    vendorItem(context, purpose, vendor, `${index}-${at}`),
  );
  const items = vendors.map(({ item }) => item);
  node.append(
    items.length
      ? list(context, texts.vendors, purpose.title, items)
      : build('p', { class: 'none' }, texts.no_vendors || ''),
  );
  const inputs = vendors.map((vendor) => vendor.input);
  node.addEventListener('change', ({ target }) => {
    if (target !== input) input.checked = inputs.some(({ checked }) => checked);
    else for (const one of inputs) one.checked = input.checked;
  });
  return node;
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
  body.append(...report(context, texts));
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
  const { decided, purposes } = context.consent;
  if (decided && Object.values(purposes).includes(true)) {
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
 * Cleans up after the recipients that are allowed no longer.
 * @param {PanelContext} context
 * @param {Consent} before
 */
const cleanUp = (context, before) => clean(context, config, before);

export { cleanUp as clean };

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
    if (!action || !/^(accept|refuse|save|withdraw|close)$/.test(action)) return;
    const chosen = switches(dialog);
    dialog.close();
    if (action !== 'close') context.act(action, 'panel', chosen);
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
  fire('temoin:opened', dialog);
}
