export { NODE_DRAG_TYPE } from './drag.ts';
export { PALETTE_SEARCH, Palette } from './Palette.tsx';
