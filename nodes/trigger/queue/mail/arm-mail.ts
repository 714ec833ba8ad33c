import { toErrorShape } from '#contract/error';
import { parseDuration } from '#contract/flow';
import type { ArmContext, Watch } from '#contract/node';
import { keepLine } from '../line.ts';
import { knowing, type MailMemory, noted, recallMail, renumbered } from './mail-memory.ts';
import { Mailbox } from './mailbox.ts';
import { mailItem } from './read-mail.ts';

interface MailParams {
  folder: string;
  unseen: boolean;
  first: 'new' | 'all';
  attachments: boolean;
  after: 'keep' | 'seen' | 'move' | 'delete';
  done?: string | undefined;
  failed?: string | undefined;
  every: string;
}

/**
 * Starts a run for each mail of a folder. A start's key is the mail's number in the folder: over
 * a crash a mail starts one run. Where something is to become of it afterwards, it is remembered
 * by lying there, and found again after a restart; else the memory tells which mails are known.
 */
export function armMail(ctx: ArmContext<MailParams>): Promise<Watch> {
  return keepLine(ctx, async () => {
    const box = await Mailbox.open(await ctx.connection(), ctx.params.folder);
    try {
      const watched = new WatchedMailbox(ctx, box, await remember(ctx, box));
      return { receive: () => watched.live(), close: () => box.close() };
    } catch (error) {
      await box.close();
      throw error;
    }
  });
}

/** What is known of the folder, put right where the server has numbered its mails anew. */
async function remember(ctx: ArmContext<MailParams>, box: Mailbox): Promise<MailMemory> {
  const { folder, first } = ctx.params;
  const before = recallMail(ctx.cursor(), folder);
  if (before?.validity === box.validity) return before;
  const latest = async () => (first === 'new' ? await box.stamps('*') : []);
  const memory = before
    ? renumbered(before, box.validity, await box.stamps('1:*'))
    : knowing(folder, box.validity, await latest());
  await ctx.moveCursor(memory);
  return memory;
}

class WatchedMailbox {
  readonly #ctx: ArmContext<MailParams>;
  readonly #box: Mailbox;
  readonly #every: number;
  /** Mails whose run goes on, or that could not be put away. */
  readonly #busy = new Set<number>();
  #problem: { message: string; hint?: string } | undefined;
  #memory: MailMemory;
  #tell = Promise.withResolvers<void>();

  constructor(ctx: ArmContext<MailParams>, box: Mailbox, memory: MailMemory) {
    this.#ctx = ctx;
    this.#box = box;
    this.#memory = memory;
    this.#every = parseDuration(ctx.params.every) ?? 60_000;
  }

  async live(): Promise<never> {
    const { signal, clock, report } = this.#ctx;
    const { broken } = this.#box;
    for (;;) {
      signal.throwIfAborted();
      this.#tell = Promise.withResolvers();
      await Promise.race([this.#look(), broken]);
      const stop = this.#box.listen(() => this.#tell.resolve());
      report(this.#problem ? { state: 'error', ...this.#problem } : { state: 'listening' });
      const pause = new AbortController();
      const patience = clock.until(clock.now() + this.#every, AbortSignal.any([signal, pause.signal]));
      await Promise.race([this.#tell.promise, patience, broken]).finally(() => {
        stop();
        pause.abort(new Error('looked'));
        patience.catch(() => undefined);
      });
    }
  }

  get #isPutAway(): boolean {
    return this.#ctx.params.after !== 'keep';
  }

  async #look(): Promise<void> {
    const { unseen, after } = this.#ctx.params;
    const found = await this.#box.after(this.#memory.last, unseen || after === 'seen');
    for (const uid of found) {
      if (!this.#busy.has(uid) && !this.#memory.skip.includes(uid)) await this.#start(uid);
    }
  }

  async #start(uid: number): Promise<void> {
    const { files, params, start } = this.#ctx;
    const mail = await this.#box.read(uid);
    if (!mail) return;
    const { stamp, about, source } = mail;
    const item = await mailItem(about, source, files, params.attachments);
    const key = `${about.folder}:${this.#memory.validity}:${uid}`;
    if (this.#isPutAway) {
      const { run } = await start([item], { key });
      this.#busy.add(uid);
      void this.#finish(uid, run);
    } else {
      const memory = noted(this.#memory, stamp);
      await start([item], { key, cursor: memory });
      this.#memory = memory;
    }
  }

  /** Does with a mail what is to be done when its run has ended. */
  async #finish(uid: number, run: string): Promise<void> {
    const { ended, signal, report } = this.#ctx;
    try {
      const { status } = await ended(run);
      if (signal.aborted) return;
      await this.#putAway(uid, status === 'succeeded');
    } catch (thrown) {
      // It stays marked as busy: its run has ended, so it must not start another one.
      const { message, hint } = toErrorShape(thrown);
      this.#problem = { message, ...(hint === undefined ? {} : { hint }) };
      report({ state: 'error', ...this.#problem });
    }
  }

  async #putAway(uid: number, isDone: boolean): Promise<void> {
    const { after, done = '', failed = '' } = this.#ctx.params;
    const box = this.#box;
    if (!isDone && failed === '') await box.flag(uid, '\\Flagged');
    else if (!isDone) await box.move(uid, failed);
    else if (after === 'seen') await box.flag(uid, '\\Seen');
    else if (after === 'move') await box.move(uid, done);
    else await box.delete(uid);
    // Where commands end the waiting for news, it is begun again.
    this.#tell.resolve();
  }
}
