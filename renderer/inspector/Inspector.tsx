import { useDescription } from '#renderer/catalogue';
import { edit, useFlow } from '#renderer/document';
import { useChosenNode, useEditor } from '#renderer/editor';
import { Field, NodeTile } from '#renderer/ui';

/** The chosen node: its name and what it is. */
export function Inspector() {
  const path = useEditor(({ active }) => active);
  const flow = useFlow(path);
  const id = useChosenNode();
  const node = id === undefined ? undefined : flow?.nodes[id];
  const description = useDescription(node?.type ?? '');
  if (path === undefined || id === undefined || !node) {
    return (
      <aside className="panel" style={{ height: '100%' }} aria-label="Inspector">
        <div className="empty">
          <b>Nothing chosen</b>
          <span>Choose a node to see what it does.</span>
        </div>
      </aside>
    );
  }
  return (
    <aside className="panel" style={{ height: '100%' }} aria-label="Inspector">
      <div className="panel-head">
        <NodeTile group={description?.group ?? 'apps'} icon={description?.icon ?? 'box'} />
        <span className="cut grow">{node.name ?? id}</span>
        <small>{description?.title ?? node.type}</small>
      </div>
      <div style={{ padding: 'var(--s-2) var(--s-3)' }}>
        <Field label="Name">
          {(ids) => (
            <input
              {...ids}
              className="input"
              value={node.name ?? id}
              onChange={(event) =>
                edit(path, { do: 'renameNode', node: id, name: event.target.value || undefined })
              }
            />
          )}
        </Field>
      </div>
    </aside>
  );
}
