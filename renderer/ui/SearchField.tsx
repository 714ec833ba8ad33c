import { Search } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';

interface SearchFieldProps {
  name: string;
  placeholder: string;
  value: string;
  /** Called once typing has paused. */
  onChange(text: string): void;
}

const PATIENCE = 250;

/** What is looked for on a page; the keys for finding lead here. */
export function SearchField({ name, placeholder, value, onChange }: SearchFieldProps) {
  const [text, setText] = useState(value);
  const field = useRef<HTMLInputElement>(null);
  const change = useRef(onChange);
  change.current = onChange;
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => change.current(text), PATIENCE);
    return () => clearTimeout(timer);
  }, [text, value]);
  useEffect(() => {
    const find = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'f') {
        event.preventDefault();
        field.current?.select();
      }
    };
    window.addEventListener('keydown', find);
    return () => window.removeEventListener('keydown', find);
  }, []);
  return (
    <label className="input input-soft">
      <Search size={14} aria-hidden />
      <input
        ref={field}
        type="search"
        aria-label={name}
        placeholder={placeholder}
        value={text}
        maxLength={200}
        onChange={(event) => setText(event.target.value)}
      />
    </label>
  );
}
