/** Options that take a value, by what they are for. */
const VALUED: Readonly<Record<string, string>> = {
  ...named('method', '-X', '--request'),
  ...named('header', '-H', '--header'),
  ...named('data', '-d', '--data', '--data-ascii', '--data-binary'),
  ...named('raw', '--data-raw'),
  ...named('encode', '--data-urlencode'),
  ...named('json', '--json'),
  ...named('form', '-F', '--form', '--form-string'),
  ...named('user', '-u', '--user'),
  ...named('agent', '-A', '--user-agent'),
  ...named('referer', '-e', '--referer'),
  ...named('cookie', '-b', '--cookie'),
  ...named('url', '--url'),
  ...named('time', '-m', '--max-time'),
  ...named('quiet', '-o', '--output', '-w', '--write-out', '--connect-timeout', '--max-redirs', '-D', '-c'),
  ...named('leave', '-x', '--proxy', '-E', '--cert', '--key', '--cacert', '--resolve', '-T', '--upload-file'),
};
/** Options without a value that change nothing here: answers are unpacked and redirects followed anyway. */
const QUIET = new Set(
  '-L --location -s --silent -S --show-error -i --include -v --verbose -f --fail --compressed -# --progress-bar -g --globoff --http1.1 --http2 -N --no-buffer -sS -sL'.split(
    ' ',
  ),
);

function named(use: string, ...options: string[]): Record<string, string> {
  return Object.fromEntries(options.map((option) => [option, use]));
}

/** What a cURL command says. */
export interface CurlOptions {
  given: { use: string; value: string }[];
  /** `get` and `head`. */
  flags: Set<string>;
  /** Options that mean something and are not known here. */
  leftOut: string[];
}

const FLAGS: Readonly<Record<string, string>> = {
  '-G': 'get',
  '--get': 'get',
  '-I': 'head',
  '--head': 'head',
};
/** A pipe or a second command is not curl's. */
const ENDS = ['|', ';', '&&', '>', '||'];

/** Reads the words after `curl`. */
export function readOptions(words: readonly string[]): CurlOptions {
  const options: CurlOptions = { given: [], flags: new Set(), leftOut: [] };
  const queue = [...words];
  for (let word = queue.shift(); word !== undefined && !ENDS.includes(word); word = queue.shift()) {
    const option = /^-./.test(word) ? optionOf(word) : { use: 'url', value: word };
    const flag = FLAGS[word];
    if (option) {
      const value = option.value ?? queue.shift() ?? '';
      if (option.use === 'leave') options.leftOut.push(word);
      else options.given.push({ use: option.use, value });
    } else if (flag !== undefined) options.flags.add(flag);
    else if (!QUIET.has(word)) options.leftOut.push(word);
  }
  return options;
}

/** An option that takes a value; `-XPOST` and `--request=POST` carry theirs with them. */
function optionOf(word: string): { use: string; value?: string | undefined } | undefined {
  const exact = VALUED[word];
  if (exact !== undefined) return { use: exact };
  const [name = '', value] = word.startsWith('--') ? splitOnce(word, '=') : [word.slice(0, 2), word.slice(2)];
  const use = VALUED[name];
  return use === undefined ? undefined : { use, value };
}

/** What stands before and after the first such sign. */
export function splitOnce(text: string, sign: string): [string, string?] {
  const at = text.indexOf(sign);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
