import { RPCLink } from '@orpc/client/websocket';
import { create } from 'zustand';
import { findSession, socketAddress } from './session.ts';

/** `closed`: there is no token, so no engine can be asked. */
export type ConnectionState = 'connecting' | 'open' | 'lost' | 'closed';

interface Connection {
  state: ConnectionState;
  /** Counts connections made: what was subscribed before must be subscribed again. */
  epoch: number;
}

/** How the window stands with the engine. */
export const useConnection = create<Connection>(() => ({ state: 'connecting', epoch: 0 }));

const FIRST_WAIT = 250;
const LONGEST_WAIT = 5000;

let link: RPCLink<Record<never, never>> | undefined;

/** The link to ask by; throws a sentence while the engine is away. */
export function currentLink(): RPCLink<Record<never, never>> {
  if (!link) throw new Error('The engine cannot be reached');
  return link;
}

/**
 * Connects to the engine and stays connected: after a loss it tries again, ever
 * more slowly, and asks each time where the engine is, for a new one may have
 * another address and token.
 */
export async function connect(): Promise<void> {
  let wait = FIRST_WAIT;
  const again = () => {
    useConnection.setState({ state: 'lost' });
    setTimeout(open, wait);
    wait = Math.min(wait * 2, LONGEST_WAIT);
  };
  const open = async () => {
    const session = await findSession();
    if (!session) {
      useConnection.setState({ state: 'closed' });
      window.addEventListener('hashchange', open, { once: true });
      return;
    }
    const socket = new WebSocket(socketAddress(session), [`flowbench.token.${session.token}`]);
    const mine = new RPCLink({ websocket: socket });
    socket.addEventListener('open', () => {
      wait = FIRST_WAIT;
      link = mine;
      useConnection.setState((now) => ({ state: 'open', epoch: now.epoch + 1 }));
    });
    socket.addEventListener('close', () => {
      if (link === mine) link = undefined;
      again();
    });
  };
  await open();
}

/** Resolves once the engine can be asked; rejects when `signal` aborts. */
export function whenOpen(signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const finish = () => {
      stop();
      signal?.removeEventListener('abort', abort);
    };
    const abort = () => {
      finish();
      reject(signal?.reason);
    };
    const stop = useConnection.subscribe(({ state }) => {
      if (state !== 'open') return;
      finish();
      resolve();
    });
    if (signal?.aborted) abort();
    else if (useConnection.getState().state === 'open') {
      finish();
      resolve();
    } else signal?.addEventListener('abort', abort);
  });
}
