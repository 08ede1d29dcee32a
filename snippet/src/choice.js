import { anyGranted, config, grantsOf, keys, now, parts } from './config.js';

const DAY = 86400;

/**
 * Seconds until a choice made at that time ends: later writes never extend it (CNIL-12).
 * @param {number} at
 */
export const remaining = (at) => at + config.days * DAY - now();

/**
 * Was a choice made where purposes run unasked, and is it read where they wait? Nothing granted there is a consent.
 * @param {string | null} regime as in the cookie; null when everything waited
 */
const isNoConsent = (regime) =>
  RUNS ? regime && config.mode === 'opt-in' && regime !== config.regime : regime;

/**
 * The choice in an `eu-consent` value, or null when it is unreadable, expired, older than what is asked now, or says
 * nothing about this site's purposes. A purpose that the value does not name is refused: unknown means no (CNIL-01,
 * CNIL-12, CNIL-22). Of recipients only those are named that are refused although their purpose is granted (CNIL-09).
 * @param {string} text
 * @returns {Choice | null}
 */
export function parseChoice(text) {
  const fields = new URLSearchParams(text);
  const at = Number(fields.get('at'));
  const revision = Number(fields.get('revision')) || 0;
  const known = keys.some((key) => /^(true|false)$/.test(fields.get(key) || ''));
  if (!known || !Number.isInteger(at) || at > now() + DAY || remaining(at) <= 0) return null;
  const grants = grantsOf((key) => fields.get(key) === 'true');
  const any = anyGranted(grants);
  if (revision < config.since || (any && isNoConsent(fields.get('regime')))) return null;
  return {
    _at: at,
    _revision: revision,
    _grants: grants,
    _except: config.vendors.filter(
      (mark) => fields.get(mark) === 'false' && grants[parts(mark)[0]],
    ),
    _id: any ? fields.get('id') : null,
    _grant: any ? fields.get('grant') : null,
  };
}

/**
 * The `eu-consent` value of a choice. A refusal carries no identifier.
 * @param {Choice} choice
 * @returns {string}
 */
export function formatChoice(choice) {
  const fields = new URLSearchParams();
  for (const key of keys) fields.set(key, String(choice._grants[key]));
  for (const mark of choice._except) fields.set(mark, 'false');
  fields.set('revision', String(choice._revision));
  fields.set('at', String(choice._at));
  if (RUNS) fields.set('regime', config.regime);
  if (anyGranted(choice._grants)) {
    if (choice._id) fields.set('id', choice._id);
    if (choice._grant) fields.set('grant', choice._grant);
  }
  return String(fields).replaceAll('%3A', ':');
}
