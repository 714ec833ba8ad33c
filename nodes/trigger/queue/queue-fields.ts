import { field } from '#contract/node';

/** How messages become items. */
export const messageFields = {
  payload: field
    .choice('Payload', ['auto', 'json', 'text', 'file'], {
      help: 'auto: JSON where it is JSON, else text, else a file.',
    })
    .default('auto'),
  identity: field
    .text('Identity', {
      placeholder: 'payload.orderId',
      help: 'Field of the item by which messages are told apart: one with a value that was there before starts no run. Empty: what the broker knows of it.',
    })
    .optional(),
};

/** How many messages may be under way at once. */
export const prefetchField = () =>
  field
    .count('At once', 1, {
      help: 'Messages that are fetched before the first of them is safely stored.',
    })
    .max(1000)
    .default(20);
