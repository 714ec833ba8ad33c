import { z } from 'zod';
import { field } from '#contract/node';
import { signAws } from '../aws/sign-aws.ts';
import { defineConnectionType } from '../connection-type.ts';
import { authorityField, trusting } from '../tls/authority.ts';

export const httpAwsSigV4 = defineConnectionType({
  type: 'http.awsSigV4',
  title: 'AWS',
  summary: 'Signs requests for Amazon Web Services, and for storage that speaks S3.',
  icon: 'cloud-cog',
  group: 'web',
  docs: 'Region and service follow from addresses like `s3.eu-central-1.amazonaws.com`; they are needed for other addresses.',
  fields: z.object({
    accessKeyId: field.text('Access key id', { placeholder: 'AKIA…' }).min(1),
    secretAccessKey: field.secret('Secret access key').min(1),
    sessionToken: field.secret('Session token', { help: 'For temporary keys.' }).optional(),
    region: field.text('Region', { placeholder: 'eu-central-1' }).optional(),
    service: field.text('Service', { placeholder: 's3' }).optional(),
    ca: authorityField(),
  }),
  signer(credential, { now }) {
    const { values } = credential;
    const text = (name: string): string | undefined => {
      const value = String(values[name] ?? '').trim();
      return value === '' ? undefined : value;
    };
    const keys = {
      accessKeyId: text('accessKeyId') ?? '',
      secretAccessKey: text('secretAccessKey') ?? '',
      sessionToken: text('sessionToken'),
      region: text('region'),
      service: text('service'),
    };
    return {
      ...trusting(credential),
      sign: (request) => signAws(request, keys, new Date(now())),
      secrets: () => [keys.secretAccessKey, keys.sessionToken ?? ''],
    };
  },
});
