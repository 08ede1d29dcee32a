/**
 * Draws what a table says: `<div data-chart="stack|lines" data-table="id" hidden>`.
 *
 * The table is the whole data (days in `data-day`, numbers in `data-value`, colours in `data-colour`), so the picture
 * and its text cannot differ, and without a script the table is there.
 */
import uPlot from './vendor/uplot.js';

const DAY_S = 86400;
const HEIGHT = 330;
const NARROW = 480;
const NARROW_HEIGHT = 230;
const STEPS = [1, 2, 7, 14, 28, 56, 91, 182].map((days) => days * DAY_S);
const COUNTS = [1, 2, 5]
  .flatMap((n) => [0, 1, 2, 3, 4, 5, 6, 7].map((zeros) => n * 10 ** zeros))
  .sort((a, b) => a - b);
const language = document.documentElement.lang;
const numbers = new Intl.NumberFormat(language);
const compact = new Intl.NumberFormat(language, { notation: 'compact' });
const shortDay = new Intl.DateTimeFormat(language, {
  day: 'numeric',
  month: 'short',
  timeZone: 'UTC',
});
const fullDay = new Intl.DateTimeFormat(language, { dateStyle: 'full', timeZone: 'UTC' });

/** @typedef {{ label: string, colour: string, values: number[] }} Line */

/** @param {string} name @returns {string} a colour as the page's style sheet has it now */
const colour = (name) =>
  getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** @type {Record<string, string>} names of colours that are called differently in the style sheet */
const COLOURS = { views: 'partial', visitors: 'given' };

/** @param {HTMLTableElement} table @returns {{ days: number[], lines: Line[] }} */
function readTable(table) {
  const rows = [...table.tBodies[0].rows];
  const heads = /** @type {HTMLElement[]} */ ([...table.querySelectorAll('thead [data-colour]')]);
  return {
    days: rows.map((row) => Number(row.cells[0].dataset.day) * DAY_S),
    lines: heads.map((head, index) => ({
      label: head.textContent ?? '',
      colour: COLOURS[head.dataset.colour ?? ''] ?? head.dataset.colour ?? '',
      values: rows.map((row) => Number(row.cells[index + 1].dataset.value)),
    })),
  };
}

/** @param {number} width */
const heightFor = (width) => (width < NARROW ? NARROW_HEIGHT : HEIGHT);

/** @param {string} tag @param {string} name @param {(Node | string)[]} children */
function element(tag, name, ...children) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  made.append(...children);
  return made;
}

/** @param {Line} line a small square in the line's colour */
function key(line) {
  const square = element('span', 'chart-key');
  square.style.setProperty('--key', `var(--${line.colour})`);
  return square;
}

/** @param {Line[]} lines */
function legend(lines) {
  const list = element(
    'ul',
    'chart-legend',
    ...lines.map((line) => element('li', '', key(line), line.label)),
  );
  list.setAttribute('aria-hidden', 'true');
  return list;
}

/** The numbers of the day under the pointer. @param {number[]} days @param {Line[]} lines */
function tip(days, lines) {
  const box = element('div', 'chart-tip');
  box.hidden = true;
  /** @param {any} plot */
  const move = (plot) => {
    const { idx, left } = plot.cursor;
    box.hidden = idx == null || left < 0;
    if (box.hidden) return;
    const entries = lines.map((line) =>
      element(
        'div',
        '',
        key(line),
        element('dt', '', line.label),
        element('dd', '', numbers.format(line.values[idx])),
      ),
    );
    box.replaceChildren(
      element('strong', '', fullDay.format(days[idx] * 1000)),
      element('dl', '', ...entries),
    );
    const room = plot.over.clientWidth - box.offsetWidth;
    const x = left > plot.over.clientWidth / 2 ? left - box.offsetWidth - 12 : left + 12;
    box.style.transform = `translate(${Math.max(0, Math.min(x, room))}px, 4px)`;
  };
  return { hooks: { init: (/** @type {any} */ plot) => plot.over.append(box), setCursor: move } };
}

/** @param {Line[]} lines @returns {number[][]} each line on top of those before it */
function stacked(lines) {
  const sums = lines[0].values.map(() => 0);
  return lines.map((line) => line.values.map((value, day) => (sums[day] += value)));
}

/** @param {Line} line */
const bars = (line) => ({
  fill: () => colour(line.colour),
  stroke: () => colour('surface'),
  width: 1,
  points: { show: false },
  paths: uPlot.paths.bars?.({ size: [0.8, 48] }),
});

/** @param {Line} line @param {number} count of days */
const curve = (line, count) => ({
  stroke: () => colour(line.colour),
  width: 2.5,
  points: { show: count < 3, size: 8, fill: () => colour(line.colour) },
});

/** @param {number} width @param {number[]} days @param {Line[]} lines @param {any[]} series */
function options(width, days, lines, series) {
  const axis = {
    stroke: () => colour('quiet'),
    font: '13px system-ui, sans-serif',
    ticks: { show: false },
  };
  return {
    width,
    height: heightFor(width),
    series: [{}, ...series],
    legend: { show: false },
    cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
    plugins: [tip(days, lines)],
    scales: {
      x: {
        range: (/** @type {any} */ _, /** @type {number} */ low, /** @type {number} */ high) => [
          low - DAY_S / 2,
          high + DAY_S / 2,
        ],
      },
      y: {
        range: (/** @type {any} */ _, /** @type {number} */ __, /** @type {number} */ high) => [
          0,
          Math.max(4, high * 1.08),
        ],
      },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        space: 64,
        size: 32,
        incrs: STEPS,
        values: (/** @type {any} */ _, /** @type {number[]} */ places) =>
          places.map((at) => shortDay.format(at * 1000)),
      },
      {
        ...axis,
        size: 52,
        space: 44,
        incrs: COUNTS,
        grid: { stroke: () => colour('line'), width: 1 },
        values: (/** @type {any} */ _, /** @type {number[]} */ places) =>
          places.map((value) => compact.format(value)),
      },
    ],
    tzDate: (/** @type {number} */ at) => uPlot.tzDate(new Date(at * 1000), 'Etc/UTC'),
  };
}

/** @param {HTMLElement} place */
function draw(place) {
  const table = /** @type {HTMLTableElement | null} */ (
    document.getElementById(place.dataset.table ?? '')
  );
  if (!table) return;
  const { days, lines } = readTable(table);
  const isStack = place.dataset.chart === 'stack';
  place.hidden = false;
  place.append(legend(lines));
  // The highest bar is drawn first, the others over it.
  const data = isStack ? stacked(lines).reverse() : lines.map((line) => line.values);
  const series = isStack
    ? lines.map(bars).reverse()
    : lines.map((line) => curve(line, days.length));
  const plot = new uPlot(
    /** @type {any} */ (options(place.clientWidth, days, lines, series)),
    [days, ...data],
    place,
  );
  plot.root.setAttribute('aria-hidden', 'true');
  new ResizeObserver(() => {
    const width = place.clientWidth;
    if (width && plot.width !== width) plot.setSize({ width, height: heightFor(width) });
  }).observe(place);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => plot.redraw());
}

for (const place of /** @type {NodeListOf<HTMLElement>} */ (
  document.querySelectorAll('[data-chart]')
))
  draw(place);
