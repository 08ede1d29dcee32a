/** The edit page with a script: live preview, problems as one types, a word before leaving unsaved work. */

const WAIT_MS = 350;
const form = /** @type {HTMLFormElement} */ (document.getElementById('edit-form'));
const aside = /** @type {HTMLElement} */ (document.querySelector('.preview'));
const frame = /** @type {HTMLIFrameElement} */ (aside.querySelector('iframe'));
const holder = /** @type {HTMLElement} */ (aside.querySelector('.preview-frame'));
const state = /** @type {HTMLElement} */ (form.querySelector('.save-state'));

/** What the preview in the frame reads; it is told to load again whenever this changes. */
const configs = document.createElement('script');
configs.type = 'application/json';
configs.id = 'preview-configs';

let isChanged = form.hasAttribute('data-changed');
let timer = 0;
/** @type {AbortController | null} */
let asking = null;

function show() {
  if (frame.src) frame.contentWindow?.location.reload();
  else frame.src = frame.dataset.src ?? '';
}

/** @param {Record<string, string>} problems sentences by field */
function tell(problems) {
  for (const place of /** @type {NodeListOf<HTMLElement>} */ (
    form.querySelectorAll('[data-problem]')
  )) {
    const path = place.dataset.problem ?? '';
    const sentence = Object.hasOwn(problems, path) ? problems[path] : '';
    if (place.textContent !== sentence) place.textContent = sentence;
    place.hidden = !sentence;
    const field = document.getElementById(path);
    if (sentence) field?.setAttribute('aria-invalid', 'true');
    else field?.removeAttribute('aria-invalid');
  }
}

/** @param {Record<string, string>} advice remarks on wording by field; they do not stop saving */
function advise(advice) {
  for (const place of /** @type {NodeListOf<HTMLElement>} */ (
    form.querySelectorAll('[data-advice]')
  )) {
    const path = place.dataset.advice ?? '';
    place.textContent = Object.hasOwn(advice, path) ? advice[path] : '';
    place.hidden = !place.textContent;
  }
}

/** Asks the service what the form as it stands would look like, and what is wrong with it. */
async function refresh() {
  asking?.abort();
  asking = new AbortController();
  try {
    const answer = await fetch(form.dataset.preview ?? '', {
      method: 'POST',
      body: new FormData(form),
      headers: { Accept: 'application/json' },
      signal: asking.signal,
    });
    if (!answer.ok) return;
    const { configs: fresh, problems, advice } = await answer.json();
    tell(problems);
    advise(advice);
    if (!fresh) return;
    configs.textContent = JSON.stringify(fresh);
    show();
  } catch {
    // The service is away or a newer question was asked: the last preview stays.
  }
}

function later() {
  clearTimeout(timer);
  timer = window.setTimeout(refresh, WAIT_MS);
}

form.addEventListener('input', () => {
  isChanged = true;
  state.textContent = state.dataset.dirty ?? '';
  later();
});
form.addEventListener('submit', () => {
  isChanged = false;
});
addEventListener('beforeunload', (event) => {
  if (isChanged) event.preventDefault();
});
for (const box of /** @type {NodeListOf<HTMLInputElement>} */ (
  aside.querySelectorAll('[data-toggle]')
)) {
  box.addEventListener('change', () => {
    holder.classList.toggle(`is-${box.dataset.toggle}`, box.checked);
    refresh();
  });
}
aside.querySelector('select')?.addEventListener('change', refresh);

document.head.append(configs);
aside.hidden = false;
refresh();
