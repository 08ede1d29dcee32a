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
  temoin.set({ media: true });
  // @ts-expect-error there is no such event
  temoin.on('changed', () => {});
  // @ts-expect-error a purpose is allowed or it is not
  temoin.set({ media: 'yes' });
});
document.addEventListener('temoin:consent', ({ detail }) => detail.purposes.marketing);
