import type { TrustReport } from '#contract/api';
import type { Flow } from '#contract/flow';
import { type Catalogue, fieldMeta, type NodeDefinition } from '#contract/node';
import { stringsOf } from './strings-of.ts';

/** Finds a flow that another one names; undefined where there is none. */
export type CalledFlows = (name: string, callerPath: string) => Promise<CalledFlow | undefined>;

interface CalledFlow {
  flow: Flow;
  path: string;
}

type Abilities = Omit<TrustReport, 'hash'>;
type Files = TrustReport['files'];

/** A flow that calls more flows than this is not followed further. */
const MOST_CALLED = 100;

/**
 * What a flow and those it calls would touch if they ran, read from their text
 * alone. What is computed at run time is told as it is written: the host of
 * `{{ $json.url }}` is known to nobody before.
 *
 * @param path absolute path of the flow: names of called flows count from there
 */
export async function reportTrust(
  flow: Flow,
  path: string,
  catalogue: Catalogue,
  called: CalledFlows,
): Promise<Abilities> {
  const found = [abilitiesOf(flow, catalogue)];
  const seen = new Set([path]);
  const queue: CalledFlow[] = [{ flow, path }];
  for (let at = queue.pop(); at && seen.size <= MOST_CALLED; at = queue.pop()) {
    for (const name of namesOfCalled(at.flow, catalogue)) {
      const next = await called(name, at.path);
      if (!next || seen.has(next.path)) continue;
      seen.add(next.path);
      queue.push(next);
      // Called flows are started by their caller; their own triggers stay idle.
      found.push({ ...abilitiesOf(next.flow, catalogue), triggers: [] });
    }
  }
  return merge(found);
}

function abilitiesOf(flow: Flow, catalogue: Catalogue): Abilities {
  const connections = Object.entries(flow.connections ?? {}).map(([slot, { type, hosts = [] }]) => ({
    slot,
    type,
    hosts,
  }));
  const nodes = Object.entries(flow.nodes).map(([id, { type, params }]) => {
    const definition = catalogue.get(type);
    return definition
      ? abilitiesOfNode(id, definition, params ?? {})
      : { ...NOTHING, unknownTypes: [{ node: id, type }] };
  });
  return merge([...nodes, { ...NOTHING, connections, hosts: connections.flatMap(({ hosts }) => hosts) }]);
}

const NOTHING: Abilities = {
  hosts: [],
  files: [],
  code: [],
  powerful: [],
  connections: [],
  unknownTypes: [],
  triggers: [],
};

function abilitiesOfNode(id: string, definition: NodeDefinition, params: object): Abilities {
  const self = { node: id, type: definition.type };
  const found = [...stringsOf(params)].map(({ path, text }) => ({
    path,
    text,
    editor: fieldMeta(definition, path).editor,
  }));
  const startsByItself = 'sample' in definition && definition.startedBy !== 'others';
  // Which flow it calls is not known before it runs, so neither is what that one would touch.
  const callsAny = found.some(({ editor, text }) => editor === 'flow' && text.includes('{{'));
  return {
    ...NOTHING,
    hosts: found.filter(({ editor }) => editor === 'url').map(({ text }) => hostOf(text)),
    files: found
      .filter(({ editor }) => editor === 'path')
      .map(({ path, text }) => ({ node: id, path: text, access: accessOf(definition, path) })),
    code: found.some(({ editor }) => editor === 'code') ? [id] : [],
    powerful: definition.needsTrust || callsAny ? [self] : [],
    triggers: startsByItself ? [self] : [],
  };
}

/** The host of a URL as written; what is computed before its path stays as it is written. */
function hostOf(url: string): string {
  const match = /^https?:\/\/([^/?#]*)/i.exec(url.trim());
  const host = match?.[1]?.replace(/^[^@]*@/, '');
  return host === undefined || host === '' || host.includes('{{') ? url : host.toLowerCase();
}

function accessOf(definition: NodeDefinition, path: readonly (string | number)[]): Files[number]['access'] {
  const effects = typeof definition.effects === 'string' ? definition.effects : 'write';
  if (definition.type === 'file.move') return path[0] === 'to' ? 'write' : 'delete';
  return effects === 'delete' || effects === 'write' ? effects : 'read';
}

function namesOfCalled(flow: Flow, catalogue: Catalogue): string[] {
  const names = flow.settings?.onFailure === undefined ? [] : [flow.settings.onFailure];
  for (const { type, params } of Object.values(flow.nodes)) {
    const definition = catalogue.get(type);
    if (!definition) continue;
    for (const { path, text } of stringsOf(params ?? {})) {
      if (fieldMeta(definition, path).editor === 'flow' && !text.includes('{{')) names.push(text);
    }
  }
  return names;
}

function merge(parts: readonly Abilities[]): Abilities {
  return {
    hosts: [...new Set(parts.flatMap((part) => part.hosts))].sort(),
    files: parts.flatMap((part) => part.files),
    code: parts.flatMap((part) => part.code),
    powerful: parts.flatMap((part) => part.powerful),
    connections: parts.flatMap((part) => part.connections),
    unknownTypes: parts.flatMap((part) => part.unknownTypes),
    triggers: parts.flatMap((part) => part.triggers),
  };
}
