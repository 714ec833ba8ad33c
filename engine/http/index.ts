export { type AddressKind, classifyAddress } from './address.ts';
export { createHttpClient, type HttpClientOptions } from './client.ts';
