import { UserError } from '#contract/error';
import { defineCommand } from '../../command.ts';
import { settled, tunnelOptions, withTunnel } from './with-tunnel.ts';

const NAMES = ['relay', 'cloudflared', 'ngrok'] as const;

export const start = defineCommand({
  name: 'tunnel start',
  summary: 'Receives calls through the relay, cloudflared, ngrok, or an address of your own.',
  details: 'cloudflared and ngrok must be installed already; nothing is downloaded.',
  arguments: [
    {
      name: 'WAY',
      count: 'optional',
      help: 'relay (default), cloudflared, ngrok, or a public URL that leads here',
    },
  ],
  options: tunnelOptions,
  examples: ['tunnel start', 'tunnel start cloudflared', 'tunnel start https://hooks.example.com'],
  run: ({ arguments: [way = 'relay'], options }, terminal) => {
    const provider = NAMES.find((name) => name === way);
    if (!provider && !way.includes('://')) {
      throw new UserError(`"${way}" is no way from the internet.`, {
        code: 'USAGE',
        hint: `There are ${NAMES.join(', ')}, or a URL of your own.`,
      });
    }
    return withTunnel(options, terminal, async (tunnel) => {
      await tunnel.start(provider ? { provider } : { provider: 'own', url: way });
      return await settled(tunnel);
    });
  },
});
