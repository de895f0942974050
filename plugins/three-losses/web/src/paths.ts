/** Where a search is begun, below the station. */
export const newSearch = 'p/three-losses/report';
/** The station's searches, below the station. */
export const searchesPage = 'p/three-losses';
/** The page of one search, below the station. @param id of its instance */
export const searchPage = (id: string) => `${searchesPage}/searches/${id}`;
/** The map of one search, below the station. @param id of its instance */
export const searchMap = (id: string) => `${searchPage(id)}/map`;
/** What is read out and handed to those without an account, of a search; below the station. */
export const handOutPage = (instanceId: string): string => `${searchesPage}/hand-out/${instanceId}`;
/** Those who were found before anybody reported them, below the station. */
export const foundPersonsPage = `${searchesPage}/found`;
/** Lost and found property, below the station. */
export const propertyPage = `${searchesPage}/property`;
/** People in distress, below the station. */
export const distressPage = `${searchesPage}/distress`;
/** Where each is recorded, below the station. */
export const newFoundPerson = 'instances/new?workflow=found-person';
export const newFoundProperty = 'instances/new?workflow=found-property';
export const newLostProperty = 'instances/new?workflow=lost-property';
export const newDistress = 'instances/new?workflow=distress';
