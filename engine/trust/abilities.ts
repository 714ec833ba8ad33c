import type { TrustReport } from '#contract/api';

/**
 * What a report allows, as comparable words: two flows that can do the same have
 * the same set, whatever their nodes are called. Empty where there is nothing to ask.
 */
export function abilityWords(report: Omit<TrustReport, 'hash'>): ReadonlySet<string> {
  return new Set([
    ...report.hosts.map((host) => `host ${host}`),
    ...report.files.map(({ access, path }) => `${access} ${path}`),
    ...report.code.map(() => 'code'),
    ...report.powerful.map(({ type }) => `powerful ${type}`),
    ...report.connections.map(({ type, hosts }) => `connection ${type} ${[...hosts].sort().join(' ')}`),
    ...report.unknownTypes.map(({ type }) => `unknown ${type}`),
    ...report.triggers.map(({ type }) => `trigger ${type}`),
  ]);
}
