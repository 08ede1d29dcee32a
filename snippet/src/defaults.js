/**
 * Denies everything by Google Consent Mode before any tag of the page runs (GCM-01). Served ahead of the guard to sites
 * that have such a vendor; what the visitor allowed is told by `signals.js`, for which the tags wait.
 */
import { GOOGLE } from './google.js';
import { queue } from './queue.js';

/** Google's queue takes `arguments` objects, not arrays. @param {...unknown} _words */
function gtag(..._words) {
  // biome-ignore lint/complexity/noArguments: what the vendor reads
  queue('dataLayer').push(arguments);
}

const denied = Object.keys(GOOGLE).map((type) => [type, 'denied']);
gtag('consent', 'default', {
  ...Object.fromEntries(denied),
  security_storage: 'granted',
  wait_for_update: 500,
});
