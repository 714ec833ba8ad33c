import type { NodeDescription } from '#contract/node';

/** What starts a flow, in plain words: a card of the empty canvas. */
export interface StartChoice {
  type: NodeDescription;
  title: string;
  text: string;
}

/** Words for the triggers that everybody asks for; others show their own title and summary. */
const WORDS: Readonly<Record<string, readonly [title: string, text: string]>> = {
  'trigger.manual': ['By hand', 'Press Run. Good for trying out.'],
  'trigger.schedule': ['On a schedule', 'For example, Mondays at 7:00'],
  'trigger.webhook': ['When called', 'A webhook with its own address'],
  'trigger.folder': ['When a file lands', 'Watch a folder, then move it'],
  'trigger.poll': ['When data changes', 'Poll an API, a table or a feed'],
  'trigger.mail': ['When mail arrives', 'IMAP, by folder and sender'],
  'trigger.form': ['From a form page', 'A page people fill in'],
  'trigger.queue': ['From a queue', 'MQTT, AMQP, Kafka and more'],
  'trigger.flow': ['By another flow', 'Called, with its items'],
  'trigger.failure': ['When a flow fails', 'Gets the run, the step and the error'],
};

/** The triggers the engine knows, the common ones first; at most nine, for the keys 1 to 9. */
export function startChoices(nodes: readonly NodeDescription[]): readonly StartChoice[] {
  const order = Object.keys(WORDS);
  const rank = (type: string) => (order.includes(type) ? order.indexOf(type) : order.length);
  return nodes
    .filter((node) => node.kind === 'trigger')
    .sort((a, b) => rank(a.type) - rank(b.type))
    .slice(0, 9)
    .map((type) => {
      const [title, text] = WORDS[type.type] ?? [type.title, type.summary];
      return { type, title, text };
    });
}
