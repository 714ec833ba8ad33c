import { readFileSync } from 'node:fs';
import { Engine } from '#engine/host';
import { TriggerHost } from '#engine/triggers';
import { catalogue } from '#nodes';

/*
 * The process that crash tests of triggers kill: `schedule-child.ts DATA_DIR FLOW MOMENTS`
 * makes the flow active unless it is, prints a line, and ends once so many moments have had their run.
 */
const [, , dataDir = '', path = '', wanted = ''] = process.argv;
const engine = await Engine.open({ catalogue, dataDir });
const host = new TriggerHost(engine);
const resumed = await engine.resumeAll();
await host.takeUp(
  resumed,
  () => true,
  async () => undefined,
);
if (host.status(path)?.state !== 'active')
  await host.activate({ path, text: readFileSync(path, 'utf8'), trust: false });
process.stdout.write('active\n');
await new Promise<void>((resolve) => {
  const look = (): void => {
    const runs = engine.journal.runs({ limit: 10_000 });
    const isDone = runs.every(({ status }) => status === 'succeeded');
    // The run on activation is no moment of the schedule.
    if (isDone && runs.filter(({ trigger }) => trigger === 'beat').length >= Number(wanted)) resolve();
  };
  host.subscribe(look);
  look();
});
await host.close();
await engine.close();
