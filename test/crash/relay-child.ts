import { readFileSync } from 'node:fs';
import { Engine, PastSteps } from '#engine/host';
import { TriggerHost } from '#engine/triggers';
import { entryOf, TunnelHost } from '#engine/tunnel';
import { Webhooks } from '#engine/webhook';
import { catalogue } from '#nodes';

/*
 * The engine that crash tests of the relay kill: `relay-child.ts DATA_DIR FLOW` makes a flow active,
 * or goes on with it, and takes its calls through the relay that the data directory is paired
 * with. Prints the trigger's path, and lives until it is killed or its input ends.
 */
const [, , dataDir = '', path = ''] = process.argv;
const onError = (error: unknown): void => process.emitWarning(String(error));
const engine = await Engine.open({ catalogue, dataDir, longLived: true });
const webhooks = await Webhooks.open(engine, new PastSteps(engine), {
  port: 0,
  secretFor: async () => ({ key: 'a-key' }),
  onError,
});
const host = new TriggerHost(engine, { takeCalls: webhooks.takeCalls });
await host.takeUp(
  await engine.resumeAll(),
  () => true,
  async () => undefined,
);
const { triggers } = await host.activate({ path, text: readFileSync(path, 'utf8'), trust: false });
const tunnel = new TunnelHost({ dataDir, onError, entry: entryOf(webhooks) });
tunnel.begin();
const condition = triggers[0]?.condition;
const url = condition?.state === 'listening' ? condition.url : undefined;
process.stdout.write(`${url === undefined ? '' : new URL(url).pathname}\n`);
process.stdin.resume().on('end', async () => {
  await tunnel.close();
  await webhooks.close();
  await host.close();
  await engine.close();
  process.exit();
});
