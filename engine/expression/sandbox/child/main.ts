import type { EnvData, ItemData, ProgramData, Request, Response } from '../protocol.ts';
import { guestCompiler } from './compile-guest.ts';
import { freezeJson } from './copy.ts';
import { readFrame, writeFrame } from './frames.ts';
import { lockDown } from './lock-down.ts';
import { makeRealm } from './realm.ts';
import { guestError } from './results.ts';
import { evaluate, type Runner, runCode } from './run-calls.ts';
import { startWatchdog } from './watchdog.ts';

/** Entry of a sandbox process: answers requests on stdin until it ends. */

const watchdog = startWatchdog();
const realm = makeRealm();
const guests = guestCompiler(realm);
const collectGarbage = lockDown();
const send = (response: Response): void => writeFrame(JSON.stringify(response));

const runner: Runner = {
  resources: { envs: new Map(), programs: new Map(), lists: new Map() },
  guests,
  watchdog,
  sendPart: (call, json) => writeFrame(`{"say":"part","call":${call},"values":${json}}`),
  sendLog: (call, level, message) => send({ say: 'log', call, level, message }),
};
const { envs, programs, lists } = runner.resources;

/** Lists that belong to one code call, which may change them; all others are frozen. */
const ownLists = new Set<number>();

function put({ id, kind, value, ...more }: Extract<Request, { do: 'put' }>): void {
  if (kind === 'env') envs.set(id, freezeJson(value as EnvData));
  else if (kind === 'list') {
    if ('own' in more && more.own) ownLists.add(id);
    lists.set(id, ownLists.has(id) ? (value as ItemData[]) : (value as ItemData[]).map(freezeJson));
  } else {
    const { expressions } = value as ProgramData;
    programs.set(
      id,
      expressions.map(({ source, mutates }) => compile(source, mutates)),
    );
  }
}

function forget(id: number): void {
  envs.delete(id);
  programs.delete(id);
  lists.delete(id);
  ownLists.delete(id);
}

/** Compiles an expression; what the sandbox rejects fails when it is evaluated, as any other error. */
function compile(source: string, mutates: boolean): () => unknown {
  try {
    return guests.expression(source, mutates);
  } catch (error) {
    const { message } = guestError(error);
    return () => {
      throw new SyntaxError(message);
    };
  }
}

async function handle(request: Request): Promise<void> {
  switch (request.do) {
    case 'put':
      return put(request);
    case 'add':
      lists
        .get(request.id)
        ?.push(...(ownLists.has(request.id) ? request.value : request.value.map(freezeJson)));
      return;
    case 'drop':
      request.ids.forEach(forget);
      return;
    case 'evaluate':
    case 'code': {
      watchdog.begin(request.limit, request.memory);
      const ending = request.do === 'code' ? await runCode(runner, request) : await evaluate(runner, request);
      watchdog.end();
      const { rest = '[]', ...end } = ending;
      const head = JSON.stringify({ say: 'done', call: request.call, ...end });
      writeFrame(`${head.slice(0, -1)},"values":${rest}}`);
      if (request.do === 'code') forget(request.items);
      collectGarbage(request.memory);
    }
  }
}

send({ say: 'ready' });
for (;;) {
  const frame = readFrame();
  if (frame === undefined) break;
  await handle(JSON.parse(frame) as Request);
}
process.exit(0);
