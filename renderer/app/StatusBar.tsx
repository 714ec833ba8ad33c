import { Folder } from 'lucide-react';
import { ActiveFlowsButton } from '#renderer/activation';
import { useConnection } from '#renderer/api';
import { isDirty, useDocument, useProblems } from '#renderer/document';
import { useEditor } from '#renderer/editor';
import { showEvents } from '#renderer/events';
import { useQuarantined } from '#renderer/inbox';
import { formatTime, plural, StateGlyph } from '#renderer/ui';
import { useWorkspace } from '#renderer/workspace';

/** Which file, what is wrong with it, and whether it is saved. */
export function StatusBar() {
  const active = useEditor((state) => state.active);
  const document = useDocument(active);
  const { name, flows } = useWorkspace();
  const open = useConnection((state) => state.state === 'open');
  const quarantined = useQuarantined();
  const problems = useProblems(active).length;
  return (
    <footer className="status">
      <span className="status-part">
        <Folder size={12} aria-hidden />
        {active ?? `${name} workspace`}
      </span>
      {!document && <span>{plural(flows.length, 'flow')}</span>}
      {problems > 0 && (
        <button
          type="button"
          className="status-part is-warning"
          onClick={() => useEditor.setState({ bottomOpen: true, bottomTab: 'problems' })}
        >
          <StateGlyph state="warning" silent />
          {plural(problems, 'problem')}
        </button>
      )}
      <ActiveFlowsButton />
      {quarantined > 0 && (
        <button type="button" className="status-part is-warning" onClick={() => showEvents('quarantined')}>
          <StateGlyph state="doubt" silent />
          {plural(quarantined, 'call')} in quarantine
        </button>
      )}
      <span className="grow" />
      {document && <span role="status">{savedText(document, open)}</span>}
      <span>Nothing leaves this machine unless a flow sends it</span>
    </footer>
  );
}

function savedText(document: NonNullable<ReturnType<typeof useDocument>>, open: boolean): string {
  if (document.conflict) return 'Not saved: the file was changed elsewhere';
  if (isDirty(document)) return open ? 'Saving…' : 'Edits are kept here until the engine is back';
  return document.savedAt === undefined ? 'Saved' : `Saved ${formatTime(document.savedAt)}`;
}
