/** Knows which tags wait, and fetches what lets them in, stands in for them or shows the policy. */
import { parts } from './config.js';
import { all } from './dom.js';
import { part } from './send.js';
import { allows } from './store.js';

/** The module that lets tags in, once it has come. @type {any} */
let gate;

/** Modules that were asked for: one that cannot be had is not asked for again. @type {Set<string>} */
const asked = new Set();

/** Does the page carry a tag that waits or waited? */
let isNeeded = false;

/** @param {string} mark `purpose` or `purpose:vendor` */
const allowed = (mark) => allows(.../** @type {[string]} */ (parts(mark)));

/** @param {string} name */
async function ask(name) {
  if (asked.has(name)) return;
  asked.add(name);
  const module = await part(name);
  if (name !== 'gate') return;
  gate = module;
  scan();
}

/** Lets in what is allowed now, has the rest explained. Cheap enough for every change of the page. */
export function scan() {
  for (const held of all('[data-temoin]')) {
    isNeeded = true;
    if (allowed(held.getAttribute('data-temoin') || '')) ask('gate');
    else if (held.localName === 'iframe') ask('embeds');
  }
  if (all('[data-temoin-policy]')[0]) ask('policy');
  gate?.scan(allowed);
}

/** A hand comes near "accept": the tags are to follow the click closely. */
export const prepareTags = () => isNeeded && ask('gate');

/** @returns {boolean} has a script run on this page that is no longer allowed? Only a reload stops it. */
export const outlived = () => !!gate?.outlived();
