/** Stands in for the panel's address in the preview: the built panel reads its configuration from `$T`. */

const page = /** @type {any} */ (globalThis);
const first = page.$T;
page.$T = page.temoinPreviewPanel;
const panel = await import('/static/snippet/panel.js');
page.$T = first;

export default panel.default;
