import { create } from 'zustand';

/** Whether the command palette and the list of keys are open. */
export const useCommands = create<{
  open: boolean;
  keysOpen: boolean;
  show(open: boolean): void;
  showKeys(open: boolean): void;
}>((set) => ({
  open: false,
  keysOpen: false,
  show: (open) => set({ open }),
  showKeys: (keysOpen) => set({ keysOpen }),
}));
