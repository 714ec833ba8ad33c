import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { lockFolder } from '#engine/journal';
import { LINK_PATH } from '#engine/relay-link';
import { listenAdmin } from './admin.ts';
import { Figures } from './figures.ts';
import { Intake } from './intake/intake.ts';
import { sourceFrom } from './intake/source.ts';
import { LIMITS, type RelayLimits } from './limits.ts';
import { refuseUpgrade, Sessions } from './link/sessions.ts';
import { listen } from './listen.ts';
import { Devices } from './store/devices.ts';
import { Messages } from './store/messages.ts';
import { openStore, relayFile } from './store/open-store.ts';

export interface RelayOptions {
  dataDir: string;
  host: string;
  /** 0 takes any free one. */
  port: number;
  /** Port on this machine for its operator's figures; none without it. */
  adminPort?: number | undefined;
  /** Addresses or networks of proxies before it, besides this machine. */
  proxies?: readonly string[];
  limits?: Partial<RelayLimits>;
  /** Hears of bugs, and of a disk that does not take what is written. */
  onError(error: unknown): void;
}

/** A running relay. */
export interface Relay {
  port: number;
  adminPort: number | undefined;
  close(): Promise<void>;
}

const MAX_SOCKETS = 5000;
const MAX_HEADER_BYTES = 16 * 1024;
/** Milliseconds that open calls have to end when the relay stops. */
const PATIENCE = 1000;
/** Milliseconds between two looks for what is too old. */
const SWEEP_EVERY = 10 * 60_000;

/**
 * Opens a relay: it takes calls from outside for machines that are asleep, and hands them over
 * when these are awake.
 *
 * @throws UserError `PORT_IN_USE`, `DATA_DIR_IN_USE`, `RELAY_UNUSABLE`
 */
export async function openRelay(options: RelayOptions): Promise<Relay> {
  const { onError } = options;
  const sourceOf = sourceFrom(options.proxies ?? []);
  const limits = { ...LIMITS, ...options.limits };
  // Two relays on one database would both hand over.
  const lock = lockFolder(options.dataDir);
  const closers: (() => void)[] = [() => lock.release()];
  try {
    const db = openStore(relayFile(options.dataDir));
    closers.unshift(() => db.close());
    const [devices, messages, figures] = [new Devices(db), new Messages(db), new Figures()];
    const version = (): number => Number(db.sql('PRAGMA data_version').get()?.data_version);
    const sessions = new Sessions({ devices, messages, figures, limits, onError }, version);
    closers.unshift(() => sessions.close());
    const intake = new Intake({ devices, messages, sessions, figures, limits, sourceOf, onError });
    const server = serverFor(intake, sessions, limits, onError);
    const port = await listen(server, options.port, options.host);
    closers.unshift(() => server.closeAllConnections());
    const gauges = (): Record<string, number> => {
      const { count, bytes, oldest } = messages.waiting();
      return {
        waiting_messages: count,
        waiting_bytes: bytes,
        oldest_message_seconds: oldest === undefined ? 0 : Math.round((Date.now() - oldest) / 1000),
        connected_devices: sessions.count,
        commits: messages.group.commits,
      };
    };
    const admin =
      options.adminPort === undefined
        ? undefined
        : await listenAdmin(options.adminPort, () => figures.text(gauges())).catch((error) => {
            server.close();
            throw error;
          });
    const stopSweeping = sweepOn(messages, figures, onError);
    return {
      port,
      adminPort: admin?.port,
      async close() {
        stopSweeping();
        admin?.close();
        const closed = once(server, 'close');
        server.close();
        server.closeIdleConnections();
        sessions.close();
        const patience = setTimeout(() => server.closeAllConnections(), PATIENCE);
        await closed;
        clearTimeout(patience);
        messages.group.flush();
        db.close();
        lock.release();
      },
    };
  } catch (error) {
    for (const close of closers) close();
    throw error;
  }
}

function serverFor(
  intake: Intake,
  sessions: Sessions,
  limits: RelayLimits,
  onError: (error: unknown) => void,
): Server {
  const server = createServer({
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: limits.headTime,
    requestTimeout: limits.callTime,
    connectionsCheckingInterval: Math.min(1000, limits.headTime / 2),
    keepAliveTimeout: 30_000,
  });
  server.maxConnections = MAX_SOCKETS;
  for (const event of ['request', 'checkContinue'] as const) {
    server.on(event, (request, response) => {
      const goOn = (): void => (event === 'checkContinue' ? response.writeContinue() : undefined);
      intake.take(request, response, goOn).catch((error) => {
        onError(error);
        response.destroy();
      });
    });
  }
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    if (request.url === LINK_PATH && intake.letsIn(request)) sessions.accept(request, socket, head);
    else refuseUpgrade(socket, '404 Not Found');
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => refuseSocket(error, socket));
  return server;
}

function sweepOn(messages: Messages, figures: Figures, onError: (error: unknown) => void): () => void {
  let timer: NodeJS.Timeout;
  const sweep = (): void => {
    let more = false;
    try {
      const swept = messages.sweep(Date.now());
      more = swept.more;
      figures.add('expired_total', '', swept.expired);
    } catch (error) {
      onError(error);
    }
    timer = setTimeout(sweep, more ? 50 : SWEEP_EVERY);
  };
  sweep();
  return () => clearTimeout(timer);
}

const STATUS_OF: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/** What is no HTTP at all, or comes too slowly. */
function refuseSocket(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy();
  else refuseUpgrade(socket, STATUS_OF[error.code ?? ''] ?? '400 Bad Request');
}
