import { useReactFlow, useStore } from '@xyflow/react';
import {
  AlignStartVertical,
  ImageDown,
  List,
  Maximize,
  Plus,
  Redo2,
  Search,
  StickyNote,
  Undo2,
  Workflow,
} from 'lucide-react';
import { redoEdit, undoEdit, useDocument } from '#renderer/document';
import { useEditor } from '#renderer/editor';
import { IconButton, Menu } from '#renderer/ui';
import { addNote, alignChosen, layOutFlow } from './actions/choice.ts';
import { useCanvas } from './canvas-store.ts';
import { FIT } from './geometry.ts';
import { usePath } from './path-context.ts';
import { savePicture } from './picture/save-picture.ts';

const SIZE = { size: 15, 'aria-hidden': true } as const;

/** The bar at the foot of the canvas. */
export function Toolbar() {
  const path = usePath();
  const flow = useReactFlow();
  const history = useDocument(path)?.history;
  const several = useEditor((state) => state.selected.length > 1);
  const past = history?.past.at(-1)?.name;
  const future = history?.future.at(-1)?.name;
  const middle = () => {
    const box = document.querySelector('.canvas')?.getBoundingClientRect();
    return { x: (box?.left ?? 0) + (box?.width ?? 0) / 2, y: (box?.top ?? 0) + (box?.height ?? 0) / 3 };
  };
  const add = () => {
    const screen = middle();
    useCanvas.setState({ adding: { screen, at: flow.screenToFlowPosition(screen), text: '' } });
  };
  return (
    <div className="float-bar canvas-bar" role="toolbar" aria-label="Canvas">
      <IconButton name="Add a node" keys="type on the canvas" icon={<Plus {...SIZE} />} onClick={add} />
      <IconButton
        name="Add a note"
        icon={<StickyNote {...SIZE} />}
        onClick={() => addNote(path, flow.screenToFlowPosition(middle()))}
      />
      <span className="vsep" />
      <IconButton
        name={past === undefined ? 'Undo' : `Undo: ${past}`}
        keys="Ctrl Z"
        disabled={past === undefined}
        icon={<Undo2 {...SIZE} />}
        onClick={() => undoEdit(path)}
      />
      <IconButton
        name={future === undefined ? 'Redo' : `Redo: ${future}`}
        keys="Ctrl Shift Z"
        disabled={future === undefined}
        icon={<Redo2 {...SIZE} />}
        onClick={() => redoEdit(path)}
      />
      <span className="vsep" />
      <Menu
        entries={[
          { label: 'Align left edges', disabled: !several, onSelect: () => alignChosen(path, 'left') },
          { label: 'Align top edges', disabled: !several, onSelect: () => alignChosen(path, 'top') },
          { label: 'Make a row', disabled: !several, onSelect: () => alignChosen(path, 'row') },
          { label: 'Make a column', disabled: !several, onSelect: () => alignChosen(path, 'column') },
          {
            label: 'Lay out the flow',
            icon: <Workflow size={14} aria-hidden />,
            apart: true,
            onSelect: () => layOutFlow(path),
          },
        ]}
      >
        <button type="button" className="btn btn-bare btn-icon" aria-label="Align and lay out">
          <AlignStartVertical {...SIZE} />
        </button>
      </Menu>
      <IconButton
        name="Find in the flow"
        keys="Ctrl F"
        icon={<Search {...SIZE} />}
        onClick={() => useCanvas.setState({ finding: true })}
      />
      <IconButton
        name="Outline"
        keys="Alt O"
        icon={<List {...SIZE} />}
        onClick={() => useCanvas.setState(({ outline }) => ({ outline: !outline }))}
      />
      <Menu
        entries={[
          { label: 'Picture as PNG', onSelect: () => savePicture(path, 'png') },
          { label: 'Picture as SVG', onSelect: () => savePicture(path, 'svg') },
        ]}
      >
        <button type="button" className="btn btn-bare btn-icon" aria-label="Export a picture">
          <ImageDown {...SIZE} />
        </button>
      </Menu>
      <span className="vsep" />
      <IconButton
        name="Show everything"
        keys="Ctrl 0"
        icon={<Maximize {...SIZE} />}
        onClick={() => flow.fitView(FIT)}
      />
      <ZoomButton />
    </div>
  );
}

/** Apart from the bar: it alone is drawn anew while one zooms. */
function ZoomButton() {
  const flow = useReactFlow();
  const zoom = useStore((state) => Math.round(state.transform[2] * 100));
  return (
    <button
      type="button"
      className="zoom mono"
      aria-label={`${zoom} %: zoom to 100 %`}
      onClick={() => flow.zoomTo(1)}
    >
      {zoom} %
    </button>
  );
}
