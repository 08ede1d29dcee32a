import { useEffect, useState } from 'react';

/** The visitor's choice, kept current; null until the snippet has come. */
export function useConsent() {
  const [consent, setConsent] = useState(null);
  useEffect(() => {
    let end;
    let isGone = false;
    window.temoin = window.temoin || [];
    window.temoin.push((temoin) => {
      if (isGone) return;
      setConsent(temoin.consent);
      end = temoin.on('consent', setConsent);
    });
    return () => {
      isGone = true;
      end?.();
    };
  }, []);
  return consent;
}

/** Shows its children only while the purpose is allowed, else `fallback`. */
export function WithConsent({ purpose, fallback = null, children }) {
  return useConsent()?.purposes[purpose] ? children : fallback;
}
