import { useEffect, useState } from 'react';
import { useTheme } from '#renderer/ui';

const TOKENS = {
  work: '--text-3',
  text: '--text-1',
  quiet: '--text-3',
  surface: '--bg-surface',
  grid: '--line-1',
  line: '--line-2',
  accent: '--accent',
  done: '--ok',
  doneBack: '--ok-bg',
  failed: '--fail',
  failedBack: '--fail-bg',
  retry: '--warn',
  retryBack: '--warn-bg',
  wait: '--wait',
  waitBack: '--wait-bg',
  run: '--run',
  runBack: '--run-bg',
  skip: '--skip',
  skipBack: '--skip-bg',
  idle: '--idle',
  onState: '--on-state',
} as const;

/** The colours of the current theme, as a canvas takes them. */
export type Ink = Readonly<Record<keyof typeof TOKENS, string>>;

/** The theme's colours; changes with the theme. */
export function useInk(): Ink {
  const theme = useTheme((state) => state.theme);
  const [ink, setInk] = useState(readInk);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours follow from the theme
  useEffect(() => {
    setInk(readInk());
    const system = matchMedia('(prefers-color-scheme: dark)');
    const change = () => setInk(readInk());
    system.addEventListener('change', change);
    return () => system.removeEventListener('change', change);
  }, [theme]);
  return ink;
}

/** A variable of a light and a dark colour is resolved only where it is used as a colour. */
function readInk(): Ink {
  const probe = document.createElement('span');
  probe.hidden = true;
  document.body.append(probe);
  const style = getComputedStyle(probe);
  const ink = Object.entries(TOKENS).map(([name, token]) => {
    probe.style.color = `var(${token})`;
    return [name, style.color];
  });
  probe.remove();
  return Object.fromEntries(ink) as Ink;
}
