/** @type {[string, (detail: unknown) => void][]} */
let listeners = [];

/**
 * @param {string} name
 * @param {(detail: any) => void} listener
 * @returns {() => void} unsubscribe
 */
export function on(name, listener) {
  /** @type {[string, (detail: unknown) => void]} */
  const entry = [name, listener];
  listeners.push(entry);
  return () => {
    listeners = listeners.filter((other) => other !== entry);
  };
}

/**
 * Runs the page's code. Its error is the page's, reported as such, and stops nothing of ours.
 * @param {(detail: any) => void} run
 * @param {unknown} detail
 */
export function guarded(run, detail) {
  try {
    run(detail);
  } catch (error) {
    setTimeout(() => {
      throw error;
    });
  }
}

/**
 * @param {string} name
 * @param {unknown} [detail]
 */
export function emit(name, detail) {
  for (const [wanted, listener] of listeners) if (wanted === name) guarded(listener, detail);
}
