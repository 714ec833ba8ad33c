#!/usr/bin/env node
// The `flowbench` command. Written for the oldest Node that may meet it: it finds
// a Node that can run the engine and hands over. Everything else is in engine/cli.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module, { createRequire } from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const OLDEST_NODE = 24;
/** A smaller young generation: 40 MB less, shorter pauses, no slower; see docs/performance.md. */
const NODE_FLAGS = ['--max-semi-space-size=8'];
const here = fileURLToPath(import.meta.url);

standWhereTheCallerStands();
if (Number.parseInt(process.versions.node, 10) >= OLDEST_NODE) await runHere();
else handOver(bundledNode());

/** npm starts scripts in the package's folder; relative paths mean the caller's. */
function standWhereTheCallerStands() {
  const { INIT_CWD: caller, npm_lifecycle_event: script, npm_package_json: owner } = process.env;
  const ownScript = owner === join(dirname(dirname(here)), 'package.json');
  if (!caller || !ownScript || (script !== 'flowbench' && script !== 'start')) return;
  process.chdir(caller);
  // Commands that a flow starts must not take this for their own.
  delete process.env.INIT_CWD;
}

async function runHere() {
  module.enableCompileCache?.();
  silenceExperimentalWarnings();
  const { main } = await import('#engine/cli');
  process.exitCode = await main(process.argv.slice(2));
}

/** Users can do nothing about what Node calls experimental; every other warning stays. */
function silenceExperimentalWarnings() {
  const { emitWarning } = process;
  process.emitWarning = (warning, ...rest) => {
    const type = typeof rest[0] === 'string' ? rest[0] : (rest[0]?.type ?? warning?.name);
    if (type !== 'ExperimentalWarning') emitWarning.call(process, warning, ...rest);
  };
}

/** The Node that `npm install` brought for this platform, or undefined. */
function bundledNode() {
  const { platform, arch } = process;
  const system = platform === 'win32' ? 'win' : platform;
  const binary = platform === 'win32' ? 'node.exe' : 'node';
  const require = createRequire(here);
  for (const name of [`node-${system}-${arch}`, `node-bin-${system}-${arch}`]) {
    try {
      const path = join(dirname(require.resolve(`${name}/package.json`)), 'bin', binary);
      if (existsSync(path)) return path;
    } catch {
      // Not installed under this name.
    }
  }
  return undefined;
}

function handOver(node) {
  if (node === undefined) return giveUp();
  const child = spawn(node, [...NODE_FLAGS, here, ...process.argv.slice(2)], { stdio: 'inherit' });
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) {
    process.on(signal, () => {
      // A terminal sends Ctrl+C to both of us; twice would look like impatience.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on('error', giveUp);
  child.on('exit', (code, signal) => {
    for (const name of signals) process.removeAllListeners(name);
    process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0);
    if (signal) process.kill(process.pid, signal);
  });
}

function giveUp() {
  process.stderr.write(
    `Flowbench needs Node ${OLDEST_NODE} or newer; this is Node ${process.versions.node} and the one that comes ` +
      `with Flowbench for ${process.platform}-${process.arch} is not installed or does not start: ` +
      'run "npm install" again (without --omit=optional), or install a newer Node from https://nodejs.org.\n',
  );
  process.exitCode = 1;
}
