/** The published revision of this site, in one language, as the service wrote it before this code. */
export const config = /** @type {Config} */ ($T);

/** @type {string[]} purposes that a visitor can grant */
export const keys = config.purposes.map((purpose) => purpose.key);

/** @returns {boolean} does the browser send Global Privacy Control? Some send the header alone (GPC-01, GPC-02) */
export const gpc = () => config.gpc || navigator.globalPrivacyControl === true;

/** @returns {number} Unix seconds */
export const now = () => Math.floor(Date.now() / 1000);

/**
 * Grants for every purpose of the site, without a prototype: a purpose may be called `__proto__` (V26).
 * @param {(key: string) => boolean} allow
 * @returns {Grants}
 */
export function grantsOf(allow) {
  /** @type {Grants} */
  const grants = Object.create(null);
  for (const key of keys) grants[key] = allow(key);
  return grants;
}

/**
 * @param {string} mark `purpose:vendor`
 * @returns {string[]} purpose and vendor
 */
export const parts = (mark) => mark.split(':');

/**
 * @param {Grants} grants
 * @returns {boolean}
 */
export const anyGranted = (grants) => keys.some((key) => grants[key]);
