/** Connection types that sign web requests. */
export const webConnections: readonly string[] = [
  'http.bearer',
  'http.apiKey',
  'http.basic',
  'http.oauth2',
  'http.digest',
  'http.jwt',
  'http.hmac',
  'http.awsSigV4',
  'http.clientCertificate',
];
