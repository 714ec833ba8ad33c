import { defineConnectionType } from '../connection-type.ts';
import { oauthFields } from './fields.ts';
import { makeOAuthSigner } from './make-signer.ts';

export const oauth2 = defineConnectionType({
  type: 'http.oauth2',
  title: 'OAuth 2.0',
  summary: 'Signs in with a service and keeps its tokens fresh.',
  icon: 'key-round',
  group: 'web',
  docs:
    'Register an app with the service to get a client id (and secret). As its redirect address give ' +
    '`http://127.0.0.1/callback` (or `http://localhost/callback`, then also below); where the service wants a ' +
    'fixed port, choose one and enter the same address below. Addresses for signing in and for tokens are in the ' +
    'documentation of the service, often under “OAuth” or “Authorization”.',
  fields: oauthFields,
  signIn: true,
  signer: makeOAuthSigner,
});
