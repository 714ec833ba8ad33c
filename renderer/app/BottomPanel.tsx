import { ChevronDown, ChevronUp } from 'lucide-react';
import { useProblems } from '#renderer/document';
import { type BottomTab, useEditor } from '#renderer/editor';
import { LogPanel } from '#renderer/log';
import { ProblemsPanel } from '#renderer/problems';
import { useLog } from '#renderer/run';
import { RunsPanel } from '#renderer/runs';
import { formatCount, IconButton, Tabs } from '#renderer/ui';

/** Problems and runs of the flow in front, and the log of the run shown. */
export function BottomPanel() {
  const bottomTab = useEditor((state) => state.bottomTab);
  const bottomOpen = useEditor((state) => state.bottomOpen);
  const active = useEditor((state) => state.active);
  const count = useProblems(active).length;
  const lines = useLog(active)?.lines.length ?? 0;
  const toggle = () => useEditor.setState({ bottomOpen: !bottomOpen });
  return (
    <Tabs<BottomTab>
      label="Bottom panel"
      tabs={[
        { id: 'problems', label: 'Problems', note: count > 0 ? count : undefined },
        { id: 'runs', label: 'Runs' },
        { id: 'log', label: 'Log', note: lines > 0 ? formatCount(lines) : undefined },
      ]}
      value={bottomTab}
      onChange={(tab) => useEditor.setState({ bottomTab: tab, bottomOpen: true })}
      actions={
        <IconButton
          small
          name={bottomOpen ? 'Hide the bottom panel' : 'Show the bottom panel'}
          icon={bottomOpen ? <ChevronDown size={14} aria-hidden /> : <ChevronUp size={14} aria-hidden />}
          onClick={toggle}
        />
      }
    >
      {bottomTab === 'problems' && <ProblemsPanel />}
      {bottomTab === 'runs' && <RunsPanel path={active} />}
      {bottomTab === 'log' && <LogPanel path={active} />}
    </Tabs>
  );
}
