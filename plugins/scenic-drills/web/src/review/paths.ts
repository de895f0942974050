/** Below the station. */
export const reviewsPage = 'p/scenic-drills/reviews';
export const reviewPage = (id: string) => `${reviewsPage}/${id}`;
export const observePage = (id: string) => `${reviewPage(id)}/observe`;
export const boardPage = (id: string) => `${reviewPage(id)}/board`;
export const improvementsPage = 'p/scenic-drills/improvements';
export const pastPage = 'p/scenic-drills/from-search';
