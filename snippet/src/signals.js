/**
 * Tells vendors' own interfaces what the visitor allowed. Served before the banner's code, and only to sites that
 * have such a vendor; a consumer of the public interface like any other. Nothing here loads, stores or sends.
 */

/** @type {Record<string, string>} vendor interface -> "basic", or "advanced" where its tag may run before a choice */
const wanted = $T;

const page = /** @type {Record<string, any>} */ (/** @type {unknown} */ (window));

/** Google Consent Mode v2: its types by purpose. https://developers.google.com/tag-platform/security/guides/consent */
const GOOGLE = {
  ad_storage: 'marketing',
  ad_user_data: 'marketing',
  ad_personalization: 'marketing',
  analytics_storage: 'statistics',
  functionality_storage: 'preferences',
  personalization_storage: 'preferences',
};

/**
 * A queue that exists whether or not the vendor's tag has come.
 * @param {string} name
 * @returns {{ push(...items: unknown[]): unknown }}
 */
const queue = (name) => {
  page[name] ||= [];
  return page[name];
};

/** Google's queue takes `arguments` objects, not arrays. @param {...unknown} _words */
function gtag(..._words) {
  // biome-ignore lint/complexity/noArguments: what the vendor reads
  queue('dataLayer').push(arguments);
}

/** @param {boolean} isGranted */
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

/** @typedef {(allows: (purpose: string) => boolean, isFirst: boolean) => void} Signal */

/** @type {Record<string, Signal>} */
const SIGNALS = {
  google(allows, isFirst) {
    /** @type {Record<string, unknown>} */
    const state = { security_storage: 'granted' };
    for (const [type, purpose] of Object.entries(GOOGLE)) state[type] = word(allows(purpose));
    if (isFirst) {
      const denied = Object.fromEntries(Object.keys(state).map((type) => [type, 'denied']));
      const wait = wanted.google === 'advanced' ? { wait_for_update: 500 } : {};
      gtag('consent', 'default', { ...denied, security_storage: 'granted', ...wait });
      gtag('set', 'ads_data_redaction', true);
    }
    gtag('consent', 'update', state);
  },
  // https://help.ads.microsoft.com/apex/index/3/en/60119
  microsoft(allows, isFirst) {
    if (isFirst) queue('uetq').push('consent', 'default', { ad_storage: 'denied' });
    queue('uetq').push('consent', 'update', { ad_storage: word(allows('marketing')) });
  },
  // https://learn.microsoft.com/clarity/setup-and-installation/consent-api-v2
  clarity(allows) {
    call('clarity', 'consentv2', {
      ad_Storage: word(allows('marketing')),
      analytics_Storage: word(allows('statistics')),
    });
  },
  // https://developers.facebook.com/docs/meta-pixel/implementation/gdpr
  meta(allows) {
    page.fbq?.('consent', allows('marketing') ? 'grant' : 'revoke');
  },
  // https://developer.matomo.org/guides/tracking-consent
  matomo(allows, isFirst) {
    if (isFirst) queue('_paq').push(['requireConsent']);
    queue('_paq').push([allows('statistics') ? 'setConsentGiven' : 'forgetConsentGiven']);
  },
  // https://developers.atinternet-solutions.com/piano-analytics/data-collection/how-to-send-events/consent
  piano(allows) {
    page.pa?.consent?.setMode(allows('statistics') ? 'opt-in' : 'opt-out');
  },
  // https://business-api.tiktok.com/portal/docs?id=1739585700402178
  tiktok(allows) {
    page.ttq?.[allows('marketing') ? 'grantConsent' : 'revokeConsent']?.();
  },
};

/** @param {(purpose: string) => boolean} allows @param {boolean} isFirst */
function tell(allows, isFirst) {
  for (const [name, signal] of Object.entries(SIGNALS)) {
    if (!wanted[name]) continue;
    try {
      signal(allows, isFirst);
    } catch {
      // The vendor's page code failed: the others are told all the same.
    }
  }
}

/** For Google Tag Manager and others that follow its queue. @param {Consent} consent */
function announce({ decided, purposes, regime }) {
  if (wanted.google && decided)
    queue('dataLayer').push({ event: 'temoin_consent', temoin: { purposes, regime } });
}

queue('temoin').push((/** @type {any} */ temoin) => {
  tell(temoin.allows, true);
  announce(temoin.consent);
  temoin.on('consent', (/** @type {Consent} */ consent) => {
    tell(temoin.allows, false);
    announce(consent);
  });
});
