import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { StepError } from '#contract/error';

/** Where a server is, and how it begins to speak. */
export interface ReachPoint {
  host: string;
  port: number;
  /** Encrypted from the start. */
  tls?: boolean;
  /** Certificate authorities to trust instead of the usual ones, PEM. */
  ca?: string | undefined;
  /** The beginning of what it says by itself; undefined where the client speaks first. */
  greets?: RegExp;
}

/** Milliseconds; the user looks on. */
const TIMEOUT = 10_000;
/** Characters of a greeting that are looked at. */
const MOST_GREETING = 512;

/**
 * Connects to a server, hears its greeting and hangs up, without signing in.
 *
 * @throws StepError `UNREACHABLE` with the reason; nothing of what the server says is in it
 */
export async function tryReach(point: ReachPoint, signal: AbortSignal): Promise<void> {
  const ends = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]);
  const socket = dial(point);
  const hangUp = (): void => {
    socket.destroy(ends.reason instanceof Error ? ends.reason : new Error('it took too long'));
  };
  ends.addEventListener('abort', hangUp, { once: true });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.once('close', () => reject(new Error('it hung up at once')));
      socket.once(point.tls ? 'secureConnect' : 'connect', () => {
        if (!point.greets) resolve();
      });
      hear(socket, point.greets, resolve, reject);
    });
  } catch (cause) {
    signal.throwIfAborted();
    const late = ends.aborted;
    const reason = late ? `it did not answer within ${TIMEOUT / 1000} seconds` : reasonOf(cause);
    throw new StepError(`${point.host}:${point.port} cannot be reached: ${reason}`, {
      code: 'UNREACHABLE',
      hint: 'Check host, port and encryption, and whether this machine may reach it.',
      cause,
    });
  } finally {
    ends.removeEventListener('abort', hangUp);
    socket.on('error', () => undefined);
    socket.destroy();
  }
}

function dial({ host, port, tls, ca }: ReachPoint): Socket {
  if (!tls) return connectPlain({ host, port });
  // Certificates name hosts; an address is not sent along.
  const name = isIP(host) === 0 ? { servername: host } : {};
  return connectTls({ host, port, ...name, ...(ca ? { ca } : {}) });
}

function hear(
  socket: Socket,
  greets: RegExp | undefined,
  resolve: () => void,
  reject: (error: Error) => void,
): void {
  if (!greets) return;
  let heard = '';
  socket.on('data', (chunk: Buffer) => {
    heard += chunk.toString('latin1');
    if (greets.test(heard)) resolve();
    else if (heard.includes('\n') || heard.length > MOST_GREETING) {
      reject(new Error('what answers there is another kind of server'));
    }
  });
}

function reasonOf(cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException;
  if (code === 'ENOTFOUND') return 'there is no host of this name';
  if (code === 'ECONNREFUSED') return 'nothing listens there';
  return message;
}
