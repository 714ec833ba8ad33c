import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { Pair } from '#test/certificates';

/** Whether a server answers on a port of this machine. Where none does, says how to start one. */
export async function answers(port: number, hint: string): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const is = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  if (!is) process.stderr.write(`skipped: nothing answers on 127.0.0.1:${port}; ${hint}\n`);
  return is;
}

/** Stands between a client and a server, so that a test can cut the line. */
export class Relay {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  port = 0;

  private constructor(target: number, certificate: Pair | undefined) {
    const pass = (near: Socket): void => {
      const far = connect(target, '127.0.0.1');
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(from);
        from.on('error', () => to.destroy());
        from.on('close', () => {
          this.#sockets.delete(from);
          to.destroy();
        });
        from.pipe(to);
      }
    };
    this.#server = certificate ? createTlsServer(certificate, pass) : createServer(pass);
  }

  /** @param certificate where clients have to encrypt what they send */
  static async to(target: number, certificate?: Pair): Promise<Relay> {
    const relay = new Relay(target, certificate);
    relay.#server.listen(0, '127.0.0.1');
    await once(relay.#server, 'listening');
    relay.port = (relay.#server.address() as AddressInfo).port;
    return relay;
  }

  /** Breaks all connections; new ones are let through. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((done) => this.#server.close(done));
  }
}
