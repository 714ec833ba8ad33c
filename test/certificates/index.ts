import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A certificate and its key, PEM. */
export interface Pair {
  cert: string;
  key: string;
}

/** Whether certificates can be made here; say so where tests are skipped. */
export const canMakeCertificates = spawnSync('openssl', ['version']).status === 0;

/** Makes a certificate authority, and certificates it has signed, with openssl. */
export function makeAuthority(): {
  ca: string;
  issue(name: string): Pair;
  protect(key: string, passphrase: string): string;
  close(): void;
} {
  const dir = mkdtempSync(join(tmpdir(), 'flowbench-ca-'));
  const path = (name: string): string => join(dir, name);
  const openssl = (...args: string[]): void => {
    const { status, stderr } = spawnSync('openssl', args, { cwd: dir, encoding: 'utf8' });
    if (status !== 0) throw new Error(`openssl ${args[0]} failed: ${stderr}`);
  };
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...newKey,
    '-keyout',
    'ca.key',
    '-out',
    'ca.crt',
    '-days',
    '2',
    '-subj',
    '/CN=Test authority',
  );
  writeFileSync(path('names.cnf'), 'subjectAltName=IP:127.0.0.1,DNS:localhost\n');
  return {
    ca: readFileSync(path('ca.crt'), 'utf8'),
    issue(name) {
      openssl('req', ...newKey, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
      openssl(
        'x509',
        '-req',
        '-in',
        `${name}.csr`,
        '-CA',
        'ca.crt',
        '-CAkey',
        'ca.key',
        '-CAcreateserial',
        '-out',
        `${name}.crt`,
        '-days',
        '2',
        '-extfile',
        'names.cnf',
      );
      return {
        cert: readFileSync(path(`${name}.crt`), 'utf8'),
        key: readFileSync(path(`${name}.key`), 'utf8'),
      };
    },
    protect(key, passphrase) {
      writeFileSync(path('plain.key'), key);
      openssl(
        'pkcs8',
        '-topk8',
        '-in',
        'plain.key',
        '-out',
        'protected.key',
        '-passout',
        `pass:${passphrase}`,
      );
      return readFileSync(path('protected.key'), 'utf8');
    },
    close: () => rmSync(dir, { recursive: true, force: true }),
  };
}
