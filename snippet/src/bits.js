/** Strings of bits, of which both frameworks' signals are made. */

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/**
 * A number of a fixed width.
 * @param {number} value
 * @param {number} width
 */
export const int = (value, width) => value.toString(2).padStart(width, '0');

/**
 * One bit for each number from 1 to `width`: is it in the list?
 * @param {number[]} ids
 * @param {number} width
 */
export const field = (ids, width) =>
  Array.from({ length: width }, (_, index) => Number(ids.includes(index + 1))).join('');

/** @param {string} bits @param {number} unit */
const filled = (bits, unit) => bits.padEnd(Math.ceil(bits.length / unit) * unit, '0');

/**
 * Web-safe base64 without signs at the end. The bits are filled up with zeros to whole units as the frameworks' own
 * libraries do, so that no length comes out that decoders for bytes refuse.
 * @param {string} bits
 * @param {8 | 24} unit
 */
export const base64 = (bits, unit) =>
  filled(filled(bits, unit), 6).replace(/.{6}/g, (six) => DIGITS[Number.parseInt(six, 2)]);

/**
 * Numbers as the ranges they fall into.
 * @param {number[]} ids ascending
 * @returns {[number, number][]} first and last of each
 */
export function ranges(ids) {
  /** @type {[number, number][]} */
  const found = [];
  for (const id of ids) {
    const last = found.at(-1);
    if (last && last[1] === id - 1) last[1] = id;
    else found.push([id, id]);
  }
  return found;
}
