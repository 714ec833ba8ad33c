import { implement } from '@orpc/server';
import { api } from '#contract/api';
import type { App } from '../app.ts';

/** The agreed calls, to be answered with the app at hand. */
export const calls = implement(api).$context<{ app: App }>();
