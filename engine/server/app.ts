import { mkdirSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Catalogue } from '#contract/node';
import { SignIns, type Vault, type VaultOptions } from '#engine/credentials';
import { Engine, PastSteps } from '#engine/host';
import { RunSearch } from '#engine/journal';
import { TriggerHost } from '#engine/triggers';
import { TrustStore } from '#engine/trust';
import type { TunnelHost, TunnelHostOptions } from '#engine/tunnel';
import type { Webhooks } from '#engine/webhook';
import { Workspace } from '#engine/workspace';
import { checkGoOn } from './activations.ts';
import { FlowFiles } from './flow-files.ts';
import { openTunnel } from './open-tunnel.ts';
import { openWebhooks } from './open-webhooks.ts';

export interface AppOptions {
  catalogue: Catalogue;
  /** Folder of the flow files; made if missing. */
  workspace: string;
  dataDir: string;
  /** Every flow of the workspace may run without being asked about. */
  trust: boolean;
  /** How credentials are unlocked; default with the system's keychain, or by a call from the window. */
  credentials?: Pick<VaultOptions, 'keychain' | 'askPassphrase'>;
  /** Programs that make tunnels; default those on the path. */
  tunnelPrograms?: TunnelHostOptions['programs'];
  /** Port of the listener for calls from outside; default the one of the last time, else any free one. */
  webhookPort?: number | undefined;
  /** Milliseconds that steps at work have to end when it closes; default none. */
  patience?: number;
  /** Hears of bugs. */
  onError(error: unknown): void;
}

/** Everything that calls from the window reach: the engine, the workspace, the history. */
export class App {
  readonly catalogue: Catalogue;
  readonly engine: Engine;
  readonly files: FlowFiles;
  readonly past: PastSteps;
  readonly search: RunSearch;
  readonly signIns: SignIns;
  readonly triggers: TriggerHost;
  readonly webhooks: Webhooks;
  readonly tunnel: TunnelHost;
  readonly #patience: number;

  private constructor(
    options: AppOptions,
    parts: { engine: Engine; past: PastSteps; webhooks: Webhooks },
    workspace: Workspace,
  ) {
    const { engine, past, webhooks } = parts;
    const { catalogue, dataDir, trust } = options;
    this.#patience = options.patience ?? 0;
    this.catalogue = catalogue;
    this.engine = engine;
    const store = new TrustStore(join(dataDir, 'trust.json'));
    this.files = new FlowFiles({ workspace, catalogue, trust: store, trustAll: trust });
    this.past = past;
    this.search = new RunSearch(join(dataDir, 'journal.db'));
    this.signIns = new SignIns(engine.connections.services);
    this.webhooks = webhooks;
    this.triggers = new TriggerHost(engine, { takeCalls: webhooks.takeCalls });
    this.tunnel = openTunnel(webhooks, options);
  }

  /**
   * Opens the data directory and takes up the runs that were not finished and the flows that were active.
   *
   * @throws UserError `DATA_DIR_IN_USE` while another engine has it
   */
  static async open(options: AppOptions): Promise<App> {
    mkdirSync(options.workspace, { recursive: true });
    const root = realpathSync(options.workspace);
    const dataDir = resolve(options.dataDir);
    const { catalogue, credentials } = options;
    const engine = await Engine.open({
      catalogue,
      dataDir,
      folders: [root],
      longLived: true,
      ...(credentials && { credentials }),
    });
    const past = new PastSteps(engine);
    const webhooks = await openWebhooks(engine, past, { ...options, dataDir });
    const app = new App({ ...options, dataDir }, { engine, past, webhooks }, new Workspace(root));
    const resumed = await engine.resumeAll();
    await app.triggers.takeUp(
      resumed,
      (path) => app.files.relative(path) !== undefined,
      (activation, text) => checkGoOn(app, activation, text),
    );
    app.tunnel.begin();
    return app;
  }

  get vault(): Vault {
    return this.engine.vault;
  }

  get workspace(): Workspace {
    return this.files.workspace;
  }

  /** Takes no more calls, lets steps at work end, and stops all runs where they are, to be taken up the next time. */
  async close(): Promise<void> {
    await this.tunnel.close();
    await this.webhooks.close();
    await this.triggers.close();
    await this.engine.rest(this.#patience);
    this.search.close();
    await this.engine.close();
  }
}
