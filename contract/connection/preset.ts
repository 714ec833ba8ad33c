/** A service whose settings are known: a connection type with most of its fields filled in. Data, never code. */
export interface ConnectionPreset {
  /** For example `github`. Part of the file format: a slot may name the preset it wants. */
  id: string;
  title: string;
  /** Connection type it fills in. */
  type: string;
  /** Values of its fields; what is not here is asked for. */
  values: Readonly<Record<string, unknown>>;
  /** Hosts the credential may be used with. */
  hosts: readonly string[];
  /** One sentence: where in the service one finds what is asked for. */
  help: string;
  /** Address in the service where it is found. */
  docsUrl?: string;
  /** A harmless request that shows whether the credential works. */
  test?: { method: 'GET' | 'POST'; url: string; body?: string };
}
