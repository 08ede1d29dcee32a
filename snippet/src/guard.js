/**
 * The second line behind tags that were marked on the server. First in `<head>`, it holds what scripts bring into the
 * page, and what the parser finds, until the visitor allowed it. Keeps nothing and asks nobody.
 *
 * Whatever goes wrong in here, the page's own call goes through to the browser. Written for few bytes.
 */

/** Nothing loads in here. */
const box = document.createElement('template');

/**
 * The mark under which an address is held now. `$T` knows the site's rules: '' for what may always load; `$C` is the
 * choice that held as the page began, until the banner knows it.
 * @param {string | URL} address
 * @param {string} [kind] tag and relation of an element; none for requests by script
 */
function barred(address, kind) {
  const url = new URL(address, /** @type {any} */ (location));
  const mark = url.host !== location.host ? $T(kind + /** @type {any} */ (url)) : '';
  const parts = mark.split(':');
  const said =
    /** @type {any} */ (self).temoin?.allows?.apply?.(0, parts) ??
    RegExp(`eu-consent(?!\\S*&${mark}=f)\\S*[=&]${parts[0]}=t`).test($C);
  return said ? '' : mark;
}

/**
 * Marks an element that would load what is held; says whether the browser must not see its address.
 * @param {any} one
 * @param {string} [given] the address that it is about to get
 */
function hold(one, given) {
  const { dataset, localName } = one;
  const name = localName === 'link' ? 'href' : 'src';
  // Marked by the owner, or let in by the banner. One that waits may be given another address.
  if (dataset.temoin && !(given && dataset[name])) return;
  delete dataset.temoin;
  const address = given || one[name];
  const mark = barred(address, localName + one.rel);
  if (mark) {
    dataset.temoin = mark;
    // Only scripts have a text: they wait by their type, all others without their address.
    if (one.text == null) {
      dataset[name] = address;
      return !one.removeAttribute(name);
    }
    dataset.type = one.type;
    one.type = 'text/plain';
  }
}

/** @param {any} one a node, with all that is in it */
function look(one) {
  try {
    one.querySelectorAll('script,iframe,img,link').forEach(look);
    hold(one);
  } catch {}
}

/**
 * Holds what a call would bring in or ask for; says whether the browser must not see the call.
 * @param {any} place on which it is called
 * @param {string} name
 * @param {any[]} words its arguments, changed in place
 */
function judge(place, name, words) {
  // A script or link loads once it is in the page, and its type may still change before; images load at once.
  if (/^(src|href)$/.test(words.at(-2) ?? name))
    return (place.isConnected || place.type == null) && hold(place, words.at(-1));
  for (const at in words) {
    const word = words[at];
    if (!place.nodeName) {
      // An empty answer instead of an error, which the page might not catch. A beacon has none.
      if (barred(word.url || word)) {
        words[at] = 'data:,';
        return name > 'p';
      }
    } else if (/L$|^w/.test(name)) {
      // HTML is text here; what Trusted Types made of it cannot be changed.
      if (word.at) {
        box.setHTMLUnsafe(word);
        look(box.content);
        if (/data-t/.test(box.innerHTML)) words[at] = box.innerHTML;
      }
    } else if (place.isConnected) look(word);
  }
}

for (const { prototype } of /** @type {{ prototype: any }[]} */ ([
  Navigator,
  XMLHttpRequest,
  ShadowRoot,
  Node,
  Document,
  DocumentFragment,
  Element,
  HTMLIFrameElement,
  HTMLImageElement,
  HTMLLinkElement,
  HTMLScriptElement,
  { prototype: { fetch } },
]))
  for (const [name, { set, value, ...rest }] of Object.entries(
    Object.getOwnPropertyDescriptors(prototype),
  ))
    if (
      /L$|^(app|ins|rep|pre|bef|aft|wri|src$|href$|setA|fe|op|sendB)/.test(name) &&
      (set || value)
    )
      Object.defineProperty(prototype.fetch ? self : prototype, name, {
        ...rest,
        [set ? 'set' : 'value'](/** @type {any[]} */ ...words) {
          try {
            if (judge(this, name, words)) return true;
          } catch {}
          return Reflect.apply(set || value, this, words);
        },
      });

new MutationObserver((records) => records.map((one) => one.addedNodes.forEach(look))).observe(
  document,
  /** @type {any} */ ({ childList: 1, subtree: 1 }),
);
