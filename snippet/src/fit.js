/**
 * An address as long as the service takes it: of a longer one, what is cut off is less than what a refusal would lose.
 * @param {string} address
 */
export const fit = (address) => address.slice(0, 2048);
