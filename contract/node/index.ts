export type {
  Arm,
  ArmContext,
  Started,
  StartedEnd,
  StartKey,
  TriggerCondition,
  Watch,
} from './arm.ts';
export type {
  CallForm,
  CallFormField,
  CallHandshake,
  CallParams,
  CallSignature,
  HmacScheme,
} from './calls.ts';
export type { Clock } from './clock.ts';
export type {
  CodeRunner,
  FileStore,
  Folder,
  LogLevel,
  NodeConnection,
  NodeContext,
  RunHistory,
  WaitContext,
} from './context.ts';
export { curlLine } from './curl-line.ts';
export {
  type Answer,
  type Catalogue,
  type ContainerNode,
  type Directive,
  type DirectiveNode,
  defineNode,
  type Effects,
  type FlowResponse,
  type Inputs,
  type ListNode,
  type NodeDefinition,
  type NodeExample,
  type NodeGroup,
  type NodeResult,
  type PerItemNode,
  type Replay,
  type StreamNode,
  type TriggerNode,
} from './define-node.ts';
export {
  describeNode,
  type NodeDescription,
  type NodeKind,
  nodeKind,
  type PortsDescription,
} from './describe.ts';
export { type FieldMeta, field, isTrue } from './field.ts';
export { fieldMeta } from './field-meta.ts';
export type { HttpClient, HttpRequest, HttpResponse } from './http.ts';
export {
  type FileRef,
  type Item,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type Outputs,
} from './item.ts';
export { inputPorts, outputPorts } from './ports.ts';
