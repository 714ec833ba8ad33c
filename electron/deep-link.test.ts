import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDeepLink } from './deep-link.ts';

test.each([
  ['flowbench://open?flow=orders/stock.flow.json', { kind: 'flow', path: 'orders/stock.flow.json' }],
  [
    'flowbench://open/?flow=M%C3%BCller%20%26%20Co.flow.json',
    { kind: 'flow', path: 'Müller & Co.flow.json' },
  ],
  ['FLOWBENCH://open?run=01JABC-x_1', { kind: 'run', run: '01JABC-x_1' }],
])('%s opens', (link, request) => expect(parseDeepLink(link)).toEqual(request));

test.each([
  'flowbench://open?flow=../secret.flow.json',
  'flowbench://open?flow=a/../../b.flow.json',
  'flowbench://open?flow=/etc/x.flow.json',
  'flowbench://open?flow=//evil/share/x.flow.json',
  'flowbench://open?flow=%5C%5Cevil%5Cshare%5Cx.flow.json',
  'flowbench://open?flow=C:/x.flow.json',
  'flowbench://open?flow=x.flow.json:stream.flow.json',
  'flowbench://open?flow=x%00.flow.json',
  'flowbench://open?flow=a%0Ab.flow.json',
  'flowbench://open?flow=%E2%80%AEx.flow.json',
  'flowbench://open?flow=a/%20/x.flow.json',
  'flowbench://open?flow=.ssh/id_rsa',
  'flowbench://open?flow=',
  'flowbench://open?flow=a.flow.json&run=1',
  'flowbench://open?flow=a.flow.json&flow=b.flow.json',
  'flowbench://open?run=../../x',
  'flowbench://open?run=<script>',
  'flowbench://open',
  'flowbench://open/run?run=1',
  'flowbench://run?flow=a.flow.json',
  'flowbench://app/index.html',
  'flowbench:open?run=1',
  'https://open?run=1',
  'javascript:alert(1)',
  '--inspect',
  '',
  `flowbench://open?flow=${'a'.repeat(3000)}.flow.json`,
])('%s opens nothing', (link) => expect(parseDeepLink(link)).toBeUndefined());

test('whatever a link says, what it names stays inside the workspace', () => {
  const piece = fc.oneof(fc.string(), fc.constantFrom('..', '.', '/', '\\', '%2e', '%2f', ':', '.flow.json'));
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const request = parseDeepLink(`flowbench://open?flow=${pieces.join('')}.flow.json`);
      if (request?.kind !== 'flow') return;
      expect(
        new URL(
          request.path.replaceAll('%', '%25').replaceAll('#', '%23').replaceAll('?', '%3f'),
          'http://x/in/',
        ).pathname,
      ).toMatch(/^\/in\//);
      expect(request.path).not.toMatch(/^[/\\]|\\|:|(^|\/)\.\.?(\/|$)/);
    }),
  );
});
