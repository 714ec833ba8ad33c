import { ChevronDown, ChevronUp } from 'lucide-react';
import { useProblems } from '#renderer/document';
import { type BottomTab, useEditor } from '#renderer/editor';
import { ProblemsPanel } from '#renderer/problems';
import { RunsPanel } from '#renderer/runs';
import { IconButton, Tabs } from '#renderer/ui';

/** Problems and runs of the flow in front. */
export function BottomPanel() {
  const bottomTab = useEditor((state) => state.bottomTab);
  const bottomOpen = useEditor((state) => state.bottomOpen);
  const active = useEditor((state) => state.active);
  const count = useProblems(active).length;
  const toggle = () => useEditor.setState({ bottomOpen: !bottomOpen });
  return (
    <Tabs<BottomTab>
      label="Bottom panel"
      tabs={[
        { id: 'problems', label: 'Problems', note: count > 0 ? count : undefined },
        { id: 'runs', label: 'Runs' },
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
      {bottomTab === 'problems' ? <ProblemsPanel /> : <RunsPanel path={active} />}
    </Tabs>
  );
}
