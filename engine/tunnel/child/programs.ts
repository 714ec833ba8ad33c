import type { TunnelProgram } from './child-tunnel.ts';

const ABILITIES = { buffers: false, synchronous: true, rawBody: true };

/** `cloudflared`, with an address that is new each time. @param command default the one on the path */
export function cloudflared(command = 'cloudflared'): TunnelProgram {
  return {
    name: 'cloudflared',
    command,
    args: (port) => ['tunnel', '--no-autoupdate', '--url', `http://127.0.0.1:${port}`],
    abilities: { ...ABILITIES, stableUrl: false },
    read(line) {
      const url = /\|\s+(https?:\/\/[^\s|]+)\s+\|/.exec(line)?.[1];
      if (url !== undefined) return { url };
      if (/Registered tunnel connection/.test(line)) return { ready: true };
      const problem = /\b(?:ERR|FTL)\s+(.{1,200})/.exec(line)?.[1];
      return problem === undefined ? undefined : { problem };
    },
    hint: 'Install cloudflared yourself, or choose another way.',
  };
}

/** `ngrok`, with the login that its own settings have. @param command default the one on the path */
export function ngrok(command = 'ngrok'): TunnelProgram {
  return {
    name: 'ngrok',
    command,
    args: (port) => ['http', `127.0.0.1:${port}`, '--log', 'stdout', '--log-format', 'json'],
    // Each account has one address of its own.
    abilities: { ...ABILITIES, stableUrl: true },
    read(line) {
      const entry = parse(line);
      if (!entry) return undefined;
      if (entry.msg === 'started tunnel' && typeof entry.url === 'string') {
        return { url: entry.url, ready: true };
      }
      const isProblem = entry.lvl === 'eror' || entry.lvl === 'crit';
      return isProblem && typeof entry.err === 'string' && entry.err !== '<nil>'
        ? { problem: (entry.err.split('\n')[0] ?? '').slice(0, 200) }
        : undefined;
    },
    hint: 'Install ngrok and log in with "ngrok config add-authtoken", or choose another way.',
  };
}

function parse(line: string): { [name: string]: unknown } | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
