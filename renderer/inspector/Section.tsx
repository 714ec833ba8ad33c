import { ChevronDown, ChevronRight } from 'lucide-react';
import { type ReactNode, useState } from 'react';

interface SectionProps {
  title: string;
  /** What is set inside, in a few words, while it is folded. */
  note?: string | undefined;
  /** Open from the start: something in it is set. */
  open: boolean;
  children: ReactNode;
}

/** A part of the form that folds. */
export function Section({ title, note, open, children }: SectionProps) {
  const [chosen, setChosen] = useState<boolean>();
  const shown = chosen ?? open;
  const Chevron = shown ? ChevronDown : ChevronRight;
  return (
    <section className="form-section" aria-label={title}>
      <button type="button" className="section-head" aria-expanded={shown} onClick={() => setChosen(!shown)}>
        <Chevron size={12} aria-hidden />
        <b>{title}</b>
        <span className="grow" />
        {note && <span className="cap cut">{note}</span>}
      </button>
      {shown && <div className="section-body">{children}</div>}
    </section>
  );
}
