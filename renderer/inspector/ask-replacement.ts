import { useCanvas } from '#renderer/canvas';

/** Width of the popup that asks for a type, and a gap. */
const POPUP = 292;

/** Asks which type takes a node's place, beside the inspector. */
export function askReplacement(id: string): void {
  const { left = 0, top = 0 } = document.querySelector('.node-head')?.getBoundingClientRect() ?? {};
  const adding = { screen: { x: left - POPUP, y: top }, at: undefined, text: '', replace: id };
  // A menu gives the focus back as it closes; the popup takes it after that.
  setTimeout(() => useCanvas.setState({ adding }));
}
