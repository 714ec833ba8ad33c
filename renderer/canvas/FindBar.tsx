import { ChevronDown, ChevronUp, Search, X } from 'lucide-react';
import { useMemo, useState } from 'react';
import { select, useEditor } from '#renderer/editor';
import { IconButton } from '#renderer/ui';
import { useCanvas } from './canvas-store.ts';
import { findNodes } from './find-nodes.ts';
import type { Model } from './use-model.ts';

/** Find in the flow: names, types, parameters and expressions. */
export function FindBar({ model, onShow }: { model: Model; onShow(id: string): void }) {
  const open = useCanvas((state) => state.finding);
  const [text, setText] = useState('');
  const chosen = useEditor((state) => state.selected[0]);
  const found = useMemo(() => findNodes(model.flow, text), [model.flow, text]);
  if (!open) return null;
  const at = found.indexOf(chosen ?? '');
  const go = (step: number) => {
    const id = found[(at + step + found.length) % found.length] ?? found[0];
    if (id === undefined) return;
    select([id]);
    onShow(id);
  };
  const close = () => useCanvas.setState({ finding: false });
  return (
    <search className="float-bar find-bar">
      <div className="input input-soft">
        <Search size={14} aria-hidden />
        <input
          aria-label="Find in the flow"
          placeholder="Name, parameter, expression"
          // biome-ignore lint/a11y/noAutofocus: the bar is for typing
          autoFocus
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            event.stopPropagation();
            if (event.key === 'Enter') go(event.shiftKey ? -1 : 1);
            if (event.key === 'Escape') close();
          }}
        />
        <span className="input-unit" role="status">
          {text === '' ? '' : found.length === 0 ? 'none' : `${Math.max(at + 1, 0)} of ${found.length}`}
        </span>
      </div>
      <IconButton small name="Previous" icon={<ChevronUp size={14} aria-hidden />} onClick={() => go(-1)} />
      <IconButton small name="Next" icon={<ChevronDown size={14} aria-hidden />} onClick={() => go(1)} />
      <IconButton small name="Close" icon={<X size={14} aria-hidden />} onClick={close} />
    </search>
  );
}
