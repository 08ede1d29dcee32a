/**
 * Removes keys from this browser by their declared names. Cookies that only the server sees (HttpOnly) are beyond any
 * script: `temoin:withdrawn` names them for the site's own server.
 */
import { read } from './dom.js';

/** @typedef {{ name: string, kind: string }} Declared */

/** Never one of the recipients': the choice itself. */
const OURS = 'eu-consent';

/** @param {string} name @returns {(found: string) => boolean} */
const matcher = (name) => (found) =>
  found !== OURS && (name.endsWith('*') ? found.startsWith(name.slice(0, -1)) : found === name);

/** Every domain a page on this host may have set a cookie for: '' is the host alone. */
function domains() {
  const labels = location.hostname.split('.');
  return ['', ...labels.map((_, at) => `;domain=${labels.slice(at).join('.')}`)];
}

/** Every path a page at this address may have set a cookie for. */
function paths() {
  const found = ['/'];
  let path = '';
  for (const part of location.pathname.split('/').slice(1)) {
    path += `/${part}`;
    found.push(path, `${path}/`);
  }
  return found;
}

/** Cookies with a prefix such as `__Secure-`, and those of one top-level site, go by their attributes alone. */
const KINDS = location.protocol === 'https:' ? [';secure', ';secure;partitioned'] : [''];

/** @param {string} name */
function expire(name) {
  for (const domain of domains()) {
    for (const path of paths()) {
      for (const kind of KINDS) {
        const text = `${name}=;max-age=0;path=${path}${domain}${kind}`;
        Reflect.set(Document.prototype, 'cookie', text, document);
      }
    }
  }
}

const cookieNames = () =>
  read('cookie')
    .split(';')
    .map((pair) => pair.split('=')[0].trim());

/** @param {Storage} storage */
const place = (storage) => ({
  names: () => Object.keys(storage),
  remove: (/** @type {string} */ name) => storage.removeItem(name),
});

/** A database that a running script holds open goes when that script does. @param {string} name */
const deleteDatabase = (name) =>
  new Promise((done) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = request.onerror = request.onblocked = done;
  });

/** @type {Record<string, () => { names: () => string[] | Promise<string[]>, remove: (name: string) => unknown }>} */
const PLACES = {
  cookie: () => ({ names: cookieNames, remove: expire }),
  local: () => place(localStorage),
  session: () => place(sessionStorage),
  indexeddb: () => ({
    names: async () => (await indexedDB.databases()).flatMap(({ name }) => name || []),
    remove: deleteDatabase,
  }),
  cache: () => ({ names: () => caches.keys(), remove: (name) => caches.delete(name) }),
};

/** Longest wait for an answer: some browsers leave a question about databases unanswered. */
const PATIENCE = 2000;

/**
 * @template T
 * @param {T | Promise<T>} answer
 * @param {T} otherwise
 * @returns {Promise<T>}
 */
const inTime = (answer, otherwise) =>
  Promise.race([answer, new Promise((done) => setTimeout(done, PATIENCE, otherwise))]);

/**
 * @param {Declared} declared
 * @returns {Promise<string[]>}
 */
async function wipeOne({ name, kind }) {
  try {
    const { names, remove } = PLACES[kind]();
    // Without a list a whole name is removed all the same.
    const listed = await inTime(names(), name.endsWith('*') ? [] : [name]);
    const found = listed.filter(matcher(name));
    await inTime(Promise.all(found.map(remove)), []);
    const left = found.length ? await inTime(names(), []) : [];
    return found.filter((one) => !left.includes(one));
  } catch {
    // A place that this browser does not have or does not open, or one that is not the site's.
    return [];
  }
}

/**
 * @param {Declared[]} declared
 * @returns {Promise<string[]>} what was found and removed
 */
export const wipe = async (declared) => [
  ...new Set((await Promise.all(declared.map(wipeOne))).flat()),
];
