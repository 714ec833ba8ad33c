import { useEditor } from '#renderer/editor';

/** History of all runs. */
export function RunsPage() {
  const run = useEditor((state) => state.run);
  return (
    <main className="panel" aria-label="Runs">
      <div className="empty">{run ? `Run ${run}` : 'No run chosen.'}</div>
    </main>
  );
}
