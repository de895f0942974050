import { createContext, useContext } from 'react';

/** Fetches a file of the API as the reader signed in, for the page to show; no cache keeps it. Set by the shell around its pages. */
export const FileReading = createContext<((path: string, signal: AbortSignal) => Promise<Blob>) | undefined>(undefined);

/** The reader of files. @throws Error outside the shell */
export function useFileReader(): (path: string, signal: AbortSignal) => Promise<Blob> {
  const read = useContext(FileReading);
  if (read === undefined) throw new Error('useFileReader: no reader around this component');
  return read;
}
