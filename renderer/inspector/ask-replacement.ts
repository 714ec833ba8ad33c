import { useCanvas } from '#renderer/canvas';

/** Width of the popup that asks for a type, and the edge of the inspector. */
const POPUP = 292;

/** Asks which type takes a node's place, right under its name. */
export function askReplacement(id: string): void {
  const { right = POPUP, bottom = 0 } = document.querySelector('.node-head')?.getBoundingClientRect() ?? {};
  const adding = { screen: { x: right - POPUP, y: bottom + 4 }, at: undefined, text: '', replace: id };
  // A menu holds the focus until it has closed.
  setTimeout(() => useCanvas.setState({ adding }));
}
