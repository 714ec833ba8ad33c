import type { AnyCommand, Argument, CommandGroup, Option } from './command.ts';

/** The help of the whole command. */
export function generalHelp(commands: readonly (AnyCommand | CommandGroup)[]): string {
  return [
    'Flowbench runs integrations drawn as flows, durably, on your own machine.',
    '',
    'Usage: flowbench COMMAND [ARGUMENTS] [OPTIONS]',
    '',
    ...block(
      'Commands',
      commands.map(({ name, summary }) => [name, summary]),
    ),
    '',
    ...block('Options', [
      ['--help', 'explains flowbench, or the command it follows'],
      ['--version', 'prints the version'],
    ]),
    '',
    ...block('Exit codes', [
      ['0', 'succeeded'],
      ['1', 'failed'],
      ['2', 'wrong usage, or a flow that is not valid'],
      ['3', 'the run waits (for a time, an answer or a decision)'],
    ]),
    '',
    'In a checkout of Flowbench, "npm run -s flowbench --" stands for "flowbench".',
    '',
  ].join('\n');
}

/** The help of a group of commands. */
export function groupHelp({ name, summary, details, own, commands }: CommandGroup): string {
  return [
    ...(own ? [commandHelp(own)] : [summary, '']),
    `${own ? 'Further' : 'Usage'}: flowbench ${name} COMMAND [ARGUMENTS] [OPTIONS]`,
    '',
    ...(details === undefined ? [] : [details, '']),
    ...block(
      'Commands',
      commands.map((command) => [command.name.slice(name.length + 1), command.summary]),
    ),
    '',
    `"flowbench help ${name} COMMAND" explains one.`,
    '',
  ].join('\n');
}

/** The help of one command. */
export function commandHelp(command: AnyCommand): string {
  const options = Object.entries(command.options);
  const lines = [`${command.summary}`, '', `Usage: flowbench ${usageOf(command)}`];
  if (command.details) lines.push('', command.details);
  if (command.arguments.length > 0) {
    lines.push(
      '',
      ...block(
        'Arguments',
        command.arguments.map(({ name, help }) => [name, help]),
      ),
    );
  }
  if (options.length > 0) {
    lines.push(
      '',
      ...block(
        'Options',
        options.map(([name, option]) => [
          option.short === undefined ? flag(name, option) : `-${option.short}, ${flag(name, option)}`,
          option.help,
        ]),
      ),
    );
  }
  lines.push('', 'Examples:', ...command.examples.map((example) => `  flowbench ${example}`), '');
  return lines.join('\n');
}

function usageOf({ name, arguments: args, options }: AnyCommand): string {
  return [
    name,
    ...args.map(argument),
    ...Object.entries(options).map(([key, option]) => `[${flag(key, option)}]`),
  ].join(' ');
}

function argument({ name, count }: Argument): string {
  if (count === 'optional') return `[${name}]`;
  if (count === 'many') return `[${name}…]`;
  return count === 'rest' ? `${name}…` : name;
}

function flag(name: string, { value, type }: Option): string {
  return type === 'boolean' ? `--${name}` : `--${name} ${value ?? 'VALUE'}`;
}

function block(title: string, rows: readonly (readonly [name: string, text: string])[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length));
  return [`${title}:`, ...rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`)];
}
