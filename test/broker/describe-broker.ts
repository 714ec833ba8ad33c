import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ArmContext, NodeConnection, Watch } from '#contract/node';
import { canMakeCertificates, makeAuthority } from '#test/certificates';
import { TriggerBench } from '#test/trigger';
import { memoryBlobs } from './memory-blobs.ts';
import { answers, Relay } from './relay.ts';

/** A queue, topic or stream of its own on a real broker. */
export interface BrokerSource {
  /** Parameters of the trigger that listens to it, two messages at once. */
  params: Record<string, unknown>;
  /** Fields of a connection to the broker; with a wrong password where that is asked for. */
  connection(port: number, wrong?: true): NodeConnection['values'];
  /** The same encrypted; left out where that is not the first thing that is said. */
  secure?(port: number): NodeConnection['values'];
  /** Resolves when the broker has it. */
  send(payload: string | Uint8Array, id: string): Promise<void>;
  /** Messages that have not been acknowledged; undefined where the broker does not tell. */
  left(): Promise<number | undefined>;
  /** Takes everything back, also what the trigger with this cursor has left at the broker. */
  close(cursor: unknown): Promise<void>;
}

export interface BrokerUnderTest<P> {
  title: string;
  port: number;
  /** How to start one. */
  hint: string;
  arm(ctx: ArmContext<P>): Promise<Watch> | Watch;
  parse(params: unknown): P;
  open(): Promise<BrokerSource>;
  /** Whether the broker refuses sign-ins at all. */
  asksForPassword: boolean;
  /** Whether its sources are `secure`. */
  canEncrypt: boolean;
}

