import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { WebSocket } from 'ws';
import type { api, RunEntry } from '#contract/api';
import { DESKTOP_ORIGIN, type Session } from '#contract/desktop';

/** The few questions the shell asks the engine itself, window or not. */
export interface EngineQuestions {
  /** How many runs are under way now, `LIMIT` at most. */
  runsInFlight(): Promise<number>;
  /** The newest failed runs, newest first. */
  failedRuns(): Promise<readonly RunEntry[]>;
}

const LIMIT = 50;
const PATIENCE_MS = 5000;

/** Asks over a connection made for each question: they are minutes apart, and engines come and go. */
export function askEngine(session: () => Session | undefined): EngineQuestions {
  const list = async (status: 'running' | 'failed') => {
    const engine = session();
    if (!engine) return [];
    const socket = new WebSocket(
      new URL('/api', engine.url.replace(/^http/, 'ws')),
      [`flowbench.token.${engine.token}`],
      {
        origin: DESKTOP_ORIGIN,
        handshakeTimeout: PATIENCE_MS,
      },
    );
    try {
      // The link waits for the socket to open, but not for one that never does.
      const failed = new Promise<never>((_resolve, reject) => {
        socket.once('error', reject);
        socket.once('close', () => reject(new Error('The engine closed the connection')));
      });
      const client: ContractRouterClient<typeof api> = createORPCClient(
        new RPCLink({ websocket: socket as unknown as globalThis.WebSocket }),
      );
      const signal = AbortSignal.timeout(PATIENCE_MS);
      const answer = client.runs.list({ status: [status], limit: LIMIT }, { signal });
      return (await Promise.race([answer, failed])).runs;
    } finally {
      socket.terminate();
    }
  };
  return {
    runsInFlight: async () => (await list('running')).length,
    failedRuns: () => list('failed'),
  };
}
