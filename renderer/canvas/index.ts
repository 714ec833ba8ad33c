export { addNode, addNodeBeside } from './actions/add-node.ts';
export { layOutFlow, pasteText } from './actions/choice.ts';
export { Canvas } from './Canvas.tsx';
export { CANVAS_KEYS } from './canvas-keys.ts';
export { useCanvas } from './canvas-store.ts';
export { type SmallPicture, smallPicture } from './small-picture.ts';
