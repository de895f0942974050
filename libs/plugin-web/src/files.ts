import { createContext, useContext } from 'react';

/** A part of a file, in bytes. */
export interface FilePart {
  readonly from: number;
  readonly length: number;
}

/** Fetches a file of the API as the reader signed in, for the page to show; no cache keeps it but of parts. Set by the shell around its pages. */
export const FileReading = createContext<((path: string, signal: AbortSignal, part?: FilePart) => Promise<Blob>) | undefined>(undefined);

/** The reader of files. @throws Error outside the shell */
export function useFileReader(): (path: string, signal: AbortSignal, part?: FilePart) => Promise<Blob> {
  const read = useContext(FileReading);
  if (read === undefined) throw new Error('useFileReader: no reader around this component');
  return read;
}
