import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { SignIns } from '#engine/credentials';
import { createHttpClient } from '#engine/http';
import { type MemoryStore, memoryStore, startProvider, type TestProvider, walk } from '#test/oauth';
import type { Terminal } from './command.ts';
import type { Sink } from './output/sink.ts';
import { signInAtTerminal } from './sign-in.ts';

const http = createHttpClient({ privateNetwork: 'allow' });
let service: TestProvider;
let store: MemoryStore;
let signIns: SignIns;
beforeAll(async () => {
  service = await startProvider();
});
afterAll(async () => {
  await service.close();
  await http.close();
});
beforeEach(() => {
  store = memoryStore();
  signIns = new SignIns({ store, http, now: Date.now }, { wait: async () => {} });
});

/** A terminal whose user reads along and types. */
function terminalOf(read: (text: string, type: (line: string) => void, stop: () => void) => void) {
  const stdin = new PassThrough();
  let told = '';
  let stop = () => {};
  const sink: Sink = {
    isTTY: false,
    width: 80,
    async write(text) {
      told += text;
      read(text, (line) => stdin.write(`${line}\n`), stop);
    },
  };
  const plain = (_: unknown, text: string) => text;
  const terminal: Terminal = {
    stdin,
    out: sink,
    err: sink,
    outStyle: plain,
    errStyle: plain,
    env: {},
    askSecret: async () => undefined,
    onStop(_, listener) {
      stop = listener;
      return () => {
        stop = () => {};
      };
    },
  };
  return { terminal, stdin, told: () => told };
}

const desktop = () => store.add(service.fields({ clientId: 'desktop', extraParams: { prompt: 'consent' } }));
const addressIn = (text: string) => /^ {2}(http\S+)$/m.exec(text)?.[1];

it('waits for the browser to come back', async () => {
  const { terminal, told } = terminalOf((text) => {
    const url = addressIn(text);
    if (url) void walk(url).then(({ left = '' }) => fetch(left));
  });
  expect(await signInAtTerminal({ signIns, id: desktop(), paste: false }, terminal)).toBe(0);
  expect(told()).toContain('Open this address in a browser');
  expect(told()).toMatch(/Signed in\.\n$/);
});

it('takes the address that is pasted, after one that is of no use, and lets go of the input', async () => {
  const { terminal, stdin, told } = terminalOf((text, type) => {
    const url = addressIn(text);
    if (url) type('https://evil.example/?code=x');
    if (text.includes('That address is not where')) {
      void walk(addressIn(told()) ?? '').then(({ left = '' }) => type(left));
    }
  });
  expect(await signInAtTerminal({ signIns, id: desktop(), paste: true }, terminal)).toBe(0);
  expect(told()).toMatch(/Signed in\.\n$/);
  expect(stdin.destroyed).toBe(true);
});

it('shows the code to type elsewhere', async () => {
  const id = store.add(service.fields({ grant: 'deviceCode', clientId: 'tv' }));
  const { terminal, told } = terminalOf((text) => {
    const url = /Open (\S+) on any device/.exec(text)?.[1];
    if (url) void walk(url);
  });
  expect(await signInAtTerminal({ signIns, id, paste: false }, terminal)).toBe(0);
  expect(told()).toMatch(/\n {2}\w{4}-\w{4}\n/);
});

it('gives up with Ctrl+C, and when there is nothing more to read', async () => {
  const stopping = terminalOf((text, _, stop) => {
    if (text.startsWith('Waiting')) stop();
  });
  expect(await signInAtTerminal({ signIns, id: desktop(), paste: false }, stopping.terminal)).toBe(1);
  expect(stopping.told()).toContain('Not signed in: it was given up');
  const ended = terminalOf(() => {});
  ended.stdin.end();
  expect(await signInAtTerminal({ signIns, id: desktop(), paste: true }, ended.terminal)).toBe(1);
});

it('says what is wrong', async () => {
  const { terminal, told } = terminalOf(() => {});
  expect(await signInAtTerminal({ signIns, id: 'nobody', paste: false }, terminal)).toBe(1);
  expect(told()).toContain('error: there is no credential nobody');
});
