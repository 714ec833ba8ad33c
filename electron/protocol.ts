import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { CustomScheme } from 'electron';
import { DESKTOP_SCHEME } from '#contract/desktop';
import { CONTENT_SECURITY_POLICY } from './content-security-policy.ts';

/** The window's page. */
export const APP_URL = `${DESKTOP_SCHEME}://app/index.html`;

/** How `flowbench://` behaves in the window: like https, with an origin of its own. */
export const APP_SCHEME: CustomScheme = {
  scheme: DESKTOP_SCHEME,
  privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
};

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

const HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** Whether an address is a page of the app. */
export function isAppUrl(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed?.protocol === `${DESKTOP_SCHEME}:` && parsed.host === 'app';
}

/** Answers requests for `flowbench://app/…` from a folder; everything else is a 404 like any other. */
export function serveAppFiles(folder: string) {
  return async ({ url, method }: { url: string; method: string }): Promise<Response> => {
    const path = method === 'GET' && isAppUrl(url) ? pathInside(URL.parse(url)?.pathname) : undefined;
    const type = path && TYPES[extname(path)];
    if (!path || !type) return notFound();
    try {
      const bytes = await readFile(join(folder, path));
      return new Response(new Uint8Array(bytes), { headers: { ...HEADERS, 'content-type': type } });
    } catch {
      return notFound();
    }
  };
}

/** A path of plain names; undefined for whatever could lead elsewhere on any system. */
function pathInside(pathname: string | undefined): string | undefined {
  const names = (pathname === '/' ? '/index.html' : (pathname ?? '')).split('/').slice(1);
  return names.every((name) => /^[\w-][\w.-]*$/.test(name)) ? join(...names) : undefined;
}

function notFound(): Response {
  return new Response('Not found', { status: 404, headers: { ...HEADERS, 'content-type': 'text/plain' } });
}
