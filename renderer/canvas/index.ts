export { addNode, addNodeBeside } from './actions/add-node.ts';
export { Canvas } from './Canvas.tsx';
export { useCanvas } from './canvas-store.ts';
