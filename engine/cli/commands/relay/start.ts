import { defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-codes.ts';
import { writeJson } from '../../output/write-json.ts';
import { relayDir, relayDirOption, wholeNumber } from './options.ts';

const PORT = 8420;

export const start = defineCommand({
  name: 'relay',
  summary: 'Keeps calls from the internet while your machine sleeps, and hands them over when it wakes.',
  details:
    'Runs on a server of your own, behind a proxy that speaks HTTPS; see docs/guides/relay.md. A machine\n' +
    'is paired with a code from "flowbench relay code". Ctrl+C stops; what is stored stays.',
  arguments: [],
  options: {
    port: { type: 'string', value: 'N', help: `the port; default ${PORT}, 0 takes any that is free` },
    host: { type: 'string', value: 'ADDRESS', help: 'the address to listen at; default 127.0.0.1' },
    'data-dir': relayDirOption,
    proxy: {
      type: 'string',
      multiple: true,
      value: 'ADDRESS',
      help: 'a proxy before it (10.0.0.5, 10.0.0.0/8) that tells who calls; this machine is one already',
    },
    'admin-port': {
      type: 'string',
      value: 'N',
      help: 'serves /metrics and /healthz at this port of 127.0.0.1; default nowhere',
    },
    'source-rate': { type: 'string', value: 'N', help: 'calls a second from one address; default 100' },
    'device-rate': { type: 'string', value: 'N', help: 'calls a second for one machine; default 500' },
    'max-messages': { type: 'string', value: 'N', help: 'calls that wait for one machine; default 100000' },
    'max-megabytes': { type: 'string', value: 'N', help: 'what they may take together; default 1024' },
    json: { type: 'boolean', help: 'prints { port, adminPort, pid } and nothing else' },
  },
  examples: ['relay', 'relay --port 8420 --data-dir /var/lib/flowbench-relay --admin-port 8421'],
  async run({ options }, { out, err, env, onStop }) {
    const { openRelay } = await import('#engine/relay');
    const megabytes = wholeNumber('max-megabytes', options['max-megabytes']);
    const limits = {
      perSource: wholeNumber('source-rate', options['source-rate']),
      perDevice: wholeNumber('device-rate', options['device-rate']),
      maxMessages: wholeNumber('max-messages', options['max-messages']),
      maxBytes: megabytes === undefined ? undefined : megabytes * 1024 * 1024,
    };
    const relay = await openRelay({
      dataDir: relayDir(options['data-dir'], env),
      host: options.host ?? '127.0.0.1',
      port: wholeNumber('port', options.port) ?? PORT,
      adminPort: wholeNumber('admin-port', options['admin-port']),
      proxies: options.proxy ?? [],
      limits: Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined)),
      onError: (error) =>
        void err.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`),
    });
    const { port, adminPort } = relay;
    if (options.json) await writeJson(out, { port, adminPort, pid: process.pid });
    else await out.write(`The relay listens at ${options.host ?? '127.0.0.1'}:${port}. Ctrl+C stops.\n`);
    await new Promise<void>((stop) => onStop(['SIGINT', 'SIGTERM', 'SIGHUP'], stop));
    await relay.close();
    return EXIT.succeeded;
  },
});
