import type { NodeDefinition } from '#contract/node';
import { httpRequest } from './http/http-request.ts';

/** Node types that talk to services. */
export const connectNodes = [httpRequest] as const satisfies readonly NodeDefinition[];
