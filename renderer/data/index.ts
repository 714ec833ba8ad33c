export { ItemData } from './DataView.tsx';
