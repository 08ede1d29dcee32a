/** Lets code in frames of the page ask a framework's interface, as both frameworks describe it. */
import { build, read } from './dom.js';

const page = /** @type {Record<string, any>} */ (/** @type {unknown} */ (window));

/**
 * By a frame of this name others find the window to ask, once there is a body to put it in.
 * @param {string} name
 */
function locate(name) {
  if (page.frames[name]) return;
  const body = read('body');
  if (!body) {
    setTimeout(locate, 5, name);
    return;
  }
  const frame = build('iframe', { name, title: '', 'aria-hidden': 'true', tabindex: '-1' });
  frame.style.display = 'none';
  body.append(frame);
}

/**
 * @param {string} name of the interface, `__tcfapi` or `__gpp`
 * @param {(call: any, answer: (returnValue: unknown, success?: boolean) => void) => void} ask
 */
export function answerFrames(name, ask) {
  locate(`${name}Locator`);
  addEventListener('message', ({ data, source }) => {
    const isText = typeof data === 'string';
    let call;
    try {
      call = (isText ? JSON.parse(data) : data)?.[`${name}Call`];
    } catch {
      // Somebody else's message.
    }
    if (!call || !source) return;
    ask(call, (returnValue, success) => {
      const message = { [`${name}Return`]: { returnValue, success, callId: call.callId } };
      /** @type {Window} */ (source).postMessage(isText ? JSON.stringify(message) : message, '*');
    });
  });
}
