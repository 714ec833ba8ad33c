import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useEditor } from '#renderer/editor';
import { Button, keyText } from '#renderer/ui';
import { useWorkspace } from '#renderer/workspace';
import { TOUR, useTour } from './tour-steps.ts';
import './tour.css';

const CARD = { width: 320, height: 190 };
const GAP = 12;

/** The tour of the first start: a card beside what it speaks of. Nothing is locked meanwhile. */
export function Tour() {
  const { step, next, back, end } = useTour();
  const card = useRef<HTMLDivElement>(null);
  const target = useTarget(step);
  useFirstStart();
  useEffect(() => {
    if (step !== undefined) card.current?.querySelector<HTMLElement>('.btn-primary')?.focus();
  }, [step]);
  const shown = step === undefined ? undefined : TOUR[step];
  if (!shown || step === undefined) return null;
  const last = step === TOUR.length - 1;
  return (
    <>
      {target && (
        <div
          className="tour-ring"
          style={{
            left: target.x - 2,
            top: target.y - 2,
            width: target.width + 4,
            height: target.height + 4,
          }}
        />
      )}
      <div
        ref={card}
        className="tour-card"
        role="dialog"
        aria-labelledby="tour-title"
        aria-describedby="tour-text"
        style={placeCard(target)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') end();
          else if (event.key === 'ArrowRight') next();
          else if (event.key === 'ArrowLeft') back();
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      >
        <div className="row">
          <b id="tour-title" className="grow">
            {shown.title}
          </b>
          <span className="cap">
            {step + 1} of {TOUR.length}
          </span>
        </div>
        <p id="tour-text" aria-live="polite">
          {keyText(shown.text)}
        </p>
        <div className="row">
          {!last && (
            <Button look="bare" onClick={end}>
              Skip the tour
            </Button>
          )}
          <span className="grow" />
          {step > 0 && <Button onClick={back}>Back</Button>}
          <Button look="primary" onClick={next}>
            {last ? 'Done' : 'Next'}
          </Button>
        </div>
      </div>
    </>
  );
}

/** Starts with the examples before somebody who has nothing open yet. */
function useFirstStart(): void {
  const examples = useWorkspace(({ flows }) => flows.some((flow) => flow.id?.startsWith('flw_example_')));
  const fresh = useEditor(({ tabs, page }) => tabs.length === 0 && page === 'flows');
  useEffect(() => {
    if (examples && fresh) useTour.getState().startOnce();
  }, [examples, fresh]);
}

/** Where the thing is that a step points at; follows the window's size. */
function useTarget(step: number | undefined): DOMRect | undefined {
  const [box, setBox] = useState<DOMRect>();
  useLayoutEffect(() => {
    const measure = () => {
      const targets = step === undefined ? [] : (TOUR[step]?.targets ?? []);
      const found = targets.map((name) => document.querySelector(name)).find((element) => element !== null);
      setBox(found?.getBoundingClientRect());
    };
    measure();
    window.addEventListener('resize', measure);
    return () => window.removeEventListener('resize', measure);
  }, [step]);
  return box;
}

/** Beside the target if there is room, else below, else over its middle. */
function placeCard(target: DOMRect | undefined): { left: number; top: number; width: number } {
  const { innerWidth, innerHeight } = window;
  const keepIn = (left: number, top: number) => ({
    left: Math.max(GAP, Math.min(left, innerWidth - CARD.width - GAP)),
    top: Math.max(GAP, Math.min(top, innerHeight - CARD.height - GAP)),
    width: CARD.width,
  });
  if (!target) return keepIn((innerWidth - CARD.width) / 2, (innerHeight - CARD.height) / 2);
  if (target.height > innerHeight / 4 && target.right + GAP + CARD.width < innerWidth)
    return keepIn(target.right + GAP, target.top + GAP);
  if (target.bottom + GAP + CARD.height < innerHeight)
    return keepIn(target.left + (target.width - CARD.width) / 2, target.bottom + GAP);
  return keepIn(target.left + (target.width - CARD.width) / 2, target.top + target.height / 2);
}
