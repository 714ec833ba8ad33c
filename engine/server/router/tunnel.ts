import type { TunnelStatus } from '#contract/api';
import { UserError } from '#contract/error';
import type { TunnelHost } from '#engine/tunnel';
import { calls } from './base.ts';

type Errors = {
  REFUSED(about: {
    message: string;
    data: { code: string; message: string; hint: string | undefined };
  }): Error;
};

export const tunnelCalls = {
  status: calls.tunnel.status.handler(({ context: { app } }) => app.tunnel.status),

  watch: calls.tunnel.watch.handler(({ context: { app }, signal }) =>
    watchTunnel(app.tunnel, signal ?? new AbortController().signal),
  ),

  pair: calls.tunnel.pair.handler(({ input, context: { app }, errors }) =>
    refusing(errors, () => app.tunnel.pair(input)),
  ),

  start: calls.tunnel.start.handler(({ input, context: { app }, errors }) =>
    refusing(errors, () => app.tunnel.start(input)),
  ),

  stop: calls.tunnel.stop.handler(({ context: { app } }) => app.tunnel.stop()),

  rotate: calls.tunnel.rotate.handler(({ context: { app }, errors }) =>
    refusing(errors, () => app.tunnel.rotate()),
  ),
};

async function refusing(errors: Errors, act: () => Promise<TunnelStatus>): Promise<TunnelStatus> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { code, message, hint } = error;
    throw errors.REFUSED({ message, data: { code, message, hint } });
  }
}

/** The status at once and whenever it changes. What changes faster than it is read is left out. */
async function* watchTunnel(
  tunnel: TunnelHost,
  signal: AbortSignal,
): AsyncGenerator<TunnelStatus, void, undefined> {
  let next: TunnelStatus | undefined = tunnel.status;
  let wake = (): void => undefined;
  const unsubscribe = tunnel.subscribe((status) => {
    next = status;
    wake();
  });
  const stop = (): void => wake();
  signal.addEventListener('abort', stop, { once: true });
  try {
    while (!signal.aborted) {
      const status: TunnelStatus | undefined = next;
      next = undefined;
      if (status) yield status;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    signal.removeEventListener('abort', stop);
    unsubscribe();
  }
}
