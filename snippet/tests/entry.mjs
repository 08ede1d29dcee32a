// The parts of the snippet that need no browser, as one module: tested as written and as minified.
export { formatChoice, parseChoice, remaining } from '../src/choice.js';
export { readCookies, writeCookie } from '../src/cookie.js';
export { change, recordAgain, refuse, withdraw } from '../src/decisions.js';
export { emit, on } from '../src/events.js';
export { toJson } from '../src/json.js';
export { origin } from '../src/origin.js';
export { uuid } from '../src/send.js';
export { allows, consent, refresh } from '../src/store.js';
export { forget, track, view } from '../src/tracker.js';
