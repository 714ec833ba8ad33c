import type { EventDetail } from '#contract/api';
import { defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-codes.ts';
import { printable, printableLines } from '../../output/printable.ts';
import { writeJson } from '../../output/write-json.ts';
import { engineDir, engineOption, eventArgument } from './options.ts';

export const show = defineCommand({
  name: 'events show',
  summary: 'Shows one call: what was sent, and what became of it.',
  arguments: [eventArgument],
  options: {
    'data-dir': engineOption,
    json: { type: 'boolean', help: 'prints one JSON object with headers and body and nothing else' },
  },
  examples: ['events show evt_019a1c7e5b2d0000…'],
  async run({ arguments: [id = ''], options }, { out, outStyle, env }) {
    const { readEvent } = await import('../../active/event-calls.ts');
    const event = await readEvent(engineDir(options['data-dir'], env), id);
    if (options.json) await writeJson(out, event);
    else await out.write(`${linesOf(event, (text) => outStyle('bold', text)).join('\n')}\n`);
    return EXIT.succeeded;
  },
});

function linesOf(event: EventDetail, bold: (text: string) => string): string[] {
  const { state, receivedAt, flow, node, method, url, remote, reason, run, of, headers, body, cut } = event;
  return [
    `${bold(state)} at ${new Date(receivedAt).toLocaleString('sv')} from ${printable(remote)}`,
    ...(reason === undefined ? [] : [printable(reason)]),
    `Flow:  ${printable(flow ?? 'gone')}, ${printable(node)}`,
    ...(run === undefined ? [] : [`Run:   ${run}`]),
    ...(of === undefined ? [] : [`Of:    ${of}`]),
    '',
    `${method} ${printable(url)}`,
    ...Object.entries(headers).map(([name, value]) => printable(`${name}: ${value}`)),
    '',
    body === undefined ? '(the body is no longer kept)' : printableLines(body),
    ...(cut ? ['(there is more)'] : []),
  ];
}
