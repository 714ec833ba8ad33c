import type { ReadStream } from 'node:tty';

// What a terminal sends for keys: Enter and Ctrl+D, Ctrl+C, Backspace, Ctrl+U.
const ENTER = ['\r', '\n', '\u0004'];
const INTERRUPT = '\u0003';
const ERASE = ['\b', '\u007f'];
const ERASE_ALL = '\u0015';

/**
 * Asks for a line and shows nothing of it. Ctrl+C ends the process, as it would without the question.
 *
 * @param input a terminal
 */
export function askHidden(
  question: string,
  input: ReadStream,
  output: NodeJS.WritableStream,
): Promise<string> {
  // First this: whoever answers at once would see the answer.
  input.setRawMode(true);
  output.write(`${question}: `);
  input.setEncoding('utf8');
  return new Promise((resolve) => {
    let line: string[] = [];
    const end = (): void => {
      input.off('data', read);
      input.setRawMode(false);
      input.pause();
      output.write('\n');
    };
    const read = (text: string): void => {
      for (const letter of text) {
        if (letter === INTERRUPT) {
          end();
          process.kill(process.pid, 'SIGINT');
          return;
        }
        if (ENTER.includes(letter)) {
          end();
          resolve(line.join(''));
          return;
        }
        if (letter === ERASE_ALL) line = [];
        else if (ERASE.includes(letter)) line.pop();
        else if (letter >= ' ') line.push(letter);
      }
    };
    input.on('data', read);
    input.resume();
  });
}
