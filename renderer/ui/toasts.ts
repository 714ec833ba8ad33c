import { create } from 'zustand';
import type { NodeState } from './states.ts';

export interface Toast {
  id: number;
  state: NodeState;
  text: string;
  hint?: string | undefined;
  action?: { label: string; run(): void };
}

interface Toasts {
  toasts: readonly Toast[];
  show(toast: Omit<Toast, 'id'>): void;
  dismiss(id: number): void;
}

let last = 0;

/** Short news in the corner. Failures stay until dismissed; the rest goes by itself. */
export const useToasts = create<Toasts>((set, get) => ({
  toasts: [],
  show(toast) {
    const id = ++last;
    set({ toasts: [...get().toasts.filter((t) => t.text !== toast.text), { ...toast, id }].slice(-4) });
    if (toast.state !== 'failed') setTimeout(() => get().dismiss(id), 6000);
  },
  dismiss: (id) => set({ toasts: get().toasts.filter((toast) => toast.id !== id) }),
}));

/** Tells the user that something did not work: one sentence and what to do. */
export function tellFailure(text: string, hint?: string): void {
  useToasts.getState().show({ state: 'failed', text, hint });
}
