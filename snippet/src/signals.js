/**
 * Tells vendors' own interfaces what the visitor allowed. Served before the banner's code, and only to sites that
 * have such a vendor; a consumer of the public interface like any other. Nothing here loads, stores or sends.
 */
import { GOOGLE } from './google.js';
import { queue } from './queue.js';
import { gdprApplies } from './tcdata.js';

/** @type {Record<string, boolean>} vendor interface -> is it to be told? `uet_tcf`: Microsoft reads the framework */
const wanted = $T;

/** @type {any} the public interface, once it is there */
let temoin;

const page = /** @type {Record<string, any>} */ (/** @type {unknown} */ (window));

/** Google's queue takes `arguments` objects, not arrays. @param {...unknown} _words */
function gtag(..._words) {
  // biome-ignore lint/complexity/noArguments: what the vendor reads
  queue('dataLayer').push(arguments);
}

/** @param {boolean | undefined} isGranted */
const word = (isGranted) => (isGranted ? 'granted' : 'denied');

/**
 * Calls a vendor's function, or leaves the call in the queue its tag will read.
 * @param {string} name
 * @param {unknown[]} words
 */
function call(name, ...words) {
  const stub = () => {
    /** @type {{ (...items: unknown[]): void, q?: unknown[] }} */
    const waiting = (...items) => {
      waiting.q ||= [];
      waiting.q.push(items);
    };
    return waiting;
  };
  page[name] ||= stub();
  page[name](...words);
}

/**
 * Told once at the start, before anything is known (`allows` is undefined: everything is denied), then once for a
 * stored choice and once for each new one (GCM-02).
 * @typedef {(allows: ((purpose: string, vendor?: string) => boolean) | undefined) => void} Signal
 */

/** @param {((purpose: string, vendor?: string) => boolean) | undefined} allows */
function googleState(allows) {
  /** @type {Record<string, unknown>} */
  const state = { security_storage: 'granted' };
  for (const [type, [purpose, vendor]] of Object.entries(GOOGLE)) {
    state[type] = word(allows?.(purpose, vendor));
  }
  return state;
}

/** @type {Record<string, Signal>} */
const SIGNALS = {
  google(allows) {
    const state = googleState(allows);
    gtag(
      'consent',
      allows ? 'update' : 'default',
      allows ? state : { ...state, wait_for_update: 500 },
    );
    gtag('set', 'ads_data_redaction', !allows?.('marketing', 'google-ads'));
  },
  // https://help.ads.microsoft.com/apex/index/3/en/60119
  microsoft(allows) {
    // Never both: where the framework speaks for Microsoft, our own words would contradict or repeat it (MS-02).
    if (wanted.uet_tcf && gdprApplies(temoin)) {
      if (!allows) queue('uetq').push('config', 'tcf', { enabled: true });
      return;
    }
    const state = { ad_storage: word(allows?.('marketing', 'microsoft-advertising')) };
    queue('uetq').push('consent', allows ? 'update' : 'default', state);
  },
  // https://learn.microsoft.com/clarity/setup-and-installation/consent-api-v2
  clarity(allows) {
    call('clarity', 'consentv2', {
      ad_Storage: word(allows?.('marketing', 'microsoft-clarity')),
      analytics_Storage: word(allows?.('statistics', 'microsoft-clarity')),
    });
  },
  // https://developers.facebook.com/docs/meta-pixel/implementation/gdpr
  meta(allows) {
    const isGranted = allows?.('marketing', 'meta-pixel');
    // Limited data use; Meta finds the state itself: https://developers.facebook.com/docs/meta-pixel/implementation/data-processing-options
    if (/^us-/.test(temoin.consent.regime)) {
      page.fbq?.('dataProcessingOptions', isGranted ? [] : ['LDU'], 0, 0);
    }
    page.fbq?.('consent', isGranted ? 'grant' : 'revoke');
  },
  // https://developer.matomo.org/guides/tracking-consent
  matomo(allows) {
    let order = 'requireConsent';
    if (allows) order = allows('statistics', 'matomo') ? 'setConsentGiven' : 'forgetConsentGiven';
    queue('_paq').push([order]);
  },
  // https://developers.atinternet-solutions.com/piano-analytics/data-collection/how-to-send-events/consent
  piano(allows) {
    page.pa?.consent?.setMode(allows?.('statistics', 'piano-analytics') ? 'opt-in' : 'opt-out');
  },
  // https://business-api.tiktok.com/portal/docs?id=1739585700402178
  tiktok(allows) {
    page.ttq?.[allows?.('marketing', 'tiktok-pixel') ? 'grantConsent' : 'revokeConsent']?.();
  },
};

/** @type {Signal} */
function tell(allows) {
  for (const [name, signal] of Object.entries(SIGNALS)) {
    if (!wanted[name]) continue;
    try {
      signal(allows);
    } catch {
      // The vendor's page code failed: the others are told all the same.
    }
  }
}

queue('temoin').push((/** @type {any} */ api) => {
  temoin = api;
  const choice = (/** @type {Consent} */ { purposes, regime }) => {
    tell(temoin.allows);
    // For Google Tag Manager and others that follow its queue. It merges events: each names every key.
    if (wanted.google) {
      const said = { purposes, regime, google: googleState(temoin.allows) };
      queue('dataLayer').push({ event: 'temoin_consent', temoin: said });
    }
  };
  tell(undefined);
  // Also where purposes run before a choice.
  const { decided, purposes } = temoin.consent;
  if (decided || Object.values(purposes).includes(true)) choice(temoin.consent);
  temoin.on('consent', choice);
});
