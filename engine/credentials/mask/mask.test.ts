import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MASK, Masker, maskBytes } from './index.ts';

const SECRET = 'p@ss/w+rd "été" 1';

function knowing(...secrets: string[]): Masker {
  const masker = new Masker();
  masker.learn(secrets);
  return masker;
}

describe('texts', () => {
  it.each([
    ['as it is', SECRET],
    ['in JSON', JSON.stringify(SECRET).slice(1, -1)],
    ['in JSON in JSON', JSON.stringify(JSON.stringify(SECRET)).slice(3, -3)],
    ['in JSON for ASCII', 'p@ss/w+rd \\"\\u00e9t\\u00e9\\" 1'],
    ['in JSON of PHP', 'p@ss\\/w+rd \\"été\\" 1'],
    ['in an address', encodeURIComponent(SECRET)],
    ['in an address, lower case', encodeURIComponent(SECRET).toLowerCase()],
    ['in a form', new URLSearchParams({ a: SECRET }).toString().slice(2)],
    ['in HTML', 'p@ss/w+rd &quot;été&quot; 1'],
    ['in hex', Buffer.from(SECRET).toString('hex')],
    ['in capital hex', Buffer.from(SECRET).toString('hex').toUpperCase()],
  ])('are masked %s', (_, written) => {
    expect(knowing(SECRET).text(`before ${written} after`)).toBe(`before ${MASK} after`);
  });

  it('are masked in base64, wherever the secret begins and whatever follows', () => {
    const masker = knowing(SECRET);
    for (const encoding of ['base64', 'base64url'] as const) {
      for (const before of ['', 'a', 'ab', 'user:']) {
        const text = Buffer.from(`${before}${SECRET} and more`).toString(encoding);
        const masked = masker.text(text);
        expect(masked).toContain(MASK);
        // What is left of it are at most the bits that it shares a character with.
        expect(text.length - masked.length).toBeGreaterThanOrEqual(
          Math.floor((SECRET.length * 8) / 6) - 2 - MASK.length,
        );
      }
    }
  });

  it('are masked in every form of any secret', () => {
    const secret = fc
      .string({ minLength: 6, maxLength: 40, unit: 'grapheme' })
      .filter((text) => text.trim().length >= 6);
    fc.assert(
      fc.property(secret, fc.string(), (text, around) => {
        const masked = knowing(text).value({
          [`${around}${text}`]: [around + JSON.stringify(text) + around],
        });
        expect(JSON.stringify(masked)).not.toContain(JSON.stringify(text).slice(1, -1));
      }),
    );
  });

  it('lose all of secrets that overlap', () => {
    expect(knowing('abcdef123', '123xyz999').text('[abcdef123xyz999]')).toBe(`[${MASK}]`);
  });

  it('lose the lines of a key one by one', () => {
    const masker = knowing(
      '-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQ\nEFAASCBKcwggSjAgEAAoIBAQ\n-----END KEY-----\n',
    );
    expect(masker.text('x MIIEvQIBADANBgkqhkiG9w0BAQ y')).toBe(`x ${MASK} y`);
  });

  it('keep secrets of fewer than six characters: they would take innocent text with them', () => {
    const masker = knowing('12345', '');
    expect(masker.isEmpty).toBe(true);
    expect(masker.text('12345')).toBe('12345');
  });
});

describe('values', () => {
  it('are the same objects where there is nothing to mask', () => {
    const value = { a: [1, { b: 'x' }], c: null };
    expect(knowing(SECRET).value(value)).toBe(value);
    expect(new Masker().value(value)).toBe(value);
  });

  it('are masked in keys, in depth, and as numbers', () => {
    const masked = knowing(SECRET, '12345678').value({
      [SECRET]: [{ deep: `a${SECRET}` }],
      n: 12345678,
      m: 1234,
    });
    expect(masked).toEqual({ [MASK]: [{ deep: `a${MASK}` }], n: MASK, m: 1234 });
  });

  it('keep a key named __proto__ a key', () => {
    const masked = knowing(SECRET).value(JSON.parse(`{"__proto__": ${JSON.stringify(SECRET)}}`));
    expect(JSON.stringify(masked)).toBe(`{"__proto__":"${MASK}"}`);
  });
});

describe('errors', () => {
  it('lose the beginning of a secret where an excerpt was cut', () => {
    const masked = knowing(SECRET).error({
      ...{ kind: 'step', code: 'X', retryable: false, message: `answer: ${SECRET.slice(0, 12)}` },
      detail: { body: `cut ${SECRET.slice(0, -1)}` },
      cause: { kind: 'step', code: 'Y', message: SECRET, retryable: false },
    });
    expect(masked).toMatchObject({
      message: `answer: ${MASK}`,
      detail: { body: `cut ${MASK}` },
      cause: { message: MASK },
    });
  });
});

it('errors tell nothing of beginnings shorter than half a secret: nobody finds it out letter by letter', () => {
  const about = (message: string) => ({ kind: 'step' as const, code: 'X', retryable: false, message });
  for (let length = 1; length < SECRET.length / 2; length++) {
    const message = `guess ${SECRET.slice(0, length)}`;
    expect(knowing(SECRET).error(about(message)).message).toBe(message);
  }
});

describe('bytes', () => {
  async function masked(pieces: readonly Uint8Array[], masker: Masker): Promise<string> {
    const parts: Uint8Array[] = [];
    async function* source() {
      yield* pieces;
    }
    for await (const part of maskBytes(source(), masker)) parts.push(part);
    return Buffer.concat(parts).toString();
  }

  it('are masked however they are cut into pieces', async () => {
    const form = fc.constantFrom(SECRET, encodeURIComponent(SECRET), Buffer.from(SECRET).toString('hex'));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(form, fc.string()), { maxLength: 8 }),
        fc.array(fc.nat(300)),
        async (texts, cuts) => {
          const bytes = Buffer.from(texts.join(''));
          const places = [
            0,
            ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b),
            bytes.length,
          ];
          const pieces = places.slice(1).map((end, index) => bytes.subarray(places[index], end));
          expect(await masked(pieces, knowing(SECRET))).toBe(knowing(SECRET).text(bytes.toString()));
        },
      ),
    );
  });

  it('pass as they are while no secret is known', async () => {
    expect(await masked([Buffer.from('a'), Buffer.from(SECRET)], new Masker())).toBe(`a${SECRET}`);
  });
});
