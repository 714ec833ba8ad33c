import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Engine, PastSteps } from '#engine/host';
import { TriggerHost } from '#engine/triggers';
import { Webhooks } from '#engine/webhook';
import { catalogue } from '#nodes';

/*
 * The two servers that are compared, each in a process of its own that lives as long as
 * its parent: `child.ts bare` or `child.ts flowbench`. Prints its URL.
 */
const url = process.argv[2] === 'bare' ? await bare() : await flowbench();
process.send?.(url);
// Asked for anything, it tells the microseconds of processor time it has had.
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.(user + system);
});

/** What a hand-written server does for the same answer, keeping nothing. */
async function bare(): Promise<string> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      const { order } = JSON.parse(Buffer.concat(parts).toString());
      const body = JSON.stringify({ order });
      response.writeHead(200, {
        'content-type': 'application/json; charset=utf-8',
        'content-length': Buffer.byteLength(body),
      });
      response.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

async function flowbench(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'flowbench-echo-'));
  process.once('disconnect', () => {
    rmSync(folder, { recursive: true, force: true });
    process.exit();
  });
  const text = JSON.stringify({
    flowbench: 1,
    id: 'echo',
    name: 'Echo',
    nodes: {
      call: { type: 'trigger.webhook', params: { respond: 'node' } },
      map: {
        type: 'data.map',
        params: { keep: 'none', fields: [{ name: 'order', value: '{{ $json.body.order }}' }] },
      },
      answer: { type: 'control.respond' },
    },
    edges: ['call -> map', 'map -> answer'],
  });
  const engine = await Engine.open({ catalogue, dataDir: join(folder, 'data'), longLived: true });
  const webhooks = await Webhooks.open(engine, new PastSteps(engine), {
    port: 0,
    secretFor: async () => ({}),
    onError: (error) => process.emitWarning(String(error)),
  });
  const host = new TriggerHost(engine, { takeCalls: webhooks.takeCalls });
  const status = await host.activate({ path: join(folder, 'echo.flow.json'), text, trust: false });
  const condition = status.triggers[0]?.condition;
  if (condition?.state !== 'listening' || !condition.url) throw new Error('the webhook does not listen');
  return condition.url;
}
