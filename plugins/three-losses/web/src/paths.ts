/** Where a search is begun, below the station. */
export const newSearch = 'p/three-losses/report';
/** What is read out and handed to those without an account, of a search; below the station. */
export const handOutPage = (instanceId: string): string => `p/three-losses/hand-out/${instanceId}`;
