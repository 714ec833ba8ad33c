import type { TunnelStatus } from '#contract/api';
import { UserError } from '#contract/error';
import { userDataDir } from '#engine/places';
import type { EngineClient } from '../../active/connect-engine.ts';
import type { Terminal } from '../../command.ts';
import { findDataDir } from '../../data-dir.ts';
import { EXIT } from '../../exit-codes.ts';
import { writeJson } from '../../output/write-json.ts';

export const tunnelOptions = {
  'data-dir': {
    type: 'string',
    value: 'DIR',
    help: 'that of the running Flowbench; default $FLOWBENCH_DATA_DIR, else your own data folder',
  },
  json: { type: 'boolean', help: 'prints the status as one JSON object and nothing else' },
} as const;

/** Milliseconds to wait for a way to be open. */
const PATIENCE = 30_000;

type TunnelCalls = EngineClient['tunnel'];

/** Asks the running engine for something and prints how its way from the internet is then. */
export async function withTunnel(
  options: { readonly 'data-dir'?: string; readonly json?: boolean },
  { out, err, env }: Terminal,
  act: (tunnel: TunnelCalls) => Promise<TunnelStatus>,
): Promise<number> {
  const dataDir = findDataDir(options['data-dir'], env) ?? userDataDir();
  // Only now: other commands start without the libraries of a client.
  const { withEngine } = await import('../../active/connect-engine.ts');
  const { isDefinedError, safe } = await import('@orpc/client');
  const status = await withEngine(dataDir, async ({ tunnel }) => {
    const { error, data } = await safe(act(tunnel));
    if (!error) return data;
    if (!isDefinedError(error)) throw error;
    const { code, message, hint } = (error as { data: { code: string; message: string; hint?: string } })
      .data;
    throw new UserError(message, { code, ...(hint === undefined ? {} : { hint }) });
  });
  if (options.json) await writeJson(out, status);
  else await out.write(`${sentenceOf(status)}\n`);
  if (!options.json && status.problem) {
    await err.write(`${[status.problem.message, status.problem.hint].filter(Boolean).join('\n')}\n`);
  }
  return status.state === 'failing' ? EXIT.failed : EXIT.succeeded;
}

/** Waits until it is known whether calls arrive. */
export async function settled(tunnel: TunnelCalls): Promise<TunnelStatus> {
  const signal = AbortSignal.timeout(PATIENCE);
  for await (const status of await tunnel.watch(undefined, { signal })) {
    if (status.state !== 'connecting') return status;
  }
  return await tunnel.status();
}

function sentenceOf({ state, provider, url, relay }: TunnelStatus): string {
  if (state === 'off') return 'off: calls from the internet do not arrive.';
  const sealed = provider === 'relay' && relay?.sealed ? ', sealed' : '';
  return `${state} (${provider}${sealed})${url === undefined ? '' : ` ${url}`}`;
}
