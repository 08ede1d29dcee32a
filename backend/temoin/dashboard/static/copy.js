/** Buttons that copy the text of another element: `<button data-copy="id" data-done="Copied" hidden>`. */

const SHOWN_MS = 2000;

/** @param {HTMLButtonElement} button */
async function copy(button) {
  const source = document.getElementById(button.dataset.copy ?? '');
  await navigator.clipboard.writeText(source?.textContent?.trim() ?? '');
  const label = button.textContent;
  button.textContent = button.dataset.done ?? label;
  setTimeout(() => {
    button.textContent = label;
  }, SHOWN_MS);
}

// Browsers offer the clipboard on https and on the own machine only; elsewhere the text can be selected.
if (navigator.clipboard) {
  for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (
    document.querySelectorAll('[data-copy]')
  )) {
    button.hidden = false;
    button.setAttribute('aria-live', 'polite');
    button.addEventListener('click', () => copy(button));
  }
}
