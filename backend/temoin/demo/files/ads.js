/** Stands for an advertiser's tag: it marks the visitor in two ways and says that it ran. */
(() => {
  // biome-ignore lint/suspicious/noDocumentCookie: this is what such tags do
  document.cookie = '_demo_ads=visitor-1234; Max-Age=86400; Path=/; SameSite=Lax';
  localStorage.setItem('_demo_ads_profile', 'wooden furniture');
  document.dispatchEvent(new CustomEvent('demo:ran', { detail: 'script' }));
})();
