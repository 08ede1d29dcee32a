/**
 * Removes what the recipients of a purpose left in this browser, by the names the site declares. Cookies that only
 * the server sees (HttpOnly) are beyond any script: `temoin:withdrawn` names them for the site's own server.
 */

/** @typedef {{ name: string, kind: string }} Declared */

/** @param {string} name @returns {(found: string) => boolean} */
const matcher = (name) =>
  name.endsWith('*') ? (found) => found.startsWith(name.slice(0, -1)) : (found) => found === name;

/** Every domain a page on this host may have set a cookie for: '' is the host alone. */
function domains() {
  const labels = location.hostname.split('.');
  const found = [''];
  for (let at = 0; at < labels.length - 1 || at === 0; at += 1) {
    found.push(labels.slice(at).join('.'));
  }
  return found;
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

/** @param {string} name */
function expire(name) {
  for (const domain of domains()) {
    for (const path of paths()) {
      const where = domain ? `;domain=${domain}` : '';
      // biome-ignore lint/suspicious/noDocumentCookie: only this way reaches every domain and path
      document.cookie = `${name}=;max-age=0;path=${path}${where}`;
    }
  }
}

const cookieNames = () => document.cookie.split(';').map((pair) => pair.split('=')[0].trim());

/** @param {Storage} storage */
const place = (storage) => ({
  names: () => Object.keys(storage),
  remove: (/** @type {string} */ name) => storage.removeItem(name),
});

/** @type {Record<string, () => { names: () => string[] | Promise<string[]>, remove: (name: string) => unknown }>} */
const PLACES = {
  cookie: () => ({ names: cookieNames, remove: expire }),
  local: () => place(localStorage),
  session: () => place(sessionStorage),
  indexeddb: () => ({
    names: async () => (await indexedDB.databases()).flatMap(({ name }) => name || []),
    remove: (name) => indexedDB.deleteDatabase(name),
  }),
  cache: () => ({ names: () => caches.keys(), remove: (name) => caches.delete(name) }),
};

/** Longest wait for a list: some browsers leave a question about databases unanswered. */
const PATIENCE = 2000;

/**
 * @template T
 * @param {T | Promise<T>} answer
 * @returns {Promise<T>}
 */
const inTime = (answer) =>
  Promise.race([answer, new Promise((_, fail) => setTimeout(fail, PATIENCE))]);

/**
 * @param {Declared[]} declared
 * @returns {Promise<string[]>} what was found and removed
 */
export async function wipe(declared) {
  const removed = new Set();
  for (const { name, kind } of declared) {
    try {
      const { names, remove } = PLACES[kind]();
      // Without a list a whole name is removed all the same.
      const listed = await inTime(names()).catch(() => (name.endsWith('*') ? [] : [name]));
      for (const found of listed.filter(matcher(name))) {
        remove(found);
        removed.add(found);
      }
    } catch {
      // A place this browser does not have or does not open: the others are emptied all the same.
    }
  }
  return [...removed];
}
