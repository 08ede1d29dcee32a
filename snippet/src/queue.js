/**
 * A queue of the page by its name, which exists whether or not its owner has come. An element of that name is none.
 * @param {string} name
 * @returns {{ push(...items: unknown[]): unknown }}
 */
export const queue = (name) => {
  const page = /** @type {Record<string, any>} */ (/** @type {unknown} */ (window));
  if (!page[name]?.push?.call) page[name] = [];
  return page[name];
};
