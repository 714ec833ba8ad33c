export { type Keychain, systemKeychain } from './keychain.ts';
