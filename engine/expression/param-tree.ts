import { isJsonObject } from '#contract/node';
import type { ParamPath } from './failure.ts';
import { setOwn } from './json-safe.ts';
import { TemplateProblem } from './template/parse-expression.ts';
import { parseTemplate, type TemplateExpression } from './template/parse-template.ts';
import { textOfValue } from './template/text-of-value.ts';

/** A syntax error in a parameter. */
export interface ExpressionProblem {
  path: (string | number)[];
  message: string;
  hint: string;
  /** Offset in the parameter string. */
  position: number;
}

/** An expression found in a parameter tree. */
export interface FoundExpression extends TemplateExpression {
  /** Path of its parameter. */
  path: ParamPath;
  /** The whole parameter string, in which offsets count. */
  text: string;
}

/** Gives the value of the n-th expression of the tree. */
export type ValueOf = (expression: number) => unknown;

/** Builds a parameter tree from the values of its expressions. */
export type Build = (valueAt: ValueOf) => unknown;

export interface ParamTree {
  expressions: readonly FoundExpression[];
  problems: readonly ExpressionProblem[];
  /** Undefined when nothing in the tree is a template. */
  build: Build | undefined;
}

/** Finds the templates in a parameter tree and says how to put the evaluated tree together. */
export function readParamTree(raw: unknown, isLiteral: (path: ParamPath) => boolean): ParamTree {
  const expressions: FoundExpression[] = [];
  const problems: ExpressionProblem[] = [];

  function read(value: unknown, path: ParamPath): Build | undefined {
    if (typeof value !== 'string' && (typeof value !== 'object' || value === null)) return undefined;
    if (isLiteral(path)) return undefined;
    if (typeof value === 'string') return readText(value, path);
    if (Array.isArray(value)) return readList(value, path);
    return isJsonObject(value) ? readObject(value, path) : undefined;
  }

  function readText(text: string, path: ParamPath): Build | undefined {
    try {
      const template = parseTemplate(text);
      if (template === undefined) return undefined;
      const add = (found: TemplateExpression) => expressions.push({ ...found, path, text }) - 1;
      if (template.whole !== undefined) {
        const index = add(template.whole);
        return (valueAt) => valueAt(index);
      }
      const parts = template.parts.map((part) => (typeof part === 'string' ? part : add(part)));
      return (valueAt) => concat(parts, valueAt);
    } catch (error) {
      if (!(error instanceof TemplateProblem)) throw error;
      const { message, hint, position } = error;
      problems.push({ path: [...path], message, hint, position });
      return undefined;
    }
  }

  function readList(list: readonly unknown[], path: ParamPath): Build | undefined {
    const builds = list.map((entry, index) => read(entry, [...path, index]));
    if (builds.every((build) => build === undefined)) return undefined;
    return (valueAt) => builds.map((build, index) => (build ? (build(valueAt) ?? null) : list[index]));
  }

  function readObject(object: Record<string, unknown>, path: ParamPath): Build | undefined {
    const fields = Object.keys(object).map((key) => ({
      key,
      value: object[key],
      build: read(object[key], [...path, key]),
    }));
    if (fields.every(({ build }) => build === undefined)) return undefined;
    return (valueAt) => {
      const result: Record<string, unknown> = {};
      for (const { key, value, build } of fields) {
        const evaluated = build ? build(valueAt) : value;
        // Present even where it gave nothing: the parameter was set, only to nothing.
        setOwn(result, key, evaluated);
      }
      return result;
    };
  }

  return { build: read(raw, []), expressions, problems };
}

function concat(parts: readonly (string | number)[], valueAt: ValueOf): string {
  let text = '';
  for (const part of parts) text += typeof part === 'string' ? part : textOfValue(valueAt(part));
  return text;
}
