import type { Item, JsonObject } from '#contract/node';
import type { ExpressionEnv, Sandbox } from '#engine/expression';
import type { CompiledFlow } from '#engine/run';
import { SUBMISSION } from './form/form-item.ts';
import type { WebhookSettings } from './settings.ts';

type Way = (item: Item) => string | undefined | Promise<string | undefined>;

const header =
  (...names: string[]) =>
  ({ json }: Item): string | undefined => {
    const headers = json.headers as Record<string, string>;
    return names.map((name) => headers[name]).find((value) => value !== undefined);
  };
const field =
  (name: string) =>
  ({ json }: Item): string | undefined =>
    text((json.body as JsonObject | null)?.[name]);

/** Where services say which delivery this is. */
const OF_SERVICE: Partial<Record<NonNullable<WebhookSettings['signature']>, Way>> = {
  github: header('x-github-delivery'),
  stripe: field('id'),
  slack: field('event_id'),
  shopify: header('x-shopify-event-id', 'x-shopify-webhook-id'),
  standard: header('webhook-id', 'svix-id'),
  twilio: header('i-twilio-idempotency-token'),
};

/**
 * How deliveries to a trigger are told apart: by the expression its node has, else as
 * the service that signs them does. Undefined where every call is an event of its own.
 */
export function deliveryId(
  flow: CompiledFlow,
  node: string,
  { signature, form }: WebhookSettings,
  sandbox: Sandbox,
): Way | undefined {
  if (form) return field(SUBMISSION);
  const dedupe = flow.nodes.get(node)?.params.deferred.get('dedupe');
  if (!dedupe) return signature === undefined ? undefined : OF_SERVICE[signature];
  const env = envOf(flow);
  if (dedupe.isSync) return (item) => text(dedupe.evaluateOne(env(), item, 0));
  return async (item) => {
    const [value] = await dedupe.evaluateMany(env(), [item], 0, sandbox, AbortSignal.timeout(10_000));
    if (value instanceof Error) throw value;
    return text(value);
  };
}

/** There is no run yet, and nothing before the trigger. */
function envOf({ flow, timezone }: CompiledFlow): () => ExpressionEnv {
  const { id, name } = flow;
  return () => {
    const now = Date.now();
    return {
      run: { id: '', startedAt: now },
      flow: { id, name },
      vars: {},
      now,
      timezone,
      seed: String(now),
      iteration: undefined,
      links: {},
      input: () => [],
      node: () => undefined,
    };
  };
}

function text(value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
