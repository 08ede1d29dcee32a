/**
 * Verifies a consent receipt in the browser: nothing is sent anywhere.
 *
 * Written against RFC 9162 (Merkle tree), RFC 8785 (canonical JSON) and C2SP signed-note,
 * tlog-checkpoint and tlog-proof; it shares no code with the service on purpose.
 */

/** @typedef {{name: string, id: Uint8Array, public: Uint8Array<ArrayBuffer>}} Key */

const VALID_OR_ONCE_VALID = ['dpv:ConsentGiven', 'dpv:RenewedConsentGiven', 'dpv:ConsentExpired'];
const encoder = new TextEncoder();

class Invalid extends Error {}

/** @param {...Uint8Array} parts */
const join = (...parts) => {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
};

/** @param {Uint8Array} bytes */
const sha256 = async (bytes) =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', /** @type {BufferSource} */ (bytes)));

/** @param {Uint8Array} one @param {Uint8Array} other */
const same = (one, other) =>
  one.length === other.length && one.every((byte, at) => byte === other[at]);

/** @param {Uint8Array} bytes */
const toBase64 = (bytes) => btoa(String.fromCharCode(...bytes));

/** Bytes of base64 in its one spelling. @param {string} text @param {number} [length] */
const fromBase64 = (text, length) => {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  if (toBase64(bytes) !== text || (length !== undefined && bytes.length !== length)) {
    throw new Invalid('base64');
  }
  return bytes;
};

/** RFC 8785; JSON.stringify already spells texts and numbers as the standard asks. @param {unknown} value @returns {string} */
const canonical = (value) => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${entries.map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`).join(',')}}`;
};

/** @param {string} text @returns {Promise<Key>} */
const readKey = async (text) => {
  const [name = '', id = '', ...rest] = text.trim().split('+');
  const raw = fromBase64(rest.join('+'), 33);
  const hash = await sha256(join(encoder.encode(`${name}\n`), raw));
  const hex = [...hash.slice(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  if (raw[0] !== 1 || hex !== id) throw new Invalid('key');
  return { name, id: hash.slice(0, 4), public: raw.slice(1) };
};

/** @param {Key} key @param {Uint8Array} signature @param {string} message */
const checkSignature = async (key, signature, message) => {
  const imported = await crypto.subtle.importKey('raw', key.public, 'Ed25519', false, ['verify']);
  const signed = /** @type {BufferSource} */ (signature);
  if (!(await crypto.subtle.verify('Ed25519', imported, signed, encoder.encode(message)))) {
    throw new Invalid('signature');
  }
};

/** @param {string} note @param {Key} key */
const readHead = async (note, key) => {
  const end = note.lastIndexOf('\n\n');
  const text = note.slice(0, end + 1);
  for (const line of note.slice(end + 2).split('\n')) {
    const [dash, name, signed] = line.split(' ');
    if (dash !== '—' || name !== key.name || !signed) continue;
    const raw = fromBase64(signed);
    if (!same(raw.slice(0, 4), key.id)) continue;
    await checkSignature(key, raw.slice(4), text);
    const [origin = '', size = '', root = ''] = text.split('\n');
    if (!/^(0|[1-9]\d{0,15})$/.test(size)) throw new Invalid('head');
    return { origin, size: Number(size), root: fromBase64(root, 32) };
  }
  throw new Invalid('head');
};

/** @param {number} size the largest power of two below it */
const half = (size) => 2 ** Math.floor(Math.log2(size - 1));

/**
 * Climb from the leaf to the root, as in RFC 9162 section 2.1.3.
 * @param {number} index @param {Uint8Array} leaf @param {Uint8Array[]} hashes
 * @param {{size: number, root: Uint8Array}} head
 */
const checkInclusion = async (index, leaf, hashes, head) => {
  if (!(index >= 0 && index < head.size)) throw new Invalid('place');
  const path = [];
  for (let begin = 0, end = head.size; end - begin > 1; ) {
    const split = begin + half(end - begin);
    path.unshift(index < split);
    if (index < split) end = split;
    else begin = split;
  }
  if (path.length !== hashes.length) throw new Invalid('place');
  let found = leaf;
  for (const [at, other] of hashes.entries()) {
    const pair = path[at] ? [found, other] : [other, found];
    found = await sha256(join(new Uint8Array([1]), ...pair));
  }
  if (!same(found, head.root)) throw new Invalid('root');
};

/**
 * What holds about a receipt. Throws Invalid, or any other error for what is no receipt.
 * @param {string} text @param {string} known the key as the reader knows it, or ''
 */
const verify = async (text, known) => {
  const { 'tm:signature': signature, ...body } = JSON.parse(text);
  const key = await readKey(known || signature['tm:key']);
  await checkSignature(key, fromBase64(signature['tm:value'], 64), canonical(body));
  const statement = body['tm:statement'];
  const [record] = body['dpv:hasRecordOfActivity'];
  if (statement.id !== body['dct:identifier']) throw new Invalid('statement');
  const granted = [];
  for (const process of record['dpv:hasProcess']) {
    const [status] = process['dpv:hasConsentStatus'];
    const isGranted = status['@type'].some((/** @type {string} */ type) =>
      VALID_OR_ONCE_VALID.includes(type),
    );
    if (isGranted) granted.push(process['dpv:hasPurpose']['dct:identifier']);
  }
  if (granted.sort().join() !== [...statement.granted].sort().join())
    throw new Invalid('statement');
  const salted = join(fromBase64(body['tm:salt'], 32), encoder.encode(canonical(statement)));
  const commitment = toBase64(await sha256(salted))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
  const leaf = encoder.encode(canonical({ commitment, kind: statement.kind, version: 1 }));
  const proof = body['tm:logProof'];
  const end = proof.indexOf('\n\n');
  const [header, place = '', ...hashes] = proof.slice(0, end).split('\n');
  if (header !== 'c2sp.org/tlog-proof@v1' || !/^index \d+$/.test(place)) throw new Invalid('proof');
  const head = await readHead(proof.slice(end + 2), key);
  const index = Number(place.slice(6));
  const siblings = hashes.map((/** @type {string} */ line) => fromBase64(line, 32));
  await checkInclusion(index, await sha256(join(new Uint8Array([0]), leaf)), siblings, head);
  return { id: statement.id, at: statement.at, granted, index, ...head, key: key.name };
};

const form = /** @type {HTMLFormElement} */ (document.getElementById('verify'));
const result = /** @type {HTMLElement} */ (document.getElementById('verify-result'));

/** @param {string} kind @param {Record<string, string>} values */
const say = (kind, values = {}) => {
  const template = result.dataset[kind] ?? kind;
  result.textContent = template.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');
  result.className = kind === 'valid' ? 'notice notice-done' : 'notice notice-error';
};

form.addEventListener('submit', (event) => event.preventDefault());
form.addEventListener('change', async () => {
  const fields = new FormData(form);
  const file = fields.get('file');
  if (!(file instanceof File) || !file.size) return;
  try {
    const held = await verify(await file.text(), String(fields.get('key') ?? ''));
    say('valid', {
      id: held.id,
      at: new Date(held.at).toLocaleString(document.documentElement.lang),
      granted: held.granted.join(', ') || '–',
      index: String(held.index),
      size: String(held.size),
      origin: held.origin,
    });
  } catch (error) {
    say(error instanceof Invalid ? 'invalid' : 'unreadable', {
      why: error instanceof Error ? error.message : '',
    });
  }
});

export {};
