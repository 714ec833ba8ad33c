import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { Stretching } from './passphrase.ts';
import { KEY_BYTES, seal, unseal } from './seal.ts';

export type Keeper = 'keychain' | 'passphrase';

/** A master key as the database knows it: everything but the key. */
export interface KeyRow {
  id: string;
  keeper: Keeper;
  /** `coming`: being put into its keeper; `current`: writes; `former`: there for records it has written. */
  standing: 'coming' | 'current' | 'former';
  /** Sealed with the key: tells whether a key is this one. */
  proof: Uint8Array;
  /** The key, sealed with what a passphrase makes. */
  wrapped: Uint8Array | undefined;
  stretching: Stretching | undefined;
  /** Name of the machine it was made on. */
  machine: string;
  createdAt: number;
}

/** A passphrase as it was stretched: wraps further keys without being asked for again. */
export interface Wrapping {
  key: Buffer;
  stretching: Stretching;
}

/** Makes a master key; with a wrapping it is kept in its row, else it belongs into the keychain. */
export function makeKey(wrapping: Wrapping | undefined, now: number): { key: Buffer; row: KeyRow } {
  const id = `key_${randomBytes(10).toString('hex')}`;
  const key = randomBytes(KEY_BYTES);
  const row: KeyRow = {
    id,
    keeper: wrapping ? 'passphrase' : 'keychain',
    standing: 'coming',
    proof: seal(key, Buffer.alloc(0), proofOf(id)),
    wrapped: wrapping && seal(wrapping.key, key, wrappedOf(id)),
    stretching: wrapping?.stretching,
    machine: hostname(),
    createdAt: now,
  };
  return { key, row };
}

/** Whether a key is the one of a row. */
export function isKeyOf(row: KeyRow, key: Buffer): boolean {
  return key.length === KEY_BYTES && unseal(key, row.proof, proofOf(row.id)) !== undefined;
}

/** The key of a row that a passphrase keeps; undefined for another passphrase. */
export function unwrapKey(row: KeyRow, wrappingKey: Buffer): Buffer | undefined {
  const key = row.wrapped && unseal(wrappingKey, row.wrapped, wrappedOf(row.id));
  return key && isKeyOf(row, key) ? key : undefined;
}

/** What the entry in the keychain is called. */
export function accountOf({ id }: Pick<KeyRow, 'id'>): string {
  return `credentials ${id}`;
}

function proofOf(id: string): string {
  return `flowbench key ${id}`;
}

function wrappedOf(id: string): string {
  return `flowbench wrapped key ${id}`;
}
