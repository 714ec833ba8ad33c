import { z } from 'zod';
import { defineNode, field } from '#contract/node';
import { deliverText, deliveryFields } from '../deliver-text.ts';
import { rowsField, rowsOf } from '../rows.ts';
import { checkName, writeElement } from './write-xml.ts';

export const xmlFormat = defineNode({
  type: 'xml.format',
  version: 1,
  title: 'Make XML',
  summary: 'Turns items into one XML file or text.',
  group: 'files',
  icon: 'file-code',
  docs: `Every item becomes an element inside the root element. Fields become elements, lists repeat their element, fields that begin with \`@\` become attributes, \`#text\` is the text of the element: the same way that Read XML reads. Gives one item with the binary \`file\` and \`{ name, size, items }\`, or with the text in the field named by **Into field**.`,
  params: z.object({
    from: rowsField,
    root: field.text('Root element').default('items'),
    element: field
      .text('Element', { help: 'The name of the element that each item becomes.' })
      .default('item'),
    attributePrefix: field.text('Attribute prefix').default('@'),
    indent: field.toggle('Indent').default(true),
    ...deliveryFields('data.xml'),
  }),
  replay: 'pure',
  effects: 'none',
  examples: [
    {
      title: 'Attributes and lists',
      params: { root: 'orders', element: 'order', indent: false, into: 'xml' },
      input: [{ '@id': 1, tag: ['a', 'b<'] }],
      output: {
        out: [
          {
            xml: '<?xml version="1.0" encoding="UTF-8"?>\n<orders><order id="1"><tag>a</tag><tag>b&lt;</tag></order></orders>\n',
          },
        ],
      },
    },
  ],
  async *runStream(chunks, ctx) {
    const { root, element, indent, attributePrefix, from } = ctx.params;
    checkName(root);
    const newline = indent ? '\n' : '';
    let count = 0;
    async function* text(): AsyncIterable<string> {
      yield `<?xml version="1.0" encoding="UTF-8"?>\n<${root}>${newline}`;
      for await (const rows of rowsOf(chunks, from)) {
        yield rows.map((row) => writeElement(element, row, { attributePrefix, indent }, 1)).join('');
        count += rows.length;
      }
      yield `</${root}>\n`;
    }
    yield [await deliverText(text(), ctx.params, () => count, ctx)];
  },
});
