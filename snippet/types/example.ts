/** Compiled by `npm run check`: what the types let pass, and what they catch. */
/// <reference path="./index.d.ts" />

window.temoin = window.temoin || [];
window.temoin.push((temoin) => {
  const allowed: boolean = temoin.allows('media', 'youtube');
  const end = temoin.on('consent', (consent) => {
    const id: string | null = consent.recordId;
    if (consent.purposes.statistics && allowed)
      temoin.track('signup', { plan: 'free', id: id ?? '' });
    // @ts-expect-error a decision is the visitor's: nobody writes it
    consent.decided = true;
  });
  end();
  temoin.set({ media: true, 'media:youtube': false });
  temoin.on('granted', () => temoin.open());
  temoin.on('shown', ({ regime, vendors }) => regime === 'eu' && vendors.youtube === false);
  temoin.on('ready', (api) => api.push((same) => same.refuse()));
  // @ts-expect-error a recipient is named with its purpose, both texts
  temoin.allows('media', 1);
  // @ts-expect-error there is no such event
  temoin.on('changed', () => {});
  // @ts-expect-error a purpose is allowed or it is not
  temoin.set({ media: 'yes' });
});
document.addEventListener('temoin:withdrawn', ({ detail }) => detail.removed.join());
document.addEventListener('temoin:consent', ({ detail }) => detail.purposes.marketing);
