import { parseArgs } from 'node:util';
import { UserError } from '#contract/error';
import { nearest } from '#engine/run';
import type { AnyCommand, AnyGiven, Option } from './command.ts';

type Token = ReturnType<typeof tokenize>[number];
type OptionToken = Extract<Token, { kind: 'option' }>;

/** Checks a command's arguments; throws a `UserError` that names the mistake and the command's help. */
export function parseArguments(command: AnyCommand, argv: readonly string[]): AnyGiven {
  const tokens = tokenize(command, argv);
  const options: Record<string, boolean | string | string[]> = {};
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const option = command.options[token.name] ?? unknownOption(command, token);
    const value = readValue(command, option, token);
    if (!option.multiple) options[token.name] = value;
    else options[token.name] = [...((options[token.name] as string[]) ?? []), value as string];
  }
  const values = tokens.filter((token) => token.kind === 'positional').map((token) => token.value);
  checkArguments(command, values);
  return { arguments: values, options };
}

function tokenize(command: AnyCommand, argv: readonly string[]) {
  const options = Object.fromEntries(
    Object.entries(command.options).map(([name, { type, short }]) => [
      name,
      short === undefined ? { type } : { type, short },
    ]),
  );
  // Not strict: its own messages speak of JavaScript; what is wrong is said here.
  return parseArgs({ args: [...argv], options, strict: false, allowPositionals: true, tokens: true }).tokens;
}

function unknownOption(command: AnyCommand, token: OptionToken): never {
  const near = nearest(token.name, Object.keys(command.options));
  throw usage(
    command,
    `"flowbench ${command.name}" has no option ${token.rawName}.`,
    near && `Did you mean --${near}?`,
  );
}

function readValue(command: AnyCommand, option: Option, token: OptionToken): string | boolean {
  if (option.type === 'boolean') {
    if (token.value === undefined) return true;
    throw usage(command, `The option ${token.rawName} takes no value.`);
  }
  const swallowed = !token.inlineValue && /^-./.test(token.value ?? '');
  if (token.value !== undefined && token.value !== '' && !swallowed) return token.value;
  throw usage(
    command,
    `The option ${token.rawName} needs a value: ${token.rawName} ${option.value ?? 'VALUE'}.`,
  );
}

function checkArguments(command: AnyCommand, values: readonly string[]): void {
  const required = command.arguments.filter(({ count }) => count !== 'optional' && count !== 'many');
  const missing = required[values.length];
  if (missing) throw usage(command, `"flowbench ${command.name}" needs ${missing.name}: ${missing.help}.`);
  const extra = values[command.arguments.length];
  if (extra === undefined || command.arguments.some(({ count }) => count === 'rest' || count === 'many'))
    return;
  throw usage(command, `"flowbench ${command.name}" does not know what to do with "${extra}".`);
}

function usage(command: AnyCommand, message: string, hint?: string): UserError {
  const help = `"flowbench help ${command.name}" tells how it is used.`;
  return new UserError(message, { code: 'USAGE', hint: hint ? `${hint} ${help}` : help });
}
