import {
  type ConnectionPreset,
  type ConnectionTypeDescription,
  describeConnectionType,
  secretFields,
} from '#contract/connection';
import { UserError } from '#contract/error';
import { connectionPresets, connectionTypes } from '#engine/credentials';
import { nearest } from '#engine/run';
import type { Terminal } from '../command.ts';
import { ask, readSecret } from './read-secret.ts';

interface FieldOptions {
  set?: readonly string[];
  secret?: readonly string[];
}

interface Field {
  type?: string;
  label?: string;
}

/** A connection type, or a service whose settings are known. @throws UserError `UNKNOWN_TYPE` */
export function requireType(name: string): {
  type: ConnectionTypeDescription;
  preset: ConnectionPreset | undefined;
} {
  const preset = connectionPresets.find(({ id }) => id === name);
  const type = connectionTypes.get(preset?.type ?? name);
  if (type) return { type: describeConnectionType(type), preset };
  const near = nearest(name, [...connectionTypes.keys(), ...connectionPresets.map(({ id }) => id)]);
  throw new UserError(`There is no connection type or service "${name}".`, {
    code: 'UNKNOWN_TYPE',
    hint: near ? `Did you mean ${near}?` : '"flowbench connections types" lists them.',
  });
}

/**
 * The fields of a credential as the options have them.
 *
 * @param missing whether required secrets that are not there are asked for at the terminal, or stay as they are
 */
export async function readFields(
  type: ConnectionTypeDescription,
  { set = [], secret = [] }: FieldOptions,
  terminal: Terminal,
  missing: 'ask' | 'stay',
): Promise<Record<string, unknown>> {
  const secrets = secretFields(type);
  const { properties = {}, required = [] } = type.fields as {
    properties?: Record<string, Field>;
    required?: string[];
  };
  const values: Record<string, unknown> = {};
  for (const pair of set) {
    const [name, text] = split(pair, '--set', properties);
    if (secrets.includes(name)) throw onCommandLine(name);
    values[name] = parseValue(text, properties[name]);
  }
  for (const pair of secret) {
    const [name, path] = split(pair, '--secret', properties);
    values[name] = await readSecret(path, `"${name}"`, terminal);
  }
  for (const name of secrets) {
    if (missing === 'stay' || !required.includes(name) || name in values) continue;
    values[name] = await ask(properties[name]?.label ?? name, terminal);
  }
  return values;
}

function split(pair: string, option: string, fields: Record<string, Field>): [name: string, rest: string] {
  const equals = pair.indexOf('=');
  const name = pair.slice(0, Math.max(equals, 0));
  if (equals > 0 && name in fields) return [name, pair.slice(equals + 1)];
  // Nothing behind the equals sign is repeated: it may be a secret in the wrong place.
  throw new UserError(
    equals < 1 ? `${option} needs FIELD=… behind it.` : `There is no field "${name}" in this type.`,
    { code: 'USAGE', hint: `Its fields are: ${Object.keys(fields).join(', ')}.` },
  );
}

function onCommandLine(name: string): UserError {
  return new UserError(
    `"${name}" is secret, and what stands on the command line can be read by other programs.`,
    {
      code: 'USAGE',
      hint: `Leave it out to be asked for it, or give it in a file: --secret ${name}=FILE. Change the secret: it is in the history of your shell now.`,
    },
  );
}

/** Text stays text; numbers, switches and lists are JSON. */
function parseValue(text: string, field: Field | undefined): unknown {
  if (field?.type === 'string' || field?.type === undefined) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
