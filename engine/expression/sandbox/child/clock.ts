/**
 * The one clock and the one source of randomness inside the sandbox. Both are
 * set before each evaluation, so that a replay computes the same.
 */

const RealDate = Date;
const realMath = Math;

let now = 0;
let seed = '';
let next: (() => number) | undefined;

/** Sets the instant that every clock shows, in milliseconds since 1970. */
export function setNow(milliseconds: number): void {
  now = milliseconds;
}

/** The instant that every clock shows. */
export function instant(): number {
  return now;
}

/** Seeds `Math.random()` and `$id()`; the generator itself is made when first used. */
export function setSeed(text: string): void {
  seed = text;
  next = undefined;
}

/** A number in [0, 1) with 32 random bits. */
function random(): number {
  next ??= generator(seed);
  return next();
}

const ID_LETTERS = '0123456789abcdefghijklmnopqrstuvwxyz';

/** An id of 20 letters and digits, the same on replay. */
export function id(): string {
  let text = '';
  for (let i = 0; i < 20; i++) text += ID_LETTERS[realMath.floor(random() * ID_LETTERS.length)];
  return text;
}

/** A `Date` whose present is the set instant. Shares its prototype with the real one. */
export function makeDate(): DateConstructor {
  function SandboxDate(this: unknown, ...args: unknown[]): unknown {
    if (new.target === undefined) return new RealDate(now).toString();
    return Reflect.construct(RealDate, args.length === 0 ? [now] : args, new.target);
  }
  Object.defineProperties(SandboxDate, {
    name: { value: 'Date' },
    length: { value: 7 },
    prototype: { value: RealDate.prototype },
    now: { value: () => now },
    parse: { value: RealDate.parse },
    UTC: { value: RealDate.UTC },
  });
  return SandboxDate as unknown as DateConstructor;
}

/** A `Math` with the seeded `random`. */
export function makeMath(): Math {
  const descriptors = Object.getOwnPropertyDescriptors(realMath);
  return Object.create(Object.prototype, { ...descriptors, random: { value: () => random() } }) as Math;
}

/** Makes formatters that are asked to format "now" (no argument) use the set instant. Call before lockdown. */
export function tameIntl(): void {
  const proto = Intl.DateTimeFormat.prototype;
  const getFormat = Object.getOwnPropertyDescriptor(proto, 'format')?.get as () => (date: unknown) => string;
  const { formatToParts } = proto;
  Object.defineProperty(proto, 'format', {
    get(this: Intl.DateTimeFormat) {
      const format = getFormat.call(this);
      return (date: unknown) => format(date === undefined ? now : date);
    },
  });
  Object.defineProperty(proto, 'formatToParts', {
    value(this: Intl.DateTimeFormat, date?: Date | number) {
      return formatToParts.call(this, date === undefined ? now : date);
    },
  });
}

/** The sfc32 generator over a hash of the seed. Public-domain algorithms (PractRand; FNV-1a). */
function generator(text: string): () => number {
  const hash = (basis: number): number => {
    let h = basis;
    for (let i = 0; i < text.length; i++) h = realMath.imul(h ^ text.charCodeAt(i), 0x01000193);
    return h | 0;
  };
  let [a, b, c, counter] = [hash(0x811c9dc5), hash(0x9e3779b9), hash(0x85ebca6b), 1];
  const step = (): number => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + t) | 0;
    return (t >>> 0) / 2 ** 32;
  };
  for (let i = 0; i < 12; i++) step();
  return step;
}
