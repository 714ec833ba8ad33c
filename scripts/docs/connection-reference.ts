import type { ConnectionPreset, ConnectionTypeDescription } from '#contract/connection';
import { secretFields } from '#contract/connection';
import { listParameters } from '#engine/cli';
import { parameterTable } from './parameter-table.ts';

/** The reference of all connection types and of the services whose settings are known, as Markdown. */
export function connectionReference(
  types: readonly ConnectionTypeDescription[],
  presets: readonly ConnectionPreset[],
): string {
  return [
    '# Connection types',
    '',
    '<!-- Written by `npm run docs` from the definitions in engine/credentials; edit those. -->',
    '',
    'How a node may sign in. A flow declares a slot with one of these types; the credential that fills it stays on your',
    'machine: see [connections](guides/connections.md). Fields marked *secret* are kept encrypted and never shown again.',
    '',
    ...types.flatMap(section),
    '## Known services',
    '',
    'The app fills in most fields for these.',
    '',
    '| service | type | hosts | |',
    '|---|---|---|---|',
    ...presets.map(({ title, type, hosts, help }) => {
      return `| ${title} | \`${type}\` | ${hosts.map((host) => `\`${host}\``).join(' ')} | ${help} |`;
    }),
    '',
  ].join('\n');
}

function section(type: ConnectionTypeDescription): string[] {
  const secret = new Set(secretFields(type));
  const fields = listParameters({ params: type.fields }).map((field) =>
    secret.has(field.name) ? { ...field, values: `${field.values}, *secret*` } : field,
  );
  return [
    `## ${type.type}`,
    '',
    `**${type.title}.** ${type.summary}`,
    '',
    ...(type.docs ? [type.docs.trim(), ''] : []),
    ...parameterTable(fields),
  ];
}
