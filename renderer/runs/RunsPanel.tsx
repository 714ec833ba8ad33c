import { useShownRun } from '#renderer/run';

/** The runs of the flow in front. */
export function RunsPanel({ path }: { path: string | undefined }) {
  const shown = useShownRun(path);
  return (
    <div className="empty">{shown ? `Run ${shown.run}: ${shown.status}` : 'No run of this flow yet.'}</div>
  );
}
