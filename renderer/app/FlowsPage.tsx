import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels';
import { addNodeBeside } from '#renderer/canvas';
import { useEditor } from '#renderer/editor';
import { Inspector } from '#renderer/inspector';
import { Palette } from '#renderer/palette';
import { WorkspaceTree } from '#renderer/workspace';
import { BottomPanel } from './BottomPanel.tsx';
import { FilesMenu } from './FilesMenu.tsx';
import { FlowTabs } from './FlowTabs.tsx';
import { Front } from './Front.tsx';

/** Tree and palette, canvas and bottom panel, inspector: each resizes and remembers. */
export function FlowsPage() {
  const open = useEditor((state) => state.active !== undefined);
  // Without a flow they would have nothing to show, and the start page needs the room.
  const bottomOpen = useEditor((state) => state.bottomOpen) && open;
  const inspectorOpen = useEditor((state) => state.inspectorOpen) && open;
  const columns = useDefaultLayout({
    id: 'flowbench.columns',
    panelIds: inspectorOpen ? ['left', 'middle', 'right'] : ['left', 'middle'],
  });
  const left = useDefaultLayout({ id: 'flowbench.left' });
  const middle = useDefaultLayout({
    id: 'flowbench.middle',
    panelIds: bottomOpen ? ['canvas', 'bottom'] : ['canvas'],
  });
  return (
    <Group className="page" {...columns}>
      <Panel
        id="left"
        className="panel"
        defaultSize={232}
        minSize={180}
        maxSize={420}
        groupResizeBehavior="preserve-pixel-size"
      >
        <Group orientation="vertical" {...left}>
          <Panel id="tree" minSize={72} defaultSize="40%">
            <WorkspaceTree menu={<FilesMenu />} />
          </Panel>
          <Separator className="split split-row" />
          <Panel id="palette" minSize={96}>
            <Palette
              onAdd={(type) => {
                const { active: path, selected } = useEditor.getState();
                if (path !== undefined) addNodeBeside(path, type, selected, { x: 0, y: 0 });
              }}
            />
          </Panel>
        </Group>
      </Panel>
      <Separator className="split split-column" />
      <Panel id="middle" minSize={320}>
        <div className="middle">
          <FlowTabs />
          <Group orientation="vertical" {...middle}>
            <Panel id="canvas" minSize={120}>
              <Front />
            </Panel>
            {bottomOpen && (
              <>
                <Separator className="split split-row" />
                <Panel id="bottom" minSize={80} defaultSize={158} groupResizeBehavior="preserve-pixel-size">
                  <BottomPanel />
                </Panel>
              </>
            )}
          </Group>
          {open && !bottomOpen && (
            <div className="bottom-closed">
              <BottomPanel />
            </div>
          )}
        </div>
      </Panel>
      {inspectorOpen && (
        <>
          <Separator className="split split-column" />
          <Panel
            id="right"
            defaultSize={360}
            minSize={260}
            maxSize={720}
            groupResizeBehavior="preserve-pixel-size"
          >
            <Inspector />
          </Panel>
        </>
      )}
    </Group>
  );
}
