import { useCatalogue } from '#renderer/catalogue';
import { useEditor } from '#renderer/editor';
import { tellFailure, useToasts } from '#renderer/ui';
import { addNodeBeside } from '../actions/add-node.ts';
import { pasteNodes } from '../actions/choice.ts';
import { modelNow } from '../use-model.ts';
import { type CurlRequest, readCurl } from './read-curl.ts';
import { MAX_ITEMS_TEXT, readItems } from './read-items.ts';

/** Takes pasted nodes, a cURL command or JSON data over into the flow. False where the text is none of them. */
export function pasteText(path: string, text: string): boolean {
  if (pasteNodes(path, text)) return true;
  if (!modelNow(path)) return false;
  const request = readCurl(text);
  if (request) return pasteRequest(path, request);
  if (!/^\s*[[{]/.test(text)) return false;
  if (text.length > MAX_ITEMS_TEXT) {
    tellFailure('The pasted data is larger than 1 MB.', 'Save it as a file and read that with a file node.');
    return true;
  }
  const items = readItems(text);
  if (!items) return false;
  add(path, 'trigger.manual', { items });
  return true;
}

function pasteRequest(path: string, { params, secrets, leftOut }: CurlRequest): boolean {
  add(path, 'http.request', params);
  const { show } = useToasts.getState();
  if (secrets.length > 0) {
    show({
      state: 'warning',
      text: `${secrets.join(' and ')}: this looks like a secret, and stands in the flow file now.`,
      hint: 'Remove it before you give the flow away.',
    });
  }
  if (leftOut.length > 0) {
    show({ state: 'warning', text: `Not taken over from the command: ${leftOut.join(', ')}.` });
  }
  return true;
}

function add(path: string, name: string, params: Record<string, unknown>): void {
  const type = useCatalogue.getState().byType.get(name);
  const { selected } = useEditor.getState();
  if (type) addNodeBeside(path, type, selected, { x: 0, y: 0 }, params);
}
