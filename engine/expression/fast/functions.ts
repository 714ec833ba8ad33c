import { toNumber, toText } from './coerce.ts';

type Fn = (...args: unknown[]) => unknown;

/** Functions that the fast path knows by their global name. */
export const GLOBAL_FUNCTIONS: ReadonlyMap<string, Fn> = new Map<string, Fn>([
  ['Number', (...args) => (args.length === 0 ? 0 : toNumber(args[0]))],
  ['String', (...args) => (args.length === 0 ? '' : toText(args[0]))],
  ['Boolean', (value) => Boolean(value)],
  ['parseFloat', (value) => Number.parseFloat(toText(value))],
  ['parseInt', (value, radix) => Number.parseInt(toText(value), toNumber(radix))],
  ['isNaN', (value) => Number.isNaN(toNumber(value))],
]);

const MATH = [
  'abs',
  'ceil',
  'floor',
  'max',
  'min',
  'pow',
  'round',
  'sign',
  'sqrt',
  'trunc',
] as const satisfies readonly (keyof Math)[];

/** The functions of `Math` that the fast path knows; `random` is the sandbox's. */
export const MATH_FUNCTIONS: ReadonlyMap<string, Fn> = new Map<string, Fn>(
  MATH.map((name) => {
    const native: (...numbers: number[]) => number = Math[name] as never;
    return [name, (...args: unknown[]) => native(...args.map(toNumber))];
  }),
);
