import { z } from 'zod';
import { field } from '#contract/node';
import { defineConnectionType } from '../connection-type.ts';

export const sshKey = defineConnectionType({
  type: 'ssh.key',
  title: 'SSH',
  summary: 'Signs in to a server by SSH, for commands and files (SFTP).',
  icon: 'terminal',
  group: 'remote',
  docs: 'The host key makes sure that it is the right server: `ssh-keyscan HOST` shows it, `ssh-keygen -lf` its fingerprint. Compare it with what the administrator of the server says.',
  fields: z
    .object({
      host: field.text('Host', { placeholder: 'sftp.example.com' }).min(1),
      port: field.count('Port', 1).max(65_535).default(22),
      user: field.text('User').min(1),
      method: field.choice('Signs in with', ['key', 'password']).default('key'),
      password: field.secret('Password', { showIf: { method: ['password'] } }).optional(),
      key: field
        .secret('Private key', {
          editor: 'multiline',
          placeholder: '-----BEGIN OPENSSH PRIVATE KEY-----',
          showIf: { method: ['key'] },
        })
        .optional(),
      passphrase: field
        .secret('Passphrase', { help: 'Where the key is protected with one.', showIf: { method: ['key'] } })
        .optional(),
      hostKey: field
        .text('Host key', { placeholder: 'SHA256:…', help: 'Fingerprint or public key of the server.' })
        .optional(),
    })
    .refine(({ method, key }) => method !== 'key' || Boolean(key), { path: ['key'], message: 'is missing' })
    .refine(({ method, password }) => method !== 'password' || Boolean(password), {
      path: ['password'],
      message: 'is missing',
    }),
  hostsOf: ({ host }) => [host],
  reachAt: ({ host, port }) => ({ host, port, greets: /^SSH-/ }),
});
