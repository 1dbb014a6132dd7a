/**
 * A token bucket: so many at once, and so many more each second.
 * @returns what says whether one more may pass, and counts it
 */
export function rateLimit(limits: { readonly perSecond: number; readonly burst: number }): () => boolean {
  let left = limits.burst;
  let at = performance.now();
  return () => {
    const now = performance.now();
    left = Math.min(limits.burst, left + ((now - at) / 1000) * limits.perSecond);
    at = now;
    if (left < 1) return false;
    left--;
    return true;
  };
}