/** What every trigger of a broker has to do, shown with the real one. */
export async function describeBroker<P>(broker: BrokerUnderTest<P>): Promise<void> {
  const isThere = await answers(broker.port, broker.hint);
  describe.skipIf(!isThere)(broker.title, () => {
    let bench: TriggerBench;
    let source: BrokerSource;
    let relay: Relay;
    const files = memoryBlobs();

    beforeEach(async () => {
      bench = new TriggerBench();
      relay = await Relay.to(broker.port);
      source = await broker.open();
    });
    afterEach(async () => {
      await bench.close();
      await source.close(bench.cursor);
      await relay.close();
    });

    async function arm(more: { resumed?: boolean; wrong?: true; params?: object } = {}): Promise<void> {
      const { resumed = false, wrong, params = {} } = more;
      bench.condition = undefined;
      await bench.arm(broker.arm, broker.parse({ ...source.params, ...params }), {
        resumed,
        files,
        connection: async () => ({
          type: '',
          values: source.connection(relay.port, wrong),
          admit: () => undefined,
        }),
      });
    }

    const payloads = (): unknown[] => bench.started.map(({ items: [item] }) => item?.json.payload);

    /** Ends the trigger: what it has not acknowledged by then, the broker has again. */
    async function allAcknowledged(): Promise<void> {
      const nothingLeft = async (): Promise<void> => {
        while (((await source.left()) ?? 0) > 0) await new Promise(setImmediate);
      };
      await nothingLeft();
      for (let nr = 0; nr < 3; nr++) await source.left();
      await bench.disarm();
      await nothingLeft();
    }

    test('each message starts one run, and is acknowledged then', async () => {
      await arm();
      await source.send('{"order":1}', 'a');
      await source.send('plain', 'b');
      await source.send(Uint8Array.of(0xff, 0), 'c');
      await bench.untilStarted(3);
      expect(payloads()).toEqual([{ order: 1 }, 'plain', null]);
      const file = bench.started[2]?.items[0]?.binary?.payload;
      expect(files.bytesOf(file?.id ?? '')).toEqual(Buffer.from([0xff, 0]));
      expect(JSON.parse(JSON.stringify(bench.started[0]?.items))).toEqual(bench.started[0]?.items);
      await allAcknowledged();
    });

    test('a field may tell messages apart instead', async () => {
      await arm({ params: { identity: 'payload.order' } });
      for (const [nr, order] of [1, 2, 1, 3].entries()) await source.send(`{"order":${order}}`, String(nr));
      await bench.untilStarted(3);
      expect(payloads()).toEqual([{ order: 1 }, { order: 2 }, { order: 3 }]);
    });

    test('killed before it was stored, it comes again', async () => {
      await arm();
      bench.beforeCommit = () => {
        throw new Error('killed');
      };
      await source.send('1', 'a');
      await bench.until('error');
      expect(bench.started).toEqual([]);
      await bench.disarm();
      bench.beforeCommit = () => undefined;
      await arm({ resumed: true });
      await bench.untilStarted(1);
      expect(payloads()).toEqual([1]);
      await allAcknowledged();
    });

    test('killed when it was stored but not acknowledged, it comes again and starts no second run', async () => {
      await arm();
      bench.afterCommit = () => {
        throw new Error('killed');
      };
      await source.send('1', 'a');
      await bench.until('error');
      await bench.disarm();
      bench.afterCommit = () => undefined;
      await arm({ resumed: true });
      await source.send('2', 'b');
      await bench.untilStarted(2);
      expect(payloads()).toEqual([1, 2]);
      await allAcknowledged();
    });

    test('what came while the line was cut is there afterwards', async () => {
      await arm();
      await source.send('1', 'a');
      await bench.untilStarted(1);
      relay.cut();
      expect(await bench.until('error')).toMatchObject({ message: expect.stringContaining('lost') });
      await bench.disarm();
      await source.send('2', 'b');
      await arm({ resumed: true });
      await bench.untilStarted(2);
      expect(payloads()).toEqual([1, 2]);
    });

    test.runIf(broker.asksForPassword)('a wrong password is told in a sentence', async () => {
      const refusal = await arm({ wrong: true }).then(
        () => undefined,
        (error: unknown) => error,
      );
      expect(refusal).toMatchObject({
        code: 'SIGN_IN_REFUSED',
        message: expect.stringMatching(/refuses the user or the password/),
        hint: expect.any(String),
      });
      expect(JSON.stringify(refusal)).not.toContain('wrong-password');
    });

    test.runIf(broker.canEncrypt && canMakeCertificates)(
      'encrypted, it wants a server with a certificate that it knows',
      async () => {
        const authority = makeAuthority();
        const secure = await Relay.to(broker.port, authority.issue('server'));
        const armWith = (more: object) =>
          bench.arm(broker.arm, broker.parse(source.params), {
            connection: async () => ({
              type: '',
              values: { ...source.secure?.(secure.port), ...more },
              admit: () => undefined,
            }),
          });
        try {
          await expect(armWith({})).rejects.toMatchObject({ hint: expect.stringContaining('certificate') });
          await armWith({ ca: authority.ca });
          await source.send('1', 'a');
          await bench.untilStarted(1);
          await bench.disarm();
        } finally {
          await secure.close();
          authority.close();
        }
      },
    );

    test('a server that is not there is told in a sentence', async () => {
      await relay.close();
      await expect(arm()).rejects.toMatchObject({ message: expect.stringContaining('nothing answers') });
    });

    test('no more is taken than can be stored', async () => {
      await arm();
      let flying = 0;
      let most = 0;
      bench.beforeCommit = async () => {
        most = Math.max(most, ++flying);
        // Time enough for the broker to hand over more, if it were let.
        for (let nr = 0; nr < 3; nr++) await source.left();
        await new Promise(setImmediate);
        flying--;
      };
      for (let nr = 0; nr < 10; nr++) await source.send(String(nr), String(nr));
      await bench.untilStarted(10);
      expect(payloads()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      expect(most).toBeLessThanOrEqual(2);
      await allAcknowledged();
    });

    test('one whose activation failed lets go of the line', async () => {
      await arm();
      await bench.disarm();
      await source.send('1', 'a');
      expect(bench.started).toEqual([]);
    });
  });
}
