/**
 * `__tcfapi` from the first moment on, for sites with a registered consent platform. Served before the banner's
 * code; it keeps what is asked until the module that can answer has come (TCF-02).
 */
import { guarded } from './events.js';
import { origin } from './origin.js';
import { answerFrames } from './proxy.js';
import { queue } from './queue.js';

/** @typedef {(command: string, version: unknown, callback: (...answer: any[]) => void, parameter?: unknown) => void} TcfApi */

const page = /** @type {Record<string, any>} */ (/** @type {unknown} */ (window));

/** @type {TcfApi | undefined} */
let api;

/** @type {Parameters<TcfApi>[]} */
let waiting = [];

/** @type {TcfApi} */
function tcfapi(...call) {
  if (api) api(...call);
  else if (call[0] !== 'ping') waiting.push(call);
  else {
    const cmp = { cmpLoaded: false, cmpStatus: 'stub', displayStatus: 'hidden' };
    call[2]({ ...cmp, apiVersion: '2.2' }, true);
  }
}

/** @param {unknown} temoin the public interface */
async function load(temoin) {
  const module = await import(origin + $T.module).catch(() => {});
  // Without it nobody is answered, which vendors must take for "no".
  if (!module) return;
  api = module.default(temoin);
  for (const call of waiting) guarded(() => tcfapi(...call), undefined);
  waiting = [];
}

// Another consent platform was here first: two would contradict each other.
if (!page.__tcfapi) {
  page.__tcfapi = tcfapi;
  answerFrames('__tcfapi', ({ command, version, parameter }, answer) =>
    tcfapi(
      command,
      version,
      (value, success) =>
        command === 'removeEventListener' ? answer(value, value) : answer(value, success),
      parameter,
    ),
  );
  queue('temoin').push(load);
}
