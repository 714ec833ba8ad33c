import { z } from 'zod';
import { field } from '#contract/node';

const paginationModes = ['nextLink', 'pageNumber', 'cursor', 'offset'] as const;

/** How a service splits lists into pages. */
export const pagination = z.object({
  mode: field.choice('Mode', paginationModes),
  items: field
    .text('Items', {
      placeholder: 'data.items',
      help: 'Path to the list in the answer. Empty: the answer is the list.',
    })
    .optional(),
  next: field
    .text('Next link', {
      placeholder: 'links.next',
      help: 'Path to the address of the next page. Empty: the Link header with rel="next".',
      showIf: { mode: ['nextLink'] },
    })
    .optional(),
  cursor: field
    .text('Cursor', {
      placeholder: 'meta.next_cursor',
      help: 'Path to the cursor of the next page in the answer.',
      showIf: { mode: ['cursor'] },
    })
    .optional(),
  param: field
    .text('Query parameter', {
      help: 'Takes the page number, cursor or offset. Default: page, cursor or offset.',
      showIf: { mode: ['pageNumber', 'cursor', 'offset'] },
    })
    .optional(),
  start: field
    .count('Start', 0, { help: 'The first page number (default 1) or offset (default 0).' })
    .optional(),
  size: field.count('Page size', 1, { unit: 'items' }).optional(),
  sizeParam: field
    .text('Size parameter', { help: 'Query parameter that takes the page size, for example limit.' })
    .optional(),
  maxPages: field
    .count('Maximum pages', 1, {
      help: 'Stops after so many pages. Not set: more than 100 pages are an error.',
    })
    .optional(),
});

export const httpParams = z.object({
  method: field.choice('Method', ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']).default('GET'),
  url: field.text('URL', { editor: 'url', placeholder: 'https://api.example.com/orders' }).min(1),
  query: field
    .keyValue('Query', { help: 'Added to the URL; a list gives the parameter several times.' })
    .optional(),
  headers: field.keyValue('Headers').optional(),
  body: field.value('Body').optional(),
  bodyType: field.choice('Body type', ['json', 'form', 'multipart', 'text', 'binary']).default('json'),
  file: field
    .text('File', { help: 'Name of the file in the item to send.', showIf: { bodyType: ['binary'] } })
    .default('file'),
  files: field
    .keyValue('Files', {
      help: 'Form fields and the names of the files in the item.',
      showIf: { bodyType: ['multipart'] },
    })
    .optional(),
  response: field
    .choice('Response', ['auto', 'json', 'text', 'file'], {
      help: 'auto goes by the content type of the answer.',
    })
    .default('auto'),
  fullResponse: field
    .toggle('Full response', { help: 'Gives { status, headers, body } instead of the body.' })
    .default(false),
  acceptAll: field
    .toggle('Accept every status', { help: 'Statuses other than 2xx are answers too, not errors.' })
    .default(false),
  followRedirects: field.toggle('Follow redirects').default(true),
  timeout: field.duration('Timeout', { placeholder: '30s' }).optional(),
  pagination: pagination
    .meta({ label: 'Pagination', help: 'Fetches page after page until there are no more.' })
    .optional(),
});

export type HttpParams = z.output<typeof httpParams>;
export type Pagination = z.output<typeof pagination>;
