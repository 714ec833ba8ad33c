import type { NodeDefinition } from '#contract/node';
import { httpRequest } from './http/http-request.ts';

export { webConnections } from './http/connections.ts';
export { getPages, type PagesRequest } from './http/get-pages.ts';
export { pagination } from './http/params.ts';
export { buildHeaders, buildUrl } from './http/request-parts.ts';
export { statusError } from './http/status-error.ts';

/** Node types that talk to services. */
export const connectNodes = [httpRequest] as const satisfies readonly NodeDefinition[];
