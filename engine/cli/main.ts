import { FlowError, toErrorShape, UserError } from '#contract/error';
import { tuneMemory } from '#engine/host';
import { nearest } from '#engine/run';
import type { AnyCommand, Terminal } from './command.ts';
import { commands } from './commands/index.ts';
import { EXIT } from './exit-codes.ts';
import { commandHelp, generalHelp } from './help.ts';
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
  if (first === 'help') return await print(terminal, helpFor(rest[0]));
  const command = findCommand(first);
  if (asksForHelp(rest)) return await print(terminal, commandHelp(command));
  return await command.run(parseArguments(command, rest), terminal);
}

/** What `flowbench help [COMMAND]` prints; throws a `UserError` for a command there is not. */
export function helpFor(name?: string): string {
  return name === undefined ? generalHelp(commands) : commandHelp(findCommand(name));
}

function asksForHelp(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  const own = end < 0 ? argv : argv.slice(0, end);
  return own.includes('--help') || own.includes('-h');
}

function findCommand(name: string): AnyCommand {
  const command = commands.find((candidate) => candidate.name === name);
  if (command) return command;
  const near = nearest(name, ['help', ...commands.map((candidate) => candidate.name)]);
  throw new UserError(`"${name}" is not a command of flowbench.`, {
    code: 'USAGE',
    hint: near ? `Did you mean "${near}"?` : '"flowbench help" lists the commands.',
  });
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
