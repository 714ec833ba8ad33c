import { useState } from 'react';
import type { FlowNode } from '#contract/flow';
import type { NodeDescription, NodeKind } from '#contract/node';
import { edit, flowAt, type NodeField } from '#renderer/document';
import { select } from '#renderer/editor';
import { type FormField, PlainField, plainField } from '#renderer/form';
import { useInspected } from './inspector-context.ts';
import { Section } from './Section.tsx';

interface Setting {
  field: FormField;
  name: NodeField;
  /** Kinds of nodes that have it; all where it is not said. */
  kinds?: readonly NodeKind[];
}

const WORKS: readonly NodeKind[] = ['item', 'list', 'stream'];

const SETTINGS: readonly Setting[] = [
  {
    name: 'timeout',
    kinds: WORKS,
    field: plainField({
      key: 'timeout',
      kind: 'duration',
      label: 'Timeout',
      help: 'Longest time one attempt may take.',
    }),
  },
  {
    name: 'concurrency',
    kinds: ['item'],
    field: plainField({
      key: 'concurrency',
      kind: 'number',
      label: 'At the same time',
      unit: 'items',
      integer: true,
      min: 1,
      max: 1000,
      default: 1,
      help: 'Items worked on at once.',
    }),
  },
  {
    name: 'disabled',
    field: plainField({
      key: 'disabled',
      kind: 'toggle',
      label: 'Switched off',
      default: false,
      help: 'Items pass through untouched.',
    }),
  },
  {
    name: 'runOnEmpty',
    kinds: ['list', 'stream'],
    field: plainField({
      key: 'runOnEmpty',
      kind: 'toggle',
      label: 'Run on nothing',
      default: false,
      help: 'Runs with an empty list when nothing was delivered.',
    }),
  },
  {
    name: 'inDoubt',
    kinds: WORKS,
    field: plainField({
      key: 'inDoubt',
      kind: 'choice',
      label: 'After a crash',
      options: ['ask', 'retry', 'skip'],
      default: 'ask',
      help: 'For an effect that had begun and must not be repeated blindly.',
    }),
  },
  { name: 'notes', field: plainField({ key: 'notes', kind: 'multiline', label: 'Notes' }) },
];

/** What every node has besides its parameters. */
export function SettingsSection({
  node,
  description,
}: {
  node: FlowNode;
  description: NodeDescription | undefined;
}) {
  const { path, node: id, problems } = useInspected();
  const kind = description?.kind ?? 'item';
  const once = description?.replay === 'once' || description?.replay === 'computed';
  const shown = SETTINGS.filter(
    ({ name, kinds }) =>
      node[name] !== undefined || ((kinds?.includes(kind) ?? true) && (name !== 'inDoubt' || once)),
  );
  const set = shown.filter(({ name }) => node[name] !== undefined);
  return (
    <Section
      title="Settings"
      note={set.map(({ field }) => field.label.toLowerCase()).join(', ') || undefined}
      open={set.length > 0}
    >
      {shown.map(({ name, field }) => (
        <PlainField
          key={name}
          field={name === 'runOnEmpty' ? { ...field, default: description?.runOnEmpty ?? false } : field}
          value={node[name]}
          problems={problems.filter(({ param }) => param === name)}
          onChange={(value) => edit(path, { do: 'setField', node: id, field: name, value })}
        />
      ))}
      <IdField key={id} path={path} id={id} />
    </Section>
  );
}

/** The id, as files and expressions write it. Taken over when it is whole: every reference follows. */
function IdField({ path, id }: { path: string; id: string }) {
  const [draft, setDraft] = useState(id);
  const taken = draft !== id && flowAt(path)?.nodes[draft] !== undefined;
  const bad = !/^[A-Za-z0-9_][\w-]*$/.test(draft);
  const take = () => {
    if (draft === id) return;
    if (bad || taken) {
      setDraft(id);
      return;
    }
    edit(path, { do: 'renameId', from: id, to: draft });
    select([draft]);
  };
  return (
    <div className="param">
      <label className="field-label" htmlFor="node-id">
        Id
      </label>
      <input
        id="node-id"
        className="input mono"
        value={draft}
        spellCheck={false}
        aria-invalid={bad || taken}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={take}
        onKeyDown={(event) => event.key === 'Enter' && take()}
      />
      <div className={bad || taken ? 'field-error' : 'field-hint'}>
        {taken
          ? 'Another node has this id.'
          : bad
            ? 'Letters, digits, “_” and “-” only.'
            : 'What the flow file and expressions call it.'}
      </div>
    </div>
  );
}
