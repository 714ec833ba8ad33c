import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.map': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
};

/** Headers of every answer: nothing here may be framed, guessed at, or told to others. */
export function securityHeaders(port: number): Readonly<Record<string, string>> {
  const sockets = `ws://127.0.0.1:${port} ws://localhost:${port}`;
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    // The canvas and the code editor place things by style attributes.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "worker-src 'self' blob:",
    "manifest-src 'self'",
    `connect-src 'self' ${sockets}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    'Content-Security-Policy': policy.join('; '),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'X-Frame-Options': 'DENY',
  };
}

/** A file of the built window. */
interface Asset {
  path: string;
  size: number;
  type: string;
  /** Its name changes with its content, so it may be kept for good. */
  immutable: boolean;
}

/** Finds the file that a request asks for; undefined where there is none to be given. */
export async function findAsset(root: string, url: string): Promise<Asset | undefined> {
  const name = nameOf(url);
  const type = name && TYPES[extname(name)];
  if (!name || !type) return undefined;
  try {
    const [folder, path] = await Promise.all([realpath(root), realpath(join(root, ...name.split('/')))]);
    const about = await stat(path);
    if (!path.startsWith(folder + sep) || !about.isFile()) return undefined;
    return { path, size: about.size, type, immutable: name.startsWith('assets/') };
  } catch {
    return undefined;
  }
}

/** Sends a file; what breaks off under way only closes the connection. */
export async function sendAsset(
  request: IncomingMessage,
  response: ServerResponse,
  asset: Asset,
): Promise<void> {
  response.writeHead(200, {
    'Content-Type': asset.type,
    'Content-Length': asset.size,
    'Cache-Control': asset.immutable ? 'public, max-age=31536000, immutable' : 'no-store',
  });
  if (request.method === 'HEAD') response.end();
  else await pipeline(createReadStream(asset.path), response).catch(() => response.destroy());
}

/** The relative path that a URL means; undefined where it could mean anything but a file of ours. */
function nameOf(url: string): string | undefined {
  const path = url.split('?', 1)[0] ?? '';
  if (path === '/') return 'index.html';
  const name = path.slice(1);
  // Names of built files need no escapes, so nothing has to be decoded.
  const plain = /^[\w.-]+(\/[\w.-]+)*$/.test(name);
  return plain && !name.split('/').some((part) => part.startsWith('.')) ? name : undefined;
}
