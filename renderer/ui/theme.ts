import { create } from 'zustand';

export type Theme = 'light' | 'dark' | 'system';

const KEY = 'flowbench.theme';

/** Light or dark; without a choice the system decides. Remembered on this machine. */
export const useTheme = create<{ theme: Theme; set(theme: Theme): void; toggle(): void }>((set, get) => ({
  theme: read(),
  set(theme) {
    set({ theme });
    localStorage.setItem(KEY, theme);
    show(theme);
  },
  toggle: () => get().set(isDark() ? 'light' : 'dark'),
}));

/** Whether the window is dark now. */
export function isDark(): boolean {
  const { theme } = useTheme.getState();
  return theme === 'system' ? matchMedia('(prefers-color-scheme: dark)').matches : theme === 'dark';
}

function read(): Theme {
  const kept = globalThis.localStorage?.getItem(KEY);
  const theme = kept === 'light' || kept === 'dark' ? kept : 'system';
  show(theme);
  return theme;
}

function show(theme: Theme): void {
  if (typeof document === 'undefined') return;
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}
