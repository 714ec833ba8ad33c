import { defineCommand } from '../../command.ts';
import { settled, tunnelOptions, withTunnel } from './with-tunnel.ts';

export const pair = defineCommand({
  name: 'tunnel pair',
  summary: 'Pairs this machine with a relay and receives calls through it.',
  details: 'The code comes from "flowbench relay code" on the server, and is good for one machine.',
  arguments: [
    { name: 'URL', help: 'the public address of the relay' },
    { name: 'CODE', help: 'the pairing code' },
  ],
  options: {
    ...tunnelOptions,
    'no-seal': { type: 'boolean', help: 'lets the relay store calls so that it could read them' },
  },
  examples: ['tunnel pair https://hooks.example.com K7QM-2FXA-9RTD'],
  run: ({ arguments: [url = '', code = ''], options }, terminal) =>
    withTunnel(options, terminal, async (tunnel) => {
      await tunnel.pair({ url, code, seal: !options['no-seal'] });
      return await settled(tunnel);
    }),
});
