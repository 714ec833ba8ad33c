import { Ajv, type ErrorObject, type Options, type ValidateFunction } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { RE2JS } from 're2js';
import { UserError } from '#contract/error';
import type { JsonObject } from '#contract/node';

/** One thing wrong with an item. */
export interface Problem {
  /** Field name with dots, as in other parameters; empty for the item as a whole. */
  path: string;
  message: string;
}

type Check = (json: JsonObject) => Problem[];

const MAX_CACHED = 100;
const bySchema = new WeakMap<JsonObject, Check>();
const byText = new Map<string, Check>();

/**
 * A check of items against a JSON Schema, compiled once per schema. Throws a
 * `UserError` when the schema is not one, or refers to another document.
 */
export function schemaCheck(schema: JsonObject): Check {
  const known = bySchema.get(schema);
  if (known) return known;
  const text = JSON.stringify(schema);
  let check = byText.get(text);
  if (!check) {
    check = compile(schema);
    if (byText.size >= MAX_CACHED) byText.clear();
    byText.set(text, check);
  }
  bySchema.set(schema, check);
  return check;
}

function compile(schema: JsonObject): Check {
  const validate = compiled(schema);
  return (json) => (validate(json) ? [] : (validate.errors ?? []).map(toProblem));
}

function compiled(schema: JsonObject): ValidateFunction {
  try {
    if (schema.$async) throw new Error('"$async" is not supported');
    // One instance per schema: schemas of different flows may share an "$id".
    const ajv = newAjv(schema.$schema);
    formats.default(ajv);
    return ajv.compile(schema);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UserError(`The JSON Schema cannot be used: ${reason}`, {
      code: 'SCHEMA',
      hint: 'Correct the schema; it may refer only to its own definitions, and patterns may not look around.',
      cause,
    });
  }
}

/** Flows come from strangers: a pattern must not be able to hang the engine, so RE2 matches them. */
function linearPattern(pattern: string): { test(text: string): boolean } {
  const compiled = RE2JS.compile(RE2JS.translateRegExp(pattern));
  return { test: (text) => compiled.test(text) };
}

const OPTIONS: Options = {
  allErrors: true,
  strict: false,
  logger: false,
  code: { regExp: Object.assign(linearPattern, { code: 'linearPattern' }) },
};

function newAjv($schema: unknown): Ajv | Ajv2019 | Ajv2020 {
  const draft = typeof $schema === 'string' ? $schema : '';
  if (draft.includes('2020-12')) return new Ajv2020(OPTIONS);
  if (draft.includes('2019-09')) return new Ajv2019(OPTIONS);
  return new Ajv(OPTIONS);
}

function toProblem(error: ErrorObject): Problem {
  const path = error.instancePath.split('/').slice(1).map(unescaped);
  if (error.keyword === 'required') {
    return { path: [...path, String(error.params.missingProperty)].join('.'), message: 'is required' };
  }
  if (error.keyword === 'additionalProperties') {
    return { path: [...path, String(error.params.additionalProperty)].join('.'), message: 'is not expected' };
  }
  return { path: path.join('.'), message: messageOf(error) };
}

function messageOf(error: ErrorObject): string {
  const allowed: unknown = error.params.allowedValues;
  if (error.keyword === 'enum' && Array.isArray(allowed)) {
    return `must be one of ${allowed.map((value) => JSON.stringify(value)).join(', ')}`;
  }
  return error.message ?? `breaks "${error.keyword}"`;
}

/** JSON Pointer writes `~` as `~0` and `/` as `~1`. */
function unescaped(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}
