export { type CalledFlows, reportTrust } from './report-trust.ts';
export { TrustStore } from './trust-store.ts';
