export { QuarantineMark } from './QuarantineMark.tsx';
export { refreshRefused, startInbox, useQuarantined } from './refused.ts';
