import { eventIterator, oc, type } from '@orpc/contract';
import { z } from 'zod';
import { type Pins, pinSchema } from '#contract/fixtures';
import type { Problem } from '#contract/flow';

/** A path inside the workspace: relative, with `/` between its parts, for example `orders/stock.flow.json`. */
const path = z.string().min(1).max(1024);

/** A flow file in the workspace tree. */
export interface FlowEntry {
  path: string;
  /** Undefined where the file cannot be read as a flow. */
  id: string | undefined;
  /** Its name, else its file name. */
  name: string;
  /** Errors among its problems. */
  errors: number;
  /** SHA-256 of the file's text. */
  hash: string;
  /** Runs today, and those of them that failed. */
  runsToday: number;
  failedToday: number;
  /** How its newest run went; undefined where it never ran. */
  lastStatus: 'running' | 'waiting' | 'succeeded' | 'failed' | 'cancelled' | undefined;
}

/** A flow file as it lies on disk, and what is known of it. */
export interface FlowFile {
  path: string;
  text: string;
  hash: string;
  problems: readonly Problem[];
  /** False until the user has said that this content may run; see the trust report. */
  trusted: boolean;
}

/** The pinned outputs of a flow. */
export interface Fixtures {
  pins: Pins;
  /** A sentence why its fixtures file cannot be read, where it cannot. */
  trouble?: string;
}

/** A file changed on disk, whoever changed it; `hash` is undefined where it is gone. */
export interface FileChange {
  path: string;
  hash: string | undefined;
}

/** What a flow would touch if it ran. */
export interface TrustReport {
  hash: string;
  hosts: readonly string[];
  /** Files and folders read or written, as the flow names them. */
  files: readonly { node: string; path: string; access: 'read' | 'write' | 'delete' }[];
  /** Nodes that run code in the sandbox, and nodes that need trust to run at all. */
  code: readonly string[];
  powerful: readonly { node: string; type: string }[];
  connections: readonly { slot: string; type: string; hosts: readonly string[] }[];
  unknownTypes: readonly { node: string; type: string }[];
  /** Triggers that listen or start runs by themselves once the flow is active. */
  triggers: readonly { node: string; type: string }[];
}

/** A file that may go into a pack beside the flows. */
export interface PackFile {
  path: string;
  /** Bytes. */
  size: number;
  kind: 'test' | 'fixtures' | 'data';
  /** The flow it belongs to. */
  flow: string;
}

/** What is in a pack, told before anything of it is written. Paths are those in the pack. */
export interface PackReport {
  name: string;
  /** The new folder of the workspace it would be unpacked into. */
  folder: string;
  flows: readonly {
    path: string;
    name: string;
    /** False where the file is no flow that this build reads. */
    readable: boolean;
    /** Sentences of its errors. */
    problems: readonly string[];
    report: TrustReport;
  }[];
  /** Tests and data files. */
  files: readonly { path: string; size: number }[];
}

/** The bytes of a pack as base64; larger packs are a matter for the command line. */
const packData = z.string().max(28_000_000);

/** Errors every procedure about a file may give. */
const fileErrors = {
  NOT_FOUND: { message: 'There is no such file' },
  FORBIDDEN_PATH: { message: 'The path leads out of the workspace' },
} as const;

export const workspace = {
  /** The flow files of the workspace folder and its subfolders. */
  list: oc.output(type<{ root: string; name: string; flows: readonly FlowEntry[] }>()),
  read: oc.input(z.object({ path })).output(type<FlowFile>()).errors(fileErrors),
  /**
   * Writes a file if it still is what the editor started from. `baseHash` is null
   * for a new file.
   */
  save: oc
    .input(
      z.object({
        path,
        text: z.string(),
        baseHash: z.string().nullable(),
        /** The content was made elsewhere (imported, pasted): it has to be trusted before it may run. */
        foreign: z.boolean().default(false),
      }),
    )
    .output(type<FlowFile>())
    .errors({ ...fileErrors, CONFLICT: { data: type<FlowFile>() } }),
  /** What is pinned for the nodes of a flow, be the flow's file there or not. */
  fixtures: oc.input(z.object({ path })).output(type<Fixtures>()).errors(fileErrors),
  /** Pins outputs, node by node; null lets go of one. Other nodes keep what the file has for them. */
  pin: oc
    .input(z.object({ path, changes: z.record(z.string(), pinSchema.nullable()) }))
    .output(type<Fixtures>())
    .errors({ ...fileErrors, BROKEN_FIXTURES: {} }),
  rename: oc
    .input(z.object({ from: path, to: path }))
    .output(type<{ path: string }>())
    .errors({ ...fileErrors, EXISTS: {} }),
  /** Moves a file into the workspace's trash folder, from which it can be taken back. */
  remove: oc.input(z.object({ path })).output(type<{ trashed: string }>()).errors(fileErrors),
  /** Changes as they happen, until the caller stops listening. */
  watch: oc.output(eventIterator(type<FileChange>())),
  /** With what the flows it calls would touch; those are looked for beside `path`. */
  trustReport: oc.input(z.object({ text: z.string(), path: path.optional() })).output(type<TrustReport>()),
  /** The files that may go into a pack with these flows: their tests, and data files they read. */
  packContents: oc.input(z.object({ flows: z.array(path).max(1000) })).output(type<readonly PackFile[]>()),
  /** Packs flows with those of their files that were chosen; `data` is base64. */
  pack: oc
    .input(
      z.object({
        flows: z.array(path).min(1).max(1000),
        files: z.array(path).max(1000),
        name: z.string().min(1).max(100),
      }),
    )
    .output(type<{ data: string }>()),
  packReport: oc.input(z.object({ data: packData, name: z.string().max(255) })).output(type<PackReport>()),
  /** Unpacks into a new folder of the workspace; nothing in it is trusted. */
  unpack: oc
    .input(z.object({ data: packData, name: z.string().max(255) }))
    .output(type<{ folder: string; flows: readonly string[] }>()),
  /** Remembers that the user trusts a flow with this content's abilities. */
  trust: oc.input(z.object({ path, hash: z.string() })).output(type<{ trusted: boolean }>()),
};
