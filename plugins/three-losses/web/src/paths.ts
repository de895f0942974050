/** Where a search is begun, below the station. */
export const newSearch = 'instances/new?workflow=missing-person';
/** The station's searches, below the station. */
export const searchesPage = 'p/three-losses';
/** The page of one search, below the station. @param id of its instance */
export const searchPage = (id: string) => `${searchesPage}/searches/${id}`;
/** The map of one search, below the station. @param id of its instance */
export const searchMap = (id: string) => `${searchPage(id)}/map`;
