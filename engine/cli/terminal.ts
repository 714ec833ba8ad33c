import { askHidden } from './ask-hidden.ts';
import type { Terminal } from './command.ts';
import { makeSink } from './output/sink.ts';
import { styleFor } from './output/style.ts';

/** The terminal of this process. */
export function processTerminal(): Terminal {
  return {
    stdin: process.stdin,
    out: makeSink(process.stdout),
    err: makeSink(process.stderr),
    outStyle: styleFor(process.stdout),
    errStyle: styleFor(process.stderr),
    env: process.env,
    askSecret: async (question) =>
      process.stdin.isTTY ? askHidden(question, process.stdin, process.stderr) : undefined,
    onStop(signals, listener) {
      // Once: whoever asks a second time gets Node's own answer, which is to die.
      for (const signal of signals) process.once(signal, listener);
      return () => {
        for (const signal of signals) process.off(signal, listener);
      };
    },
  };
}
