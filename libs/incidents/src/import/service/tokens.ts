/** Injection token of the storage that keeps uploads, each bureau’s in an area of its own. */
export const IMPORT_FILES = Symbol('stationhouse:import-files');

/** Injection token of {@link ReadingLimits}: how much an upload may ask of us. */
export const IMPORT_LIMITS = Symbol('stationhouse:import-limits');

/** The job that runs an import; its payload is `{importId}`, its scope the bureau. */
export const IMPORT_TOPIC = 'incidents.import';
