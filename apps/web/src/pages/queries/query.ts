/** What stands in the editor: an example, a saved query, or one of its versions. */
export interface OpenQuery {
  readonly title: string;
  readonly document: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** The saved query it comes from. */
  readonly saved?: { readonly id: string; readonly version: number; readonly mine: boolean; readonly description: string; readonly sharing: 'OWN' | 'STATION' | 'BUREAU'; readonly stationId: string | undefined };
}

/** Variables as they are written; undefined for what is not a JSON object. */
export function variablesOf(written: string): Record<string, unknown> | undefined {
  if (written.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(written);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    // Half-written: the page says so.
    return undefined;
  }
}

/** The variables of an answer of the server, which are an object wherever it keeps any. */
export function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
