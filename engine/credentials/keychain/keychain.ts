import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { keychainFailed, keychainSilent, keychainUnavailable } from './keychain-error.ts';
import type { KeychainAnswer, KeychainQuestion } from './protocol.ts';

/**
 * Where the operating system keeps secrets: the keychain of macOS, the credential manager
 * of Windows, a Secret Service on Linux. All methods throw a `UserError`:
 * `KEYCHAIN_UNAVAILABLE` where there is none, `KEYCHAIN_LOCKED` where it refuses.
 */
export interface Keychain {
  /** What is kept under a name; undefined where nothing is. */
  read(account: string): Promise<Buffer | undefined>;
  /** Keeps it, in place of what was there. */
  write(account: string, secret: Uint8Array): Promise<void>;
  /** Forgets it; no error where there is nothing. */
  remove(account: string): Promise<void>;
}

interface AskOptions {
  /** Milliseconds it has to answer. */
  patience?: number;
  /** Where the keychain is found through variables: the session bus of Linux. */
  env?: NodeJS.ProcessEnv;
}

/** Milliseconds that a keychain has to answer: its owner may have to type a password first. */
const PATIENCE = 60_000;

/**
 * The keychain of this machine. Each call is made by a process of its own: it may block for as
 * long as a dialog stands open, and a blocked thread could neither be ended nor left behind.
 */
export function systemKeychain({ patience = PATIENCE, env = process.env }: AskOptions = {}): Keychain {
  const ask = (question: KeychainQuestion) => askChild(question, patience, env);
  return {
    async read(account) {
      const answer = await ask({ do: 'read', account });
      return answer.value === undefined ? undefined : Buffer.from(answer.value, 'base64');
    },
    async write(account, secret) {
      await ask({ do: 'write', account, value: Buffer.from(secret).toString('base64') });
    },
    async remove(account) {
      await ask({ do: 'remove', account });
    },
  };
}

const CHILD = fileURLToPath(new URL('./child/main.ts', import.meta.url));

async function askChild(
  question: KeychainQuestion,
  patience: number,
  env: NodeJS.ProcessEnv,
): Promise<{ value?: string }> {
  const child = spawn(process.execPath, ['--no-warnings', CHILD], {
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  let silent = false;
  const timer = setTimeout(() => {
    silent = true;
    child.kill('SIGKILL');
  }, patience);
  try {
    // Through a pipe: arguments and variables could be read by others.
    child.stdin.on('error', () => undefined);
    child.stdin.end(JSON.stringify(question));
    const [out, complaint] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ]);
    if (silent) throw keychainSilent(patience);
    const answer = parseAnswer(out, complaint);
    if ('failed' in answer) throw keychainFailed(answer.failed);
    return answer;
  } finally {
    clearTimeout(timer);
  }
}

function parseAnswer(out: string, complaint: string): KeychainAnswer {
  try {
    return JSON.parse(out) as KeychainAnswer;
  } catch (cause) {
    throw keychainUnavailable(complaint.trim().split('\n').at(-1) ?? '', cause);
  }
}
