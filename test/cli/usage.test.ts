import { expect, test } from 'vitest';
import { flowbench } from '#test/command';

test('help on everything', async () => {
  const general = await flowbench(['--help']);
  expect(general).toMatchObject({ code: 0, stderr: '' });
  const names = [...general.stdout.matchAll(/^ {2}([a-z]+) {2,}/gm)].map(([, name]) => name ?? '');
  expect(names).toEqual(expect.arrayContaining(['run', 'resume', 'validate', 'nodes']));
  for (const name of names) {
    const [byOption, byCommand] = await Promise.all([flowbench([name, '--help']), flowbench(['help', name])]);
    expect(byOption).toMatchObject({ code: 0, stderr: '' });
    expect(byOption.stdout).toContain(`Usage: flowbench ${name}`);
    expect(byCommand).toEqual(byOption);
  }
  // Two processes for every command, on a machine that may be busy.
}, 60_000);

test('the version', async () => {
  expect((await flowbench(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test.each([
  [[], 'Usage: flowbench'],
  [['rnu'], 'Did you mean "run"?'],
  [['run'], '"flowbench run" needs FLOW'],
  [['run', 'a', 'b'], 'does not know what to do with "b"'],
  [['run', 'a', '--jsn'], 'Did you mean --json?'],
  [['run', 'a', '--input'], '--input needs a value: --input FILE'],
  [['run', 'a', '--input', '--steps'], '--input needs a value'],
  [['run', 'a', '--json=yes'], '--json takes no value'],
  [['run', 'a', '--var', 'x'], '--var x is not NAME=VALUE'],
  [['run', 'nowhere.flow.json'], 'nowhere.flow.json does not exist'],
  [['run', 'docs'], 'is a folder'],
  [['nodes', 'data.mpa'], 'Did you mean data.map?'],
  [['runs'], '--data-dir DIR'],
])('%j is wrong usage: one sentence, a way out, exit code 2', async (args, words) => {
  const { code, stdout, stderr } = await flowbench(args);
  expect(stderr).toContain(words);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).not.toContain('    at ');
});

test('with --json, wrong usage is told to scripts as well', async () => {
  const { code, stdout } = await flowbench(['run', 'nowhere.flow.json', '--json']);
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({ run: null, status: 'failed', error: { code: 'FLOW_MISSING' } });
});
