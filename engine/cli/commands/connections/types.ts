import { describeConnectionType, secretFields } from '#contract/connection';
import { connectionPresets, connectionTypes } from '#engine/credentials';
import { defineCommand, type Terminal } from '../../command.ts';
import { EXIT } from '../../exit-codes.ts';
import { writeJson } from '../../output/write-json.ts';

export const types = defineCommand({
  name: 'connections types',
  summary: 'Lists the types of credentials with their fields, and the services whose settings are known.',
  arguments: [],
  options: { json: { type: 'boolean', help: 'prints their descriptions as JSON, fields as JSON Schema' } },
  examples: ['connections types'],
  async run({ options }, { out, outStyle }) {
    const all = [...connectionTypes.values()].map(describeConnectionType);
    if (options.json) await writeJson(out, { types: all, services: connectionPresets });
    for (const type of options.json ? [] : all) {
      const secret = secretFields(type);
      const { properties = {}, required = [] } = type.fields as { properties?: object; required?: string[] };
      const fields = Object.keys(properties).map((name) =>
        [
          name,
          ...(secret.includes(name) ? ['secret'] : []),
          ...(required.includes(name) ? [] : ['optional']),
        ].join(' '),
      );
      await out.write(`${outStyle('bold', type.type)}  ${type.summary}\n    ${fields.join(', ')}\n`);
    }
    if (!options.json) await out.write(`\n${services(outStyle)}\n`);
    return EXIT.succeeded;
  },
});

function services(style: Terminal['outStyle']): string {
  const lines = connectionPresets.map(({ id, type, help }) => `${style('bold', id)} (${type})  ${help}`);
  return lines.join('\n');
}
