import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startApp, type TestApp } from '#test/app';

let app: TestApp;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flowbench-renderer-'));
  const renderer = join(folder, 'renderer');
  await mkdir(join(renderer, 'assets'), { recursive: true });
  await writeFile(join(renderer, 'index.html'), '<!doctype html><title>x</title>');
  await writeFile(join(renderer, 'assets', 'app-1.js'), 'export {};');
  await writeFile(join(renderer, '.hidden.json'), '{}');
  await writeFile(join(folder, 'secret.json'), '{"secret":true}');
  await symlink(join(folder, 'secret.json'), join(renderer, 'link.json'));
  app = await startApp({ renderer });
});
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true, force: true });
});

const host = () => `127.0.0.1:${app.served.apiPort}`;

/** Sends bytes as they are: no client library tidies them up. */
async function raw(request: string): Promise<string> {
  const socket = connect(app.served.apiPort, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(request);
  return text(socket);
}

const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  raw(
    `${method} ${path} HTTP/1.1\r\n${Object.entries({ Host: host(), Connection: 'close', ...headers })
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('')}\r\n`,
  );

const upgrade = (headers: Record<string, string> = {}, path = '/api') =>
  get(path, {
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Protocol': `flowbench, flowbench.token.${app.served.token}`,
    ...headers,
  });

const statusOf = (answer: string) => Number(answer.split(' ')[1]);

describe('host', () => {
  it('must be exactly ours', async () => {
    const port = app.served.apiPort;
    for (const name of [
      'evil.example',
      `evil.example:${port}`,
      '127.0.0.1',
      `127.0.0.1:${port}0`,
      `[::1]:${port}`,
    ]) {
      expect(statusOf(await get('/', { Host: name })), name).toBe(421);
      expect(statusOf(await upgrade({ Host: name })), name).toBe(421);
    }
    expect(statusOf(await get('/', { Host: `localhost:${port}` }))).toBe(200);
  });
});

describe('upgrade', () => {
  it('needs the token', async () => {
    const { token } = app.served;
    const wrong = [
      'flowbench',
      'flowbench.token.',
      `flowbench.token.${token.slice(0, -1)}`,
      `flowbench.token.${token}x`,
    ];
    for (const protocol of wrong) {
      expect(statusOf(await upgrade({ 'Sec-WebSocket-Protocol': protocol })), protocol).toBe(404);
    }
  });

  it('takes our own origin, none, or the desktop window, and no other', async () => {
    for (const origin of [
      'https://evil.example',
      'null',
      `https://${host()}`,
      'flowbench://app.evil',
      'file://',
    ]) {
      expect(statusOf(await upgrade({ Origin: origin })), origin).toBe(404);
    }
    for (const origin of [
      undefined,
      `http://${host()}`,
      `http://localhost:${app.served.apiPort}`,
      'flowbench://app',
    ]) {
      const socket = new WebSocket(`ws://${host()}/api`, [`flowbench.token.${app.served.token}`], {
        ...(origin === undefined ? {} : { origin }),
      });
      await once(socket, 'open');
      socket.close();
      await once(socket, 'close');
    }
  });

  it('is answered on one path only', async () => {
    expect(statusOf(await upgrade({}, '/'))).toBe(404);
    expect(statusOf(await upgrade({}, '/api/'))).toBe(404);
  });

  it('does not say the token again', async () => {
    const socket = new WebSocket(`ws://${host()}/api`, ['flowbench', `flowbench.token.${app.served.token}`]);
    await once(socket, 'open');
    expect(socket.protocol).toBe('flowbench');
    socket.terminate();
  });

  it('lets in only so many', async () => {
    const open: WebSocket[] = [];
    let refused: unknown;
    while (open.length < 40 && refused === undefined) {
      const socket = new WebSocket(`ws://${host()}/api`, [`flowbench.token.${app.served.token}`]);
      await once(socket, 'open').then(
        () => open.push(socket),
        (error) => {
          refused = error;
        },
      );
    }
    for (const socket of open) socket.terminate();
    expect(String(refused)).toContain('404');
    expect(open.length).toBeGreaterThan(8);
  });

  it('ends a connection that sends a message too large', async () => {
    const socket = new WebSocket(`ws://${host()}/api`, [`flowbench.token.${app.served.token}`]);
    await once(socket, 'open');
    socket.on('error', () => undefined);
    socket.send(Buffer.alloc(33 * 1024 * 1024));
    const [code] = await once(socket, 'close');
    expect([1006, 1009]).toContain(code);
    await expect(app.client.workspace.list()).resolves.toMatchObject({ flows: [] });
  });

  it('survives messages that mean nothing', async () => {
    const socket = new WebSocket(`ws://${host()}/api`, [`flowbench.token.${app.served.token}`]);
    await once(socket, 'open');
    for (const message of ['', '{', '[]', '{"i":"1","t":99}', '{"i":"1","p":{"u":"/nothing/there"}}'])
      socket.send(message);
    socket.send(Buffer.from([0, 255, 0]));
    await expect(app.client.workspace.list()).resolves.toMatchObject({ flows: [] });
    socket.terminate();
  });
});

describe('files', () => {
  it('are given with a type and a policy, and never across origins', async () => {
    const page = await get('/', { Origin: 'https://evil.example' });
    expect(statusOf(page)).toBe(200);
    expect(page).toContain('Content-Type: text/html; charset=utf-8');
    expect(page).toContain("default-src 'none'; script-src 'self';");
    expect(page).toContain('X-Content-Type-Options: nosniff');
    expect(page).toContain('Cache-Control: no-store');
    expect(page.toLowerCase()).not.toContain('access-control');
    expect(page).not.toContain(app.served.token);
    expect(await get('/assets/app-1.js')).toContain('Content-Type: text/javascript');
  });

  it('are the built ones only, and everything else is the same nothing', async () => {
    const answers: string[] = [];
    for (const path of [
      '/nothing',
      '/api',
      '/../secret.json',
      '/%2e%2e/secret.json',
      '/assets/../../secret.json',
      '/..\\secret.json',
      '/link.json',
      '/.hidden.json',
      '/assets',
      '/assets/',
      '//evil.example/',
      'http://evil.example/',
    ]) {
      answers.push((await get(path)).replace(/Date: .*\r\n/, ''));
    }
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
      answers.push((await get('/', {}, method)).replace(/Date: .*\r\n/, ''));
    }
    expect([...new Set(answers)]).toHaveLength(1);
    expect(statusOf(answers[0] ?? '')).toBe(404);
  });

  it('come only for requests of sensible size', async () => {
    expect(statusOf(await get('/', { 'X-Long': 'x'.repeat(20_000) }))).toBe(431);
  });
});
