import { createContext, useContext } from 'react';

/** Path of the flow that a canvas shows. */
export const PathContext = createContext('');

export function usePath(): string {
  return useContext(PathContext);
}
