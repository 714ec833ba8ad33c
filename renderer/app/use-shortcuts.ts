import { useEffect } from 'react';
import { useEditor } from '#renderer/editor';
import { COMMANDS } from './commands.ts';
import { isKey, isTyping } from './keys.ts';

/** Carries out commands by their keys, wherever the focus is. */
export function useShortcuts(): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      const { active } = useEditor.getState();
      for (const command of COMMANDS) {
        if (!command.always && isTyping(event)) continue;
        if (!command.keys?.some((keys) => isKey(event, keys))) continue;
        if (command.onFlow && active === undefined) continue;
        event.preventDefault();
        command.run(active ?? '');
        return;
      }
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
}
