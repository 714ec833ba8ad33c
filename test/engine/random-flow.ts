import fc from 'fast-check';
import type { JsonObject } from '#contract/node';
import type { FlowText } from './harness.ts';

/** A node to be, with numbers where it picks among what is there. */
interface Sprout {
  kind: string;
  /** Which outputs before it in its scope lead to it. */
  from: number[];
  /** Which way its parameters go. */
  way: number;
  onError: 'stop' | 'route' | 'continue';
  /** What stands inside, for containers, and what of it is collected. */
  inside: Sprout[];
  collect: number[];
}

interface RandomFlow {
  flow: FlowText;
  input: JsonObject[];
}

const PLAIN = [
  'map',
  'if',
  'filter',
  'merge',
  'limit',
  'aggregate',
  'effect',
  'effect',
  'later',
  'trace',
  'delay',
  'end',
];
const CONTAINERS = ['forEach', 'forEach', 'repeat', 'try'];

/**
 * Flows whose result does not depend on timing: graphs of pure nodes and effects
 * that may fail, in containers up to three deep.
 */
export const randomFlow: fc.Arbitrary<RandomFlow> = fc
  .record({
    sprouts: fc.array(sprout(2), { minLength: 1, maxLength: 5 }),
    fails: fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
    safe: fc.boolean(),
  })
  .map(({ sprouts, fails, safe }) => {
    const flow = { nodes: { start: { type: 'trigger.manual' } }, edges: [] };
    plant(flow, sprouts, undefined, ['start'], { next: 0 });
    const input = fails.map((fail, index) => ({
      id: index + 1,
      n: index,
      ...(fail && !safe ? { fail } : {}),
    }));
    return { flow, input };
  });

function sprout(depth: number): fc.Arbitrary<Sprout> {
  const picks = fc.array(fc.nat(20), { minLength: 1, maxLength: 2 });
  const own = {
    from: picks,
    way: fc.nat(7),
    onError: fc.constantFrom('stop', 'route', 'route', 'continue') as fc.Arbitrary<Sprout['onError']>,
    collect: fc.array(fc.nat(20), { maxLength: 2 }),
  };
  const plain = fc.record({ ...own, kind: fc.constantFrom(...PLAIN), inside: fc.constant<Sprout[]>([]) });
  if (depth === 0) return plain;
  const container = fc.record({
    ...own,
    kind: fc.constantFrom(...CONTAINERS),
    inside: fc.array(sprout(depth - 1), { maxLength: 4 }),
  });
  return fc.oneof({ weight: 3, arbitrary: plain }, { weight: 2, arbitrary: container });
}

/** Adds the nodes of one scope; `sources` are the ports that edges may come from. */
function plant(
  flow: Required<Pick<FlowText, 'nodes' | 'edges'>>,
  sprouts: readonly Sprout[],
  container: string | undefined,
  sources: string[],
  names: { next: number },
  inLoop = false,
): void {
  for (const one of sprouts) {
    const id = `${one.kind}${names.next++}`;
    const { node, ports } =
      one.kind === 'end' && !inLoop ? described({ ...one, kind: 'map' }) : described(one);
    flow.nodes[id] = { ...node, ...(container === undefined ? {} : { in: container }) };
    for (const from of pick(sources, one.from)) flow.edges.push(`${from} -> ${id}`);
    if (CONTAINERS.includes(one.kind)) {
      const inner = [`${id}:each`];
      plant(flow, one.inside, id, inner, names, inLoop || one.kind !== 'try');
      for (const from of pick(inner, one.collect)) flow.edges.push(`${from} -> ${id}:collect`);
    }
    sources.push(...ports.map((port) => `${id}:${port}`));
  }
}

function pick(sources: readonly string[], numbers: readonly number[]): Set<string> {
  return new Set(numbers.map((n) => sources[n % sources.length] ?? ''));
}

function described({ kind, way, onError }: Sprout): { node: FlowText['nodes'][string]; ports: string[] } {
  const error = onError === 'route' ? ['error'] : [];
  switch (kind) {
    case 'map':
      return plain('data.map', { fields: [{ name: 'n', value: '{{ $json.n + 1 }}' }] });
    case 'if':
      return { ...plain('control.if', { test: `{{ $json.n > ${way} }}` }), ports: ['true', 'false'] };
    case 'filter':
      return plain('control.filter', { test: `{{ $json.id !== ${way} }}` });
    case 'merge':
      return plain('control.merge', {});
    case 'limit':
      return plain('data.limit', { max: way + 1, from: way % 2 === 0 ? 'start' : 'end' });
    case 'aggregate':
      return plain('data.aggregate', { field: 'n', into: 'n' });
    case 'trace':
      return {
        node: {
          ...plain('data.map', { fields: [{ name: 'from', value: "{{ $('start').item.json.id }}" }] }).node,
          onError,
        },
        ports: ['out', ...error],
      };
    case 'effect':
      return {
        // Of several items at once, the one that fails first would stop the others.
        node: {
          type: 'test.effect',
          onError,
          inDoubt: 'retry',
          concurrency: onError === 'stop' ? 1 : 1 + (way % 3),
        },
        ports: ['out', ...error],
      };
    case 'delay':
      return plain('control.delay', { for: `${way}m` });
    case 'end':
      return { node: { type: way % 2 === 0 ? 'control.next' : 'control.stopLoop' }, ports: [] };
    case 'later':
      return { node: { type: 'test.later', onError }, ports: ['out', ...error] };
    case 'forEach': {
      const policy = ['stop', 'collect', 'skip'][way % 3];
      const params = { batchSize: 1 + (way % 2), concurrency: 1 + (way % 4), onItemError: policy };
      return { node: { type: 'control.forEach', params }, ports: ['done', 'error'] };
    }
    case 'repeat':
      return { node: { type: 'control.repeat', params: repeatParams(way) }, ports: ['done'] };
    default:
      return { node: { type: 'control.try' }, ports: ['done', 'error'] };
  }
}

function repeatParams(way: number): JsonObject {
  if (way < 3) return { max: way + 1 };
  const check = way % 2 === 0 ? 'before' : 'after';
  return { until: '{{ $iteration.index >= 1 }}', check, max: 3 };
}

function plain(type: string, params: JsonObject): { node: FlowText['nodes'][string]; ports: string[] } {
  return { node: { type, params }, ports: ['out'] };
}
