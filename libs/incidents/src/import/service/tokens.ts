/** Injection token of the blob store that keeps uploads. */
export const IMPORT_FILES = Symbol('stationhouse:import-files');

/** The job that runs an import; its payload is `{importId}`, its scope the bureau. */
export const IMPORT_TOPIC = 'incidents.import';
