/**
 * The document, read so that the page cannot answer in its place.
 *
 * `<form name="cookie">` makes `document.cookie` a form, and any member of `document` can be replaced in this way.
 * The members on the prototype cannot, so every access goes through there (V26).
 */

/**
 * @template {keyof Document} K
 * @param {K} key
 * @returns {Document[K]}
 */
export const read = (key) => Reflect.get(Document.prototype, key, document);

/**
 * Listens on the document.
 * @param {string} type
 * @param {(event: any) => void} listener
 */
export const listen = (type, listener) =>
  EventTarget.prototype.addEventListener.call(document, type, listener);

/**
 * Tells the page something.
 * @param {string} type
 * @param {unknown} detail
 */
export const fire = (type, detail) =>
  EventTarget.prototype.dispatchEvent.call(document, new CustomEvent(type, { detail }));

/**
 * @param {string} selector
 * @returns {NodeListOf<HTMLElement>} in document order
 */
export const all = (selector) =>
  /** @type {any} */ (Document.prototype.querySelectorAll.call(document, selector));

/**
 * Builds an element. Text goes in as text nodes only, never as HTML (V10).
 * @param {string} tag
 * @param {Record<string, string>} attributes
 * @param {...(Node | string)} children
 * @returns {HTMLElement}
 */
export function build(tag, attributes, ...children) {
  const node = Document.prototype.createElement.call(document, tag);
  for (const name of Object.keys(attributes)) node.setAttribute(name, attributes[name]);
  node.append(...children);
  return node;
}
