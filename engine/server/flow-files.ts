import { dirname, relative, sep } from 'node:path';
import type { FlowFile, TrustReport } from '#contract/api';
import type { Flow } from '#contract/flow';
import type { Catalogue } from '#contract/node';
import { createFolder } from '#engine/files';
import { readCalledFlow } from '#engine/host';
import { type CheckedText, checkText } from '#engine/run';
import { reportTrust, type TrustStore } from '#engine/trust';
import { contentHash, type FileOnDisk, type Workspace } from '#engine/workspace';

/** Texts that were lately asked about, so that they can be trusted before they are saved. */
const RECENT = 50;

interface Surroundings {
  workspace: Workspace;
  catalogue: Catalogue;
  trust: TrustStore;
  /** Everything may run: the user said so when starting. */
  trustAll: boolean;
}

/** The flow files of the workspace with what the engine knows of them, and who may run. */
export class FlowFiles {
  readonly workspace: Workspace;
  readonly trustAll: boolean;
  readonly #catalogue: Catalogue;
  readonly #trust: TrustStore;
  readonly #checked = new Map<string, { hash: string; checked: CheckedText }>();
  readonly #recent = new Map<string, string>();

  constructor({ workspace, catalogue, trust, trustAll }: Surroundings) {
    this.workspace = workspace;
    this.trustAll = trustAll;
    this.#catalogue = catalogue;
    this.#trust = trust;
  }

  /** What the engine says of a text; that of a file on disk is remembered. */
  check(text: string, path: string, file?: FileOnDisk): CheckedText {
    const known = file && this.#checked.get(path);
    if (known && known.hash === file.hash) return known.checked;
    const checked = checkText(text, flowName(path), this.#catalogue);
    if (file) this.#checked.set(path, { hash: file.hash, checked });
    return checked;
  }

  /** Forgets what is known of files that are gone. */
  keepOnly(paths: readonly string[]): void {
    const there = new Set(paths);
    for (const path of this.#checked.keys()) if (!there.has(path)) this.#checked.delete(path);
  }

  async describe(file: FileOnDisk): Promise<FlowFile> {
    const { flow, problems } = this.check(file.text, file.path, file);
    const trusted = await this.mayRun(file.path, file.text, flow);
    return { ...file, problems, trusted };
  }

  /** What a text would touch if it ran as the flow of this path. */
  async report(text: string, path: string, flow: Flow): Promise<TrustReport> {
    const hash = contentHash(text);
    this.#recent.delete(hash);
    this.#recent.set(hash, text);
    const [oldest] = this.#recent.keys();
    if (this.#recent.size > RECENT && oldest !== undefined) this.#recent.delete(oldest);
    const absolute = await this.workspace.resolve(path);
    // Looking is not calling: what a flow names is told wherever it lies.
    const called = (name: string, from: string) =>
      readCalledFlow(name, createFolder({ root: dirname(from), allowed: [], anywhere: true })).catch(
        () => undefined,
      );
    return { hash, ...(await reportTrust(flow, absolute, this.#catalogue, called)) };
  }

  /** Whether content is trusted at a path; of text that is no flow, whether anything was trusted there. */
  async mayRun(path: string, text: string, flow: Flow | undefined): Promise<boolean> {
    if (this.trustAll) return true;
    const absolute = await this.workspace.resolve(path);
    if (!flow) return this.#trust.knows(absolute);
    const report = await this.report(text, path, flow);
    return this.#trust.isTrusted(absolute, report.hash, report);
  }

  /** Remembers that a text may run from a path. */
  async grant(path: string, text: string): Promise<void> {
    const { flow } = this.check(text, path);
    if (!flow) return;
    const report = await this.report(text, path, flow);
    await this.#trust.grant(await this.workspace.resolve(path), report.hash, report);
  }

  /** The same, by the content's hash: of the file at the path, or of a text that was lately asked about. */
  async grantHash(path: string, hash: string): Promise<boolean> {
    const file = await this.workspace.read(path).catch(() => undefined);
    const text = file?.hash === hash ? file.text : this.#recent.get(hash);
    if (text === undefined) return false;
    await this.grant(path, text);
    return true;
  }

  /** Forgets what was trusted at a path: content from elsewhere comes to lie there. */
  async distrust(path: string): Promise<void> {
    await this.#trust.forget(await this.workspace.resolve(path));
  }

  async moved(from: string, to: string): Promise<void> {
    await this.#trust.move(await this.workspace.resolve(from), await this.workspace.resolve(to));
  }

  /** The path in the workspace of an absolute one; undefined outside of it. */
  relative(absolute: string | undefined): string | undefined {
    if (absolute === undefined) return undefined;
    const path = relative(this.workspace.root, absolute).split(sep).join('/');
    return path.startsWith('../') || path === '..' || /^([A-Za-z]:)?\//.test(path) ? undefined : path;
  }
}

/** The name of a flow whose file does not say: `stock` of `orders/stock.flow.json`. */
export function flowName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/(\.flow)?\.json$/, '');
}
