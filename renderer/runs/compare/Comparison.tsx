import { ArrowLeftRight, ChevronDown, RotateCw } from 'lucide-react';
import { useEffect, useId, useState } from 'react';
import { sentenceOf } from '#renderer/api';
import { Button, classes, Menu, type NodeState, StateGlyph } from '#renderer/ui';
import type { Pair } from '../grid/loop-choice.ts';
import { indexText, iterationText } from '../grid/words.ts';
import { keyInside, type LoopTrack, OUTCOME } from '../model/index.ts';
import { canRetryFrom, retryFrom } from '../page/retry.ts';
import type { RunView } from '../page/run-view.ts';
import { readIteration } from './read-iteration.ts';
import { type CompareSection, compareSections, type SideData, tookPart } from './sections.ts';
import './compare.css';

interface ComparisonProps {
  view: RunView;
  loop: LoopTrack;
  pair: Pair;
  onPair(pair: Pair): void;
}

/** Two iterations side by side; what differs is marked. */
export function Comparison({ view, loop, pair, onPair }: ComparisonProps) {
  const { a, b } = pair;
  const [marked, setMarked] = useState(true);
  const data = usePair(view, loop, pair);
  const markId = useId();
  if (b === undefined) return null;
  const inside = loop.inside.map((node) => ({ node, name: view.nameOf(node) }));
  const sections = data.b ? compareSections(data.a ?? data.b, data.b, inside) : [];
  return (
    <section className="compare" aria-label="Compare two iterations">
      <div className="grid-head">
        <b>{a === undefined ? 'One iteration' : 'Compare two iterations'}</b>
        <span className="grow" />
        {a !== undefined && (
          <label className="compare-mark" htmlFor={markId}>
            <input
              id={markId}
              type="checkbox"
              checked={marked}
              onChange={(event) => setMarked(event.target.checked)}
            />
            mark differences
          </label>
        )}
        {a !== undefined && (
          <Button small look="bare" onClick={() => onPair({ ...pair, a: b, b: a, fixed: true })}>
            <ArrowLeftRight size={12} aria-hidden />
            Swap
          </Button>
        )}
      </div>
      {data.failure ? (
        <div className="empty">The iterations cannot be read: {data.failure}</div>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
        <div className="compare-body" tabIndex={0}>
          <table className={classes('compare-table', marked && 'compare-marked')}>
            <colgroup>
              <col className="compare-names" />
              <col style={{ width: 24 }} />
              <col />
              {a !== undefined && <col />}
            </colgroup>
            <thead>
              <tr>
                <th>
                  <span className="sr">Field</span>
                </th>
                <th>
                  <span className="sr">Differs</span>
                </th>
                {a !== undefined && <SideHead letter="A" view={view} loop={loop} index={a} />}
                <SideHead letter="B" view={view} loop={loop} index={b} />
              </tr>
            </thead>
            {sections.map((section) => (
              <SectionRows key={section.node ?? ''} section={section} alone={a === undefined} />
            ))}
          </table>
          {!data.b && <p className="compare-wait cap">Reading what went in and came out…</p>}
        </div>
      )}
      <div className="compare-foot">
        <RetryIteration view={view} loop={loop} index={b} />
        <span className="grow" />
        <span className="cap">
          flow version <span className="mono">{view.entry.flow.hash.slice(0, 7)}</span>
        </span>
      </div>
    </section>
  );
}

const GLYPHS: Readonly<Record<number, NodeState>> = {
  [OUTCOME.running]: 'running',
  [OUTCOME.waiting]: 'waiting',
  [OUTCOME.done]: 'done',
  [OUTCOME.retried]: 'warning',
  [OUTCOME.failed]: 'failed',
  [OUTCOME.handled]: 'failed',
  [OUTCOME.skipped]: 'skipped',
  [OUTCOME.cancelled]: 'cancelled',
};

interface SideHeadProps {
  letter: 'A' | 'B';
  view: RunView;
  loop: LoopTrack;
  index: number;
}

function SideHead({ letter, view, loop, index }: SideHeadProps) {
  const text = iterationText(loop, index, view.nameOf);
  return (
    <th title={text}>
      <span className="row" style={{ gap: 6 }}>
        <StateGlyph state={GLYPHS[loop.outcome(index)] ?? 'later'} silent />
        <b>{letter}</b>
        <span className="mono">{indexText(loop, index)}</span>
        <span className="cut">{text}</span>
      </span>
    </th>
  );
}

function SectionRows({ section, alone }: { section: CompareSection; alone: boolean }) {
  return (
    <tbody>
      <tr className="compare-title">
        <th colSpan={alone ? 3 : 4} scope="rowgroup">
          {section.title}
        </th>
      </tr>
      {section.rows.map(({ name, a, b, differs, data }) => (
        <tr key={`${data} ${name}`} className={differs && !alone ? 'compare-differs' : undefined}>
          <td title={name}>{name}</td>
          <td>{differs && !alone && <span title="differs">≠</span>}</td>
          {!alone && <Value text={a} data={data} />}
          <Value text={b} data={data} />
        </tr>
      ))}
    </tbody>
  );
}

function Value({ text, data }: { text: string | undefined; data: boolean }) {
  return (
    <td className={data ? 'mono' : undefined} title={text}>
      {text ?? <span className="dim">–</span>}
    </td>
  );
}

/** An iteration goes again from a step in it; the others stay as they were. */
function RetryIteration({ view, loop, index }: { view: RunView; loop: LoopTrack; index: number }) {
  if (!canRetryFrom(view, view.model.graph.nodes.get(loop.node))) return null;
  const ran = loop.inside.filter((_, nr) => tookPart(loop.step(index, nr)));
  if (ran.length === 0) return null;
  return (
    <Menu
      entries={ran.map((node) => ({
        label: view.nameOf(node),
        onSelect: () => retryFrom(view, { step: keyInside(loop.owner, index, node) }),
      }))}
    >
      <Button small>
        <RotateCw size={12} aria-hidden />
        Retry {indexText(loop, index)} from
        <ChevronDown size={12} aria-hidden />
      </Button>
    </Menu>
  );
}

interface PairData {
  a?: SideData | undefined;
  b?: SideData | undefined;
  failure?: string;
}

/** Reads both sides; again when an iteration that goes on has ended. */
function usePair(view: RunView, loop: LoopTrack, { a, b }: Pair): PairData {
  const [data, setData] = useState<PairData>({});
  const endA = a === undefined ? undefined : loop.iteration(a).end;
  const endB = b === undefined ? undefined : loop.iteration(b).end;
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again when an end becomes known, not with every fact
  useEffect(() => {
    if (b === undefined) return;
    const stop = new AbortController();
    const read = (index: number | undefined) =>
      index === undefined ? undefined : readIteration(view, loop, index, stop.signal);
    setData({});
    Promise.all([read(a), read(b)])
      .then(([one, two]) => {
        if (!stop.signal.aborted) setData({ a: one, b: two });
      })
      .catch((thrown) => {
        if (!stop.signal.aborted) setData({ failure: sentenceOf(thrown) });
      });
    return () => stop.abort();
  }, [view.run, loop, a, b, endA, endB]);
  return data;
}
