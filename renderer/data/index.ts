export { DataPanel } from './DataPanel.tsx';
export { DataTable } from './DataTable.tsx';
export { BinaryList } from './files/BinaryList.tsx';
export { type ItemSource, itemAt, refreshItems, useLoadedItems, wantItems } from './item-pages.ts';
export { JsonView } from './JsonView.tsx';
export { type NodeData, useNodeData } from './node-data.ts';
export { PinRow } from './PinRow.tsx';
export { schemaOf } from './schema-of.ts';
export { TYPE_MARKS } from './value-type.ts';
