import { randomBytes } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';

const TOKEN = /^[\w-]{43}$/;

/** A new token: 256 bits in base64url. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * The token kept in a file, made where there is none: an engine that comes back
 * under the same address is found again by the windows that were open.
 *
 * @param file readable by this user only
 */
export async function keptToken(file: string): Promise<string> {
  const kept = await readFile(file, 'utf8').catch(() => '');
  if (TOKEN.test(kept)) return kept;
  const token = newToken();
  await rm(file, { force: true });
  await writeFile(file, token, { mode: 0o600, flag: 'wx' });
  return token;
}
