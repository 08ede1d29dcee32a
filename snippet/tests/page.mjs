/** A page without a browser: just what the parts in entry.mjs touch. */
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bundle } from '../build.mjs';

const here = (/** @type {string} */ name) => fileURLToPath(new URL(name, import.meta.url));
const example = JSON.parse(await readFile(here('example.json'), 'utf8'));

/** Cookies by name, each with its value and Max-Age. @type {Map<string, { value: string, age: number }>} */
export const jar = new Map();

/** Requests that left. @type {{ url: string, body: any, options: any }[]} */
export const sent = [];

/** What the service answers next; `null` stands for an unreachable service. */
export const service = { answer: /** @type {any} */ (null) };

class Document extends EventTarget {
  get cookie() {
    return [...jar].map(([name, { value }]) => `${name}=${value}`).join('; ');
  }
  set cookie(text) {
    const [pair, ...attributes] = text.split(';');
    const cut = pair.indexOf('=');
    const age = Number(attributes.find((part) => part.startsWith('Max-Age='))?.slice(8));
    if (age > 0) jar.set(pair.slice(0, cut), { value: pair.slice(cut + 1), age });
    else jar.delete(pair.slice(0, cut));
  }
  get currentScript() {
    return null;
  }
  get referrer() {
    return 'https://search.example/';
  }
  get prerendering() {
    return false;
  }
}

Object.assign(globalThis, {
  $T: example.fr.first_layer,
  RUNS: false,
  Document,
  HTMLScriptElement: class {},
  document: new Document(),
  location: new URL('https://shop.example/page?q=1#part'),
  fetch: async (/** @type {string} */ url, /** @type {any} */ options) => {
    sent.push({ url, body: JSON.parse(options.body), options });
    if (!service.answer) throw new TypeError('Failed to fetch');
    return Response.json(service.answer.body, { status: service.answer.status });
  },
});

/** Lets promises settle. */
export const settle = () => new Promise((done) => setTimeout(done, 5));

const minified = join(tmpdir(), `temoin-entry-${process.pid}.mjs`);
await bundle(here('entry.mjs'), 'esm', minified);

/** The same parts twice. @type {[string, typeof import('./entry.mjs')][]} */
export const variants = [
  ['source', await import('./entry.mjs')],
  ['minified', await import(pathToFileURL(minified).href)],
];
await rm(minified);
