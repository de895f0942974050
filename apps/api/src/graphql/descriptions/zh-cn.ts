/** Descriptions of the schema in Chinese, by their English line: what changes in English is missing here until it is said again. */
export const ZH_CN: Readonly<Record<string, string>> = {};
