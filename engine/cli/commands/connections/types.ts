import { describeConnectionType, secretFields } from '#contract/connection';
import { connectionTypes } from '#engine/credentials';
import { defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-codes.ts';
import { writeJson } from '../../output/write-json.ts';

export const types = defineCommand({
  name: 'connections types',
  summary: 'Lists the types of credentials and the fields they have.',
  arguments: [],
  options: { json: { type: 'boolean', help: 'prints their descriptions as JSON, fields as JSON Schema' } },
  examples: ['connections types'],
  async run({ options }, { out, outStyle }) {
    const all = [...connectionTypes.values()].map(describeConnectionType);
    if (options.json) await writeJson(out, { types: all });
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
    return EXIT.succeeded;
  },
});
