/** Where the engine is and what opens it. */
export interface Session {
  /** Address of the engine's pages, for example `http://127.0.0.1:4123/`. */
  url: string;
  token: string;
}

declare global {
  interface Window {
    /** Given by the desktop window's preload. */
    flowbench?: { session(): Promise<Session> };
  }
}

const KEY = 'flowbench.token';

/**
 * Finds the engine: from the desktop window, else from the address bar's
 * `#token=…`, which is taken out of it at once so that it is in no history and no
 * screenshot, else from what this tab kept. Undefined where there is none.
 */
export async function findSession(): Promise<Session | undefined> {
  if (window.flowbench) return window.flowbench.session();
  const fragment = new URLSearchParams(location.hash.slice(1));
  const given = fragment.get('token');
  if (given) {
    sessionStorage.setItem(KEY, given);
    history.replaceState(null, '', location.pathname + location.search);
  }
  const token = sessionStorage.getItem(KEY);
  return token ? { url: location.origin, token } : undefined;
}

/** The address of the API's socket. */
export function socketAddress(session: Session): URL {
  const address = new URL('/api', session.url);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  return address;
}
