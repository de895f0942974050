/** Where a search is begun, below the station. */
export const newSearch = 'p/three-losses/report';
