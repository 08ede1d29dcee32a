import { onScopeDispose, readonly, shallowRef } from 'vue';

/** The visitor's choice, kept current; null until the snippet has come. */
export function useConsent() {
  const consent = shallowRef(null);
  let end;
  let isGone = false;
  window.temoin = window.temoin || [];
  window.temoin.push((temoin) => {
    if (isGone) return;
    consent.value = temoin.consent;
    end = temoin.on('consent', (changed) => {
      consent.value = changed;
    });
  });
  onScopeDispose(() => {
    isGone = true;
    end?.();
  });
  return readonly(consent);
}
