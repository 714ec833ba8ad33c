import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { implement } from '@orpc/server';
import { RPCHandler } from '@orpc/server/ws';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { api, type RunEntry } from '#contract/api';
import { askEngine } from './engine-client.ts';

test('the engine is asked with origin and token, over a connection that does not stay', async () => {
  const asked: unknown[] = [];
  const list = implement(api).runs.list.handler(({ input }) => {
    asked.push(input.status);
    const runs = input.status?.includes('running') ? [{}, {}] : [{ run: 'r1' }];
    return { runs: runs as RunEntry[], more: false };
  });
  const handler = new RPCHandler({ runs: { list } });
  const http = createServer().listen(0, '127.0.0.1');
  const sockets = new WebSocketServer({ server: http });
  onTestFinished(() => void http.close());
  sockets.on('connection', (socket, request) => {
    asked.push([request.url, request.headers.origin, request.headers['sec-websocket-protocol']]);
    void handler.upgrade(socket);
  });
  await once(http, 'listening');
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/`;
  const questions = askEngine(() => ({ url, token: 'abc' }));
  expect(await questions.runsInFlight()).toBe(2);
  expect(await questions.failedRuns()).toEqual([{ run: 'r1' }]);
  const door = ['/api', 'flowbench://app', 'flowbench.token.abc'];
  expect(asked).toEqual([door, ['running'], door, ['failed']]);
  await Promise.all([...sockets.clients].map((socket) => once(socket, 'close')));
});

test('without an engine there are no runs; one that does not listen is an error, not a hang', async () => {
  expect(await askEngine(() => undefined).runsInFlight()).toBe(0);
  const http = createServer((_request, response) => response.writeHead(404).end()).listen(0, '127.0.0.1');
  onTestFinished(() => void http.close());
  http.on('upgrade', (_request, socket) => socket.end('HTTP/1.1 404 Not Found\r\n\r\n'));
  await once(http, 'listening');
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/`;
  await expect(askEngine(() => ({ url, token: 'wrong' })).runsInFlight()).rejects.toThrow('404');
});
