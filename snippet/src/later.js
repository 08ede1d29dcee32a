/** Milliseconds after which a page that paints nothing, as in a hidden tab, is not waited for. */
const PATIENCE = 100;

/** @type {(() => void)[]} */
let waiting = [];

function finish() {
  const due = waiting;
  waiting = [];
  for (const run of due) run();
}

/**
 * Runs once what the visitor did is on the screen; at once when the page goes away before.
 * @param {() => void} run
 */
export function afterPaint(run) {
  waiting.push(run);
  requestAnimationFrame(() => setTimeout(finish));
  setTimeout(finish, PATIENCE);
}

export const heedLeaving = () => addEventListener('pagehide', finish);
