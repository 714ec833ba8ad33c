import 'ses';
import type { DateTime as DateTimeType } from 'luxon';
import * as luxon from 'luxon';
import { GRANTED_GLOBALS } from '../../vocabulary.ts';
import { cacheZoneOffsets } from './cached-offsets.ts';
import { helperSymbols, installHelpers } from './call-helper.ts';
import { instant, makeDate, makeMath, tameIntl } from './clock.ts';

/**
 * The hardened realm that guest code runs in. Order matters: what is patched
 * before `repairIntrinsics` is vetted by us; helpers go in between repair and
 * hardening; from then on every intrinsic is frozen and nothing can be left
 * behind by one evaluation for the next.
 */

/** Runs `(names…) => expression` source in the frozen compartment. */
export interface Realm {
  /** Evaluates source to a value, usually a function. Throws the guest's SyntaxError. */
  evaluate(source: string): unknown;
  /** Helper symbols, the value of `$$` in rewritten source. */
  readonly helpers: Readonly<Record<string, symbol>>;
  /** Makes an object and all it reaches immutable. */
  harden<T>(value: T): T;
}

/** Hardens the process. To be called once, before any guest code. */
export function makeRealm(): Realm {
  tameIntl();
  freezeFormatters();
  const hardenIntrinsics = repair();
  hideStacks();
  const helpers = helperSymbols();
  installHelpers(helpers);
  hardenIntrinsics();
  const { harden } = globalThis;
  const endowments = { Date: makeDate(), Math: makeMath(), Intl: globalThis.Intl, ...tameLuxon() };
  harden(endowments);
  harden({ ...luxon });
  // Helpers and luxon are this realm's own code and look these up when called.
  Object.assign(globalThis, { Date: endowments.Date, Math: endowments.Math });
  const compartment = new Compartment({ globals: endowments, __options__: true });
  for (const name of Object.getOwnPropertyNames(compartment.globalThis)) {
    // Withheld: what allocates off the heap (typed arrays, text encoders), shows the clock (Temporal) or evaluates text.
    if (!GRANTED_GLOBALS.has(name)) Reflect.deleteProperty(compartment.globalThis, name);
  }
  harden(compartment.globalThis);
  return { evaluate: (source) => compartment.evaluate(source) as unknown, helpers, harden };
}

/** The file name under which guest code appears in stacks. */
export const GUEST_FILE = 'flowbench-code';

/** Stacks list nothing but lines of guest code, so that they tell nothing about this machine. */
function hideStacks(): void {
  Error.prepareStackTrace = (_error, frames) => {
    const guest = frames.filter((frame) => frame.getScriptNameOrSourceURL() === GUEST_FILE);
    return guest.map((frame) => `at line ${frame.getLineNumber()}:${frame.getColumnNumber()}`).join('\n');
  };
}

function repair(): () => void {
  repairIntrinsics({
    consoleTaming: 'unsafe',
    domainTaming: 'unsafe',
    // With `safe` even we could not tell the line of an error; `hideStacks` shows guests their own lines only.
    errorTaming: 'unsafe',
    // Number and date formatting by language is what analysts need it for; it reads no ambient state but ICU's tables.
    localeTaming: 'unsafe',
    reporting: 'none',
  });
  return globalThis.hardenIntrinsics;
}

/** Caches of formatters inside luxon are shared by all evaluations, so what they hold must be immutable. */
function freezeFormatters(): void {
  const intl = Intl as unknown as Record<string, unknown>;
  for (const name of [
    'DateTimeFormat',
    'NumberFormat',
    'RelativeTimeFormat',
    'ListFormat',
    'PluralRules',
    'Collator',
  ]) {
    const Real = intl[name] as new (...args: unknown[]) => object;
    const Frozen = function (this: unknown, ...args: unknown[]): object {
      return Object.freeze(Reflect.construct(Real, args, new.target ?? Real)) as object;
    };
    Object.defineProperties(Frozen, {
      name: { value: name },
      prototype: { value: Real.prototype },
      supportedLocalesOf: { value: (Real as unknown as typeof Intl.NumberFormat).supportedLocalesOf },
    });
    Object.defineProperty(Real.prototype, 'constructor', { value: Frozen });
    intl[name] = Frozen;
  }
}

function tameLuxon() {
  const { DateTime, Duration, Interval, IANAZone, FixedOffsetZone, SystemZone, Settings } = luxon;
  Settings.now = instant;
  Settings.defaultLocale = 'en-US';
  cacheZoneOffsets();
  const create = IANAZone.create;
  // Zones are cached and shared by all evaluations.
  IANAZone.create = (name) => Object.freeze(create.call(IANAZone, name));
  globalThis.harden([FixedOffsetZone.utcInstance, SystemZone.instance]);
  // Not exported, but each DateTime carries one.
  const { loc } = DateTime.now() as DateTimeType & { loc: object };
  globalThis.harden(loc.constructor);
  return { DateTime, Duration, Interval };
}
