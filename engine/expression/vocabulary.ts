/** The JavaScript globals that expressions and code may use; everything else does not exist for them. */
export const GRANTED_GLOBALS: ReadonlySet<string> = new Set([
  ...['Infinity', 'NaN', 'undefined', 'isFinite', 'isNaN', 'parseFloat', 'parseInt', 'globalThis'],
  ...['decodeURI', 'decodeURIComponent', 'encodeURI', 'encodeURIComponent', 'escape', 'unescape'],
  ...['Array', 'BigInt', 'Boolean', 'Date', 'Iterator', 'JSON', 'Map', 'Math', 'Number', 'Object'],
  ...['Promise', 'Proxy', 'Reflect', 'RegExp', 'Set', 'String', 'Symbol', 'WeakMap', 'WeakSet'],
  ...['Error', 'AggregateError', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError'],
  ...['TypeError', 'URIError', 'DateTime', 'Duration', 'Interval', 'Intl'],
]);

/** What expressions can refer to, with one sentence each, for completion and the guide. */
export const VOCABULARY: Readonly<Record<string, string>> = {
  $json: 'The data of the current item.',
  $binary: 'The files of the current item: name → { id, name, mime, size }.',
  $itemIndex: "The current item's place in the step's input, from 0.",
  $input:
    "The step's input: $input.item, $input.first(), $input.last(), $input.all(). Items are { json, binary }.",
  $: "Another node: $('Node').item (the item the current one comes from), .first(), .last(), .all(), and .ran.",
  $now: 'The instant at which the step started, a DateTime in the time zone of the flow.',
  $today: 'Midnight of that day, a DateTime.',
  $vars: 'Variables of the workspace.',
  $run: 'The run: { id, startedAt }, startedAt as ISO text in UTC.',
  $flow: 'The flow: { id, name }.',
  $iteration: 'The innermost loop: { index, batch, count, parent }; undefined outside of loops.',
  $id: '$id() gives a new id of 20 letters and digits, the same again when the run is replayed.',
  $link:
    "$link('Node') is the address at which a Wait for node of this run is answered; known before it waits.",
};

/** What only code nodes have. */
export const CODE_VOCABULARY: readonly string[] = ['items', 'item', 'console'];
