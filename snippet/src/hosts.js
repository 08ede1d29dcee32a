/** Whose an address is, by host entries as `rules.json` has them. */

/** @typedef {{ key: string, name: string, purpose: string, hosts: string[] }} Service */

/**
 * @param {string} entry `host`, `*.host`, or either with the beginning of a path
 * @param {URL} url
 * @returns {number} how much of the address the entry names; 0 when it does not fit
 */
function fit(entry, url) {
  const [host] = entry.split('/');
  const path = entry.slice(host.length) || '/';
  const isFitting = host.startsWith('*.')
    ? [url.host, url.hostname].some((name) => name.endsWith(host.slice(1)))
    : [url.host, url.hostname].includes(host);
  if (!isFitting || !url.pathname.startsWith(path)) return 0;
  // Of two that are equally long the one without a star counts.
  return entry.replace('*', '').length + (host.startsWith('*') ? 0 : 0.5);
}

/**
 * @template T
 * @param {[string, T][]} entries
 * @param {URL} url
 * @returns {T | undefined} what belongs to the longest entry that fits; of two equal ones the first
 */
export function find(entries, url) {
  let best = 0;
  /** @type {T | undefined} */
  let found;
  for (const [entry, value] of entries) {
    const length = fit(entry, url);
    if (length > best) [best, found] = [length, value];
  }
  return found;
}
