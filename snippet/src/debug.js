/**
 * Shows people who look after a site what waits on a page and why. Reads the page and the public interface; keeps
 * nothing and sends nothing.
 */
import css from './debug.css';
import { build, read } from './dom.js';
import { hostLines, purposeLines, seenLines, stateLines } from './findings.js';

/** @type {{ lang: string, texts: Record<string, string> }} */
const { lang, texts } = $T;

/** Milliseconds between two looks at a page that keeps changing. */
const PAUSE = 300;

/** Milliseconds that a button says it is done. */
const READING = 2000;

const temoin = /** @type {any} */ (window.temoin);

/** @type {Map<string, { url: URL, count: number }>} what the page asked, by host */
const asked = new Map();

const report = () => [
  [texts.state, ...stateLines(temoin.consent)],
  [texts.purposes, ...purposeLines(temoin.allows)],
  [texts.held, ...seenLines(temoin, true)],
  [texts.ran, ...seenLines(temoin, false)],
  [texts.hosts, ...hostLines(temoin.allows, [...asked.values()])],
];

const asText = () =>
  [`${texts.title} – ${location.href.split(/[?#]/)[0]}`]
    .concat(
      report().map(([title, ...lines]) => `\n${title}\n- ${lines.join('\n- ') || texts.none}`),
    )
    .join('\n');

const body = build('div', {});
const copy = build('button', { type: 'button', 'aria-live': 'polite' }, texts.copy);
const close = build('button', { type: 'button' }, texts.close);
const section = build(
  'section',
  // Scrolled with the keyboard: without its own stop some browsers would not.
  { 'aria-label': texts.title, popover: 'manual', lang, dir: 'ltr', tabindex: '0' },
  build('h2', {}, texts.title),
  close,
  body,
  build('p', {}, texts.note),
);
const host = build('temoin-debug', {});

let shown = '';

function draw() {
  if (!host.isConnected) show();
  const text = asText();
  // Drawn anew only when there is news, so that what was selected stays so.
  if (text === shown) return;
  shown = text;
  const blocks = report().map(([title, ...lines]) => [
    build('h3', {}, title),
    build('ul', {}, ...(lines.length ? lines : [texts.none]).map((line) => build('li', {}, line))),
  ]);
  body.replaceChildren(...blocks.flat());
}

let isDue = false;
let isClosed = false;

function drawSoon() {
  if (isDue) return;
  isDue = true;
  setTimeout(() => {
    isDue = false;
    if (!isClosed) draw();
  }, PAUSE);
}

function end() {
  isClosed = true;
  host.remove();
}

function show() {
  read('body')?.append(host);
  if (host.isConnected) section.showPopover?.();
}

function start() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  const root = host.attachShadow({ mode: 'open' });
  root.adoptedStyleSheets = [sheet];
  root.append(section);
  close.addEventListener('click', end);
  section.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') end();
  });
  copy.addEventListener('click', async () => {
    await navigator.clipboard.writeText(asText());
    copy.textContent = texts.copied;
    setTimeout(() => {
      copy.textContent = texts.copy;
    }, READING);
  });
  // Browsers offer the clipboard on https and on the own machine only; elsewhere the text can be selected.
  if (navigator.clipboard) close.before(copy);
  temoin.on('change', drawSoon);
  new MutationObserver(drawSoon).observe(document, { childList: true, subtree: true });
  new PerformanceObserver((list) => {
    for (const { name } of list.getEntries()) {
      const url = new URL(name);
      if (!url.host) continue;
      const known = asked.get(url.host);
      asked.set(url.host, { url: known?.url || url, count: (known?.count || 0) + 1 });
    }
    drawSoon();
  }).observe({ type: 'resource', buffered: true });
  draw();
}

start();
