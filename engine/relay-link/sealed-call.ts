import { decodeFrame, encodeFrame } from './frame.ts';
import { type CallHeadOnWire, callHead } from './messages.ts';
import { type SealKeys, sealContext, sealTo, unseal } from './seal.ts';

/** Seals a whole call: neither its headers nor its address are to be read on the way. */
export function packCall(
  sealKey: string,
  head: CallHeadOnWire,
  body: Uint8Array,
  about: { device: string; id: string; receivedAt: number },
): Buffer {
  return sealTo(sealKey, encodeFrame(head, body), sealContext(about.device, about.id, about.receivedAt));
}

/** @throws StepError `CANNOT_UNSEAL`, `BAD_FRAME` */
export function unpackCall(
  keys: SealKeys,
  sealed: Buffer,
  about: { device: string; id: string; receivedAt: number },
): { head: CallHeadOnWire; body: Buffer } {
  const { device, id, receivedAt } = about;
  const { head, body } = decodeFrame(unseal(keys, sealed, sealContext(device, id, receivedAt)));
  return { head: callHead.parse(head), body };
}
