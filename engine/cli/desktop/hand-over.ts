import { spawn } from 'node:child_process';
import { UserError } from '#contract/error';
import type { Terminal } from '../command.ts';
import { EXIT } from '../exit-codes.ts';

/** Lets another program go on in this terminal; resolves to its exit code. @throws UserError where it does not start */
export async function handOver(
  program: string,
  args: readonly string[],
  terminal: Terminal,
): Promise<number> {
  // A terminal in an editor made with Electron sets this for its own use.
  const { ELECTRON_RUN_AS_NODE: _editors, ...env } = terminal.env;
  const child = spawn(program, [...args], { stdio: 'inherit', env });
  const forget = terminal.onStop(['SIGINT', 'SIGTERM', 'SIGHUP'], () => child.kill('SIGTERM'));
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once('error', (cause) =>
        reject(
          new UserError(`${program} does not start: ${cause.message}.`, {
            code: 'CANNOT_START',
            hint: 'Run "npm install" again, or use "flowbench serve" and a browser.',
            cause,
          }),
        ),
      );
      child.once('close', (code) => resolve(code ?? EXIT.failed));
    });
  } finally {
    forget();
  }
}
