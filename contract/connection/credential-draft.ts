import { z } from 'zod';

export const credentialId = z.string().min(1).max(64);

/** What the user gives to make or change a credential; `CredentialDraft` says what it means. */
export const credentialDraft = z.object({
  id: credentialId.optional(),
  name: z.string().min(1).max(200),
  type: z.string().min(1).max(100),
  preset: z.string().max(100).optional(),
  hosts: z.array(z.string().min(1).max(255)).max(100),
  values: z.record(z.string(), z.unknown()),
  rate: z
    .object({
      requests: z.int().min(1).optional(),
      per: z.string().optional(),
      concurrent: z.int().min(1).max(10_000).optional(),
    })
    .optional(),
});
