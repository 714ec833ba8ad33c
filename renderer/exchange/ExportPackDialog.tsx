import { useEffect, useState } from 'react';
import type { PackFile } from '#contract/api';
import { engine, sentenceOf } from '#renderer/api';
import { Button, Dialog, Field, formatBytes, plural, tellFailure } from '#renderer/ui';
import { useWorkspace } from '#renderer/workspace';
import { useExchange } from './exchange-store.ts';
import { exportPack } from './export-flow.ts';

/** Chooses flows, and which of their tests and data files go with them. */
export function ExportPackDialog() {
  const packing = useExchange((state) => state.packing);
  return packing ? <Choice key={packing.flows.join('\n')} from={packing.flows} /> : null;
}

const close = () => useExchange.setState({ packing: undefined });

function Choice({ from }: { from: readonly string[] }) {
  const { flows: all, name: workspace } = useWorkspace();
  const [name, setName] = useState(workspace || 'flows');
  const [flows, setFlows] = useState<ReadonlySet<string>>(() => new Set(from));
  const [beside, setBeside] = useState<readonly PackFile[]>([]);
  // Tests go along unless they are taken out; data only where it is put in.
  const [changed, setChanged] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => {
    let current = true;
    engine.workspace
      .packContents({ flows: [...flows] })
      .then((files) => current && setBeside(files))
      .catch((thrown) => tellFailure(sentenceOf(thrown)));
    return () => {
      current = false;
    };
  }, [flows]);
  const isIn = ({ path, kind }: PackFile) => changed.has(path) !== (kind === 'test');
  const chosen = beside.filter(isIn).map(({ path }) => path);
  const pack = async () => {
    if (await exportPack([...flows], chosen, name.trim())) close();
  };
  return (
    <Dialog
      wide
      title="Export flows as a pack"
      text="One file for others or for another machine. No secret is in a flow; look through data files before you give them away."
      onClose={close}
      actions={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button look="primary" disabled={flows.size === 0 || name.trim() === ''} onClick={pack}>
            Export {plural(flows.size, 'flow')}
          </Button>
        </>
      }
    >
      <Field label="Name">
        {(ids) => (
          <input
            {...ids}
            className="input"
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <fieldset className="pack-choice">
        <legend>Flows</legend>
        <label>
          <input
            type="checkbox"
            checked={flows.size === all.length}
            onChange={({ target }) => setFlows(new Set(target.checked ? all.map(({ path }) => path) : []))}
          />
          All
        </label>
        {foldersOf(all).map((folder) => {
          const inside = all.map(({ path }) => path).filter((path) => path.startsWith(folder));
          const every = inside.every((path) => flows.has(path));
          return (
            <label key={folder}>
              <input
                type="checkbox"
                checked={every}
                onChange={() =>
                  setFlows((before) =>
                    every ? before.difference(new Set(inside)) : before.union(new Set(inside)),
                  )
                }
              />
              Folder <span className="mono">{folder}</span>{' '}
              <span className="cap">{plural(inside.length, 'flow')}</span>
            </label>
          );
        })}
        {all.map((flow) => (
          <label key={flow.path}>
            <input
              type="checkbox"
              checked={flows.has(flow.path)}
              onChange={() => setFlows((before) => before.symmetricDifference(new Set([flow.path])))}
            />
            {flow.name} <span className="cap mono">{flow.path}</span>
          </label>
        ))}
      </fieldset>
      {beside.length > 0 && (
        <fieldset className="pack-choice">
          <legend>Tests, pinned outputs and data files</legend>
          {beside.map((file) => (
            <label key={file.path}>
              <input
                type="checkbox"
                checked={isIn(file)}
                onChange={() => setChanged((before) => before.symmetricDifference(new Set([file.path])))}
              />
              <span className="mono">{file.path}</span> <span className="cap">{formatBytes(file.size)}</span>
            </label>
          ))}
        </fieldset>
      )}
    </Dialog>
  );
}

/** Every folder that flows are in, with those around it, ending in `/`. */
function foldersOf(flows: readonly { path: string }[]): string[] {
  const folders = flows.flatMap(({ path }) => {
    const parts = path.split('/').slice(0, -1);
    return parts.map((_, end) => `${parts.slice(0, end + 1).join('/')}/`);
  });
  return [...new Set(folders)].sort();
}
