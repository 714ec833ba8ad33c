import { UserError } from '#contract/error';
import { describeNode, type NodeDescription } from '#contract/node';
import { nearest } from '#engine/run';
import { catalogue } from '#nodes';
import { defineCommand, type Terminal } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { listParameters, portsOf, REPLAY_WORDS } from '../output/node-reference.ts';
import { writeJson } from '../output/write-json.ts';

export const nodes = defineCommand({
  name: 'nodes',
  summary: 'Documents the node types: all of them, or one in full.',
  arguments: [{ name: 'TYPE', help: 'a node type, for example data.map', count: 'optional' }],
  options: {
    json: { type: 'boolean', help: 'prints the descriptions as JSON, parameters as JSON Schema' },
  },
  examples: ['nodes', 'nodes data.map'],
  async run({ arguments: [type], options }, terminal) {
    const definition = type === undefined ? undefined : catalogue.get(type);
    if (type !== undefined && !definition) throw unknownType(type);
    const all = [...catalogue.values()].map(describeNode);
    const one = definition && describeNode(definition);
    if (options.json) await writeJson(terminal.out, one ?? { nodes: all });
    else await terminal.out.write(one ? describe(one, terminal) : listNodes(all, terminal));
    return EXIT.succeeded;
  },
});

function unknownType(type: string): UserError {
  const near = nearest(type, [...catalogue.keys()]);
  return new UserError(`There is no node type "${type}".`, {
    code: 'UNKNOWN_TYPE',
    hint: near ? `Did you mean ${near}?` : '"flowbench nodes" lists the types there are.',
  });
}

function listNodes(all: readonly NodeDescription[], { outStyle }: Terminal): string {
  const width = Math.max(...all.map(({ type }) => type.length));
  const lines = [...Map.groupBy(all, ({ group }) => group)].flatMap(([group, members]) => [
    outStyle('bold', group),
    ...members.map(({ type, summary }) => `  ${type.padEnd(width)}  ${summary}`),
    '',
  ]);
  return `${lines.join('\n')}\n"flowbench nodes TYPE" documents one.\n`;
}

function describe(node: NodeDescription, { outStyle }: Terminal): string {
  const inputs = portsOf(node.inputs);
  const lines = [
    `${outStyle('bold', node.type)} · ${node.title}`,
    node.summary,
    ...(node.docs ? ['', node.docs.trim()] : []),
    '',
    ...(inputs === '' ? [] : [`Inputs:   ${inputs}`]),
    `Outputs:  ${portsOf(node.outputs)}${node.kind === 'trigger' ? '' : '; with "onError": "route" also error'}`,
    `Replay:   ${REPLAY_WORDS[node.replay]}`,
    ...(node.needsTrust ? ['Trust:    runs only in a trusted flow (--trust)'] : []),
    ...parameterLines(node, outStyle),
    ...exampleLines(node, outStyle),
  ];
  return `${lines.join('\n')}\n`;
}

function parameterLines(node: NodeDescription, style: Terminal['outStyle']): string[] {
  const parameters = listParameters(node);
  if (parameters.length === 0) return [];
  const width = Math.max(...parameters.map(({ name }) => name.length));
  const lines = parameters.map(({ name, values, required, standard, help }) => {
    const must = required ? ', required' : standard === undefined ? '' : `, default ${standard}`;
    return `  ${name.padEnd(width)}  ${help} ${style('dim', `[${values}${must}]`)}`;
  });
  return ['', style('bold', 'Parameters'), ...lines];
}

function exampleLines(node: NodeDescription, style: Terminal['outStyle']): string[] {
  return node.examples.flatMap(({ title, params, input, output }) => [
    '',
    style('bold', `Example: ${title}`),
    `  params  ${JSON.stringify(params)}`,
    ...(input === undefined ? [] : [`  input   ${JSON.stringify(input)}`]),
    ...Object.entries(output).map(([port, items]) => `  ${port.padEnd(6)}  ${JSON.stringify(items)}`),
  ]);
}
