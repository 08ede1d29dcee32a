/**
 * How long a key stays in the browser, in the words of the language.
 * @param {number | null} days 0 until the browser closes, null until it is removed
 * @param {string} language
 * @param {Record<string, string>} texts
 * @returns {string}
 */
export function lifetime(days, language, texts) {
  if (days === null) return texts.lasting;
  if (days === 0) return texts.session;
  let [count, unit] = [days, 'day'];
  if (days % 365 === 0) [count, unit] = [days / 365, 'year'];
  else if (days > 60) [count, unit] = [Math.round(days / 30.44), 'month'];
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(
    count,
  );
}
