/** The line in the corner where purposes run until the visitor objects; only in the build for such regimes. */
import { config } from './config.js';
import { build } from './dom.js';
import css from './notice.css';

/**
 * The links stay on every page, also after a choice; the sentence goes with the first one (JUR-08).
 * @param {boolean} isNew
 * @param {string} signal what became of an opt-out signal
 * @param {(action: string, label: string, look: string) => HTMLElement} button
 */
export function notice(isNew, signal, button) {
  const { texts } = config;
  const words = [isNew && texts.body, signal].filter(Boolean).join(' ');
  const nodes = words ? [build('span', {}, words)] : [];
  const isOptOut = config.mode === 'opt-out';
  nodes.push(button('open', isOptOut ? texts.sale : texts.reopen, 'line'));
  if (isOptOut && config.limited.length) nodes.push(button('open', texts.limit, 'line'));
  if (isNew) nodes.push(button('close', texts.close, 'line'));
  return nodes;
}

export function sheet() {
  const made = new CSSStyleSheet();
  made.replaceSync(css);
  return made;
}
