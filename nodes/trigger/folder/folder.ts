import { z } from 'zod';
import { defineNode, field } from '#contract/node';
import { watchFolder } from './watch-folder.ts';

export const folder = defineNode({
  type: 'trigger.folder',
  version: 1,
  title: 'Watched folder',
  summary: 'Starts the flow for each file that lands in a folder.',
  group: 'trigger',
  icon: 'folder-input',
  docs: `Each file starts one run with one item \`{ event, path, name, folder, size, modifiedAt }\`, and its content as the file \`file\`. A file counts once its size and time have been the same for as long as **Settle** says, so that none is read while it is written. Links, hidden files and unfinished downloads (\`*.part\`, \`*.tmp\`) are left out.

**Afterwards** says what becomes of a file when its run has ended: it stays (and starts a run again only when it changes, if **Events** says so), it is moved to **Done folder**, or it is deleted. A file whose run fails is not deleted: it goes to **Failed folder**, with the error beside it in \`NAME.error.txt\`. Where a name is taken, a number is added. No file is dealt with twice, also over a crash.`,
  params: z.object({
    path: field
      .text('Folder', { editor: 'path', placeholder: 'inbox', help: 'Counts from the folder of the flow.' })
      .min(1),
    patterns: field
      .names('Patterns', { placeholder: '*.csv', help: 'Files must match one of them.' })
      .default(['*']),
    subfolders: field.toggle('Subfolders', { help: 'Also files in folders below.' }).default(false),
    events: field
      .choice('Events', ['new', 'changed', 'removed'], {
        help: 'What starts a run: new files only, also changed ones, or also that one is gone.',
        showIf: { after: ['keep'] },
      })
      .default('new'),
    settle: field.duration('Settle', { help: 'How long a file has to stay as it is.' }).default('2s'),
    content: field.toggle('Read the content', { help: 'Gives the item the file itself.' }).default(true),
    first: field
      .choice('First look', ['all', 'new'], {
        help: 'What lies there when the flow is activated: it starts runs, or only what comes later does.',
      })
      .default('all'),
    after: field.choice('Afterwards', ['keep', 'move', 'delete']).default('keep'),
    done: field
      .text('Done folder', {
        editor: 'path',
        placeholder: 'inbox/done',
        help: 'Default "done" in the folder.',
        showIf: { after: ['move'] },
      })
      .optional(),
    failed: field
      .text('Failed folder', {
        editor: 'path',
        placeholder: 'inbox/failed',
        help: 'Default "failed" in the folder.',
        showIf: { after: ['move', 'delete'] },
      })
      .optional(),
  }),
  replay: 'pure',
  effects: ({ after }) => (after === 'keep' ? 'read' : after === 'move' ? 'write' : 'delete'),
  examples: [
    {
      title: 'Orders as CSV files',
      params: { path: 'inbox', patterns: ['*.csv'], after: 'move' },
      output: { out: [sampleFile('inbox', '2026-01-05T07:00:00.000Z')] },
    },
  ],
  arm: watchFolder,
  sample: ({ path }, now) => [{ json: sampleFile(path, new Date(now).toISOString()) }],
});

function sampleFile(folder: string, modifiedAt: string): Record<string, unknown> {
  return { event: 'new', path: `${folder}/example.csv`, name: 'example.csv', folder, size: 0, modifiedAt };
}
