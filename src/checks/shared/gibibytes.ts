/** Sizes in words. */

/** `7.8 GiB`. */
export const gibibytes = (mebibytes: number): string => `${(mebibytes / 1024).toFixed(1)} GiB`;
