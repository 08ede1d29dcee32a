/**
 * Loads what shows why tags wait, on a page whose address asks for it. The service gives it to pages of the own machine
 * and to links of the dashboard alone. Part of every module that is loaded on demand: the first layer has no room for
 * it, and a module that two of them ask for runs once.
 */
const asked = /[?&]temoin_debug=([\w-]+)/.exec(location.search);
if (asked) import(import.meta.url.replace(/\w+\.js\?/, `${asked[1]}/debug.js?`)).catch(() => {});
