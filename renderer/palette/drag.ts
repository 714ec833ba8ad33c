/** Kind of what is dragged from the palette; its data is the node type. */
export const NODE_DRAG_TYPE = 'application/x-flowbench-node';
