/** Shows what this page really did: tags that ran, requests to the other host, cookies and storage. */
(() => {
  const other = location.hostname === 'localhost' ? '127.0.0.1' : 'localhost';

  /** @param {string} fact @param {string[]} names */
  const tell = (fact, names) => {
    const place = document.querySelector(`[data-fact=${fact}]`);
    const text = names.length ? `${names.length}: ${names.join(', ')}` : '0';
    if (place && place.textContent !== text) place.textContent = text;
  };

  /** @param {string} name */
  const ran = (name) => {
    const item = /** @type {HTMLElement | null} */ (document.querySelector(`[data-tag=${name}]`));
    if (!item || item.classList.contains('ran')) return;
    item.classList.add('ran');
    const word = item.querySelector('strong');
    if (word) word.textContent = item.dataset.ran ?? '';
  };

  const look = () => {
    const requests = performance
      .getEntriesByType('resource')
      .map((entry) => new URL(entry.name))
      .filter((url) => url.hostname === other && url.pathname.startsWith('/demo/third-party/'));
    tell(
      'requests',
      requests.map((url) => url.pathname.split('/').pop() ?? ''),
    );
    const cookies = document.cookie.split('; ').filter(Boolean);
    tell(
      'cookies',
      cookies.map((cookie) => cookie.split('=')[0]),
    );
    tell('storage', Object.keys(localStorage));
    for (const [tag, selector] of [
      ['frame', 'iframe[src]'],
      ['pixel', 'img[src*="pixel"]'],
    ]) {
      if (document.querySelector(selector)) ran(tag);
    }
  };

  document.addEventListener('demo:ran', (event) => ran(/** @type {CustomEvent} */ (event).detail));
  document.getElementById('afresh')?.addEventListener('click', () => {
    localStorage.clear();
    for (const cookie of document.cookie.split('; ')) {
      // biome-ignore lint/suspicious/noDocumentCookie: the only way that works on plain http
      document.cookie = `${cookie.split('=')[0]}=; Max-Age=0; Path=/`;
    }
    location.reload();
  });
  look();
  setInterval(look, 400);
})();
