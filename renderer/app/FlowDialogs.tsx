import { useState } from 'react';
import { flowAt } from '#renderer/document';
import { Button, Dialog, Field } from '#renderer/ui';
import { moveFlow, removeFlow, renameFlow } from '#renderer/workspace';
import { useFlowQuestion } from './flow-question.ts';

/** Renaming and removing a flow file. */
export function FlowDialogs() {
  const { ask, path } = useFlowQuestion();
  if (ask === 'rename') return <RenameDialog key={path} path={path} />;
  return ask === 'remove' ? <RemoveDialog path={path} /> : null;
}

const close = () => useFlowQuestion.setState({ ask: undefined });

function RenameDialog({ path }: { path: string }) {
  const [name, setName] = useState(() => flowAt(path)?.name ?? '');
  const [file, setFile] = useState(path);
  const wrong = file.endsWith('.flow.json') ? undefined : 'A flow file ends in .flow.json.';
  const rename = async () => {
    if (wrong || name.trim() === '') return;
    close();
    renameFlow(path, name.trim());
    if (file !== path) await moveFlow(path, file);
  };
  return (
    <Dialog
      title="Rename the flow"
      onClose={close}
      actions={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button look="primary" disabled={wrong !== undefined || name.trim() === ''} onClick={rename}>
            Rename
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          rename();
        }}
      >
        <Field label="Name">
          {(ids) => (
            <input
              {...ids}
              className="input"
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Field label="File" hint="Folders are made as needed." error={wrong}>
          {(ids) => (
            <input
              {...ids}
              className="input mono"
              value={file}
              onChange={(event) => setFile(event.target.value)}
            />
          )}
        </Field>
        <button type="submit" hidden>
          Rename
        </button>
      </form>
    </Dialog>
  );
}

function RemoveDialog({ path }: { path: string }) {
  const name = flowAt(path)?.name ?? path;
  return (
    <Dialog
      title={`Remove ${name}?`}
      text={`${path} goes into the workspace's trash folder, from which it can be taken back.`}
      onClose={close}
      actions={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button
            look="danger"
            onClick={() => {
              close();
              removeFlow(path);
            }}
          >
            Remove the file
          </Button>
        </>
      }
    />
  );
}
