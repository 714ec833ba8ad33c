import { useEffect, useState, useSyncExternalStore } from 'react';
import { type OpenRun, RunSession } from './run-session.ts';

const NOTHING: OpenRun = new RunSession('').snapshot();
const never = () => () => undefined;
const nothing = () => NOTHING;

/** Follows the run that is looked at; another run ends it. */
export function useOpenRun(run: string | undefined): OpenRun {
  const [session, setSession] = useState<RunSession>();
  useEffect(() => {
    if (run === undefined) return;
    const mine = new RunSession(run);
    setSession(mine);
    mine.open().catch(() => undefined);
    return () => {
      mine.close();
      setSession(undefined);
    };
  }, [run]);
  return useSyncExternalStore(session?.subscribe ?? never, session?.snapshot ?? nothing);
}
