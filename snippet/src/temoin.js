import * as banner from './banner.js';
import { accept, change, heedSignal, recordAgain, refuse, withdraw } from './decisions.js';
import { fire, listen } from './dom.js';
import { guarded, on } from './events.js';
import { allows, consent, refresh } from './store.js';
import { outlived, scan } from './tags.js';
import { flush, forget, track, view } from './tracker.js';

/** The one global: what `docs` call `temoin`. */
const api = {
  get consent() {
    return consent();
  },
  allows,
  accept: () => accept('api')(),
  refuse: () => refuse('api')(),
  withdraw: () => withdraw('api')(),
  /** @param {unknown} changes */
  set: (changes) => change('api', /** @type {Record<string, unknown>} */ (Object(changes)))(),
  open: () => {
    banner.open();
  },
  /** @param {unknown} name @param {unknown} [props] */
  track: (name, props) => track(name, props),
  /** @param {string} name @param {(detail: unknown) => void} listener */
  on(name, listener) {
    if (name === 'ready') setTimeout(() => guarded(listener, api));
    return on(name, listener);
  },
  /** @param {...((api: unknown) => void)} callbacks */
  push(...callbacks) {
    for (const callback of callbacks) guarded(callback, api);
  },
};

function measure() {
  if (allows('statistics')) view();
  else forget();
}

/** The page changed: elements came, the body was replaced, or a single-page app went elsewhere. */
function followPage() {
  let due = false;
  new MutationObserver(() => {
    banner.mount();
    if (due) return;
    due = true;
    setTimeout(() => {
      due = false;
      scan();
      view();
    }, 30);
  }).observe(document, { childList: true, subtree: true });
  listen('readystatechange', scan);
  listen('prerenderingchange', view);
  listen('visibilitychange', refresh);
  addEventListener('popstate', view);
  window.navigation?.addEventListener?.('navigatesuccess', view);
  addEventListener('pageshow', (event) => {
    if (!event.persisted) return;
    refresh();
    if (outlived()) location.reload();
  });
}

function start() {
  const early = Array.isArray(window.temoin) ? window.temoin : [];
  window.temoin = api;
  refresh();
  recordAgain();
  if (RUNS) heedSignal();
  on('change', () => {
    banner.render();
    measure();
    scan();
  });
  on('granted', flush);
  on('consent', (detail) => {
    fire('temoin:consent', detail);
  });
  // The page's callbacks first: one may want to hear that the banner is shown.
  api.push(...early);
  banner.start();
  followPage();
  measure();
  scan();
}

// A second copy of this file on the page does nothing. An element of that name has no functions of its own.
if (!(/** @type {any} */ (window.temoin)?.allows?.bind)) start();
