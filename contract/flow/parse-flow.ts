import type { z } from 'zod';
import { type JsonPlaces, JsonSyntaxFault, jsonPlaces } from './json-places.ts';
import { migrate, versionProblem } from './migrate.ts';
import { formatPath, type Problem } from './problem.ts';
import { type Flow, flowSchema } from './schema.ts';
import { describeIssue } from './schema-issue.ts';

/** A flow read from text. `flow` is missing where it could not be understood at all. */
export interface ParsedFlow {
  flow?: Flow;
  problems: Problem[];
  /** Line of each path in the text, for placing later findings. */
  lines: ReadonlyMap<string, number>;
}

/**
 * Reads a flow file: JSON, version, migrations, shape. Finds every problem of
 * shape at once; what the graph and the catalogue say comes later, from
 * `buildGraph` and `checkText`.
 *
 * @param name taken as id and name where the file has none
 */
export function parseFlow(source: string, name = 'flow'): ParsedFlow {
  const text = source.charCodeAt(0) === 0xfeff ? source.slice(1) : source;
  const raw = parseJson(text);
  if ('problem' in raw) return { problems: [raw.problem], lines: new Map() };
  const places: JsonPlaces = jsonPlaces(text);
  const { lines } = places;
  if (typeof raw.value !== 'object' || raw.value === null || Array.isArray(raw.value)) {
    const problem = error('NOT_A_FLOW', 'a flow file holds one JSON object', 'Export the flow again.');
    return { problems: [{ ...problem, line: 1 }], lines };
  }
  const document = raw.value as Record<string, unknown>;
  const version = versionProblem(document.flowbench);
  if (version) {
    const line = lines.get('flowbench') ?? 1;
    return { problems: [{ ...error('FLOW_VERSION', version.message, version.hint), line }], lines };
  }
  const problems = places.duplicates.map((path) => duplicateProblem(path, lines));
  const current = { id: name, name, ...migrate(document) };
  const parsed = flowSchema.safeParse(current);
  if (parsed.success) return { flow: parsed.data, problems, lines };
  for (const issue of parsed.error.issues) problems.push(issueProblem(issue, current, lines));
  return { problems, lines };
}

function parseJson(text: string): { value: unknown } | { problem: Problem } {
  try {
    return { value: JSON.parse(text) };
  } catch (thrown) {
    const fault = syntaxFault(text);
    const hint = 'Undo the last edit, or export the flow again.';
    const message = `this is not JSON: ${fault?.message ?? (thrown as Error).message}`;
    return { problem: { ...error('NOT_JSON', message, hint), line: fault?.line ?? 1 } };
  }
}

/** JSON.parse does not always tell where it stopped; walking the text does. */
function syntaxFault(text: string): JsonSyntaxFault | undefined {
  try {
    jsonPlaces(text);
    return undefined;
  } catch (thrown) {
    return thrown instanceof JsonSyntaxFault ? thrown : undefined;
  }
}

function duplicateProblem(path: string, lines: ReadonlyMap<string, number>): Problem {
  const [area, node] = path.split('/');
  const line = lines.get(path);
  return {
    ...error('DUPLICATE_KEY', `"${path.split('/').at(-1)}" stands twice`, 'Rename or remove one of the two.'),
    ...(area === 'nodes' && node !== undefined ? { node } : {}),
    ...(line === undefined ? {} : { line }),
  };
}

function issueProblem(
  issue: z.core.$ZodIssue,
  document: unknown,
  lines: ReadonlyMap<string, number>,
): Problem {
  const [area, node, ...rest] = issue.path;
  const line = nearestLine(issue.path, lines);
  const place = area === 'nodes' && node !== undefined ? { node: String(node) } : {};
  const param = rest[0] === 'params' ? rest.slice(1) : rest;
  const where = 'node' in place ? formatPath(param) : formatPath(issue.path);
  return {
    ...error('BAD_FLOW', `${where} ${describeIssue(issue, document)}`.trim(), undefined),
    ...place,
    ...(line === undefined ? {} : { line }),
  };
}

function nearestLine(path: readonly PropertyKey[], lines: ReadonlyMap<string, number>): number | undefined {
  for (let length = path.length; length > 0; length--) {
    const line = lines.get(path.slice(0, length).map(String).join('/'));
    if (line !== undefined) return line;
  }
  return undefined;
}

function error(code: string, message: string, hint: string | undefined): Problem {
  return { severity: 'error', code, message, ...(hint === undefined ? {} : { hint }) };
}
