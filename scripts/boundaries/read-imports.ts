import { parseSync } from 'oxc-parser';

/** One import or re-export of a source file. */
export interface Import {
  /** As written: `zod`, `#contract/node`, `./item.ts`. */
  specifier: string;
  /** Line in the file, from 1. */
  line: number;
  /** Vanishes when types are stripped, so it cannot matter when modules load. */
  typeOnly: boolean;
}

/** All imports, re-exports and literal dynamic imports of a source text, in order. */
export function readImports(file: string, source: string): Import[] {
  const { staticImports, staticExports, dynamicImports } = parseSync(file, source).module;
  const found: (Omit<Import, 'line'> & { at: number })[] = [];
  for (const { moduleRequest, entries, start } of staticImports) {
    const typeOnly = entries.length > 0 && entries.every((entry) => entry.isType);
    found.push({ specifier: moduleRequest.value, typeOnly, at: start });
  }
  for (const { entries, start } of staticExports) {
    const request = entries.find((entry) => entry.moduleRequest)?.moduleRequest;
    if (request) {
      found.push({ specifier: request.value, typeOnly: entries.every((e) => e.isType), at: start });
    }
  }
  for (const { moduleRequest, start } of dynamicImports) {
    const text = source.slice(moduleRequest.start, moduleRequest.end);
    const literal = /^(['"`])([^'"`$]+)\1$/.exec(text)?.[2];
    if (literal) found.push({ specifier: literal, typeOnly: false, at: start });
  }
  return found
    .sort((a, b) => a.at - b.at)
    .map(({ at, ...rest }) => ({ ...rest, line: source.slice(0, at).split('\n').length }));
}
