import { once } from 'node:events';
import { connect } from 'node:net';

/** What came of posting for a while. */
export interface LoadFigures {
  perSecond: number;
  /** Milliseconds from the first byte sent to the last one received. */
  ms: { p50: number; p99: number };
}

/**
 * Posts a body over so many connections, the next one as soon as the answer is there. Writes
 * to sockets itself: a client library would take as much of the machine as the server.
 */
export async function postFor(
  url: string,
  body: string,
  connections: number,
  ms: number,
): Promise<LoadFigures> {
  const { hostname, port, pathname } = new URL(url);
  const request = Buffer.from(
    `POST ${pathname} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
  const times: number[] = [];
  const start = performance.now();
  const end = start + ms;
  const post = async (): Promise<void> => {
    const socket = connect(Number(port), hostname);
    socket.setNoDelay(true);
    await once(socket, 'connect');
    await new Promise<void>((resolve, reject) => {
      let sent = performance.now();
      let text = '';
      socket.on('data', (part) => {
        text += part.toString('latin1');
        const head = text.indexOf('\r\n\r\n');
        if (head < 0) return;
        const length = Number(/content-length: (\d+)/i.exec(text)?.[1]);
        if (text.length < head + 4 + length) return;
        if (!/^HTTP\/1\.1 20[02]/.test(text)) return reject(new Error(text));
        const now = performance.now();
        times.push(now - sent);
        text = '';
        if (now >= end) return resolve();
        sent = now;
        socket.write(request);
      });
      socket.on('error', reject);
      socket.on('close', () => reject(new Error('the server closed the connection')));
      socket.write(request);
    }).finally(() => socket.destroy());
  };
  await Promise.all(Array.from({ length: connections }, post));
  const seconds = (performance.now() - start) / 1000;
  times.sort((a, b) => a - b);
  const at = (share: number): number =>
    Math.round((times[Math.floor(times.length * share)] ?? 0) * 100) / 100;
  return { perSecond: Math.round(times.length / seconds), ms: { p50: at(0.5), p99: at(0.99) } };
}
