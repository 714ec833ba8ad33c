import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { FlowActivation } from '#contract/api';
import { type Client, flowText, startApp, type TestApp } from './index.ts';

let app: TestApp;
afterEach(() => app.close());

const path = 'test.flow.json';
const note = (text: string) => ({
  type: 'data.map',
  params: { fields: [{ name: 'note', value: text }] },
});
const beating = (text = 'first', every = '1h') =>
  flowText({ beat: { type: 'trigger.schedule', params: { every } }, note: note(text) }, ['beat -> note']);

/** Reads activations until one is as wanted. */
async function waitFor(client: Client, wanted: (flow: FlowActivation) => boolean): Promise<FlowActivation> {
  for await (const list of await client.triggers.watch()) {
    const found = list.find(wanted);
    if (found) return found;
  }
  throw new Error('the engine stopped telling');
}

describe('activating', () => {
  it('arms the content of the file, tells when that has changed, and again when it has not', async () => {
    app = await startApp({ files: { [path]: beating() }, trust: true });
    const { client } = app;
    expect(await client.triggers.list()).toEqual([]);
    expect(await client.triggers.activate({ path })).toMatchObject({
      path,
      state: 'active',
      changed: false,
      triggers: [{ node: 'beat', type: 'trigger.schedule' }],
    });
    await app.write(path, beating('second'));
    expect(await client.triggers.list()).toMatchObject([{ path, state: 'active', changed: true }]);
    const moved = { ...JSON.parse(beating()), view: { nodes: { beat: { x: 40, y: 80 } } } };
    await app.write(path, JSON.stringify(moved));
    expect(await client.triggers.list()).toMatchObject([{ changed: false }]);

    await app.write(path, beating('second'));
    expect(await client.triggers.activate({ path })).toMatchObject({ state: 'active', changed: false });
    expect(await client.triggers.deactivate({ path })).toMatchObject({ state: 'inactive', triggers: [] });
    expect(await client.triggers.deactivate({ path })).toMatchObject({ state: 'inactive' });
    expect(await client.triggers.deactivate({ path: 'never.flow.json' })).toBeNull();
  });

  it('starts runs of the content it was activated with, also after a restart', async () => {
    app = await startApp({ files: { [path]: beating('first', '200ms') }, trust: true });
    await app.client.triggers.activate({ path });
    await app.write(path, beating('second', '200ms'));
    app = await app.restart();
    const { client } = app;
    await waitFor(client, ({ state }) => state === 'active');
    let run: string | undefined;
    while (run === undefined) run = (await client.runs.list({ status: ['succeeded'] })).runs[0]?.run;
    const { text, entry } = await client.runs.get({ run });
    expect(text).toBe(beating('first', '200ms'));
    expect(entry).toMatchObject({ trigger: 'beat', flow: { path } });
  });

  it('refuses what is not there, not trusted, not valid, or cannot start by itself', async () => {
    const hook = flowText({ hook: { type: 'trigger.webhook', params: { auth: 'basic' } } }, []);
    const by = flowText({ start: { type: 'trigger.manual' } }, []);
    const wrong = flowText({ beat: { type: 'trigger.schedule', params: { cron: '99 * * * *' } } }, []);
    const wrongZone = flowText(
      { beat: { type: 'trigger.schedule', params: { cron: '0 7 * * *', timezone: 'Mars/Base' } } },
      [],
    );
    const files = { 'hook.flow.json': hook, 'by.flow.json': by, 'wrong.flow.json': wrong };
    app = await startApp({
      files: { ...files, 'zone.flow.json': wrongZone, 'text.flow.json': '{', [path]: beating() },
    });
    const { client } = app;
    const refusal = async (file: string) => {
      const { hash } = await client.workspace.read({ path: file });
      await client.workspace.trust({ path: file, hash });
      return client.triggers.activate({ path: file }).catch((error) => error.data?.message);
    };
    await expect(client.triggers.activate({ path })).rejects.toMatchObject({ code: 'NOT_TRUSTED' });
    await expect(client.triggers.activate({ path: 'none.flow.json' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await refusal('hook.flow.json')).toContain('The trigger "hook" checks its callers');
    expect(await refusal('by.flow.json')).toContain('nothing in "Test" starts runs by itself');
    expect(await refusal('wrong.flow.json')).toContain('is not a cron expression');
    expect(await refusal('zone.flow.json')).toContain('is not a time zone');
    expect(await refusal('text.flow.json')).toContain('cannot be activated');
    // What failed while it was being armed is shown; what could not even be tried is not.
    expect(await client.triggers.list()).toMatchObject([
      { path: 'hook.flow.json', state: 'failed', triggers: [] },
    ]);
  });

  it('follows its file: renamed it stays active, removed it does not', async () => {
    app = await startApp({ files: { [path]: beating() }, trust: true });
    const { client } = app;
    await client.triggers.activate({ path });
    await client.workspace.rename({ from: path, to: 'other.flow.json' });
    expect(await client.triggers.list()).toMatchObject([{ path: 'other.flow.json', state: 'active' }]);
    await client.workspace.remove({ path: 'other.flow.json' });
    expect(await client.triggers.list()).toMatchObject([{ state: 'inactive' }]);
  });

  it('does not come back when its file has gone in the meantime, and says so', async () => {
    app = await startApp({ files: { [path]: beating() }, trust: true });
    await app.client.triggers.activate({ path });
    await rm(join(app.workspace, path));
    app = await app.restart();
    const flow = await waitFor(app.client, ({ state }) => state === 'failed');
    expect(flow.error?.message).toContain('gone');
    expect(flow.triggers).toEqual([]);
  });
});

describe('the next times', () => {
  it('are those of the node, in its zone', async () => {
    app = await startApp();
    const daily = flowText(
      {
        beat: { type: 'trigger.schedule', params: { cron: '0 7 * * *', timezone: 'Asia/Tokyo' } },
        plain: { type: 'trigger.manual' },
        wrong: { type: 'trigger.schedule', params: { cron: 'soon' } },
      },
      [],
    );
    const { times, timezone } = await app.client.triggers.nextTimes({ text: daily, node: 'beat' });
    expect(timezone).toBe('Asia/Tokyo');
    expect(times.map((time) => new Date(time).toISOString().slice(11))).toEqual(
      Array.from({ length: 5 }, () => '22:00:00.000Z'),
    );
    for (const node of ['plain', 'wrong', 'none']) {
      expect(await app.client.triggers.nextTimes({ text: daily, node })).toMatchObject({ times: [] });
    }
  });
});
