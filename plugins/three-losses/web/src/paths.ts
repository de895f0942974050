/** Where a search is begun, below the station. */
export const newSearch = 'instances/new?workflow=missing-person';
