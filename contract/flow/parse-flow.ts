import type { z } from 'zod';
import { type JsonPlaces, JsonSyntaxFault, jsonPath, jsonPlaces } from './json-places.ts';
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
  const raw = readJson(text);
  if ('problem' in raw) return { problems: [raw.problem], lines: new Map() };
  const { lines } = raw.places;
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
  const problems = raw.places.duplicates.map((path) => duplicateProblem(path, lines));
  const vanishing = lines.get('nodes/__proto__');
  if (vanishing !== undefined) {
    // JavaScript gives this name a meaning of its own, so the node would be lost without a word.
    const problem = error('BAD_FLOW', 'a node cannot be called "__proto__"', 'Give it another id.');
    return { problems: [...problems, { ...problem, line: vanishing }], lines };
  }
  const current = { id: name, name, ...migrate(document) };
  const parsed = flowSchema.safeParse(current);
  if (parsed.success) return { flow: parsed.data, problems, lines };
  for (const issue of parsed.error.issues) problems.push(issueProblem(issue, current, lines));
  return { problems, lines };
}

/** JSON.parse does not always tell where it stopped; walking the text does. */
function readJson(text: string): { value: unknown; places: JsonPlaces } | { problem: Problem } {
  try {
    const places = jsonPlaces(text);
    return { value: JSON.parse(text), places };
  } catch (thrown) {
    const hint = 'Undo the last edit, or export the flow again.';
    const message = `this is not JSON: ${(thrown as Error).message}`;
    const line = thrown instanceof JsonSyntaxFault ? thrown.line : 1;
    return { problem: { ...error('NOT_JSON', message, hint), line } };
  }
}

function duplicateProblem(path: string, lines: ReadonlyMap<string, number>): Problem {
  const [area, node] = path.split('/');
  const line = lines.get(path);
  const name = path
    .slice(path.lastIndexOf('/') + 1)
    .replaceAll('~1', '/')
    .replaceAll('~0', '~');
  return {
    ...error('DUPLICATE_KEY', `"${name}" stands twice`, 'Rename or remove one of the two.'),
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
    const line = lines.get(jsonPath(path.slice(0, length)));
    if (line !== undefined) return line;
  }
  return undefined;
}

function error(code: string, message: string, hint: string | undefined): Problem {
  return { severity: 'error', code, message, ...(hint === undefined ? {} : { hint }) };
}
