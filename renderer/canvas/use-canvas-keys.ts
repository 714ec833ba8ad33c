import { useReactFlow } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import { select, showParam, useEditor } from '#renderer/editor';
import {
  copyChosen,
  duplicateChosen,
  layOutFlow,
  nudgeChosen,
  removeChosen,
  toggleChosen,
} from './actions/choice.ts';
import { type Direction, firstNode, walk } from './actions/walk.ts';
import { useCanvas } from './canvas-store.ts';
import { FIT, type Point } from './geometry.ts';
import { pasteText } from './paste/paste-text.ts';
import { modelNow } from './use-model.ts';

const ARROWS: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};
const STEPS: Readonly<Record<Direction, readonly [number, number]>> = {
  left: [-8, 0],
  right: [8, 0],
  up: [0, -8],
  down: [0, 8],
};

/** Everything on the canvas by keys; copy, cut and paste as text through the clipboard. */
export function useCanvasKeys(path: string, onShow: (id: string) => void): void {
  const flow = useReactFlow();
  const pointer = useRef<Point | undefined>(undefined);
  useEffect(() => {
    const track = (event: PointerEvent) => {
      const inside = event.target instanceof Element && event.target.closest('.canvas');
      pointer.current = inside ? { x: event.clientX, y: event.clientY } : undefined;
    };
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || !isFree(event) || pressesButton(event)) return;
      if (act(event)) event.preventDefault();
    };
    const act = (event: KeyboardEvent): boolean => {
      const mod = event.ctrlKey || event.metaKey;
      const direction = ARROWS[event.key];
      if (direction && !mod && !event.altKey) return arrow(direction, event.shiftKey);
      if (mod && !event.altKey) return command(event.key.toLowerCase(), event.shiftKey);
      if (event.altKey) return event.key.toLowerCase() === 'o' && toggleOutline();
      return plain(event.key);
    };
    const arrow = (direction: Direction, move: boolean): boolean => {
      const model = modelNow(path);
      const [at] = useEditor.getState().selected;
      if (!model) return false;
      if (move) {
        nudgeChosen(path, ...STEPS[direction]);
        return true;
      }
      const next = at !== undefined && model.flow.nodes[at] ? walk(model, at, direction) : firstNode(model);
      if (next === undefined) return false;
      select([next]);
      onShow(next);
      return true;
    };
    const command = (key: string, shift: boolean): boolean => {
      if (key === 'a') select(Object.keys(modelNow(path)?.flow.nodes ?? {}));
      else if (key === 'd') duplicateChosen(path);
      else if (key === '/') toggleChosen(path);
      else if (key === 'f') useCanvas.setState({ finding: true });
      else if (key === '0') flow.fitView(FIT);
      else if (key === 'l' && shift) layOutFlow(path);
      else return false;
      return true;
    };
    const plain = (key: string): boolean => {
      const { selected } = useEditor.getState();
      const [only] = selected;
      if (key === 'Delete' || key === 'Backspace') removeChosen(path);
      else if (key === 'Escape') select([]);
      else if (key === 'Enter' && only !== undefined) showParam(only, '');
      else if (key === 'F2' && only !== undefined) useCanvas.setState({ renaming: only });
      else if (/^[\p{L}\p{N}]$/u.test(key)) quickAdd(key);
      else return false;
      return true;
    };
    /** Typing adds a node: after the chosen one, else where the pointer is. */
    const quickAdd = (text: string) => {
      const model = modelNow(path);
      const [only] = useEditor.getState().selected;
      const ports = only !== undefined && model?.flow.nodes[only] ? model.ports(only) : undefined;
      const [port] = ports?.outputs ?? [];
      const box = document.querySelector('.canvas')?.getBoundingClientRect();
      const middle = {
        x: (box?.left ?? 0) + (box?.width ?? 0) / 2,
        y: (box?.top ?? 0) + (box?.height ?? 0) / 3,
      };
      if (only !== undefined && port !== undefined) {
        const face = document
          .querySelector(`.react-flow__node[data-id="${CSS.escape(only)}"]`)
          ?.getBoundingClientRect();
        const screen = face ? { x: face.right + 24, y: face.top } : middle;
        useCanvas.setState({ adding: { screen, at: undefined, from: { node: only, port }, text } });
        return;
      }
      const screen = pointer.current ?? middle;
      useCanvas.setState({ adding: { screen, at: flow.screenToFlowPosition(screen), text } });
    };
    const toggleOutline = () => {
      useCanvas.setState(({ outline }) => ({ outline: !outline }));
      return true;
    };
    const copy = (event: ClipboardEvent) => {
      if (!isFree(event) || hasTextChosen()) return;
      const text = copyChosen(path);
      if (text === undefined) return;
      event.clipboardData?.setData('text/plain', text);
      event.preventDefault();
      if (event.type === 'cut') removeChosen(path);
    };
    const paste = (event: ClipboardEvent) => {
      if (isFree(event) && pasteText(path, event.clipboardData?.getData('text/plain') ?? ''))
        event.preventDefault();
    };
    window.addEventListener('pointermove', track);
    window.addEventListener('keydown', press);
    document.addEventListener('copy', copy);
    document.addEventListener('cut', copy);
    document.addEventListener('paste', paste);
    return () => {
      window.removeEventListener('pointermove', track);
      window.removeEventListener('keydown', press);
      document.removeEventListener('copy', copy);
      document.removeEventListener('cut', copy);
      document.removeEventListener('paste', paste);
    };
  }, [path, flow, onShow]);
}

/** Keys belong to the canvas unless the focus is in a field, a panel or a dialog. */
function isFree(event: Event): boolean {
  const target = event.target;
  if (!(target instanceof HTMLElement)) return true;
  if (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName)) return false;
  return target === document.body || target.closest('.canvas') !== null;
}

/** Enter and space belong to the button that has the focus. */
function pressesButton(event: KeyboardEvent): boolean {
  const onButton =
    event.target instanceof Element && event.target.closest('button, [role="treeitem"]') !== null;
  return onButton && (event.key === 'Enter' || event.key === ' ');
}

function hasTextChosen(): boolean {
  return (document.getSelection()?.toString() ?? '') !== '';
}
