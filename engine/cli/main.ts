import { FlowError, toErrorShape, UserError } from '#contract/error';
import { tuneMemory } from '#engine/host';
import { nearest } from '#engine/run';
import type { AnyCommand, CommandGroup, Terminal } from './command.ts';
import { commands } from './commands/index.ts';
import { EXIT } from './exit-codes.ts';
import { commandHelp, generalHelp, groupHelp } from './help.ts';
import { formatError } from './output/errors.ts';
import { writeJson } from './output/write-json.ts';
import { parseArguments } from './parse-arguments.ts';
import { version } from './root.ts';
import { processTerminal } from './terminal.ts';

/** Runs `flowbench` with these arguments; resolves to the exit code and never rejects. */
export async function main(argv: readonly string[], terminal = processTerminal()): Promise<number> {
  tuneMemory();
  try {
    return await dispatch(argv, terminal);
  } catch (thrown) {
    return await reportError(thrown, argv, terminal);
  }
}

async function dispatch(argv: readonly string[], terminal: Terminal): Promise<number> {
  const [first, ...rest] = argv;
  if (first === undefined) {
    await terminal.err.write(helpFor());
    return EXIT.usage;
  }
  if (first === '--version') return await print(terminal, `${version()}\n`);
  if (first === '--help' || first === '-h') return await print(terminal, helpFor());
  if (first === 'help') return await print(terminal, helpFor(...rest));
  const found = findCommand(first);
  const [command, given] = choose(found, rest);
  if (command === undefined) {
    if (asksForHelp(rest)) return await print(terminal, helpFor(first));
    await terminal.err.write(helpFor(first));
    return EXIT.usage;
  }
  if (asksForHelp(given)) return await print(terminal, commandHelp(command));
  return await command.run(parseArguments(command, given), terminal);
}

/** The command that is meant and what it is given; none where only a group is named. */
function choose(
  found: AnyCommand | CommandGroup,
  rest: readonly string[],
): [AnyCommand | undefined, readonly string[]] {
  if (!('commands' in found)) return [found, rest];
  const inGroup = findInGroup(found, rest[0]);
  if (inGroup) return [inGroup, rest.slice(1)];
  return [asksForHelp(rest) ? undefined : found.own, rest];
}

/** What `flowbench help [COMMAND [COMMAND]]` prints; throws a `UserError` for a command there is not. */
export function helpFor(name?: string, inGroup?: string): string {
  if (name === undefined) return generalHelp(commands);
  const found = findCommand(name);
  if (!('commands' in found)) return commandHelp(found);
  const command = findInGroup(found, inGroup);
  return command ? commandHelp(command) : groupHelp(found);
}

function asksForHelp(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  const own = end < 0 ? argv : argv.slice(0, end);
  return own.includes('--help') || own.includes('-h');
}

function findCommand(name: string): AnyCommand | CommandGroup {
  const command = commands.find((candidate) => candidate.name === name);
  if (command) return command;
  throw unknownCommand(
    `"${name}" is not a command of flowbench.`,
    nearest(name, ['help', ...commands.map((candidate) => candidate.name)]),
    'flowbench help',
  );
}

/** A command of a group; undefined where none is named. */
function findInGroup(group: CommandGroup, name: string | undefined): AnyCommand | undefined {
  if (name === undefined || name.startsWith('-')) return undefined;
  const command = group.commands.find((candidate) => candidate.name === `${group.name} ${name}`);
  if (command) return command;
  const names = group.commands.map((candidate) => candidate.name.slice(group.name.length + 1));
  throw unknownCommand(
    `"${name}" is not a command of "flowbench ${group.name}".`,
    nearest(name, names),
    `flowbench help ${group.name}`,
  );
}

function unknownCommand(message: string, near: string | undefined, help: string): UserError {
  const hint = near ? `Did you mean "${near}"?` : `"${help}" lists the commands.`;
  return new UserError(message, { code: 'USAGE', hint });
}

async function print(terminal: Terminal, text: string): Promise<number> {
  await terminal.out.write(text);
  return EXIT.succeeded;
}

/** What users can mend is wrong usage; what they cannot is a failure, with its trace for whoever can. */
async function reportError(thrown: unknown, argv: readonly string[], terminal: Terminal): Promise<number> {
  const { err, errStyle, out } = terminal;
  const error = toErrorShape(thrown);
  await err.write(`${formatError(error, errStyle)}\n`);
  if (!(thrown instanceof FlowError) && thrown instanceof Error) await err.write(`${thrown.stack}\n`);
  const shape = argv[0] === 'run' ? { run: null, status: 'failed', outputs: {}, error } : { error };
  if (argv.includes('--json')) await writeJson(out, shape);
  return thrown instanceof UserError ? EXIT.usage : EXIT.failed;
}
