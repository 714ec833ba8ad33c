import type { EngineState } from '#contract/desktop';
import type { ConnectionState } from '#renderer/api';

/** What the window says about an engine that cannot be asked. */
export interface EngineNews {
  text: string;
  /** The user can have it started anew from here. */
  restart: boolean;
}

const KEPT = 'Your edits are kept in this window and saved when it is back.';

/**
 * What there is to say about the engine; undefined while all is well.
 *
 * @param engine what the desktop window knows; undefined in a browser
 */
export function engineNews(
  connection: ConnectionState,
  engine: EngineState | undefined,
): EngineNews | undefined {
  switch (engine?.state) {
    case 'failed':
      return { text: `The engine does not run: ${sentence(engine.reason)} ${KEPT}`, restart: true };
    case 'restarting':
      return {
        text: `The engine ended and is started again (try ${engine.attempt}). ${KEPT}`,
        restart: true,
      };
    case 'unresponsive':
      return { text: 'The engine has not answered for a while. It may be very busy.', restart: true };
    case 'stopped':
      return { text: `The engine was stopped. ${KEPT}`, restart: true };
  }
  switch (connection) {
    case 'lost':
      return engine
        ? { text: `The engine does not answer. ${KEPT}`, restart: engine.state === 'running' }
        : { text: `The engine does not answer; start it again if it was stopped. ${KEPT}`, restart: false };
    case 'refused':
      return {
        text: 'The engine was started anew and does not know this page. Open the address it printed, here or in a new tab: your edits are kept in this browser.',
        restart: false,
      };
    case 'closed':
      return {
        text: 'This page has no key to an engine. Open the address that “npm start” or “flowbench serve” printed.',
        restart: false,
      };
  }
  return undefined;
}

function sentence(reason: string): string {
  const line = reason.split('\n', 1)[0] ?? '';
  return /[.!?]$/.test(line) ? line : `${line}.`;
}
