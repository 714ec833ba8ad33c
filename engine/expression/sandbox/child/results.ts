import { DateTime, Duration, Interval } from 'luxon';
import { jsonSafe, NotJson } from '../../json-safe.ts';
import { type GuestError, PART_CHARACTERS } from '../protocol.ts';
import { EngineRefusal } from './views.ts';

/** A guest's result as fresh JSON data. Throws `NotJson`. */
export function cleanResult(value: unknown): unknown {
  return jsonSafe(value, dateText, true);
}

function dateText(value: object): string | null | undefined {
  if (value instanceof Date) {
    const time = Date.prototype.getTime.call(value);
    return Number.isNaN(time) ? null : Date.prototype.toISOString.call(value);
  }
  // Not luxon's isDateTime and the like, which believe a field of the data.
  if (value instanceof DateTime || value instanceof Duration || value instanceof Interval) {
    const text: unknown = value.toISO();
    return typeof text === 'string' ? text : null;
  }
  return undefined;
}

/** What a guest threw, which may be anything, as plain text. */
export function guestError(thrown: unknown): GuestError {
  try {
    if (thrown instanceof EngineRefusal) return { name: 'Refusal', message: '', thrown: thrown.thrown };
    if (thrown instanceof NotJson) return { name: 'NotJson', message: `The result ${thrown.message}` };
    if (thrown instanceof RangeError && /call stack/.test(thrown.message)) {
      return { name: 'RangeError', message: 'It calls itself too deeply' };
    }
    if (thrown instanceof Error)
      return { name: text(thrown.name), message: text(thrown.message), ...lineOf(thrown) };
    return { name: 'Error', message: text(thrown) };
  } catch {
    return { name: 'Error', message: 'It threw something that cannot be shown' };
  }
}

function text(value: unknown): string {
  return (typeof value === 'object' ? JSON.stringify(value) : String(value)).slice(0, 2_000);
}

function lineOf(error: Error): { line?: number } {
  const { stack } = error;
  const line = typeof stack === 'string' ? /at line (\d+):/.exec(stack)?.[1] : undefined;
  return line === undefined ? {} : { line: Number(line) };
}

/** Collects the JSON of results and sends it on in parts that are cheap to parse. */
export class Parts {
  private texts: string[] = [];
  private characters = 0;
  private total = 0;
  private readonly send: (jsonList: string) => void;
  private readonly most: number;

  /** `most`: characters of all parts together. */
  constructor(send: (jsonList: string) => void, most: number) {
    this.send = send;
    this.most = most;
  }

  /** Adds a JSON value. Throws a `RangeError` when the results become too large. */
  add(value: unknown): void {
    const json = JSON.stringify(value) ?? 'null';
    this.total += json.length;
    if (this.total > this.most) throw new RangeError('The results are too large');
    this.texts.push(json);
    this.characters += json.length;
    if (this.characters >= PART_CHARACTERS || this.texts.length >= 1_000) this.flush();
  }

  /** What has not been sent yet, as a JSON list; travels with the end of the call. */
  rest(): string {
    return `[${this.texts.join()}]`;
  }

  private flush(): void {
    this.send(this.rest());
    this.texts = [];
    this.characters = 0;
  }
}
