import { read } from './dom.js';

/**
 * Values of every cookie of that name. Several can exist when paths differ; unreadable storage gives none.
 * @param {string} name
 * @returns {string[]}
 */
export function readCookies(name) {
  try {
    const found = read('cookie').matchAll(RegExp(`(?:^|; )${name}=([^;]*)`, 'g'));
    return [...found].map((match) => match[1]);
  } catch {
    // Storage is switched off: the choice lasts as long as the page (WEB-16).
    return [];
  }
}

/**
 * Writes a first-party cookie; an age of 0 or less deletes it.
 * @param {string} name
 * @param {string} value
 * @param {number} age seconds
 */
export function writeCookie(name, value, age) {
  const secure = location.protocol === 'https:' ? ';Secure' : '';
  const text = `${name}=${value};Path=/;Max-Age=${age};SameSite=Lax${secure}`;
  try {
    Reflect.set(Document.prototype, 'cookie', text, document);
  } catch {
    // See readCookies.
  }
}
