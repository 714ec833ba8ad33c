import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDuration } from './duration.ts';
import { formatEdge, parseEdge } from './edge.ts';
import { migrate, migrations, versionProblem } from './migrate.ts';
import { FORMAT_VERSION } from './schema.ts';

describe('durations', () => {
  test.each([
    ['50ms', 50],
    ['5s', 5000],
    ['1.5h', 5_400_000],
    ['10m', 600_000],
    ['1d', 86_400_000],
    [' 2s ', 2000],
    ['0s', 0],
    ['0.4ms', 0],
  ])('%s', (text, milliseconds) => expect(parseDuration(text)).toBe(milliseconds));

  test.each(['', '5', 's', '5 s', '-1s', '1e3s', '5S', '1w', '5s5s', '.5s', '1.s', '1h30m'])(
    '"%s" is none',
    (text) => expect(parseDuration(text)).toBeUndefined(),
  );
});

describe('edges', () => {
  const name = fc.stringMatching(/^[A-Za-z0-9_][\w-]{0,8}$/);
  const end = fc.record({ node: name, port: fc.option(name, { nil: undefined }) });

  test('what is written is read back', () => {
    fc.assert(
      fc.property(end, end, (from, to) => {
        expect(parseEdge(formatEdge(from, to))).toEqual({ from, to, text: formatEdge(from, to) });
      }),
    );
  });

  test('spaces do not matter, and ports may contain some', () => {
    expect(parseEdge('  a:very large->b  ')).toMatchObject({
      from: { node: 'a', port: 'very large' },
      to: { node: 'b', port: undefined },
    });
  });

  test.each(['', 'a', 'a - b', '-> b', 'a ->', 'a: -> b', ':x -> b', 'a -> b:'])('"%s" is none', (text) =>
    expect(parseEdge(text)).toBeUndefined(),
  );
});

describe('migrations', () => {
  test('they lead from version 1 to the current one without a gap', () => {
    expect(migrations.map(({ from }) => from)).toEqual(
      Array.from({ length: FORMAT_VERSION - 1 }, (_, k) => k + 1),
    );
  });

  test('a document goes through those after its own version, in order', () => {
    const note = (from: number) => ({
      from,
      migrate: (document: Record<string, unknown>) => ({
        ...document,
        path: `${document.path ?? ''}${from}`,
      }),
    });
    const steps = [note(1), note(2), note(3)];
    expect(migrate({ flowbench: 1 }, steps)).toEqual({ flowbench: 4, path: '123' });
    expect(migrate({ flowbench: 3 }, steps)).toEqual({ flowbench: 4, path: '3' });
    expect(migrate({ flowbench: 4 }, steps)).toEqual({ flowbench: 4 });
  });

  test('the current version is readable, the next one is not', () => {
    expect(versionProblem(FORMAT_VERSION)).toBeUndefined();
    expect(versionProblem(FORMAT_VERSION + 1)?.hint).toContain('Update');
  });
});
