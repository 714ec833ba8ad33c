/** A name that expressions know, with what it is. */
export interface Word {
  name: string;
  doc: string;
  /** What is written for it, where that is more than its name; `|` is where the caret goes. */
  insert?: string;
  /** Members that are always there. */
  members?: Readonly<Record<string, string>>;
}

/** What an expression can begin with. */
export const VOCABULARY: readonly Word[] = [
  { name: '$json', doc: 'The data of the current item.' },
  { name: '$binary', doc: 'The files of the current item, by name.' },
  { name: '$itemIndex', doc: "The current item's place in the input, from 0." },
  {
    name: '$input',
    doc: 'All that came into this node.',
    members: {
      item: 'The current item: { json, binary }.',
      'first()': 'The first item.',
      'last()': 'The last item.',
      'all()': 'All items, as a list.',
    },
  },
  { name: '$', doc: 'Another node: its items and whether it ran.', insert: "$('|')" },
  { name: '$now', doc: 'When the step began, a DateTime in the time zone of the flow.' },
  { name: '$today', doc: 'Midnight of that day, a DateTime.' },
  { name: '$vars', doc: 'Variables of the workspace.' },
  { name: '$run', doc: 'The run.', members: { id: 'Its id.', startedAt: 'When it began, ISO text in UTC.' } },
  { name: '$flow', doc: 'The flow.', members: { id: 'Its id.', name: 'Its name.' } },
  {
    name: '$iteration',
    doc: 'The innermost loop around this node.',
    members: {
      index: 'Which iteration, from 0.',
      batch: 'The items of this iteration.',
      count: 'How many iterations there are.',
      parent: 'The loop around this loop.',
    },
  },
  { name: '$id', doc: 'A new id of 20 letters and digits.', insert: '$id()|' },
  { name: '$link', doc: 'Where a Wait for node of this run is answered.', insert: "$link('|')" },
  { name: 'DateTime', doc: 'Dates and times (luxon).' },
  { name: 'Math', doc: 'Functions for numbers.' },
  { name: 'JSON', doc: 'Reads and writes JSON.' },
];

/** What `$('Node')` offers. */
export const NODE_MEMBERS: Readonly<Record<string, string>> = {
  item: 'The item of that node which the current one comes from.',
  'first()': 'Its first item.',
  'last()': 'Its last item.',
  'all()': 'All its items, as a list.',
  ran: 'Whether it ran.',
};

/** What an item offers. */
export const ITEM_MEMBERS: Readonly<Record<string, string>> = {
  json: 'The data of the item.',
  binary: 'Its files, by name.',
};
