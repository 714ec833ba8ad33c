import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { ReadStream } from 'node:tty';
import { expect, test } from 'vitest';
import { askHidden } from './ask-hidden.ts';

/** What a terminal is to the question: keys come as they are typed, unless it is not raw. */
class Keyboard extends PassThrough {
  readonly modes: boolean[] = [];
  setRawMode(raw: boolean): void {
    this.modes.push(raw);
  }
}

async function type(keys: readonly string[]): Promise<{ answer: string; shown: string; modes: boolean[] }> {
  const keyboard = new Keyboard();
  const screen = new PassThrough();
  // The rest of a terminal is of no matter here.
  const answer = askHidden('Token', keyboard as unknown as ReadStream, screen);
  for (const key of keys) keyboard.write(key);
  const line = await answer;
  screen.end();
  return { answer: line, shown: await text(screen), modes: keyboard.modes };
}

test.each([
  [['s', '3', 'cret', '\r'], 's3cret'],
  [['pasted in one go\n'], 'pasted in one go'],
  [['wrong', '\u0015', 'rig', 'x', '\u007f', 'ht', '\r'], 'right'],
  [['ü', '🔑', '\b', '\r'], 'ü'],
  [['a\u001b', 'b', '\u0004'], 'ab'],
])('%j is %s, and none of it is shown', async (keys, line) => {
  expect(await type(keys)).toEqual({ answer: line, shown: 'Token: \n', modes: [true, false] });
});
