/** Stands in for the panel's address in the preview: the built panel reads its configuration from `$T`. */

const PANEL = '/static/snippet/panel.js';
const page = /** @type {any} */ (globalThis);
const first = page.$T;
page.$T = page.temoinPreviewPanel;
const panel = await import(PANEL);
page.$T = first;

export default panel.default;
