import { useState } from 'react';
import { documentText, dropDraft, keepMine, takeFile, useDocument } from '#renderer/document';
import { useEditor } from '#renderer/editor';
import { Button, Dialog } from '#renderer/ui';
import { useWorkspace } from '#renderer/workspace';

/** Both the window and somebody else changed the flow in front: the user decides, nothing is lost silently. */
export function ConflictDialog() {
  const path = useEditor((state) => state.active);
  const document = useDocument(path);
  const [both, setBoth] = useState(false);
  const theirs = document?.conflict;
  if (path === undefined || !document || !theirs) return null;
  const take = () => {
    takeFile(theirs);
    dropDraft(useWorkspace.getState().root, path);
  };
  return (
    <Dialog
      title="This flow was changed elsewhere"
      text={`${path} has other content on disk than what your edits began from.`}
      wide={both}
      onClose={() => undefined}
      actions={
        <>
          <Button look="bare" onClick={() => setBoth(!both)}>
            {both ? 'Hide both' : 'See both'}
          </Button>
          <Button onClick={take}>Take theirs</Button>
          <Button look="primary" onClick={() => keepMine(path)}>
            Keep mine
          </Button>
        </>
      }
    >
      {both && (
        <div className="both">
          <section aria-label="Yours">
            <h3>Yours</h3>
            <Lines text={documentText(document)} other={theirs.text} />
          </section>
          <section aria-label="Theirs">
            <h3>Theirs</h3>
            <Lines text={theirs.text} other={documentText(document)} />
          </section>
        </div>
      )}
    </Dialog>
  );
}

/** A text whose lines that the other one does not have are marked. */
function Lines({ text, other }: { text: string; other: string }) {
  const known = new Set(other.split('\n'));
  return (
    <pre className="mono both-text">
      {text.split('\n').map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its position
        <span key={index} className={known.has(line) ? undefined : 'both-new'}>
          {known.has(line) ? '  ' : '≠ '}
          {line}
          {'\n'}
        </span>
      ))}
    </pre>
  );
}
