import { expect, test } from 'vitest';
import { checkBoundaries } from './check-boundaries.ts';

const check = (files: Record<string, string>) => checkBoundaries(new Map(Object.entries(files)));

test('imports along the architecture pass', () => {
  const problems = check({
    'contract/node/item.ts': "import { z } from 'zod';",
    'contract/node/item.test.ts': "import { test } from 'vitest'; import './item.ts';",
    'nodes/data/map.ts':
      "import type { Item } from '#contract/node'; import _ from 'lodash'; import './shared/x.ts';",
    'engine/run/index.ts': "export { a } from './decide/a.ts'; import '#nodes'; import 'node:fs';",
    'engine/cli/index.ts': "import '#engine/run';",
    'nodes/index.ts': "import './data/index.ts';",
    'nodes/data/sort.ts': "import '../values/index.ts'; import '#nodes/values';",
    'nodes/data/sort.test.ts': "import '#test/node';",
    'test/e2e/run.test.ts': "import '#engine/cli';",
  });
  expect(problems).toEqual([]);
});

test.each([
  ['contract/node/a.ts', "import '#nodes';", 'contract may not import nodes'],
  ['contract/node/a.ts', "import 'luxon';", 'contract may not import the package luxon'],
  ['contract/node/a.ts', "import 'node:fs';", 'may not use node:fs'],
  ['nodes/a.ts', "import type { X } from '#engine/run';", 'nodes may not import engine'],
  ['renderer/a.tsx', "import '#nodes';", 'renderer may not import nodes'],
  ['renderer/canvas/a.tsx', "import '../document/history.ts';", 'through its door #renderer/document'],
  ['renderer/canvas/a.ts', "import 'node:fs';", 'may not use node:fs'],
  ['engine/cli/a.ts', "import '../run/decide.ts';", 'through its door #engine/run'],
  ['engine/cli/a.ts', "export * from '../../nodes/index.ts';", 'through its door #nodes'],
  ['engine/cli/a.ts', "import '#engine/run/decide';", 'there is no door #engine/run/decide'],
  ['nodes/data/a.ts', "import '../values/get.ts';", 'through its door #nodes/values'],
  ['engine/cli/a.ts', "import '#engine';", 'there is no door #engine'],
  ['engine/cli/a.ts', "import '#engine/cli';", 'import by relative path'],
  ['engine/cli/a.ts', "await import('../run/decide.ts');", 'through its door #engine/run'],
  ['engine/run/a.ts', "import '../../test/kit.ts';", 'engine may not import test'],
])('%s with %s is refused', (file, source, problem) => {
  expect(check({ [file]: `\n${source}` })).toEqual([expect.stringContaining(`${file}:2: `)]);
  expect(check({ [file]: source })[0]).toContain(problem);
});

test('cycles are named, between folders and between files', () => {
  const folders = check({
    'engine/run/a.ts': "import type { B } from '#engine/host';",
    'engine/host/b.ts': "import type { A } from '#engine/run';",
  });
  expect(folders).toEqual(['import cycle: engine/run → engine/host → engine/run']);

  const files = check({ 'nodes/a.ts': "import './b.ts';", 'nodes/b.ts': "import './a.ts';" });
  expect(files).toEqual(['import cycle: nodes/a.ts → nodes/b.ts → nodes/a.ts']);
});

test('two files may know each other’s types: that is gone when they load', () => {
  expect(
    check({ 'nodes/a.ts': "import type { B } from './b.ts';", 'nodes/b.ts': "import './a.ts';" }),
  ).toEqual([]);
});
