import type { FlowNode } from '#contract/flow';
import type { NodeDescription } from '#contract/node';

/** The line under a node's name: its type and the one parameter that tells most. */
export function typeLine(node: FlowNode, type: NodeDescription | undefined): string {
  if (!type) return node.type;
  const fact = keyFact(node.params ?? {});
  return fact === undefined ? type.title : `${type.title}, ${fact}`;
}

type Params = Readonly<Record<string, unknown>>;

/** In order: the first that says something. */
const FACTS: readonly ((params: Params) => string | undefined)[] = [
  ({ method, path }) => text(method) && join(text(method), text(path)),
  ({ cron, every }) => text(cron) ?? (text(every) && `every ${text(every)}`),
  ({ path }) => text(path),
  ({ test }) => text(test),
  ({ fields }) => count(fields, 'field'),
  ({ cases }) => count(cases, 'case'),
  ({ values }) => count(values, 'value'),
  ({ by }) => (Array.isArray(by) ? by.map(fieldName).filter(Boolean).join(', ') || undefined : undefined),
  ({ columns }) => count(columns, 'column'),
  ({ field, into }) => text(field) ?? text(into),
  ({ fileName }) => text(fileName),
  ({ items }) => text(items) ?? count(items, 'item'),
  ({ concurrency }) => (typeof concurrency === 'number' ? `${concurrency} at a time` : undefined),
  (params) => text(params.for) ?? text(params.until) ?? text(params.while),
  ({ event }) => text(event),
  ({ mode }) => text(mode),
  ({ max }) => (typeof max === 'number' ? String(max) : undefined),
  ({ message }) => text(message),
  ({ flow }) => text(flow),
  ({ status }) => (typeof status === 'number' ? String(status) : undefined),
];

function keyFact(params: Params): string | undefined {
  for (const fact of FACTS) {
    const said = fact(params);
    if (said) return said;
  }
  return undefined;
}

/** An expression without its braces: the face is narrow. */
function text(value: unknown): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  return value.replace(/^\{\{\s*([\s\S]*?)\s*\}\}$/, '$1');
}

function count(value: unknown, one: string): string | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  return `${value.length} ${one}${value.length === 1 ? '' : 's'}`;
}

function join(a: string | undefined, b: string | undefined): string {
  return b === undefined ? (a ?? '') : `${a} ${b}`;
}

function fieldName(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'object' && value !== null && 'field' in value ? String(value.field) : '';
}
