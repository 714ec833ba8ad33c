import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UserError } from '#contract/error';

/**
 * @param port 0 takes any free one
 * @throws UserError `PORT_IN_USE`
 */
export async function listen(server: Server, port: number, host: string): Promise<number> {
  server.listen(port, host);
  await once(server, 'listening').catch((cause) => {
    if (cause.code !== 'EADDRINUSE') throw cause;
    throw new UserError(`Port ${port} of this machine is in use.`, {
      code: 'PORT_IN_USE',
      hint: 'Choose another one with --port.',
      cause,
    });
  });
  return (server.address() as AddressInfo).port;
}
