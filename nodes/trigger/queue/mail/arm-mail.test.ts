import { ImapFlow } from 'imapflow';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { StartedEnd } from '#contract/node';
import { memoryBlobs, Relay } from '#test/broker';
import { canMakeCertificates, makeAuthority } from '#test/certificates';
import { hasImapServer, ImapServer } from '#test/mail';
import { TriggerBench } from '#test/trigger';
import { mail } from './mail.ts';

const MINUTE = 60_000;

describe.skipIf(!hasImapServer())('Dovecot', () => {
  let server: ImapServer;
  let relay: Relay;
  let bench: TriggerBench;
  let own: ImapFlow;
  let ends: Map<string, PromiseWithResolvers<StartedEnd>>;
  const files = memoryBlobs();

  beforeAll(async () => {
    server = await ImapServer.start();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    bench = new TriggerBench();
    ends = new Map();
    relay = await Relay.to(server.port);
    own = new ImapFlow({
      host: '127.0.0.1',
      port: server.port,
      secure: false,
      doSTARTTLS: false,
      auth: { user: 'ann', pass: 'secret' },
      logger: false,
    });
    await own.connect();
    await own.mailboxCreate('Done');
    await own.mailboxCreate('Failed');
  });
  afterEach(async () => {
    await bench.close();
    for (const { path } of await own.list()) {
      await own.mailboxOpen(path);
      await own.messageDelete('1:*');
      if (path !== 'INBOX') await own.mailboxDelete(path);
    }
    await own.logout();
    await relay.close();
  });

  function endOf(key: string): PromiseWithResolvers<StartedEnd> {
    const end = ends.get(key) ?? Promise.withResolvers<StartedEnd>();
    ends.set(key, end);
    return end;
  }

  async function arm(
    params: object = {},
    more: { resumed?: boolean; password?: string; until?: 'error' } = {},
  ): Promise<void> {
    bench.condition = undefined;
    const { resumed = false, password = 'secret' } = more;
    const values = { host: '127.0.0.1', port: relay.port, security: 'none', user: 'ann', password };
    await bench.arm(mail.arm, mail.params.parse(params), {
      resumed,
      files,
      connection: async () => ({ type: 'mail.imap', values, admit: () => undefined }),
      ended: (run) => endOf(run).promise,
    });
    await bench.until(more.until ?? 'listening');
  }

  async function deliver(
    subject: string,
    { folder = 'INBOX', text = `About ${subject}.` } = {},
  ): Promise<void> {
    const lines = [
      'From: Ann <ann@example.com>',
      'To: orders@example.com, Bob <bob@example.com>',
      `Subject: ${subject}`,
      `Message-ID: <${subject}@example.com>`,
      'Date: Mon, 05 Jan 2026 08:00:00 +0100',
      '',
      text,
    ];
    await own.append(folder, lines.join('\r\n'));
  }

  const subjects = (): unknown[] => bench.started.map(({ items: [item] }) => item?.json.subject);

  async function inFolder(folder: string): Promise<string[]> {
    await own.mailboxOpen(folder);
    if ((own.mailbox || undefined)?.exists === 0) return [];
    const found: string[] = [];
    for await (const { envelope, flags } of own.fetch('1:*', { envelope: true, flags: true })) {
      const marks = [...(flags ?? [])].filter((flag) => flag !== '\\Recent').join(' ');
      found.push(`${envelope?.subject} ${marks}`.trim());
    }
    return found;
  }

  async function appears(folder: string, subject: string): Promise<void> {
    while (!(await inFolder(folder)).includes(subject)) await new Promise(setImmediate);
  }

  test('a new mail is told of at once and starts one run; it stays unread', async () => {
    await deliver('old');
    await arm();
    await deliver('first');
    await bench.untilStarted(1);
    expect(subjects()).toEqual(['first']);
    expect(bench.started[0]?.items[0]?.json).toMatchObject({
      folder: 'INBOX',
      messageId: '<first@example.com>',
      from: [{ name: 'Ann', address: 'ann@example.com' }],
      to: [
        { name: '', address: 'orders@example.com' },
        { name: 'Bob', address: 'bob@example.com' },
      ],
      date: '2026-01-05T07:00:00.000Z',
      text: expect.stringContaining('About first.'),
      headers: { subject: 'first' },
    });
    expect(await inFolder('INBOX')).toEqual(['old', 'first']);
  });

  test('attachments come as files, under names without folders', async () => {
    await arm();
    const body = Buffer.from('a,b').toString('base64');
    const parts = [
      'Content-Type: multipart/mixed; boundary=x\r\nSubject: files\r\n',
      '--x\r\nContent-Type: text/plain\r\n\r\nhello',
      `--x\r\nContent-Type: text/csv\r\nContent-Disposition: attachment; filename="../a.csv"\r\nContent-Transfer-Encoding: base64\r\n\r\n${body}`,
      '--x--',
    ];
    await own.append('INBOX', parts.join('\r\n'));
    await bench.untilStarted(1);
    const [item] = bench.started[0]?.items ?? [];
    const file = item?.binary?.attachment1;
    expect(file).toMatchObject({ name: 'a.csv', mime: 'text/csv' });
    expect(String(files.bytesOf(file?.id ?? ''))).toBe('a,b');
    expect(item?.json.attachments).toEqual([
      { file: 'attachment1', name: '../a.csv', mime: 'text/csv', inline: false },
    ]);
  });

  test('what lay there starts runs where that is wanted, in order, without what is read', async () => {
    await deliver('a');
    await deliver('b');
    await deliver('c');
    await own.mailboxOpen('INBOX');
    await own.messageFlagsAdd('2', ['\\Seen']);
    await arm({ first: 'all' });
    await bench.untilStarted(2);
    expect(subjects()).toEqual(['a', 'c']);
  });

  test('killed before and after it was stored, a mail starts one run', async () => {
    await arm();
    bench.beforeCommit = () => {
      throw new Error('killed');
    };
    await deliver('a');
    await bench.until('error');
    await bench.disarm();
    expect(subjects()).toEqual([]);
    bench.beforeCommit = () => undefined;
    bench.afterCommit = () => {
      throw new Error('killed');
    };
    await arm({}, { resumed: true, until: 'error' });
    await bench.disarm();
    bench.afterCommit = () => undefined;
    await arm({}, { resumed: true });
    await deliver('b');
    await bench.untilStarted(2);
    expect(subjects()).toEqual(['a', 'b']);
  });

  test('what came while the line was cut is there afterwards', async () => {
    await arm();
    relay.cut();
    expect(await bench.until('error')).toMatchObject({ message: expect.stringContaining('lost') });
    await bench.disarm();
    await deliver('a');
    await arm({}, { resumed: true });
    await bench.untilStarted(1);
    expect(subjects()).toEqual(['a']);
  });

  test('without being told of it, new mail is found when it is time to look', async () => {
    await arm({ every: '1m' });
    await deliver('a');
    bench.clock.moveBy(MINUTE);
    await bench.untilStarted(1);
    expect(subjects()).toEqual(['a']);
  });

  test('once its run has ended, a mail moves; one whose run failed moves elsewhere', async () => {
    await arm({ after: 'move', done: 'Done', failed: 'Failed' });
    await deliver('good');
    await deliver('bad');
    await bench.untilStarted(2);
    expect(await inFolder('INBOX')).toEqual(['good', 'bad']);
    endOf(bench.started[1]?.key ?? '').resolve({ status: 'failed', error: 'no' });
    await appears('Failed', 'bad');
    await bench.disarm();
    endOf(bench.started[0]?.key ?? '').resolve({ status: 'succeeded' });
    await arm({ after: 'move', done: 'Done', failed: 'Failed' }, { resumed: true });
    await appears('Done', 'good');
    expect(await inFolder('INBOX')).toEqual([]);
    expect(subjects()).toEqual(['good', 'bad']);
  });

  test('marked as read, or flagged where the run failed; deleted', async () => {
    await arm({ after: 'seen' });
    await deliver('good');
    await deliver('bad');
    await bench.untilStarted(2);
    endOf(bench.started[0]?.key ?? '').resolve({ status: 'succeeded' });
    endOf(bench.started[1]?.key ?? '').resolve({ status: 'failed' });
    await appears('INBOX', 'good \\Seen');
    await appears('INBOX', 'bad \\Flagged');
    await bench.disarm();
    await arm({ after: 'delete' }, { resumed: true });
    await bench.untilStarted(2);
    await deliver('gone');
    await bench.untilStarted(3);
    endOf(bench.started[2]?.key ?? '').resolve({ status: 'succeeded' });
    while ((await inFolder('INBOX')).includes('gone')) await new Promise(setImmediate);
    expect(subjects()).toEqual(['good', 'bad', 'gone']);
  });

  test('a folder that is not there, and one to move to that is not, are told in sentences', async () => {
    await expect(arm({ folder: 'Nowhere' })).rejects.toMatchObject({
      message: expect.stringContaining('has no folder "Nowhere"'),
    });
    await arm({ after: 'move', done: 'Nowhere' });
    await deliver('a');
    await bench.untilStarted(1);
    endOf(bench.started[0]?.key ?? '').resolve({ status: 'succeeded' });
    expect(await bench.until('error')).toMatchObject({ message: expect.stringContaining('cannot be moved') });
    expect(await inFolder('INBOX')).toEqual(['a']);
  });

  test('a wrong password is told in a sentence', async () => {
    await expect(arm({}, { password: 'wrong-password' })).rejects.toMatchObject({ code: 'SIGN_IN_REFUSED' });
  });

  test.skipIf(!canMakeCertificates)(
    'encrypted, it wants a server with a certificate that it knows',
    async () => {
      const authority = makeAuthority();
      const secure = await Relay.to(server.port, authority.issue('server'));
      const values = {
        host: '127.0.0.1',
        port: secure.port,
        security: 'tls',
        user: 'ann',
        password: 'secret',
      };
      const armWith = (more: object) =>
        bench.arm(mail.arm, mail.params.parse({}), {
          files,
          connection: async () => ({ type: '', values: { ...values, ...more }, admit: () => undefined }),
        });
      try {
        await expect(armWith({})).rejects.toMatchObject({ hint: expect.stringContaining('certificate') });
        await armWith({ ca: authority.ca });
        await bench.until('listening');
        await bench.disarm();
      } finally {
        await secure.close();
        authority.close();
      }
    },
  );

  test('a folder that is numbered anew starts no second runs', async () => {
    await own.mailboxCreate('In');
    await deliver('a', { folder: 'In' });
    await arm({ folder: 'In', first: 'all' });
    await bench.untilStarted(1);
    await bench.disarm();
    await own.mailboxOpen('In');
    await own.messageMove('1:*', 'Done');
    await own.mailboxDelete('In');
    await own.mailboxCreate('In');
    await own.mailboxOpen('Done');
    await own.messageCopy('1:*', 'In');
    await deliver('b', { folder: 'In' });
    await arm({ folder: 'In', first: 'all' }, { resumed: true });
    await bench.untilStarted(2);
    expect(subjects()).toEqual(['a', 'b']);
    expect(new Set(bench.started.map(({ key }) => key.split(':')[1])).size).toBe(2);
  });
});
