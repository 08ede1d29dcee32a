/**
 * `__tcfapi` of IAB Europe's framework, version 2.3, for sites that named a registered consent platform. A consumer
 * of the public interface like any other: nothing is stored, and nothing sent but the list of vendors asked for.
 */
import { listen } from './dom.js';
import { guarded } from './events.js';
import { gdprApplies, isAnswered, tcData } from './tcdata.js';
import { banner, describe, vendorList } from './tcfpanel.js';

/** @typedef {import('./tcdata.js').TcfConfig} TcfConfig */

/** @type {TcfConfig} */
const config = $T;

/** @typedef {(...answer: any[]) => void} Callback */

/**
 * @param {import('./tcdata.js').Temoin} temoin
 * @returns {import('./stub.js').TcfApi}
 */
export default function start(temoin) {
  let status = isAnswered(config, temoin) ? 'tcloaded' : 'cmpuishown';
  let last = 0;
  /** @type {Map<unknown, Callback>} */
  const listeners = new Map();

  /** @param {unknown} [listenerId] by which a listener can be removed again */
  const data = (listenerId) => ({ ...tcData(config, temoin, status), listenerId });

  /** @param {string} next */
  function tell(next) {
    status = next;
    for (const [id, listener] of listeners) guarded(() => listener(data(id), true), undefined);
  }

  /** @type {Record<string, (callback: Callback, parameter: unknown) => void>} */
  const commands = {
    ping(callback) {
      const answer = {
        gdprApplies: gdprApplies(temoin),
        cmpLoaded: true,
        cmpStatus: 'loaded',
        displayStatus: banner()?.querySelector('dialog,.banner') ? 'visible' : 'hidden',
        apiVersion: '2.2',
        cmpVersion: config.version,
        cmpId: config.cmp,
        gvlVersion: config.list,
        tcfPolicyVersion: config.policy,
      };
      callback(answer, true);
    },
    addEventListener(callback) {
      last += 1;
      listeners.set(last, callback);
      callback(data(last), true);
    },
    removeEventListener(callback, id) {
      callback(listeners.delete(id));
    },
    /** No longer part of the framework since 2.2, and still asked. */
    getTCData(callback) {
      callback(data(), true);
    },
    async getVendorList(callback, version) {
      const isOurs =
        version === undefined || version === 'LATEST' || Number(version) === config.list;
      const list = isOurs ? await vendorList(config) : null;
      callback(list, !!list);
    },
  };

  // As internal changes also tell of a choice in another tab; without a choice the first layer is shown, which says so.
  temoin.on('change', () => {
    if (temoin.consent.decided) tell('useractioncomplete');
  });
  temoin.on('shown', () => tell('cmpuishown'));
  listen('temoin:opened', ({ detail }) => {
    tell('cmpuishown');
    describe(config, detail);
  });
  if (temoin.consent.decided && !isAnswered(config, temoin)) temoin.open();

  return (command, version, callback, parameter) => {
    if (typeof callback !== 'function') return;
    const isKnown = Object.hasOwn(commands, command) && (!version || version === 2);
    if (isKnown) commands[command](callback, parameter);
    else if (command === 'removeEventListener') callback(false);
    else callback(null, false);
  };
}
