/** Enough of a browser to sign in: follows redirects, keeps cookies, fills in forms. */
export interface Walk {
  /** Where it was sent that is not the provider; undefined where it ended at a page. */
  left: string | undefined;
  /** The last page. */
  page: string;
}

const MOST_STEPS = 25;

/** Signs in as `ada`, agreeing to everything, until there is no form left or the provider sends one elsewhere. */
export async function walk(start: string): Promise<Walk> {
  const { origin } = new URL(start);
  const cookies = new Map<string, string>();
  let next: { url: string; form?: URLSearchParams } = { url: start };
  for (let steps = 0; steps < MOST_STEPS; steps++) {
    const response = await fetch(next.url, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map((pair) => pair.join('=')).join('; ') },
      ...(next.form ? { method: 'POST', body: next.form } : {}),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    const location = response.headers.get('location');
    const page = await response.text();
    if (location !== null) {
      const url = new URL(location, next.url);
      if (url.origin !== origin) return { left: url.href, page };
      next = { url: url.href };
      continue;
    }
    const form = formOn(page);
    if (!form) return { left: undefined, page };
    next = { url: new URL(form.action, next.url).href, form: form.values };
  }
  throw new Error(`the provider did not let go after ${MOST_STEPS} steps`);
}

function formOn(page: string): { action: string; values: URLSearchParams } | undefined {
  const [, head = '', inside = ''] = /<form([^>]*)>([\s\S]*?)<\/form>/i.exec(page) ?? [];
  const action = attribute(head, 'action');
  if (action === undefined) return undefined;
  const values = new URLSearchParams({ login: 'ada', password: 'any' });
  for (const [, input = ''] of inside.matchAll(/<input([^>]*)>/gi)) {
    const name = attribute(input, 'name');
    const value = attribute(input, 'value');
    if (name !== undefined && value !== undefined) values.set(name, value);
  }
  return { action, values };
}

function attribute(tag: string, name: string): string | undefined {
  return new RegExp(`\\b${name}="([^"]*)"`, 'i').exec(tag)?.[1]?.replaceAll('&amp;', '&');
}
