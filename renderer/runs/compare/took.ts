/** Durations always differ a little; whether two differ in kind. @param a milliseconds */
export function tookOtherwise(a = 0, b = 0): boolean {
  return a > 2 * b + 20 || b > 2 * a + 20;
}
