import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request as call, createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Devices, openRelay, openStore, relayFile } from '#engine/relay';
import { pairWith, RelayTunnel } from '#engine/tunnel';

/*
 * The processes that are compared: `child.ts bare`, `hop URL`, `relay`, `device URL CODE seal|open`.
 * Each tells its address, and lives as long as its parent.
 */
const [, , kind, url = '', code = '', seal] = process.argv;
const ANSWER = Buffer.from('{"ok":true}\n');
const makers: Record<string, () => Promise<object>> = { bare, hop, relay, device };
process.send?.((await makers[kind ?? '']?.()) ?? {});
process.once('disconnect', () => process.exit());

function serve(answer: RequestListener): Promise<{ url: string }> {
  const server = createServer(answer);
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () =>
      resolve({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }),
    ),
  );
}

/** Takes a call and keeps nothing of it. */
function bare(): Promise<object> {
  return serve((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(200, { 'content-length': ANSWER.byteLength }).end(ANSWER);
    });
  });
}

/** Passes a call on to another address and its answer back, as the plainest proxy would. */
function hop(): Promise<object> {
  const agent = new Agent({ keepAlive: true });
  return serve((request, response) => {
    const { method, headers } = request;
    const on = call(url, { method, headers, agent }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    request.pipe(on);
  });
}

/** A relay with codes for the devices to be measured. */
async function relay(): Promise<object> {
  const dataDir = mkdtempSync(join(tmpdir(), 'flowbench-relay-bench-'));
  process.once('exit', () => rmSync(dataDir, { recursive: true, force: true }));
  const limits = { perSource: 1e9, perDevice: 1e9, maxMessages: 1e9 };
  const onError = (error: unknown): void => process.emitWarning(String(error));
  const opened = await openRelay({ dataDir, host: '127.0.0.1', port: 0, limits, onError });
  const db = openStore(relayFile(dataDir), true);
  const devices = new Devices(db);
  const codes = [devices.newCode().code, devices.newCode().code];
  db.close();
  return { url: `http://127.0.0.1:${opened.port}`, codes };
}

/** A machine that acknowledges at once, and tells on being asked how many calls it has had. */
async function device(): Promise<object> {
  const folder = mkdtempSync(join(tmpdir(), 'flowbench-relay-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const pairing = await pairWith({ url, code, name: 'bench', seal: seal === 'seal' });
  let taken = 0;
  const maxBody = 1024 * 1024;
  const entry = {
    port: 1,
    take: async () => {
      taken++;
      return { status: 200, body: ANSWER };
    },
    add: () => () => undefined,
    allowHost: () => () => undefined,
    routes: () =>
      [
        { id: 'stored', answer: 'stored', maxBody },
        { id: 'through', answer: 'through', maxBody },
      ] as const,
    onRoutes: () => () => undefined,
  };
  const onError = (error: unknown): void => process.emitWarning(String(error));
  const connect = (): Promise<RelayTunnel> =>
    new Promise((resolve) => {
      const tunnel: RelayTunnel = new RelayTunnel(
        { entry, pairing, file: join(folder, 'relay.json'), onError },
        (news) => {
          if (news.state === 'open') resolve(tunnel);
        },
      );
    });
  let tunnel = await connect();
  process.on('message', async (asked) => {
    if (asked === 'sleep') await tunnel.stop();
    if (asked === 'wake') tunnel = await connect();
    process.send?.(taken);
  });
  return { url: tunnel.url };
}
