/**
 * Tells the service that the banner was shown, opened and answered: counts without an identifier, for sites whose owner
 * counts or runs an A/B test. A consumer of the public interface like any other; nothing here stores anything.
 */
import { fit } from './fit.js';
import { toJson } from './json.js';
import { queue } from './queue.js';

/** @type {{ site: string, origin: string, revision: number, arm: string, regime: string }} */
const { origin, ...about } = $T;

/** Pixels of width below which the banner is laid out for phones. */
const NARROW = 640;

/** Milliseconds at which the first layer came, 0 when it is not waiting for an answer. */
let shownAt = 0;

/** Was anything granted before? */
let granted = false;

/**
 * @param {string} what
 * @param {number} [waited] milliseconds
 */
function tell(what, waited = 0) {
  const body = {
    ...about,
    what,
    waited,
    layout: innerWidth < NARROW ? 'narrow' : 'wide',
    page: fit(location.origin + location.pathname),
  };
  fetch(`${origin}/api/tally`, {
    method: 'POST',
    body: toJson(body),
    mode: 'cors',
    credentials: 'omit',
    keepalive: true,
  })
    // A request whose answer nobody reads stays open.
    .then((answer) => answer.text())
    .catch(() => {});
}

/** @param {Consent} consent */
function answered({ purposes }) {
  const grants = Object.values(purposes);
  const any = grants.includes(true);
  const refused = granted ? 'withdraw' : 'refuse';
  const some = grants.includes(false) ? 'partial' : 'accept';
  tell(any ? some : refused, shownAt && Math.ceil(performance.now() - shownAt));
  granted = any;
  shownAt = 0;
}

/** @param {Event} event */
function pressed(event) {
  for (const element of event.composedPath()) {
    if (!(element instanceof HTMLElement)) continue;
    const { temoinAction, temoinOpen } = element.dataset;
    if (/^(customise|more)$/.test(temoinAction || '')) return tell('opened');
    if (temoinAction === 'open' || temoinOpen !== undefined) return tell('reopened');
  }
}

queue('temoin').push((/** @type {any} */ temoin) => {
  granted = Object.values(temoin.consent.purposes).includes(true);
  temoin.on('shown', () => {
    // Once for each time it waits for an answer, however often it is drawn.
    if (!shownAt) tell('shown');
    shownAt ||= performance.now();
  });
  temoin.on('consent', answered);
});
addEventListener('click', pressed, true);
