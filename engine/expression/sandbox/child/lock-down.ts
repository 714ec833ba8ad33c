/**
 * The last step before guest code: gives back every permission that loading
 * needed and takes from this process's globals what only an escaped guest could
 * want. Returns a function that collects garbage when memory has run high.
 */
export function lockDown(): (limitMb: number) => void {
  const { gc } = globalThis;
  const { memoryUsage } = process;
  const base = memoryUsage.rss();
  dropPermissions();
  for (const name of [
    'kill',
    'binding',
    'dlopen',
    'getBuiltinModule',
    '_linkedBinding',
    'mainModule',
    'chdir',
  ] as const) {
    Reflect.deleteProperty(process, name);
  }
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    if (AMBIENT.has(name)) Reflect.deleteProperty(globalThis, name);
  }
  return (limitMb) => {
    if (memoryUsage.rss() - base > (limitMb / 2) * 2 ** 20) gc?.();
  };
}

/** Globals of Node that reach outside, or allocate off the heap. */
const AMBIENT = new Set([
  ...['fetch', 'WebSocket', 'EventSource', 'Request', 'Response', 'Headers', 'FormData', 'BroadcastChannel'],
  ...[
    'WebAssembly',
    'gc',
    'navigator',
    'localStorage',
    'sessionStorage',
    'crypto',
    'Worker',
    'MessageChannel',
  ],
]);

interface Droppable {
  drop?(scope: string): void;
}

/** Reading files was needed to load this program, threads for the watchdog; both only until now. Older Nodes cannot give permissions back. */
function dropPermissions(): void {
  const permission = (process as unknown as { permission?: Droppable }).permission;
  permission?.drop?.('fs.read');
  permission?.drop?.('worker');
}
