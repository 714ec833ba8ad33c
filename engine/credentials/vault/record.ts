import type { CredentialHealth, RateLimit } from '#contract/connection';
import { seal, unseal } from './seal.ts';

/** A credential as the database has it: its secrets sealed. Times are milliseconds since 1970. */
export interface StoredCredential {
  id: string;
  name: string;
  type: string;
  preset: string | undefined;
  hosts: readonly string[];
  /** Fields that are not secret. */
  values: Readonly<Record<string, unknown>>;
  /** Secret fields that have a value. */
  filled: readonly string[];
  rate: RateLimit | undefined;
  /** Id of the master key it is sealed with. */
  key: string;
  secrets: Uint8Array;
  state: Uint8Array | undefined;
  health: Exclude<CredentialHealth, 'locked'>;
  problem: string | undefined;
  createdAt: number;
  updatedAt: number;
  lastUsedAt: number | undefined;
  expiresAt: number | undefined;
}

type Fields = Record<string, unknown>;
type Sealable = Pick<StoredCredential, 'id' | 'key' | 'type' | 'preset' | 'hosts' | 'values' | 'filled'>;

/** Seals the secret fields of a record; what decides where they may be sent is sealed along with them. */
export function sealSecrets(key: Uint8Array, record: Sealable, secrets: Fields): Buffer {
  return seal(key, toBytes(secrets), aboutSecrets(record));
}

/** The secret fields; undefined where the record was changed by other hands, or damaged. */
export function openSecrets(key: Uint8Array, record: Sealable & { secrets: Uint8Array }): Fields | undefined {
  return toFields(unseal(key, record.secrets, aboutSecrets(record)));
}

export function sealState(key: Uint8Array, record: Sealable, state: Fields): Buffer {
  return seal(key, toBytes(state), aboutState(record));
}

/** What signing in gave; undefined where it cannot be read. */
export function openState(key: Uint8Array, record: Sealable, state: Uint8Array): Fields | undefined {
  return toFields(unseal(key, state, aboutState(record)));
}

/** The record under another key; undefined where it cannot be read. */
export function resealed(
  record: StoredCredential,
  key: Uint8Array,
  next: { id: string; bytes: Uint8Array },
): StoredCredential | undefined {
  const secrets = openSecrets(key, record);
  const state = record.state && openState(key, record, record.state);
  if (!secrets || (record.state && !state)) return undefined;
  const anew = { ...record, key: next.id };
  return {
    ...anew,
    secrets: sealSecrets(next.bytes, anew, secrets),
    state: state && sealState(next.bytes, anew, state),
  };
}

/**
 * A record cannot be exchanged for another one, nor its hosts or its token endpoint for those of
 * somebody who can write to the file: it would not open any more.
 */
function aboutSecrets({ id, key, type, preset, hosts, values, filled }: Sealable): string {
  return JSON.stringify(['flowbench credential', id, key, type, preset ?? null, hosts, values, filled]);
}

function aboutState({ id, key, type }: Sealable): string {
  return JSON.stringify(['flowbench credential state', id, key, type]);
}

function toBytes(fields: Fields): Buffer {
  return Buffer.from(JSON.stringify(fields));
}

function toFields(bytes: Buffer | undefined): Fields | undefined {
  return bytes && (JSON.parse(bytes.toString()) as Fields);
}
