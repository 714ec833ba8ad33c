import { parseArgs } from 'node:util';
import { benchCanvas } from './canvas/canvas.ts';
import { benchCore } from './core/core.ts';
import { benchMillion } from './core/million.ts';
import { benchDebug } from './debug/debug.ts';
import { benchEcho } from './echo/echo.ts';
import { benchRelay } from './relay/relay.ts';

/*
 * `npm run bench -- NAME` measures and prints one JSON object; docs/performance.md
 * says what the figures were and how to read them.
 */
const benches: Readonly<Record<string, { about: string; run: () => Promise<object> }>> = {
  core: {
    about: 'expressions, a loop of 10,000 and a list of 100,000 through the engine; about a minute',
    run: benchCore,
  },
  canvas: {
    about: '2,000 nodes in a browser: pan, zoom and drag beside bare React Flow; a minute or two',
    run: benchCanvas,
  },
  debug: {
    about: 'a loop of 100,000 while it is debugged, beside one that is not; about a minute',
    run: benchDebug,
  },
  echo: {
    about: 'calls to a webhook, answered by a flow, beside a bare node:http; about a minute',
    run: benchEcho,
  },
  relay: {
    about: 'calls through a relay, stored and passed on, beside a bare hop; about a minute',
    run: benchRelay,
  },
  million: { about: 'a million small rows through five nodes; about a minute', run: benchMillion },
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { help: { type: 'boolean', short: 'h' } },
});
const [name = ''] = positionals;
const bench = Object.hasOwn(benches, name) ? benches[name] : undefined;
if (values.help || !bench) {
  const lines = Object.entries(benches).map(([each, { about }]) => `  ${each.padEnd(9)}${about}`);
  const text = `Usage: npm run bench -- NAME\n\n${lines.join('\n')}\n\nPrints one JSON object.`;
  if (values.help) console.log(text);
  else console.error(name === '' ? text : `There is no bench "${name}".\n\n${text}`);
  process.exitCode = values.help ? 0 : 2;
} else console.log(JSON.stringify(await bench.run(), null, 2));
