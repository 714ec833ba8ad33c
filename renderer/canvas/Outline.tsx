import { X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { parseEdge } from '#contract/flow';
import { useCatalogue } from '#renderer/catalogue';
import { childrenOf, nameOf } from '#renderer/document';
import { select, showParam, useEditor } from '#renderer/editor';
import { useRuns } from '#renderer/run';
import { IconButton, STATE_WORDS, StateGlyph } from '#renderer/ui';
import { useCanvas } from './canvas-store.ts';
import { usePath } from './path-context.ts';
import type { Model } from './use-model.ts';

/** The flow as a tree in words: containers with what is in them, and where each node leads. For keyboards and screen readers. */
export function Outline({ model, onShow }: { model: Model; onShow(id: string): void }) {
  const open = useCanvas((state) => state.outline);
  const first = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (open) first.current?.querySelector<HTMLElement>('[role="treeitem"]')?.focus();
  }, [open]);
  if (!open) return null;
  return (
    <section className="outline" aria-label="Outline">
      <div className="panel-head">
        Outline
        <span className="grow" />
        <IconButton
          small
          name="Close the outline"
          icon={<X size={14} aria-hidden />}
          onClick={() => useCanvas.setState({ outline: false })}
        />
      </div>
      <div
        ref={first}
        className="outline-tree"
        role="tree"
        aria-label="Nodes of the flow"
        onKeyDown={walkRows}
      >
        <Rows model={model} scope={undefined} level={1} onShow={onShow} />
      </div>
    </section>
  );
}

interface RowsProps {
  model: Model;
  scope: string | undefined;
  level: number;
  onShow(id: string): void;
}

function Rows({ model, scope, level, onShow }: RowsProps) {
  const ids = childrenOf(model.flow, scope);
  return ids.map((id) => (
    <div key={id} role="none">
      <Row model={model} id={id} level={level} onShow={onShow} />
      {model.ports(id).container && <Rows model={model} scope={id} level={level + 1} onShow={onShow} />}
    </div>
  ));
}

function Row({
  model,
  id,
  level,
  onShow,
}: {
  model: Model;
  id: string;
  level: number;
  onShow(id: string): void;
}) {
  const path = usePath();
  const chosen = useEditor((state) => state.selected.includes(id));
  const state = useRuns(({ shown }) => shown[path]?.nodes[id]?.state);
  const type = useCatalogue(({ byType }) => byType.get(model.flow.nodes[id]?.type ?? ''));
  const targets = targetsOf(model, id);
  return (
    <div
      role="treeitem"
      aria-level={level}
      aria-selected={chosen}
      tabIndex={0}
      className="outline-row"
      style={{ paddingLeft: 12 + (level - 1) * 16 }}
      onClick={() => {
        select([id]);
        onShow(id);
      }}
      onFocus={() => select([id])}
      onKeyDown={(event) => {
        if (event.key === 'Enter') showParam(id, '');
      }}
    >
      {state && <StateGlyph state={state} silent />}
      <b>{nameOf(model.flow, id)}</b>
      <span className="dim cut">
        {type?.title ?? model.flow.nodes[id]?.type}
        {state && `, ${STATE_WORDS[state]}`}
        {targets.length > 0 && `, leads to ${targets.join(', ')}`}
      </span>
    </div>
  );
}

function targetsOf(model: Model, id: string): string[] {
  return (model.flow.edges ?? []).flatMap((text) => {
    const edge = parseEdge(text);
    if (edge?.from.node !== id) return [];
    const port = edge.from.port === undefined ? '' : ` by ${edge.from.port}`;
    const name =
      edge.to.port === 'collect'
        ? `collect of ${nameOf(model.flow, edge.to.node)}`
        : nameOf(model.flow, edge.to.node);
    return [`${name}${port}`];
  });
}

function walkRows(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0) return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="treeitem"]')];
  rows[rows.indexOf(document.activeElement as HTMLElement) + step]?.focus();
  event.preventDefault();
  event.stopPropagation();
}
