/**
 * Runs before the snippet in the preview: hands it the configuration and keeps everything it does in this frame.
 * The form around the frame may hold a newer configuration than the page came with.
 */
(() => {
  /** @param {Document} page */
  const read = (page) => page.getElementById('preview-configs')?.textContent || '';
  const text = (parent !== window && read(parent.document)) || read(document);
  const configs = JSON.parse(text);
  // The toggle beside the frame decides, whatever the screen prefers.
  document.documentElement.dataset.scheme = configs.scheme;
  const page = /** @type {any} */ (window);
  page.$T = configs.first;
  page.temoinPreviewPanel = configs.panel;
  // Nothing is recorded and nothing is remembered: the next look starts afresh.
  const answer = JSON.stringify({ id: null, receipt: null, grant: null });
  page.fetch = async () => new Response(answer, { status: 201 });
  let jar = '';
  Object.defineProperty(Document.prototype, 'cookie', {
    get: () => jar,
    set: (line) => {
      jar = String(line).split(';')[0];
    },
  });
})();
