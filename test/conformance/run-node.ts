import {
  type Answer,
  type ContainerNode,
  type Directive,
  type Item,
  inputPorts,
  isJsonObject,
  type NodeDefinition,
  type NodeExample,
  type NodeResult,
  type Outputs,
  outputPorts,
} from '#contract/node';
import { evaluateParams } from './evaluate-params.ts';
import { type Abilities, contextFor, NOW, plainAbilities } from './plain-context.ts';

type Input = Readonly<Record<string, readonly Item[]>>;

/**
 * Runs one example as the engine would, without one. A container runs with
 * nothing inside but an edge from `each` to `collect`; a wait ends by its time;
 * a called flow gives back what it got.
 */
export async function runExample(
  definition: NodeDefinition,
  example: NodeExample,
  abilities: Abilities = plainAbilities(),
  input: Input = inputOf(definition, example),
): Promise<Outputs> {
  const items = Object.values(input).flat();
  const paramsAt = (index: number) => evaluateParams(definition, example.params, items, index);
  const contextAt = (index: number) =>
    contextFor(abilities, { params: paramsAt(index), inputs: input, itemIndex: index });
  if ('run' in definition) {
    const outputs: Outputs = {};
    for (const [index, item] of items.entries()) {
      const ctx = contextAt(index);
      await addResult(outputs, await definition.run(item, ctx), outputPorts(definition, ctx.params));
    }
    return outputs;
  }
  const ctx = contextAt(0);
  const ports = outputPorts(definition, ctx.params);
  const [first = 'out'] = ports;
  if ('runAll' in definition) return addResult({}, await definition.runAll(items, ctx), ports);
  if ('runStream' in definition) return addResult({}, definition.runStream(inChunks(items), ctx), ports);
  if ('sample' in definition) return { [first]: definition.sample(ctx.params, NOW) };
  if ('container' in definition) return contained(definition, items);
  const directive = definition.direct(items, ctx);
  const answer = answerTo(directive, items);
  if (definition.resume) return definition.resume(items, answer, ctx);
  return ports.length === 0 ? {} : { [first]: items };
}

/** Items of an example by input port. */
export function inputOf(definition: NodeDefinition, { input = [], params }: NodeExample): Input {
  if (!Array.isArray(input)) {
    return Object.fromEntries(Object.entries(input).map(([port, list]) => [port, toItems(list)]));
  }
  const parsed = definition.params.safeParse(params);
  const [first = 'in'] = inputPorts(definition, parsed.data, []);
  return { [first]: toItems(input) };
}

function toItems(list: readonly Record<string, unknown>[]): Item[] {
  return list.map((json) => ({ json }));
}

function contained(_: ContainerNode<never>, items: readonly Item[]): Outputs {
  return { done: items };
}

function answerTo(directive: Directive, items: readonly Item[]): Answer {
  return directive.do === 'callFlow' ? { by: 'flow', items } : { by: 'time' };
}

/** Two items per chunk, so that state across chunks is tried. */
async function* inChunks(items: readonly Item[]): AsyncIterable<readonly Item[]> {
  for (let at = 0; at < items.length; at += 2) yield items.slice(at, at + 2);
}

type Result = NodeResult | AsyncIterable<Item | readonly Item[] | Outputs>;

async function addResult(outputs: Outputs, result: Result, ports: readonly string[]): Promise<Outputs> {
  if (result === undefined) return outputs;
  if (Symbol.asyncIterator in result) {
    for await (const part of result) await addResult(outputs, part as NodeResult, ports);
    return outputs;
  }
  const [first = 'out'] = ports;
  if (Array.isArray(result)) add(outputs, first, result);
  else if (isItem(result)) add(outputs, first, [result]);
  else for (const [port, items] of Object.entries(result)) add(outputs, port, items as readonly Item[]);
  return outputs;
}

function add(outputs: Outputs, port: string, items: readonly Item[]): void {
  outputs[port] = [...(outputs[port] ?? []), ...items];
}

function isItem(result: object): result is Item {
  return 'json' in result && isJsonObject(result.json);
}
