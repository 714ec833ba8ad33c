/** One question to the keychain: read from standard input, answered on standard output. */
import { text } from 'node:stream/consumers';
import { AsyncEntry } from '@napi-rs/keyring';
import type { KeychainAnswer, KeychainQuestion } from '../protocol.ts';

/** What the system's keychain shows as the program. */
const SERVICE = 'Flowbench';

const question = JSON.parse(await text(process.stdin)) as KeychainQuestion;
process.stdout.write(JSON.stringify(await answer(question)));

async function answer(asked: KeychainQuestion): Promise<KeychainAnswer> {
  let entry: AsyncEntry;
  try {
    // Without this option Linux would fall back to the kernel's keyring, which forgets at every restart.
    entry = new AsyncEntry(SERVICE, asked.account, { linux: { store: 'secret-service' } });
  } catch (error) {
    return { failed: { at: 'connect', reason: reasonOf(error) } };
  }
  try {
    if (asked.do === 'write') await entry.setPassword(asked.value);
    if (asked.do === 'remove') await entry.deletePassword();
    const value = asked.do === 'read' ? await entry.getPassword() : undefined;
    return value ? { value } : {};
  } catch (error) {
    return { failed: { at: 'use', reason: reasonOf(error) } };
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
