import { createContext, useContext } from 'react';

/** What of a file is asked for, and why. */
export interface FileAsked {
  /** A part of it, in bytes; the whole when absent. */
  readonly part?: { readonly from: number; readonly length: number };
  /** What it is read for, where the file asks that. */
  readonly purpose?: string | undefined;
}

/** Fetches a file of the API as the reader signed in, for the page to show; no cache keeps it but of parts. */
export type ReadFile = (path: string, signal: AbortSignal, asked?: FileAsked) => Promise<Blob>;

/** Set by the shell around its pages. */
export const FileReading = createContext<ReadFile | undefined>(undefined);

/** The reader of files. @throws Error outside the shell */
export function useFileReader(): ReadFile {
  const read = useContext(FileReading);
  if (read === undefined) throw new Error('useFileReader: no reader around this component');
  return read;
}

/** A file on its way to the server. */
export interface FileToSend {
  /** The REST route. */
  readonly path: string;
  /** Sent before the file: the server reads the form as a stream. */
  readonly fields: Readonly<Record<string, string | undefined>>;
  readonly file: File;
  /** Told the share sent, 0 … 1. */
  readonly onProgress: (share: number) => void;
  readonly signal: AbortSignal;
}

/** Sends a file as the reader signed in. @throws RestError with the server's refusal, TypeError when the connection broke, AbortError when cancelled */
type SendFile = (sending: FileToSend) => Promise<{ readonly id: string }>;

/** Set by the shell around its pages. */
export const FileSending = createContext<SendFile | undefined>(undefined);

/** The sender of files. @throws Error outside the shell */
export function useFileSender(): SendFile {
  const send = useContext(FileSending);
  if (send === undefined) throw new Error('useFileSender: no sender around this component');
  return send;
}
