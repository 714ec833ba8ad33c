export { Exchange } from './Exchange.tsx';
export { useExchange } from './exchange-store.ts';
export { exportFlow } from './export-flow.ts';
export { chooseFiles, importFiles, importPasted, importText } from './import-files.ts';
export { TrustRows } from './TrustRows.tsx';
