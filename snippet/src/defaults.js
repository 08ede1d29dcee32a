/**
 * Denies everything by Google Consent Mode before any tag of the page runs (GCM-01). Served ahead of the guard to sites
 * that have such a vendor; what the visitor allowed is told by `signals.js`, for which the tags wait.
 */
import { GOOGLE } from './google.js';

const page = /** @type {Record<string, any>} */ (/** @type {unknown} */ (window));

/** Google's queue takes `arguments` objects, not arrays. @param {...unknown} _words */
function gtag(..._words) {
  page.dataLayer ||= [];
  // biome-ignore lint/complexity/noArguments: what the vendor reads
  page.dataLayer.push(arguments);
}

const denied = Object.keys(GOOGLE).map((type) => [type, 'denied']);
gtag('consent', 'default', {
  ...Object.fromEntries(denied),
  security_storage: 'granted',
  wait_for_update: 500,
});
