import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { loads } from './loads.ts';
import { median } from './run-here.ts';

/** What this machine can do at all, to hold the engine's figures against. */
export interface Limits {
  /** Iterations per second of a bare loop that does the same map and if. */
  bareLoopPerSecond: number;
  /** Iterations per second whose facts (three, as the engine writes them) become JSON and rows in SQLite, synced. */
  bareJournalPerSecond: number;
}

const ROUNDS = 12;
const ROW = 512;

/** Takes about two seconds. */
export function limits(): Limits {
  const { item, count } = loads.loopJournalled as (typeof loads)[string];
  const items = Array.from({ length: count }, (_, index) => item(index));
  const folder = mkdtempSync(join(tmpdir(), 'flowbench-limit-'));
  const db = new DatabaseSync(join(folder, 'limit.db'));
  db.exec('PRAGMA page_size = 16384; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  db.exec(
    'CREATE TABLE fact (run INTEGER, seq INTEGER, events TEXT, PRIMARY KEY (run, seq)) STRICT, WITHOUT ROWID',
  );
  const insert = db.prepare('INSERT INTO fact VALUES (?, ?, ?)');
  let kept = 0;
  const bareLoop = (): void => {
    for (const { json } of items) {
      const mapped = { ...json, total: json.price * json.count };
      if (mapped.total > 100) kept++;
    }
  };
  const bareJournal = (run: number): void => {
    db.exec('BEGIN');
    let row: string[] = [];
    let seq = 0;
    const add = (fact: object): void => {
      row.push(JSON.stringify(fact));
      if (row.length < ROW) return;
      insert.run(run, seq, `[${row.join(',')}]`);
      seq += row.length;
      row = [];
    };
    for (const [k, { json }] of items.entries()) {
      const out = { items: [{ json: { ...json, total: json.price * json.count } }] };
      const at = Date.now();
      add({ type: 'step.succeeded', at, step: `each/each[${k}]/total`, ms: 0, out: { out } });
      add({ type: 'step.succeeded', at, step: `each/each[${k}]/isBig`, ms: 0, out: { true: { pick: [0] } } });
    }
    insert.run(run, seq, `[${row.join(',')}]`);
    db.exec('COMMIT');
  };
  const figures = {
    bareLoopPerSecond: perSecond(count, bareLoop),
    bareJournalPerSecond: perSecond(count, bareJournal),
  };
  db.close();
  rmSync(folder, { recursive: true });
  if (kept === 0) throw new Error('the loop did nothing');
  return figures;
}

function perSecond(count: number, act: (round: number) => void): number {
  const speeds = Array.from({ length: ROUNDS }, (_, round) => {
    const start = performance.now();
    act(round);
    return (count / (performance.now() - start)) * 1000;
  });
  return Math.round(median(speeds.slice(1)));
}
