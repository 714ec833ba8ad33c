import { type Catalogue, describeNode, type NodeDescription } from '#contract/node';
import { listParameters, portsOf, REPLAY_WORDS } from '#engine/cli';
import { parameterTable } from './parameter-table.ts';

const GROUPS: Readonly<Record<NodeDescription['group'], string>> = {
  trigger: 'Triggers',
  control: 'Control',
  data: 'Data',
  files: 'Files',
  connect: 'Connect',
  apps: 'Apps',
};

/** The reference of all node types, as Markdown. */
export function nodeReference(catalogue: Catalogue): string {
  const groups = [...Map.groupBy([...catalogue.values()].map(describeNode), ({ group }) => group)];
  const contents = groups.flatMap(([group, nodes]) => [
    `**${GROUPS[group]}**: ${nodes.map(({ type }) => `[\`${type}\`](#${anchor(type)})`).join(' · ')}`,
    '',
  ]);
  return [
    '# Node types',
    '',
    '<!-- Written by `npm run docs` from the definitions in nodes/; edit those. -->',
    '',
    'What flows can be made of. `flowbench nodes TYPE` prints the same on the command line. Any parameter may be',
    'an expression, `{{ … }}`, unless it says otherwise. Every node may also have `name`, `in`, `onError`,',
    '`retry`, `timeout` and more: see [flow files](flow-files.md).',
    '',
    ...contents,
    ...groups.flatMap(([group, nodes]) => [`## ${GROUPS[group]}`, '', ...nodes.flatMap(section)]),
  ].join('\n');
}

function anchor(type: string): string {
  return type.toLowerCase().replaceAll('.', '');
}

function section(node: NodeDescription): string[] {
  const inputs = portsOf(node.inputs);
  const facts = [
    inputs === '' ? 'no inputs' : `in: ${inputs}`,
    `out: ${portsOf(node.outputs)}`,
    ...(node.kind === 'trigger' || node.kind === 'container' ? [] : [REPLAY_WORDS[node.replay]]),
    ...(node.needsTrust ? ['only in a trusted flow'] : []),
  ];
  return [
    `### ${node.type}`,
    '',
    `**${node.title}.** ${node.summary} *(${facts.join(' · ')})*`,
    '',
    ...(node.docs ? [node.docs.trim(), ''] : []),
    ...parametersOf(node),
    ...node.examples.flatMap(example),
  ];
}

function parametersOf(node: NodeDescription): string[] {
  const parameters = listParameters(node);
  return parameters.length === 0 ? ['No parameters.', ''] : parameterTable(parameters);
}

function example({ title, params, input, output }: NodeDescription['examples'][number]): string[] {
  const lines = [
    `params  ${JSON.stringify(params)}`,
    ...(input === undefined ? [] : [`input   ${JSON.stringify(input)}`]),
    ...Object.entries(output).map(([port, items]) => `${port.padEnd(7)} ${JSON.stringify(items)}`),
  ];
  return [`${title}:`, '```', ...lines, '```', ''];
}
