import { read } from './dom.js';

const script = read('currentScript');

/**
 * Where this file came from; an image called `currentScript` is no script (V26).
 * @type {string}
 */
export const origin =
  script instanceof HTMLScriptElement && script.src ? new URL(script.src).origin : $T.origin;
