import { type ErrorShape, UserError } from '#contract/error';
import type { SignIns } from '#engine/credentials';
import type { Terminal } from './command.ts';
import { EXIT } from './exit-codes.ts';
import { readLines } from './input/lines.ts';
import { readText } from './input/read-text.ts';
import { formatError } from './output/errors.ts';

/** What a sign-in at the terminal needs. */
export interface TerminalSignIn {
  signIns: SignIns;
  /** Id of the credential. */
  id: string;
  /** The browser runs on another machine: its last address is pasted here. */
  paste: boolean;
}

/**
 * Signs in for a credential of type `http.oauth2`: says which address to open, and where the
 * browser cannot come back to this machine reads the address it ended at. Ctrl+C gives up.
 *
 * @returns the exit code
 */
export async function signInAtTerminal(
  { signIns, id, paste }: TerminalSignIn,
  terminal: Terminal,
): Promise<number> {
  const { err, errStyle } = terminal;
  const given = new AbortController();
  const forget = terminal.onStop(['SIGINT', 'SIGTERM'], () => given.abort());
  let end: ErrorShape | 'done' | undefined;
  try {
    for await (const news of signIns.start(id, { paste, signal: given.signal })) {
      if (news.step === 'open') {
        await err.write(`Open this address in a browser and sign in there:\n\n  ${news.url}\n\n`);
        await err.write(news.paste ? PASTE : COMES_BACK);
        if (news.paste) void takeAnswers(signIns, news.signIn, terminal, given);
      } else if (news.step === 'code') {
        const until = new Date(news.expiresAt).toLocaleTimeString('sv');
        await err.write(`Open ${news.url} on any device and type this code before ${until}:\n\n`);
        await err.write(`  ${errStyle('bold', news.userCode)}\n\nCtrl+C gives up.\n`);
      } else if (news.step === 'failed') end = asError(news);
      else end = 'done';
    }
  } finally {
    forget();
    // Whoever still waits for a line would keep the process alive.
    terminal.stdin.destroy?.();
  }
  if (end === 'done') {
    await err.write('Signed in.\n');
    return EXIT.succeeded;
  }
  await err.write(`${formatError(end ?? GIVEN_UP, errStyle)}\n`);
  return EXIT.failed;
}

const INPUT = 'standard input';
const PASTE =
  'Then copy the address the browser ends at (the page itself may not be found) or the code\n' +
  'that is shown, paste it here and press Enter:\n';
const COMES_BACK =
  'Waiting for the browser. Ctrl+C gives up; where the browser runs on another machine, use --paste.\n';

function asError({ message, hint }: { message: string; hint: string | undefined }): ErrorShape {
  const code = 'SIGN_IN';
  return { kind: 'step', code, message, ...(hint === undefined ? {} : { hint }), retryable: false };
}

const GIVEN_UP = asError({
  message: 'Not signed in: it was given up',
  hint: 'Start it again when you like.',
});

/** Takes lines until one of them is an answer; without any more lines there is nothing to wait for. */
async function takeAnswers(
  signIns: SignIns,
  signIn: string,
  { stdin, err, errStyle }: Terminal,
  given: AbortController,
): Promise<void> {
  try {
    for await (const { text } of readLines(readText(stdin, INPUT), INPUT)) {
      if (text.trim() === '') continue;
      try {
        signIns.finish(signIn, text);
        return;
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        await err.write(`${formatError(asError({ message: error.message, hint: error.hint }), errStyle)}\n`);
      }
    }
    given.abort();
  } catch {
    given.abort();
  }
}
