const UNITS: readonly (readonly [ms: number, name: string])[] = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1000, 's'],
];

/** Milliseconds for people, in the two units that matter: `1 h 5 min`, `12 s`, `340 ms`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  const first = UNITS.findIndex(([size]) => ms >= size);
  let rest = ms;
  const parts: string[] = [];
  for (const [size, name] of UNITS.slice(first, first + 2)) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${name}`);
  }
  return parts.join(' ');
}

/** A whole number with its thousands marked. */
export function formatCount(count: number, thing?: string): string {
  const number = count.toLocaleString('en');
  return thing === undefined ? number : `${number} ${thing}${count === 1 ? '' : 's'}`;
}
