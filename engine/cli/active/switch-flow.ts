import { isDefinedError, safe } from '@orpc/client';
import type { FlowActivation } from '#contract/api';
import { UserError } from '#contract/error';
import { type EngineClient, withEngine } from './connect-engine.ts';
import { NOT_TRUSTED } from './not-trusted.ts';
import { workspacePath } from './workspace-path.ts';

/** How a flow is after it has been switched on or off. */
export type Switched = Partial<FlowActivation> & Pick<FlowActivation, 'path' | 'state'>;

/**
 * Switches a flow on or off in the engine that has a data directory.
 *
 * @param given path of the flow, from here or in the workspace
 * @throws UserError with what stands in the way
 */
export function switchFlow(dataDir: string, given: string, to: 'on' | 'off'): Promise<Switched> {
  return withEngine(dataDir, async (engine) => {
    const { root, flows } = await engine.workspace.list();
    const paths = flows.map(({ path }) => path);
    const path = workspacePath(root, paths, given);
    if (to === 'on') return activate(engine, path);
    return (await engine.triggers.deactivate({ path })) ?? { path, state: 'inactive' };
  });
}

async function activate(engine: EngineClient, path: string): Promise<Switched> {
  const { error, data } = await safe(engine.triggers.activate({ path }));
  if (!error) return data;
  if (!isDefinedError(error)) throw error;
  const { code } = error;
  if (code === 'NOT_TRUSTED') throw new UserError(`${path}: ${NOT_TRUSTED}`, { code });
  const hint = code === 'CANNOT_ACTIVATE' ? error.data.hint : undefined;
  throw new UserError(`${path}: ${error.message}`, { code, ...(hint === undefined ? {} : { hint }) });
}
