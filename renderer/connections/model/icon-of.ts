import type { ConnectionPreset, ConnectionTypeDescription } from '#contract/connection';

/** Icons of services by words in their preset's id: what they are for, not whose they are. */
const SERVICES: readonly (readonly [RegExp, string])[] = [
  [/mail|smtp|send|postmark|mailgun|resend|gmail|outlook/, 'mail'],
  [/slack|teams|discord|telegram|twilio|zoom|chat|whatsapp/, 'message-square'],
  [/github|gitlab|bitbucket|gitea/, 'git-branch'],
  [/stripe|paypal|mollie|adyen|square|xero|quickbooks|lexoffice/, 'credit-card'],
  [/shop|woo|commerce|magento|amazon-sp/, 'shopping-cart'],
  [/sheet|airtable|excel|baserow|notion|coda/, 'table-2'],
  [/google|microsoft|azure|drive|dropbox|box|s3|storage|onedrive|sharepoint|aws/, 'cloud'],
  [/hubspot|salesforce|pipedrive|crm|zendesk|intercom|freshdesk|zoho/, 'users'],
  [/jira|linear|asana|trello|clickup|monday|atlassian|todoist/, 'list-checks'],
  [/openai|anthropic|mistral|gemini|hugging|cohere|ai$/, 'bot'],
  [/calendar|calendly/, 'calendar'],
];

/** The icon of a credential: its service's, else its type's. */
export function iconOf(
  type: ConnectionTypeDescription | undefined,
  preset: Pick<ConnectionPreset, 'id'> | string | undefined,
): string {
  const id = typeof preset === 'string' ? preset : preset?.id;
  const known = id === undefined ? undefined : SERVICES.find(([words]) => words.test(id))?.[1];
  return known ?? type?.icon ?? 'key';
}
