import type { OpenRequest } from '#contract/desktop';
import { DESKTOP_SCHEME } from '#contract/desktop';

const LONGEST = 2048;

/**
 * Reads a link that any web page may have offered: `flowbench://open?flow=PATH`
 * with a path inside the workspace, or `flowbench://open?run=ID`. It can name what
 * the user already has and do nothing with it; files elsewhere on the machine
 * cannot be named, so that a link cannot make Flowbench read them or log in to a
 * stranger's file share. Undefined for everything else.
 */
export function parseDeepLink(link: string): OpenRequest | undefined {
  const url = link.length <= LONGEST ? URL.parse(link) : null;
  if (url?.protocol !== `${DESKTOP_SCHEME}:` || url.host !== 'open' || !/^\/?$/.test(url.pathname)) {
    return undefined;
  }
  const [only, ...others] = url.searchParams;
  if (!only || others.length > 0) return undefined;
  const [name, value] = only;
  if (name === 'flow' && isWorkspacePath(value)) return { kind: 'flow', path: value };
  if (name === 'run' && /^[\w-]{1,64}$/.test(value)) return { kind: 'run', run: value };
  return undefined;
}

function isWorkspacePath(path: string): boolean {
  if (path.length > 1024 || !path.endsWith('.flow.json')) return false;
  // Control characters and what Windows gives a meaning: drives, streams, shares, wildcards.
  if (/[\p{Cc}\p{Cf}\\:*?"<>|]/u.test(path)) return false;
  return path
    .split('/')
    .every((name) => name !== '' && name !== '.' && name !== '..' && name.trim() === name);
}
