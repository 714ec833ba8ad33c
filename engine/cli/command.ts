import type { Sink } from './output/sink.ts';
import type { Style } from './output/style.ts';

/** An option such as `--input FILE`. */
export interface Option {
  type: 'string' | 'boolean';
  /** One letter that stands for it: `-o`. */
  short?: string;
  /** May be given several times. */
  multiple?: true;
  /** What stands for the value in help texts: `FILE`. */
  value?: string;
  help: string;
}

/** A positional argument such as `FLOW`. */
export interface Argument {
  name: string;
  help: string;
  /** Default: exactly one. `rest`: one or more, `many`: any number; both last. */
  count?: 'optional' | 'rest' | 'many';
}

export type Options = Readonly<Record<string, Option>>;

type ValueOf<O extends Option> = O['type'] extends 'boolean'
  ? boolean
  : O['multiple'] extends true
    ? readonly string[]
    : string;

/** What was given on the command line. */
export interface Given<O extends Options> {
  arguments: readonly string[];
  options: { readonly [Name in keyof O]?: ValueOf<O[Name]> };
}

/** The world around a command, so that nothing reaches for `process`. */
export interface Terminal {
  /** Destroyed, it keeps nobody waiting. */
  stdin: AsyncIterable<Uint8Array> & { destroy?(): unknown };
  /** Results. */
  out: Sink;
  /** Progress, problems, advice. */
  err: Sink;
  /** Formats text for `out` and for `err`. */
  outStyle: Style;
  errStyle: Style;
  env: Readonly<Record<string, string | undefined>>;
  /** Asks whoever sits there for a secret, which is not shown; undefined where nobody does. */
  askSecret(question: string): Promise<string | undefined>;
  /** Calls back when one of these signals asks to stop, once; returns how to stop listening. */
  onStop(signals: readonly NodeJS.Signals[], listener: () => void): () => void;
}

/** One command of `flowbench`, described enough to parse its arguments and explain it. */
export interface Command<O extends Options = Options> {
  /** One word; of a command in a group, the group's and its own: `connections add`. */
  name: string;
  /** One line for the list of commands. */
  summary: string;
  /** What else one should know, for its own help. */
  details?: string;
  arguments: readonly Argument[];
  options: O;
  /** Command lines that work, without the leading `flowbench`. */
  examples: readonly string[];
  /** Does it; resolves to the exit code. A `UserError` becomes a sentence and exit code 2. */
  run(given: Given<O>, terminal: Terminal): Promise<number>;
}

/** What was given to a command of any options. */
export interface AnyGiven {
  arguments: readonly string[];
  options: Readonly<Record<string, unknown>>;
}

/** A command of any options, as the table of commands holds it. */
export type AnyCommand = Omit<Command, 'run'> & {
  run(given: AnyGiven, terminal: Terminal): Promise<number>;
};

/** Commands about one thing, under its name: `flowbench connections add`. */
export interface CommandGroup {
  name: string;
  summary: string;
  details?: string;
  /** What the name of the group alone does, followed by options at most. */
  own?: AnyCommand;
  commands: readonly AnyCommand[];
}

/** Declares a command, its `run` typed by its options. */
export function defineCommand<const O extends Options>(command: Command<O>): AnyCommand {
  // What parseArguments gives a command has been checked against its options.
  return command as AnyCommand;
}
