import { Search } from 'lucide-react';
import { useState } from 'react';
import type { NodeDescription } from '#contract/node';
import { searchNodes, useCatalogue } from '#renderer/catalogue';
import { classes, NodeTile } from '#renderer/ui';
import { startChoices } from './triggers.ts';
import './start.css';

interface StartQuestionProps {
  onChoose(type: NodeDescription): void;
  /** Takes pasted nodes; false where the text is none. */
  onPaste(text: string): boolean;
}

/** What an empty canvas asks. Keys 1 to 9 choose; typing looks among all node types. */
export function StartQuestion({ onChoose, onPaste }: StartQuestionProps) {
  const nodes = useCatalogue((state) => state.nodes);
  const [text, setText] = useState('');
  const choices = startChoices(nodes);
  const found = text === '' ? [] : searchNodes(nodes, text).slice(0, 9);
  const shown =
    text === '' ? choices : found.map((type) => ({ type, title: type.title, text: type.summary }));
  const [first] = shown;
  return (
    <section className="ask" aria-label="What should start this flow?">
      <h1>What should start this flow?</h1>
      <div className="input ask-input">
        <Search size={16} aria-hidden />
        <input
          aria-label="What should start this flow?"
          placeholder="Type to search, or paste copied nodes"
          // biome-ignore lint/a11y/noAutofocus: the next keystroke belongs here
          autoFocus
          value={text}
          onChange={(event) => setText(event.target.value)}
          onPaste={(event) => {
            if (onPaste(event.clipboardData.getData('text/plain'))) event.preventDefault();
          }}
          onKeyDown={(event) => {
            const choice =
              text === '' && /^[1-9]$/.test(event.key) ? choices[Number(event.key) - 1] : undefined;
            if (choice) {
              event.preventDefault();
              onChoose(choice.type);
            } else if (event.key === 'Enter' && first) onChoose(first.type);
            else if (event.key === 'Escape') setText('');
          }}
        />
        <span className="kbd">Enter</span>
      </div>
      <ul className="ask-choices">
        {shown.map(({ type, title, text: about }, index) => (
          <li key={type.type}>
            <button
              type="button"
              className={classes('ask-choice', index === 0 && 'ask-first')}
              onClick={() => onChoose(type)}
            >
              <NodeTile group={type.group} icon={type.icon} large />
              <b className="cut">{title}</b>
              {text === '' && <span className="kbd">{index + 1}</span>}
              <span className="cap cut">{about}</span>
            </button>
          </li>
        ))}
      </ul>
      {shown.length === 0 && <p className="dim">No node type is called that.</p>}
    </section>
  );
}
