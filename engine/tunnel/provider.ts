/** What a way from the internet to this machine can do. */
export interface TunnelAbilities {
  /** Calls are kept while this machine sleeps. */
  buffers: boolean;
  /** Whoever calls can wait for the answer of a flow. */
  synchronous: boolean;
  /** The address stays the same over restarts. */
  stableUrl: boolean;
  /** Bodies arrive byte for byte. */
  rawBody: boolean;
}

/** How a tunnel is. */
export type TunnelNews =
  | { state: 'connecting'; message?: string }
  /** Calls to the address arrive, as far as the provider can tell. */
  | { state: 'open'; url: string }
  /** Where `final`, trying again does not help. */
  | { state: 'failing'; message: string; hint?: string | undefined; final?: boolean };

/** A tunnel that has been started. */
export interface Tunnel {
  /** The machine has been asleep: connections may be dead without anybody having heard. */
  wake(): void;
  /** Resolves when nothing of it is left. */
  stop(): Promise<void>;
}

/** A way from the internet to this machine. None of them downloads anything. */
export interface TunnelProvider {
  readonly name: string;
  readonly abilities: TunnelAbilities;
  /**
   * Begins to bring calls to a port of this machine, and goes on until stopped, come what may.
   *
   * @param report hears how it is, at once and whenever that changes
   */
  start(port: number, report: (news: TunnelNews) => void): Tunnel;
}
