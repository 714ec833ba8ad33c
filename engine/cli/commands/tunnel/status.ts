import { defineCommand } from '../../command.ts';
import { settled, tunnelOptions, withTunnel } from './with-tunnel.ts';

export const status = defineCommand({
  name: 'tunnel status',
  summary: 'Says whether calls from the internet arrive, and at which address.',
  arguments: [],
  options: tunnelOptions,
  examples: ['tunnel status', 'tunnel status --json'],
  run: ({ options }, terminal) => withTunnel(options, terminal, (tunnel) => tunnel.status()),
});

export const stop = defineCommand({
  name: 'tunnel stop',
  summary: 'Receives no more calls from the internet; a relay keeps them until it is started again.',
  arguments: [],
  options: tunnelOptions,
  examples: ['tunnel stop'],
  run: ({ options }, terminal) => withTunnel(options, terminal, (tunnel) => tunnel.stop()),
});

export const rotate = defineCommand({
  name: 'tunnel rotate',
  summary: 'Replaces the key by which the relay knows this machine.',
  arguments: [],
  options: tunnelOptions,
  examples: ['tunnel rotate'],
  run: ({ options }, terminal) =>
    withTunnel(options, terminal, async (tunnel) => {
      await tunnel.rotate();
      return await settled(tunnel);
    }),
});
