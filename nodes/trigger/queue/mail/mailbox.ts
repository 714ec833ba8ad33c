import type { FetchMessageObject, ImapFlow } from 'imapflow';
import type { NodeConnection } from '#contract/node';
import { brokerError, brokerLost, signInRefused, sourceRefused } from '../broker-error.ts';
import type { MailStamp } from './mail-memory.ts';
import { LARGEST_MAIL, type MailAbout } from './read-mail.ts';

/** Milliseconds to connect. */
const CONNECT_TIMEOUT = 20_000;

/** An open folder of a mailbox. */
export class Mailbox {
  readonly folder: string;
  /** Changes when the server numbers its mails anew. */
  readonly validity: string;
  /** Rejects when the connection is lost. */
  readonly broken: Promise<never>;
  readonly #client: ImapFlow;

  private constructor(client: ImapFlow, folder: string, validity: string, broken: Promise<never>) {
    this.#client = client;
    this.folder = folder;
    this.validity = validity;
    this.broken = broken;
  }

  /** Signs in and opens a folder. */
  static async open({ values }: NodeConnection, folder: string): Promise<Mailbox> {
    const { ImapFlow } = await import('imapflow');
    const server = `the mail server ${values.host}`;
    const { user, password, security, ca } = values;
    const client = new ImapFlow({
      host: String(values.host),
      port: Number(values.port),
      secure: security === 'tls',
      doSTARTTLS: security === 'startTls',
      ...(typeof ca === 'string' && ca !== '' ? { tls: { ca } } : {}),
      auth: { user: String(user ?? ''), pass: String(password ?? '') },
      clientInfo: { name: 'Flowbench' },
      logger: false,
      // It is asked for when there is nothing else to do.
      disableAutoIdle: true,
      connectionTimeout: CONNECT_TIMEOUT,
      maxLiteralSize: 2 * LARGEST_MAIL,
    });
    const broken = Promise.withResolvers<never>();
    broken.promise.catch(() => undefined);
    client.on('error', (error) => broken.reject(brokerLost(server, error)));
    client.on('close', () => broken.reject(brokerLost(server)));
    try {
      await client.connect().catch((error: unknown) => {
        const isRefused =
          error instanceof Error && 'authenticationFailed' in error && error.authenticationFailed;
        throw isRefused ? signInRefused(server) : brokerError(server, error);
      });
      const { uidValidity } = await client.mailboxOpen(folder).catch((error: unknown) => {
        const hint =
          'Check its name; folders in folders are written as the server does, like INBOX.Orders or INBOX/Orders.';
        throw client.usable
          ? sourceRefused(`${server} has no folder "${folder}"`, hint)
          : brokerLost(server, error);
      });
      return new Mailbox(client, folder, String(uidValidity), broken.promise);
    } catch (error) {
      client.close();
      throw error;
    }
  }

  /** When the mails came: all of them, or the last one. */
  async stamps(range: '1:*' | '*'): Promise<MailStamp[]> {
    const stamps: MailStamp[] = [];
    if ((this.#client.mailbox || undefined)?.exists === 0) return stamps;
    for await (const mail of this.#client.fetch(range, { uid: true, internalDate: true, envelope: true })) {
      stamps.push(stampOf(mail));
    }
    return stamps;
  }

  /** Numbers of the mails after one, in order. */
  async after(uid: number, onlyUnseen: boolean): Promise<number[]> {
    // The server may know of more than it has told.
    await this.#client.noop();
    const query = { uid: `${uid + 1}:*`, ...(onlyUnseen ? { seen: false } : {}) };
    const found = (await this.#client.search(query, { uid: true })) || [];
    // The last mail fits `n:*`, whatever n is.
    return found.filter((each) => each > uid).sort((a, b) => a - b);
  }

  /** A mail, without marking it as read; undefined where it is gone, without its source where it is too large. */
  async read(
    uid: number,
  ): Promise<{ stamp: MailStamp; about: MailAbout; source: Uint8Array | undefined } | undefined> {
    const query = { uid: true, size: true, internalDate: true, envelope: true };
    const mail = await this.#client.fetchOne(String(uid), query, { uid: true });
    if (!mail) return undefined;
    const stamp = stampOf(mail);
    const size = mail.size ?? 0;
    const about = {
      folder: this.folder,
      uid,
      size,
      receivedAt: new Date(stamp.at).toISOString(),
      messageId: mail.envelope?.messageId ?? null,
      subject: mail.envelope?.subject ?? null,
    };
    if (size > LARGEST_MAIL) return { stamp, about, source: undefined };
    const whole = await this.#client.fetchOne(String(uid), { source: true }, { uid: true });
    return whole !== false && whole?.source ? { stamp, about, source: whole.source } : undefined;
  }

  async flag(uid: number, flag: '\\Seen' | '\\Flagged'): Promise<void> {
    await this.#client.messageFlagsAdd(String(uid), [flag], { uid: true });
  }

  async move(uid: number, folder: string): Promise<void> {
    const moved = await this.#client.messageMove(String(uid), folder, { uid: true }).catch(() => false);
    if (moved) return;
    throw sourceRefused(
      `mail ${uid} cannot be moved to the folder "${folder}"`,
      'Make that folder in the mailbox.',
    );
  }

  async delete(uid: number): Promise<void> {
    await this.#client.messageDelete(String(uid), { uid: true });
  }

  /** Lets the server tell of new mail until something else is asked of it; calls back when it does. */
  listen(onNews: () => void): () => void {
    this.#client.on('exists', onNews);
    if (this.#client.capabilities.has('IDLE')) this.#client.idle().catch(() => undefined);
    return () => this.#client.off('exists', onNews);
  }

  async close(): Promise<void> {
    this.#client.close();
  }
}

function stampOf({ uid, internalDate, envelope }: FetchMessageObject): MailStamp {
  const at = internalDate === undefined ? 0 : new Date(internalDate).getTime();
  return { uid, at, messageId: envelope?.messageId ?? '' };
}
