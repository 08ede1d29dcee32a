/** Says moments in the reader's own time zone too. */
for (const place of document.querySelectorAll('[data-at]')) {
  if (!(place instanceof HTMLElement)) continue;
  const said = new Intl.DateTimeFormat(document.documentElement.lang, {
    dateStyle: 'long',
    timeStyle: 'long',
  }).format(Number(place.dataset.at));
  place.textContent = `${place.dataset.said} ${said}`;
  place.hidden = false;
}
