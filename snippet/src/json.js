/**
 * JSON that stays right on pages whose library adds `toJSON` to arrays or strings: the replacer goes back to the
 * value itself.
 * @param {unknown} value
 * @returns {string}
 */
export const toJson = (value) =>
  JSON.stringify(
    value,
    /**
     * @this {Record<string, unknown>}
     * @param {string} key
     */
    function (key) {
      return this[key];
    },
  );
