import { FORMAT_VERSION } from './schema.ts';

type Document = Record<string, unknown>;

/** Brings a document of version `from` to version `from + 1`. */
export interface Migration {
  from: number;
  migrate(document: Document): Document;
}

/** In order, without gaps, ending at the current version; a test holds them to that. */
export const migrations: readonly Migration[] = [];

/** The sentence for a version that this build cannot read; undefined where it can. */
export function versionProblem(version: unknown): { message: string; hint: string } | undefined {
  if (version === undefined) {
    return {
      message: 'this is not a Flowbench flow: it has no "flowbench" version',
      hint: `A flow file begins with "flowbench": ${FORMAT_VERSION}.`,
    };
  }
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) {
    return {
      message: `"flowbench" must be a format version such as ${FORMAT_VERSION}, not ${JSON.stringify(version)}`,
      hint: `Write "flowbench": ${FORMAT_VERSION}.`,
    };
  }
  if (version > FORMAT_VERSION) {
    return {
      message: `this flow has format version ${version}; this Flowbench reads up to version ${FORMAT_VERSION}`,
      hint: 'Update Flowbench to open it.',
    };
  }
  return undefined;
}

/** Applies every migration from the document's version on. The version must be readable. */
export function migrate(document: Document, steps: readonly Migration[] = migrations): Document {
  let current = document;
  for (const step of steps) {
    if (step.from >= Number(document.flowbench)) {
      current = { ...step.migrate(current), flowbench: step.from + 1 };
    }
  }
  return current;
}
