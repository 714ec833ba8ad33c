import type { DesktopApi, Session } from '#contract/desktop';

export type { Session };

declare global {
  interface Window {
    /** Given by the desktop window's preload. */
    flowbench?: DesktopApi;
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
    tellOthers(given);
    history.replaceState(null, '', location.pathname + location.search);
  }
  const token = sessionStorage.getItem(KEY);
  return token ? { url: location.origin, token } : undefined;
}

/** Tabs of this address share the token: one that is opened on a new engine takes the others along. */
function tellOthers(token: string): void {
  const channel = new BroadcastChannel(KEY);
  channel.postMessage(token);
  channel.close();
}

/** Calls back when this tab is given another token: in its address bar or by another tab. */
export function onNewToken(listener: () => void): void {
  if (window.flowbench) return;
  window.addEventListener('hashchange', () => {
    if (location.hash.includes('token=')) listener();
  });
  new BroadcastChannel(KEY).addEventListener('message', ({ data }) => {
    if (typeof data !== 'string' || data === sessionStorage.getItem(KEY)) return;
    sessionStorage.setItem(KEY, data);
    listener();
  });
}

/**
 * Whether something answers where the engine's pages come from. Only a page of the
 * engine itself may ask; the desktop window hears of its engine in other ways.
 */
export async function pagesAnswer(): Promise<boolean> {
  if (window.flowbench) return false;
  return fetch('/', { method: 'HEAD', cache: 'no-store' }).then(
    (answer) => answer.ok,
    () => false,
  );
}

/** The address of the API's socket. */
export function socketAddress(session: Session): URL {
  const address = new URL('/api', session.url);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  return address;
}
