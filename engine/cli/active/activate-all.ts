import { FlowError, UserError } from '#contract/error';
import { activateFlow, type Served } from '#engine/server';
import { NOT_TRUSTED } from './not-trusted.ts';
import { workspacePath } from './workspace-path.ts';

/**
 * Activates flows of a workspace that is being served.
 *
 * @param wanted `all`, which leaves out flows in which nothing starts by itself, or paths separated by commas
 * @returns a sentence for each that could not be activated
 */
export async function activateAll({ app }: Served, wanted: string): Promise<string[]> {
  const paths = await app.workspace.list();
  const problems: string[] = [];
  const names = wanted === 'all' ? paths : wanted.split(',').map((name) => name.trim());
  for (const name of names) {
    try {
      const path = workspacePath(app.workspace.root, paths, name);
      const outcome = await activateFlow(app, path);
      if ('refused' in outcome) problems.push(`${path}: ${NOT_TRUSTED}`);
    } catch (error) {
      if (!(error instanceof FlowError)) throw error;
      const nothingToDo = error instanceof UserError && error.code === 'NOTHING_TO_ARM';
      if (wanted !== 'all' || !nothingToDo) problems.push(`${name}: ${error.message}`);
    }
  }
  return problems;
}
