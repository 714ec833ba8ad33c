export { DataPanel } from './DataPanel.tsx';
export { JsonView } from './JsonView.tsx';
export { type NodeData, useNodeData } from './node-data.ts';
export { schemaOf } from './schema-of.ts';
export { TYPE_MARKS } from './value-type.ts';
