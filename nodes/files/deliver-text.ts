import { field, type Item, type NodeContext } from '#contract/node';
import { untilAborted } from '#nodes/values';
import { collectText } from './collect-text.ts';
import { mimeOf } from './mime.ts';

/** The parameters that say where a formatting node puts its text. */
export const deliveryFields = (fileName: string) => ({
  fileName: field.text('File name', { help: 'The name of the file that is made.' }).default(fileName),
  into: field
    .text('Into field', { help: 'Puts the text into this field instead of a file.', placeholder: 'text' })
    .optional(),
});

interface Delivery {
  fileName: string;
  into?: string | undefined;
}

/**
 * Makes the one item a formatting node gives: with the binary `file` and
 * `{ name, size, items }`, or with the text in a field. `count` is asked at the
 * end for how many items the text holds.
 */
export async function deliverText(
  pieces: AsyncIterable<string>,
  delivery: Delivery,
  count: () => number,
  ctx: Pick<NodeContext<unknown>, 'files' | 'signal'>,
): Promise<Item> {
  const text = untilAborted(pieces, ctx.signal);
  const { fileName, into } = delivery;
  if (into !== undefined) {
    return { json: { [into]: await collectText(text, 'The text') } };
  }
  const file = await ctx.files.write(text, { name: fileName, mime: mimeOf(fileName) });
  return { json: { name: file.name, size: file.size, items: count() }, binary: { file } };
}
