export const NARRATIVES: Record<string, string[]> = {};
export const NO_FRAUD: string[] = [];
