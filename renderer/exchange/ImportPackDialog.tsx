import { useState } from 'react';
import { engine, sentenceOf } from '#renderer/api';
import { Button, Dialog, formatBytes, plural, tellFailure, useToasts } from '#renderer/ui';
import { openFlow, refreshWorkspace } from '#renderer/workspace';
import { type ArrivingPack, useExchange } from './exchange-store.ts';
import { TrustRows } from './TrustRows.tsx';

/** What is in a pack and what its flows would touch, before anything of it is written. */
export function ImportPackDialog() {
  const arriving = useExchange((state) => state.arriving);
  return arriving ? <Report key={arriving.data.length} pack={arriving} /> : null;
}

const close = () => useExchange.setState({ arriving: undefined });

function Report({ pack }: { pack: ArrivingPack }) {
  const { name, folder, flows, files } = pack.report;
  const [busy, setBusy] = useState(false);
  const take = async () => {
    setBusy(true);
    try {
      const unpacked = await engine.workspace.unpack({ data: pack.data, name: pack.name });
      close();
      await refreshWorkspace();
      const [first] = unpacked.flows;
      if (first !== undefined) await openFlow(first);
      const text = `Unpacked ${plural(unpacked.flows.length, 'flow')} into ${unpacked.folder}. You are asked before one runs.`;
      useToasts.getState().show({ state: 'done', text });
    } catch (thrown) {
      setBusy(false);
      tellFailure(sentenceOf(thrown));
    }
  };
  return (
    <Dialog
      wide
      title={`Import ${name}?`}
      text={`${plural(flows.length, 'flow')} and ${plural(files.length, 'file')} would go into the new folder “${folder}”. Nothing runs before you trust it.`}
      onClose={close}
      actions={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button look="primary" disabled={busy} onClick={take}>
            Import
          </Button>
        </>
      }
    >
      <div className="pack-report">
        {flows.map((flow) => (
          <section key={flow.path} aria-label={flow.name}>
            <h3>
              {flow.name} <span className="cap mono">{flow.path}</span>
            </h3>
            {flow.problems.map((problem) => (
              <p key={problem} className="is-failed">
                {problem}
              </p>
            ))}
            {flow.readable && <TrustRows report={flow.report} />}
          </section>
        ))}
        {files.length > 0 && (
          <section aria-label="Files">
            <h3>Files</h3>
            <ul>
              {files.map(({ path, size }) => (
                <li key={path}>
                  <span className="mono">{path}</span> <span className="cap">{formatBytes(size)}</span>
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </Dialog>
  );
}
