import { UserError } from '#contract/error';
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
  const options: WebhooksOptions = { port: webhookPort ?? 0, onError, secretFor: noSecrets };
  const last = webhookPort === undefined ? await keptPort(dataDir, 'webhook-port') : undefined;
  const again =
    last && (await Webhooks.open(engine, past, { ...options, port: last }).catch(() => undefined));
  const webhooks = again || (await Webhooks.open(engine, past, options));
  await keepPort(dataDir, webhooks.port, 'webhook-port');
  return webhooks;
}

function noSecrets(): never {
  throw new UserError('There are no connections here yet, so nobody can prove who they are.', {
    code: 'NO_CONNECTION',
  });
}
