export { buildGraph } from './build-graph.ts';
export { DURATION, DURATION_FORM, parseDuration } from './duration.ts';
export { formatEdge, parseEdge } from './edge.ts';
export {
  COLLECT,
  type ContainerKind,
  EACH,
  type FlowGraph,
  type GraphEdge,
  type GraphNode,
  type NodeShape,
  type ScopeGraph,
} from './graph.ts';
export { type ParsedFlow, parseFlow } from './parse-flow.ts';
export { formatPath, type Problem } from './problem.ts';
export { type Flow, type FlowNode, flowJsonSchema, type RetrySettings } from './schema.ts';
export { describeIssue } from './schema-issue.ts';
export { findSecrets, SECRET_LITERAL, secretProblems } from './secrets/find-secrets.ts';
export type { SecretLiteral, SentSecret } from './secrets/secret-literal.ts';
