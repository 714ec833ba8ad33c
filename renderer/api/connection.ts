import { RPCLink } from '@orpc/client/websocket';
import { create } from 'zustand';
import { findSession, onNewToken, pagesAnswer, socketAddress } from './session.ts';

/**
 * `closed`: there is no token, so no engine can be asked. `refused`: there is an engine,
 * but not the one the token is for.
 */
export type ConnectionState = 'connecting' | 'open' | 'lost' | 'refused' | 'closed';

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
 * another address and token. A new token given to this page is tried at once.
 */
export function connect(): void {
  let wait = FIRST_WAIT;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Counts tries: what an older one still hears of does not matter. */
  let current = 0;
  const again = (state: ConnectionState) => {
    useConnection.setState({ state });
    clearTimeout(timer);
    timer = setTimeout(attempt, wait);
    wait = Math.min(wait * 2, LONGEST_WAIT);
  };
  const attempt = async () => {
    clearTimeout(timer);
    const mine = ++current;
    const session = await findSession().catch(() => null);
    if (mine !== current) return;
    if (session === null) return again('lost');
    if (!session) return useConnection.setState({ state: 'closed' });
    const socket = new WebSocket(socketAddress(session), [`flowbench.token.${session.token}`]);
    const over = new RPCLink({ websocket: socket });
    let opened = false;
    socket.addEventListener('open', () => {
      if (mine !== current) return socket.close();
      opened = true;
      wait = FIRST_WAIT;
      link = over;
      useConnection.setState((now) => ({ state: 'open', epoch: now.epoch + 1 }));
    });
    socket.addEventListener('close', async () => {
      if (link === over) link = undefined;
      if (mine !== current) return;
      // A browser does not say why it was not let in; that somebody is there tells.
      const refused = !opened && (await pagesAnswer());
      if (mine === current) again(refused ? 'refused' : 'lost');
    });
  };
  onNewToken(() => {
    if (useConnection.getState().state === 'open') return;
    wait = FIRST_WAIT;
    void attempt();
  });
  void attempt();
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
