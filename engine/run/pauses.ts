import type { BreakpointsSeen, PauseReason, StepPlace } from '#contract/run';
import { type Answer, askBreakpoints } from './ask-breakpoints.ts';
import type { RunHost } from './perform/step-run.ts';
import type { Stop, StopAction } from './stops.ts';

type Ask = Extract<StopAction, { do: 'ask' }>;

interface PauseEvents {
  /** A node may begin after all. */
  begin(place: StepPlace): void;
  paused(): void;
  /** Breakpoints that were asked in the sandbox have answered. */
  answered(): void;
  /** What came after an answer threw. */
  bug(thrown: unknown): void;
}

/** Where a run that is debugged pauses, or does not because its breakpoints say so. */
export class Pauses {
  readonly #host: RunHost;
  readonly #on: PauseEvents;
  #asking = false;
  #ended = false;

  constructor(host: RunHost, on: PauseEvents) {
    this.#host = host;
    this.#on = on;
  }

  /** Breakpoints are being asked in the sandbox: nothing begins meanwhile. */
  get isAsking(): boolean {
    return this.#asking;
  }

  /** Answers that come later no longer count. */
  end(): void {
    this.#ended = true;
  }

  stopAt(action: StopAction): void {
    if (action.do === 'ask') this.#ask(action);
    else {
      const { stop, reason, breakpoint } = action;
      this.#pause(stop, { reason, ...(breakpoint === undefined ? {} : { breakpoint }) });
    }
  }

  #pause(
    { place }: Stop,
    why: { reason: PauseReason; breakpoint?: string; item?: number; message?: string } & BreakpointsSeen,
  ): void {
    this.#host.emit({ type: 'debug.paused', at: this.#host.services.clock.now(), place, ...why });
    this.#on.paused();
  }

  #ask(action: Ask): void {
    const answer = askBreakpoints(this.#host, action.stop, action.breakpoints);
    if (answer instanceof Promise) void this.#wait(action, answer).catch(this.#on.bug);
    else this.#hear(action, answer);
  }

  async #wait(action: Ask, answer: Promise<Answer>): Promise<void> {
    this.#asking = true;
    this.#host.awake(1);
    const { debug } = this.#host.state;
    const asked = debug?.breakpoints;
    const heard = await answer;
    this.#asking = false;
    this.#host.awake(-1);
    // Where something else has happened meanwhile, what to do is decided again.
    if (!this.#ended && debug?.breakpoints === asked && this.#stands(action)) this.#hear(action, heard);
    this.#on.answered();
  }

  #stands({ stop: { place, scope, node } }: Ask): boolean {
    const { status, debug } = this.#host.state;
    if (status !== 'running' || debug?.paused) return false;
    if (place.side === 'after') return debug?.due[0]?.step.key === place.key;
    return !scope.closed && scope.ready.includes(node.index);
  }

  #hear({ stop, otherwise }: Ask, { by, ...seen }: Answer): void {
    if (by) {
      const reason = by.message === undefined ? 'breakpoint' : 'unclear';
      this.#pause(stop, { reason, ...by, ...seen });
    } else if (otherwise) this.#pause(stop, { reason: otherwise, ...seen });
    else if (stop.place.side === 'before' && Object.keys(seen).length === 0) this.#on.begin(stop);
    else this.#host.emit({ type: 'debug.passed', place: stop.place, ...seen });
  }
}
