import { create } from 'zustand';
import type { DataMode } from './SideView.tsx';

const KEPT = 'flowbench.data-mode';

const useMode = create<{ mode: DataMode }>(() => ({ mode: kept() }));

function kept(): DataMode {
  const text = globalThis.localStorage?.getItem(KEPT);
  return text === 'json' || text === 'schema' ? text : 'table';
}

/** How data is shown, for all nodes; remembered. */
export function useDataMode(): readonly [DataMode, (mode: DataMode) => void] {
  const mode = useMode((state) => state.mode);
  return [
    mode,
    (next) => {
      globalThis.localStorage?.setItem(KEPT, next);
      useMode.setState({ mode: next });
    },
  ];
}
