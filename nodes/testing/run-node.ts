import {
  type Answer,
  type Directive,
  type Item,
  inputPorts,
  isJsonObject,
  type NodeDefinition,
  type NodeResult,
  type Outputs,
  outputPorts,
} from '#contract/node';
import { type Abilities, contextFor, NOW, plainAbilities } from './plain-context.ts';

type Params = Record<string, unknown>;
/** Plain `json` objects or items, for the first input port or by input port. */
export type TestInput = readonly Params[] | Readonly<Record<string, readonly Params[]>>;

/**
 * Runs a node as the engine would, without one, and gives its outputs. `params`
 * are as in a flow file with expressions already computed; a function computes
 * them for the item at an index. A container runs with nothing inside but an edge
 * from `each` to `collect`; a wait ends by its time; a called flow gives back what
 * it got.
 */
export async function runNode(
  definition: NodeDefinition,
  params: Params | ((item: Item | undefined, index: number) => Params),
  input: TestInput = [],
  abilities: Abilities = {},
): Promise<Outputs> {
  const inputs = inputsOf(definition, input);
  const items = Object.values(inputs).flat();
  const all = { ...plainAbilities(), ...abilities };
  const contextAt = (itemIndex: number) => {
    const raw = typeof params === 'function' ? params(items[itemIndex], itemIndex) : params;
    return contextFor({ params: definition.params.parse(raw), inputs, itemIndex }, all);
  };
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
  if ('container' in definition) return { [first]: items };
  const directive = definition.direct(items, ctx);
  if (definition.resume) return definition.resume(items, answerTo(directive, items), ctx);
  return ports.length === 0 ? {} : { [first]: items };
}

/** Items by input port. */
export function inputsOf(definition: NodeDefinition, input: TestInput): Record<string, readonly Item[]> {
  if (!isList(input)) {
    return Object.fromEntries(Object.entries(input).map(([port, list]) => [port, list.map(toItem)]));
  }
  const [first = 'in'] = inputPorts(definition, undefined, []);
  return { [first]: input.map(toItem) };
}

function isList(input: TestInput): input is readonly Params[] {
  return Array.isArray(input);
}

function toItem(given: Params): Item {
  const { json, binary, ...rest } = given;
  const isItem = isJsonObject(json) && Object.keys(rest).length === 0;
  return isItem
    ? { json, ...(binary === undefined ? {} : { binary: binary as NonNullable<Item['binary']> }) }
    : { json: given };
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
