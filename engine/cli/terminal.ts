import type { Terminal } from './command.ts';
import { makeSink } from './output/sink.ts';
import { styleFor } from './output/style.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The terminal of this process. */
export function processTerminal(): Terminal {
  return {
    stdin: process.stdin,
    out: makeSink(process.stdout),
    err: makeSink(process.stderr),
    outStyle: styleFor(process.stdout),
    errStyle: styleFor(process.stderr),
    env: process.env,
    onStop(listener) {
      // Once: whoever asks a second time gets Node's own answer, which is to die.
      for (const signal of SIGNALS) process.once(signal, listener);
      return () => {
        for (const signal of SIGNALS) process.off(signal, listener);
      };
    },
  };
}
