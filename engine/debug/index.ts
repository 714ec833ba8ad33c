export { checkBreakpoints } from './check-breakpoints.ts';
export { askForPause, checkInput, type Edit, edit, pauseOf, resume, setBreakpoints } from './commands.ts';
export { describe, evaluateAt, inputAt, type PausedPlace, placeOf } from './look.ts';
export { findPlace } from './place.ts';
