import { IANAZone } from 'luxon';

/** Since then every zone of the world has changed its offset at full quarters of an hour only (the last not to: Liberia, 1972). */
const REGULAR_SINCE = Date.UTC(1973, 0, 1);
const QUARTER = 15 * 60_000;
const MOST_ENTRIES = 20_000;

/**
 * Makes luxon remember the offsets of zones: asking `Intl` is most of what a date
 * expression costs. The cache is out of reach of guests and its entries do not
 * depend on who asked first.
 */
export function cacheZoneOffsets(): void {
  const { offset } = IANAZone.prototype;
  const known = new WeakMap<IANAZone, Map<number, number>>();
  IANAZone.prototype.offset = function (this: IANAZone, timestamp: number): number {
    if (!(timestamp >= REGULAR_SINCE)) return offset.call(this, timestamp);
    const quarter = Math.floor(timestamp / QUARTER);
    let offsets = known.get(this);
    const found = offsets?.get(quarter);
    if (found !== undefined) return found;
    if (offsets === undefined || offsets.size >= MOST_ENTRIES) {
      offsets = new Map();
      known.set(this, offsets);
    }
    const minutes = offset.call(this, timestamp);
    offsets.set(quarter, minutes);
    return minutes;
  };
}
