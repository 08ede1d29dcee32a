import { read } from './dom.js';

/** What waits. */
export const HELD =
  'script[type="text/plain"][data-temoin],:is(iframe,img,video,audio,source,embed,object,link)[data-temoin]:is([data-src],[data-srcdoc],[data-srcset],[data-poster],[data-data],[data-href])';

/**
 * Gives a held frame, image, film, sound, plug-in or link its addresses back.
 *
 * A sanitiser that lets data attributes of others' content through must not become a way to run code: only web
 * addresses are taken, and a document inside an attribute gets an origin of its own. Where Trusted Types are
 * required, such a document needs the page's default policy; the error is the caller's.
 * @param {HTMLElement} held
 * @param {(url: string) => string} [trusted] for plug-ins, whose address counts as code under Trusted Types
 */
export function give(held, trusted = (url) => url) {
  for (const name of ['poster', 'srcset', 'src', 'href', 'data', 'srcdoc']) {
    const source = held.getAttribute(`data-${name}`);
    if (source === null) continue;
    held.removeAttribute(`data-${name}`);
    const isText = /^src(set|doc)$/.test(name);
    if (!isText && !/^https?:/.test(new URL(source, read('baseURI')).protocol)) continue;
    if (name === 'srcdoc') held.setAttribute('sandbox', 'allow-scripts allow-popups allow-forms');
    held.setAttribute(name, /^(embed|object)$/.test(held.localName) ? trusted(source) : source);
  }
  // A film that found no source looks again only when it is told to.
  const around = Reflect.get(Node.prototype, 'parentNode', held);
  if (held.localName === 'source' && around instanceof HTMLMediaElement) around.load();
}
