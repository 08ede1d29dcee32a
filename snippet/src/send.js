import { config } from './config.js';
import { toJson } from './json.js';
import { origin } from './origin.js';

/**
 * A module that is loaded when it is wanted; nothing when it cannot be had.
 * @param {string} name
 * @returns {Promise<any>}
 */
export const part = (name) => import(origin + config.panel.replace('panel', name)).catch(() => {});

/** @returns {string} 32 random hexadecimal digits */
export function randomHex() {
  let text = '';
  for (const byte of crypto.getRandomValues(new Uint8Array(16))) {
    text += (byte + 256).toString(16).slice(1);
  }
  return text;
}

/**
 * A version 4 UUID. `crypto.randomUUID` does not exist on plain http pages.
 * @returns {string}
 */
export const uuid = () => randomHex().replace(/^(.{8})(.{4}).(.{3}).(.{3})/, '$1-$2-4$3-a$4-');

/**
 * @param {number} pause milliseconds; 0 goes on in the same task, as the page may be about to leave
 * @returns {Promise<void> | undefined}
 */
export const wait = (pause) => (pause ? new Promise((done) => setTimeout(done, pause)) : undefined);

/**
 * One POST that survives the page and never throws.
 * @param {string} path
 * @param {unknown} body
 * @returns {Promise<{ _again: boolean, _body: any }>} `_again`: the service was not reached or is in trouble, the same
 *   request may be sent again; `_body`: the parsed answer or null
 */
export async function post(path, body) {
  try {
    const response = await fetch(origin + path, {
      method: 'POST',
      body: toJson(body),
      mode: 'cors',
      credentials: 'omit',
      keepalive: true,
      signal: AbortSignal.timeout?.(10000),
    });
    const again = response.status === 429 || response.status >= 500;
    return { _again: again, _body: response.ok ? await response.json() : null };
  } catch {
    return { _again: true, _body: null };
  }
}
