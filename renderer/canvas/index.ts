export { addNode, addNodeBeside } from './actions/add-node.ts';
export { layOutFlow } from './actions/choice.ts';
export { Canvas } from './Canvas.tsx';
export { CANVAS_KEYS } from './canvas-keys.ts';
export { useCanvas } from './canvas-store.ts';
export { pasteText } from './paste/paste-text.ts';
export { savePicture } from './picture/save-picture.ts';
export { type SmallPicture, smallPicture } from './small-picture.ts';
