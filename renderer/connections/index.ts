export { askAboutSlots } from './bind/ask-about-slots.ts';
export { ConnectionDialogs } from './ConnectionDialogs.tsx';
export { ConnectionsTrouble } from './ConnectionsTrouble.tsx';
export { MoveSecretButton } from './move/MoveSecretButton.tsx';
export { ConnectionsPage } from './page/ConnectionsPage.tsx';
export { ConnectionField } from './slot/ConnectionField.tsx';
export { addCredential } from './state/asks.ts';
export { startConnections } from './state/connections.ts';
