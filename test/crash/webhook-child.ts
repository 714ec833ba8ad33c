import { readFileSync } from 'node:fs';
import { Engine, PastSteps } from '#engine/host';
import { TriggerHost } from '#engine/triggers';
import { Webhooks } from '#engine/webhook';
import { catalogue } from '#nodes';

/*
 * The process that crash tests of webhooks kill: `webhook-child.ts DATA_DIR FLOW PORT` makes a flow
 * active, or goes on with it, prints its URL, and lives until it is killed or its input ends.
 */
const [, , dataDir = '', path = '', port = '0'] = process.argv;
const engine = await Engine.open({ catalogue, dataDir, longLived: true });
const webhooks = await Webhooks.open(engine, new PastSteps(engine), {
  port: Number(port),
  secretFor: async () => ({}),
  onError: (error) => process.emitWarning(String(error)),
});
const host = new TriggerHost(engine, { takeCalls: webhooks.takeCalls });
const resumed = await engine.resumeAll();
await host.takeUp(
  resumed,
  () => true,
  async () => undefined,
);
const { triggers } = await host.activate({ path, text: readFileSync(path, 'utf8'), trust: false });
const condition = triggers[0]?.condition;
process.stdout.write(`${condition?.state === 'listening' ? condition.url : ''}\n`);
process.stdin.resume().on('end', async () => {
  await webhooks.close();
  await host.close();
  await engine.close();
  process.exit();
});
