import { SaxesParser } from 'saxes';
import { expect, it } from 'vitest';
import type { Flow } from '#contract/flow';
import { nodeTypes } from '#test/catalogue';
import { layOut } from '../boxes.ts';
import { portsOf } from '../ports.ts';
import { drawSvg } from './draw-svg.ts';

function draw(flow: Pick<Flow, 'nodes'> & Partial<Flow>) {
  const whole: Flow = { flowbench: 1, id: 'f', name: 'Drawn', ...flow };
  const ports = (id: string) => portsOf(whole, id, {}, nodeTypes);
  return drawSvg({ flow: whole, ports, layout: layOut(whole, ports) }, nodeTypes);
}

/** Elements and texts of a picture; throws where it is not well-formed. */
function parse(svg: string) {
  const parser = new SaxesParser();
  const elements: { name: string; attributes: Record<string, string> }[] = [];
  const texts: string[] = [];
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) =>
    elements.push({ name, attributes: attributes as Record<string, string> }),
  );
  parser.on('text', (text) => text.trim() !== '' && texts.push(text));
  parser.write(svg).close();
  return { elements, texts };
}

it('draws nodes, containers, edges, names and notes', () => {
  const { svg, width, height } = draw({
    nodes: {
      start: { type: 'trigger.manual', name: 'Begin' },
      each: { type: 'control.forEach', name: 'Each order' },
      map: { type: 'data.map', in: 'each', name: 'Change' },
    },
    edges: ['start -> each', 'each:each -> map', 'map -> each:collect'],
    view: {
      start: [0, 0],
      each: [240, 0, 420, 200],
      map: [90, 60],
      'note:1': { note: '# Why\nfor the audit', at: [0, 220, 160, 80] },
    },
  });
  const { elements, texts } = parse(svg);
  expect(texts).toEqual(
    expect.arrayContaining(['Begin', 'Change', 'each', 'collect', 'Why', 'for the audit']),
  );
  expect(texts.some((text) => text.startsWith('Each order'))).toBe(true);
  expect(elements.filter(({ attributes }) => attributes['marker-end'])).toHaveLength(3);
  expect([width, height]).toEqual([660 + 64, 300 + 64]);
});

it('leaves out what a folded container hides', () => {
  const { texts } = parse(
    draw({
      nodes: { each: { type: 'control.forEach' }, map: { type: 'data.map', in: 'each', name: 'Hidden' } },
      edges: ['each:each -> map'],
      view: { 'fold:each': true },
    }).svg,
  );
  expect(texts).not.toContain('Hidden');
});

it('lets no name become markup, and refers to nothing outside', () => {
  const evil = '"/><script>x</script><image href="http://x.example"/>\u0000\u001b\ud800&';
  const { svg } = draw({
    name: evil,
    nodes: {
      a: { type: 'trigger.manual', name: evil },
      b: { type: evil, name: ']]>', params: { path: evil } },
    },
    edges: ['a -> b'],
    view: { 'note:1': { note: evil, at: [0, 0, 400, 80] } },
  });
  const { elements } = parse(svg);
  expect(new Set(elements.map(({ name }) => name))).toEqual(
    new Set(['svg', 'title', 'defs', 'marker', 'path', 'rect', 'g', 'circle', 'text']),
  );
  for (const { attributes } of elements) {
    for (const [name, value] of Object.entries(attributes)) {
      expect(name).not.toMatch(/^on|href/i);
      expect(value.replace('url(#arrow)', '')).not.toMatch(/url\(/);
    }
  }
});

it('draws a flow without nodes too', () => {
  expect(draw({ nodes: {} }).width).toBeGreaterThan(0);
});
