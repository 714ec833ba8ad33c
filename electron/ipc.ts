import { z } from 'zod';
import type { DesktopApi, EngineState, OpenRequest } from '#contract/desktop';
import { ASK } from './channels.ts';
import type { CallerApi, IpcApi } from './electron-api.ts';
import { isAppUrl } from './protocol.ts';

type Asked = Pick<
  DesktopApi,
  'session' | 'restartEngine' | 'openFlowDialog' | 'saveFlowDialog' | 'notify' | 'openExternal' | 'setTheme'
>;

/** What main does for the page. */
export interface Abilities extends Asked {
  engineState(): EngineState;
  takeOpenRequests(): readonly OpenRequest[];
  /** Whether the web contents with this id are the window's. */
  isWindow(contentsId: number): boolean;
}

const file = z.object({ name: z.string().min(1).max(255), text: z.string().max(50_000_000) });
const notification = z.object({ title: z.string().max(200), body: z.string().max(1000) });
const theme = z.enum(['light', 'dark', 'system']);

/** Answers the page's questions: only those of the window's own top frame, and only well-formed ones. */
export function answerPage(ipc: IpcApi, abilities: Abilities): void {
  const answer = <S extends z.ZodType>(channel: string, schema: S, act: (input: z.infer<S>) => unknown) =>
    ipc.handle(channel, async (caller, input) => {
      if (!isOwnPage(caller, abilities)) throw new Error('This page may not ask Flowbench for anything');
      return await act(schema.parse(input));
    });
  answer(ASK.session, z.undefined(), () => abilities.session());
  answer(ASK.engineState, z.undefined(), () => abilities.engineState());
  answer(ASK.restartEngine, z.undefined(), () => abilities.restartEngine());
  answer(ASK.openFlowDialog, z.undefined(), () => abilities.openFlowDialog());
  answer(ASK.saveFlowDialog, file, (input) => abilities.saveFlowDialog(input));
  answer(ASK.takeOpenRequests, z.undefined(), () => abilities.takeOpenRequests());
  answer(ASK.notify, notification, (input) => abilities.notify(input));
  answer(ASK.openExternal, z.string().max(8192), (url) => abilities.openExternal(url));
  answer(ASK.setTheme, theme, (input) => abilities.setTheme(input));
}

function isOwnPage({ sender, senderFrame }: CallerApi, abilities: Abilities): boolean {
  const topFrame = senderFrame !== null && !senderFrame.parent && isAppUrl(senderFrame.url);
  return topFrame && abilities.isWindow(sender.id);
}
