import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseFlow } from '#contract/flow';
import type { JsonObject } from '#contract/node';
import { Engine, type RunHandle } from '#engine/host';
import { catalogueWith, type FlowText } from './harness.ts';
import { World } from './test-nodes.ts';

const start = { type: 'trigger.manual' };
const byFlow = { type: 'trigger.flow' };

let folder: string;
let world: World;
let engine: Engine;

const open = (): Promise<Engine> =>
  Engine.open({ catalogue: catalogueWith(world), dataDir: join(folder, 'data'), patience: 1000 });

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'flowbench-calls-'));
  world = new World();
  engine = await open();
});
afterEach(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

function save(name: string, text: FlowText): void {
  writeFileSync(join(folder, `${name}.flow.json`), JSON.stringify({ flowbench: 1, id: name, name, ...text }));
}

async function run(text: FlowText, input: JsonObject[]): Promise<RunHandle> {
  const { flow } = parseFlow(JSON.stringify({ flowbench: 1, ...text }), 'caller');
  if (!flow) throw new Error('not a flow');
  async function* items() {
    yield input.map((json) => ({ json }));
  }
  return engine.start({ flow, flowPath: join(folder, 'caller.flow.json'), input: items() });
}

function calling(params: JsonObject, more: FlowText['nodes'][string] = {}): FlowText {
  return {
    nodes: { start, call: { type: 'control.callFlow', params, ...more }, last: { type: 'control.nothing' } },
    edges: ['start -> call', 'call -> last'],
  };
}

const acting: FlowText = { nodes: { start: byFlow, act: { type: 'test.effect' } }, edges: ['start -> act'] };

test('the called flow gets all items at once; what its last nodes give comes out', async () => {
  save('child', acting);
  for (const flow of ['child.flow.json', 'child']) {
    const { status, outputs } = await (await run(calling({ flow }), [{ id: 1 }, { id: 2 }])).result;
    expect(status).toBe('succeeded');
    expect(outputs.last?.out?.map((item) => item.json)).toEqual([
      { id: 1, done: true },
      { id: 2, done: true },
    ]);
  }
});

test('without waiting, the items go on as they came', async () => {
  save('child', acting);
  const { outputs } = await (await run(calling({ flow: 'child', wait: false }), [{ id: 1 }])).result;
  expect(outputs.last?.out?.map((item) => item.json)).toEqual([{ id: 1 }]);
});

test('a called flow that fails fails the step, with its error as the cause', async () => {
  save('child', acting);
  const failed = await (await run(calling({ flow: 'child' }), [{ id: 1, fail: true }])).result;
  expect(failed.error).toMatchObject({
    code: 'CALLED_FLOW_FAILED',
    node: 'call',
    step: 'call',
    cause: { code: 'REFUSED', node: 'act' },
  });
  const text = calling({ flow: 'child' }, { onError: 'route' });
  const routed = await (
    await run({ ...text, edges: ['start -> call', 'call:error -> last'] }, [{ id: 1, fail: true }])
  ).result;
  expect(routed.status).toBe('succeeded');
  expect(routed.outputs.last?.out?.[0]?.json).toMatchObject({ id: 1, error: { code: 'CALLED_FLOW_FAILED' } });
});

test('a flow that is not there is named', async () => {
  const { error } = await (await run(calling({ flow: 'nobody' }), [{}])).result;
  expect(error).toMatchObject({ kind: 'user', code: 'UNKNOWN_FLOW', node: 'call' });
});

test('a flow that calls itself without end is stopped', async () => {
  save('round', {
    nodes: { start: byFlow, again: { type: 'control.callFlow', params: { flow: 'round' } } },
    edges: ['start -> again'],
  });
  const { status, error } = await (await run(calling({ flow: 'round' }), [{}])).result;
  expect(status).toBe('failed');
  expect(JSON.stringify(error)).toContain('CALLED_FLOW_FAILED');
});

test('a call survives the end of the engine, and the called flow runs once', async () => {
  save('child', {
    nodes: {
      start: byFlow,
      act: { type: 'test.effect' },
      ask: { type: 'control.waitFor', params: { event: 'approval' } },
    },
    edges: ['start -> act', 'act -> ask'],
  });
  const first = await (await run(calling({ flow: 'child' }), [{ id: 1 }])).result;
  expect(first.status).toBe('waiting');
  await engine.close();
  engine = await open();
  const [caller] = await engine.resumeAll();
  expect((await caller?.result)?.status).toBe('waiting');
  const wait = caller?.state.root.steps[1]?.wait?.wait;
  const child = wait?.for === 'flow' ? engine.run(wait.run) : undefined;
  child?.answer('ask', { by: 'approval', approved: true });
  await child?.result;
  await engine.close();
  engine = await open();
  const [again] = await engine.resumeAll();
  // Where the answer had reached the caller before the end, nothing is left to resume.
  const status = again ? (await again.result).status : caller?.state.status;
  expect(status).toBe('succeeded');
  expect(world.effects).toEqual(['act: 1']);
});

test('the error flow of a failed run gets the flow, the run, the step, the error and what it started with', async () => {
  save('alarm', {
    nodes: { start: { type: 'trigger.failure' }, gate: { type: 'test.effect' } },
    edges: ['start -> gate'],
  });
  const failing: FlowText = {
    settings: { onFailure: 'alarm.flow.json' },
    nodes: { start, act: { type: 'test.effect' } },
    edges: ['start -> act'],
  };
  const { status } = await (await run(failing, [{ id: 7, fail: true }])).result;
  expect(status).toBe('failed');
  expect(world.effects).toEqual(['act: 7', 'gate: null']);
  world.effects.length = 0;
  await (await run(failing, [{ id: 8 }])).result;
  expect(world.effects).toEqual(['act: 8']);
});
