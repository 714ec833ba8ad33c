import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Makes programs that behave as cloudflared and ngrok do, but for the internet: they open a
 * public address on this machine, pass calls on to the port they are given, and write what the
 * real ones write. Their names do not resolve, so the address they tell is the one on this machine.
 */
export function fakeProgram(folder: string, kind: 'cloudflared' | 'ngrok', how: Behaviour = 'works'): string {
  const path = join(folder, `${kind}-${how}`);
  writeFileSync(
    path,
    `#!${process.execPath}\n${SOURCE}\nmain(${JSON.stringify(kind)}, ${JSON.stringify(how)});\n`,
  );
  chmodSync(path, 0o755);
  return path;
}

/** `bends`: bodies arrive as text, bytes that are none lost. `refused`: ends as without a login. */
type Behaviour = 'works' | 'bends' | 'refused';

const SOURCE = `
const http = require('node:http');
function main(kind, how) {
  if (how === 'refused') {
    const err = 'authentication failed: Usage of ngrok requires a verified account';
    if (kind === 'ngrok') console.log(JSON.stringify({ lvl: 'eror', msg: 'session closing', err }));
    else console.error('2026-01-01T00:00:00Z ERR ' + err);
    process.exit(1);
  }
  const target = process.argv.map((word) => /127\\.0\\.0\\.1:(\\d+)/.exec(word)).find(Boolean);
  const server = http.createServer((request, response) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts);
      const sent = how === 'bends' ? Buffer.from(body.toString('utf8')) : body;
      const headers = { ...request.headers, 'x-forwarded-for': '203.0.113.9', 'content-length': sent.length };
      const on = http.request(
        { port: target[1], host: '127.0.0.1', method: request.method, path: request.url, headers },
        (answer) => {
          response.writeHead(answer.statusCode, answer.headers);
          answer.pipe(response);
        },
      );
      on.end(sent);
    });
  });
  server.listen(0, '127.0.0.1', () => {
    const url = 'http://127.0.0.1:' + server.address().port;
    if (kind === 'ngrok') {
      console.log(JSON.stringify({ lvl: 'info', msg: 'open config file', err: '<nil>' }));
      console.log(JSON.stringify({ lvl: 'info', msg: 'started tunnel', name: 'command_line', addr: target[0], url }));
    } else {
      console.error('2026-01-01T00:00:00Z INF Requesting new quick Tunnel on trycloudflare.com...');
      console.error('2026-01-01T00:00:00Z INF |  ' + url + '  |');
      console.error('2026-01-01T00:00:00Z INF Registered tunnel connection connIndex=0 protocol=quic');
    }
  });
}
`;
