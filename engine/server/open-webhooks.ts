import type { Engine, PastSteps } from '#engine/host';
import { Webhooks, type WebhooksOptions } from '#engine/webhook';
import { keepPort, keptPort } from './kept-port.ts';

/**
 * Opens the listener for calls from outside. Who calls knows its address, so without a
 * given port it takes the one of the last time whenever it can be had.
 *
 * @throws UserError `PORT_IN_USE`
 */
export async function openWebhooks(
  engine: Engine,
  past: PastSteps,
  about: { dataDir: string; webhookPort?: number | undefined; onError(error: unknown): void },
): Promise<Webhooks> {
  const { dataDir, webhookPort, onError } = about;
  const options: WebhooksOptions = {
    port: webhookPort ?? 0,
    onError,
    secretFor: (flow, slot) => secretFor(engine, flow, slot),
  };
  const last = webhookPort === undefined ? await keptPort(dataDir, 'webhook-port') : undefined;
  const again =
    last && (await Webhooks.open(engine, past, { ...options, port: last }).catch(() => undefined));
  const webhooks = again || (await Webhooks.open(engine, past, options));
  await keepPort(dataDir, webhooks.port, 'webhook-port');
  return webhooks;
}

/** What proves who a caller is: the fields of the credential that fills a slot. */
async function secretFor(
  engine: Engine,
  flow: string,
  slot: string,
): Promise<Readonly<Record<string, unknown>>> {
  // What is received is kept without the headers that prove who called: there is nothing to mask.
  const user = { run: `calls of ${flow}`, learn: () => undefined };
  const ask = { flow, slot, type: undefined, hosts: undefined };
  return (await engine.connections.openSlot(ask, user)).forNode().values;
}
